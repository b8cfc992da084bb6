/*
 * respond.c - the answers: pages, redirects, refusals, JSON; see web.h.
 *
 * A refusal must come out whatever else is broken: its page needs no database,
 * and where not even the page can be made, a line of plain text goes out.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "assets.h"
#include "cgi/cookie.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

#define PLAIN "text/plain; charset=utf-8"
#define HTML "text/html; charset=utf-8"
#define JSON "application/json; charset=utf-8"

/* Seconds after which the same request may well succeed. */
#define RETRY_BROKEN "5"
#define RETRY_RATE "60"

/* How much of a foreign path is logged. */
#define PATH_LOGGED 80

struct change
change_by(const struct exchange *x)
{
	return (struct change){
	    .by = x->caller.name,
	    .at_ms = x->now_ms,
	    .from = x->req->remote_addr,
	    .via = "web",
	};
}

/* body is taken over.  Cookie, Allow and Retry-After stay as they are. */
static void
answer(struct exchange *x, int status, const char *type, char *body)
{
	free(x->out->body);
	x->out->status = status;
	x->out->type = type;
	x->out->body = body;
	x->out->body_bytes = strlen(body);
}

static const char *
title(int status)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {
	    {400, "Not understood"},
	    {401, "Token needed"},
	    {403, "Not allowed"},
	    {404, "Not found"},
	    {405, "Not done this way"},
	    {409, "Conflict"},
	    {413, "Too large"},
	    {415, "Wrong kind of content"},
	    {421, "Wrong address"},
	    {422, "Not accepted"},
	    {429, "Too many at once"},
	    {503, "Not right now"},
	};
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Something went wrong";
}

/* The cookie is the browser's to change: three values, or the default. */
static void
fill_theme(const struct exchange *x, struct view *v)
{
	char theme[sizeof("system")];

	if (!cookie_find(x->req->cookie, "theme", theme, sizeof(theme)) ||
	    fields[FIELD_THEME].check(theme) != NULL)
		snprintf(theme, sizeof(theme), "system");
	view_text(v, "Page.Theme", theme);
}

static void
fill_flash(const char *text, struct view *v)
{
	bool warning = text[0] == SESSION_WARNING;

	view_text(v, "Page.Flash", warning ? text + 1 : text);
	view_flag(v, "Page.FlashWarns", warning);
}

/* Who is signed in, and what of the site is theirs to see. */
static void
fill_caller(const struct exchange *x, struct view *v)
{
	bool known = x->caller.user != NULL || x->caller.sso;

	view_flag(
	    v, "Page.CanView", caller_may(x, PERMISSION_VIEW_DESTINATIONS));
	view_flag(
	    v, "Page.CanEdit", caller_may(x, PERMISSION_EDIT_DESTINATIONS));
	view_flag(v, "Page.CanAudit", caller_may(x, PERMISSION_VIEW_AUDIT));
	view_text(v, "Page.User", known ? x->caller.name : "");
	view_flag(v, "Page.CanSignOut", x->caller.user != NULL);
	view_text(v, "Page.Place", respond_place(x));
}

/* What the layout needs on every page; the handler gave the title. */
static void
fill_common(
    const struct exchange *x, int status, enum page page, struct view *v)
{
	char *back = respond_here(x);

	fill_theme(x, v);
	view_text(v, "Page.Csrf", x->session.csrf);
	view_text(v, "Page.Assets", TOCSIN_ASSETS);
	view_text(v, "Page.Banner", x->web->conf.banner);
	fill_caller(x, v);
	view_text(v, "Page.Here", back);
	view_flag(v, "Page.Error", status >= 400);
	/* A refusal is not what the text was for: it waits. */
	if (page != PAGE_ERROR)
		fill_flash(x->session.row.flash, v);
	if (page == PAGE_TEST)
		view_int(v, "Page.Refresh", 1);
	free(back);
}

/* Once: but a HEAD shows it to nobody. */
static void
forget_flash(struct exchange *x)
{
	struct db *db = x->web->config;

	if (x->session.row.flash[0] == '\0' || x->req->head)
		return;
	x->session.row.flash[0] = '\0';
	if (session_flash(db, x->session.hash, "") < 0 &&
	    db_error(db) == DB_BROKEN)
		x->web->broken = true;
}

/*
 * Every page has a form, if only the one that chooses the theme.  An error
 * page leaves it out where there is no session: a stranger's wrong guesses
 * must not fill the table of sessions.
 */
void
respond_page(struct exchange *x, int status, enum page page, struct view *v)
{
	size_t bytes;
	char *body;

	if (page != PAGE_ERROR && session_need(x) != 0) {
		view_free(v);
		respond_broken(x);
		return;
	}
	fill_common(x, status, page, v);
	body = view_render(v, page, &bytes);
	view_free(v);
	if (body == NULL && page != PAGE_ERROR) {
		respond_error(x, 500, "This page could not be made.");
		return;
	}
	answer(x, status, body != NULL ? HTML : PLAIN,
	    body != NULL ? body : xasprintf("%d %s\n", status, title(status)));
	if (page != PAGE_ERROR)
		forget_flash(x);
}

