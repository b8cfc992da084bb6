/*
 * page_account.c - one's own account: the password, and where one is signed
 * in.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/account.h"
#include "cgi/pages.h"
#include "cgi/prove.h"
#include "cgi/show.h"
#include "cgi/web.h"
#include "core/xmalloc.h"

/* More than anybody has; the rest ends with "End all others" too. */
#define SESSIONS_SHOWN 50

/* The first that fits: browsers name those that they claim to be like, too. */
static const char *
first_of(const char *agent, const char *const names[][2])
{
	size_t i;

	for (i = 0; names[i][0] != NULL; i++)
		if (strstr(agent, names[i][0]) != NULL)
			return names[i][1];
	return NULL;
}

/* "Firefox on Linux", or whatever it calls itself. */
static void
fill_agent(struct view *v, const char *agent)
{
	static const char *const browsers[][2] = {{"Edg/", "Edge"},
	    {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"},
	    {"Safari/", "Safari"}, {NULL, NULL}};
	static const char *const systems[][2] = {{"Windows", "Windows"},
	    {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
	    {"Mac OS X", "macOS"}, {"Linux", "Linux"}, {NULL, NULL}};
	const char *browser = first_of(agent, browsers);
	const char *system = first_of(agent, systems);
	char *both;

	if (browser == NULL || system == NULL) {
		view_text(v, "Agent", *agent != '\0' ? agent : "Unknown");
		return;
	}
	both = xasprintf("%s on %s", browser, system);
	view_text(v, "Agent", both);
	free(both);
}

static void
fill_session(
    struct view *v, const struct session_row *s, const struct exchange *x)
{
	view_id(v, "Id", s->shown_id);
	fill_agent(v, s->agent);
	view_text(v, "Address", s->address);
	view_flag(v, "This", s->shown_id == x->session.row.shown_id);
	show_time(v, "Since", s->created_at, x->now_ms);
	show_time(v, "Seen", s->seen_at, x->now_ms);
}

static int
fill_sessions(struct view *v, const struct exchange *x)
{
	struct session_row rows[SESSIONS_SHOWN];
	int i, n = session_list_user(
		   x->web->config, x->user.id, x->now_ms, rows, SESSIONS_SHOWN);

	for (i = 0; i < n; i++)
		fill_session(view_row(v, "Session", (unsigned)i), &rows[i], x);
	view_flag(v, "Account.Others", n > 1);
	return n;
}

static int
fill_factor(struct view *v, const struct exchange *x)
{
	int n = recovery_count(x->web->config, x->user.id);

	view_flag(v, "Account.Factor", x->user.totp[0] != '\0');
	view_int(v, "Account.Codes", n);
	return n;
}

static void
fill_errors(struct view *v, const struct exchange *x)
{
	static const enum field_id ids[] = {FIELD_PASSWORD, FIELD_NEW_PASSWORD};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (x->in.error[ids[i]] != NULL)
			view_text(view_node(view_node(v, "Field"),
				      fields[ids[i]].name),
			    "Error", x->in.error[ids[i]]);
}

static void
show(struct exchange *x, int status)
{
	struct view *v = view_new();
	bool good = true;

	view_text(v, "Page.Title", "Your account");
	view_text(v, "Account.Name", x->caller.name);
	view_text(v, "Account.Role", x->user.role);
	view_flag(v, "Account.Sso", x->caller.sso);
	view_text(v, "Sign.Rules", PASSWORD_RULES);
	if (!x->caller.sso) {
		show_time(
		    v, "Account.Password", x->user.password_at, x->now_ms);
		fill_errors(v, x);
		good = fill_sessions(v, x) >= 0 && fill_factor(v, x) >= 0;
	}
	if (good) {
		respond_page(x, status, PAGE_ACCOUNT, v);
		return;
	}
	view_free(v);
	respond_broken(x);
}

void
page_account(struct exchange *x)
{
	show(x, 200);
}

bool
account_here(struct exchange *x)
{
	if (x->caller.user != NULL)
		return true;
	respond_error(x, 403,
	    "Your account is not kept here: it is the proxy's that signed you "
	    "in.");
	return false;
}

/* The other sessions end: whoever made it necessary may be in one. */
static void
change(struct exchange *x)
{
	struct change c = change_by(x);
	char hash[PASSWORD_HASH_BYTES];
	int rc;

	if (!prove_hash(x, x->in.value[FIELD_NEW_PASSWORD], hash))
		return;
	rc = user_set_password(
	    x->web->config, x->caller.user, hash, x->session.hash, &c);
	sodium_memzero(hash, sizeof(hash));
	if (rc < 0) {
		respond_broken(x);
		return;
	}
	if (rc == 0)
		session_warn(x, "Your password was changed by somebody else "
				"in this moment; yours is not set.");
	else
		session_tell(x, "Your password is changed. Your other "
				"sessions have ended.");
	respond_see(x, "/account");
}

/* What can be said of the new one; the old one is proved after that. */
static bool
judge(struct exchange *x, char *why)
{
	static const enum field_id needed[] = {
	    FIELD_PASSWORD, FIELD_NEW_PASSWORD};
	const char *old = x->in.value[FIELD_PASSWORD];
	const char *new = x->in.value[FIELD_NEW_PASSWORD];
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (x->in.value[needed[i]] == NULL)
			input_error(&x->in, needed[i], "Enter it.");
	if (old == NULL || new == NULL || input_faulty(&x->in))
		return false;
	if (strcmp(old, new) == 0)
		input_error(
		    &x->in, FIELD_NEW_PASSWORD, "Choose another one than now.");
	else if (!password_good(new, x->caller.name, why))
		input_error(&x->in, FIELD_NEW_PASSWORD, why);
	return !input_faulty(&x->in);
}

void
page_password_post(struct exchange *x)
{
	char why[PASSWORD_WHY_BYTES];

	if (!account_here(x))
		return;
	if (!judge(x, why)) {
		show(x, 422);
		return;
	}
	switch (prove_password(
	    x, x->caller.user, x->caller.name, x->in.value[FIELD_PASSWORD])) {
	case PROVED:
		change(x);
		break;
	case PROVED_NOT:
		input_error(&x->in, FIELD_PASSWORD,
		    "That is not your password. Try again.");
		show(x, 422);
		break;
	case PROVED_LATER:
		break;
	}
}

/* Ended already is no error: it is what was wanted. */
static void
ended(struct exchange *x, int n)
{
	if (n < 0) {
		respond_broken(x);
		return;
	}
	session_tell(x, n > 0 ? "Ended." : "It had ended already.");
	respond_see(x, "/account");
}

void
page_session_end(struct exchange *x)
{
	int64_t id = input_id(&x->in, FIELD_ID);
	struct change c = change_by(x);

	if (!account_here(x))
		return;
	if (id == 0)
		respond_error(x, 400, "The field \"id\" is missing.");
	else
		ended(x, session_end(x->web->config, x->user.id, id, &c));
}

void
page_sessions_end(struct exchange *x)
{
	struct change c = change_by(x);

	if (account_here(x))
		ended(x, session_end_user(
			     x->web->config, x->user.id, x->session.hash, &c));
}