/* As little as an error page needs: no session is made for it. */
void
respond_enter(struct exchange *x)
{
	struct view *v = view_new();

	view_text(v, "Page.Title", "External App Alerts");
	view_flag(v, "Page.Again", true);
	view_text(v, "Error.Title", "Opening External App Alerts");
	view_text(v, "Error.Text",
	    "You came from another site; the page opens in a moment.");
	respond_page(x, 200, PAGE_ERROR, v);
}

/* 303, and never 302: the next request is a GET whatever this one was. */
void
respond_see(struct exchange *x, const char *fmt, ...)
{
	char room[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room, sizeof(room), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(room) || room[0] != '/' ||
	    room[1] == '/') {
		respond_error(x, 500, "There is no way on from here.");
		return;
	}
	free(x->out->location);
	x->out->location = xstrdup(room);
	answer(x, 303, PLAIN, xstrdup(""));
}

void
respond_json(struct exchange *x, int status, struct json_object *json)
{
	const char *text = xjson_text(
	    json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	answer(x, status, JSON, xasprintf("%s\n", text));
	json_object_put(json);
}

void
respond_file(
    struct exchange *x, const char *const head[2], char *body, size_t bytes)
{
	answer(x, 200, head[0], body);
	x->out->disposition = head[1];
	x->out->body_bytes = bytes;
}

/* A browser's Accept lists many types; a script's, the one it can read. */
bool
respond_wants_json(const struct exchange *x)
{
	static const char api[] = "/api/", json[] = "application/json";
	const char *accept = x->req->accept;

	if (strncmp(x->req->path, api, strlen(api)) == 0)
		return true;
	accept += strspn(accept, " ");
	return strncasecmp(accept, json, strlen(json)) == 0 &&
	       strchr(" ;", accept[strlen(json)]) != NULL &&
	       strchr(accept, ',') == NULL;
}

static void
error_json(struct exchange *x, int status, const char *text, const char *id)
{
	struct json_object *all = xjson_object();
	struct json_object *error = xjson_object();

	xjson_add(error, "status", xjson_int(status));
	xjson_add(error, "message", xjson_string(text));
	xjson_add(error, "id", xjson_string(id));
	xjson_add(all, "error", error);
	respond_json(x, status, all);
}

static void
error_page(struct exchange *x, int status, const char *text, const char *id)
{
	struct view *v = view_new();

	view_text(v, "Page.Title", title(status));
	view_int(v, "Error.Status", status);
	view_text(v, "Error.Title", title(status));
	view_text(v, "Error.Text", text);
	view_text(v, "Error.Id", id);
	/* The one thing to do, where it is that. */
	view_flag(v, "Error.SignIn",
	    status == 403 && x->caller.user == NULL && !x->caller.sso);
	respond_page(x, status, PAGE_ERROR, v);
}

/* One line: nginx logs that there was a request, this is why not. */
static void
log_refusal(
    const struct exchange *x, int status, const char *text, const char *id)
{
	const char *method = x->req->method == METHOD_POST  ? "POST"
			     : x->req->method == METHOD_GET ? "GET"
							    : "other";
	char *path = text_clean(x->req->path, PATH_LOGGED);

	(status >= 500 ? log_warnx : log_info)(
	    "%d %s: %s %s: %s", status, id, method, path, text);
	free(path);
}

void
respond_error(struct exchange *x, int status, const char *fmt, ...)
{
	char text[1000], id[ID_BYTES];
	char *clean;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Cut by bytes above, and it may repeat what somebody sent. */
	clean = text_clean(text, sizeof(text));
	id_text(id_new(x->now_ms), id);
	log_refusal(x, status, clean, id);
	free(x->out->location);
	x->out->location = NULL;
	if (x->out->retry_after == NULL && (status == 429 || status == 503))
		x->out->retry_after = status == 429 ? RETRY_RATE : RETRY_BROKEN;
	if (respond_wants_json(x))
		error_json(x, status, clean, id);
	else
		error_page(x, status, clean, id);
	free(clean);
}

static bool
broken(const struct db *db)
{
	return db != NULL && db_error(db) == DB_BROKEN;
}

/*
 * A busy or full database may be fine the next time; after an I/O error or
 * damage nothing that this process believes of a file that it writes holds any
 * longer.  outbox.db is only read here: web_answer() opens it again.
 */
void
respond_broken(struct exchange *x)
{
	struct web *w = x->web;

	if (broken(w->config) || broken(w->events))
		w->broken = true;
	if (db_error(w->config) == DB_FULL) {
		respond_error(x, 503,
		    "There is no space left to store this, so it was not done."
		    " Make space on the disk of the databases, then try"
		    " again.");
		return;
	}
	respond_error(x, 503,
	    "A database can't be used right now, so this was not done. Try"
	    " again; if it stays so, the log of tocsin-web tells why.");
}
