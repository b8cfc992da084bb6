/*
 * fuzz_guard.c - any bytes as a request, from callers of five kinds.
 *
 * Whatever passes the guard is judged again here by a few plain rules: there
 * is such a route, it was asked for under a name of ours, its permission is
 * one that the caller holds, and a form came from our page with the token of
 * the caller's own session.
 *
 * Four bytes choose caller, method, path and what is right from the start; the
 * lines of the rest are path, query, body, host, origin, Sec-Fetch-Site, more
 * cookies and content type.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/route.h"
#include "core/log.h"
#include "core/permission.h"
#include "core/xmalloc.h"
#include "tests/unit/web_kit.h"

#define HEAD 4
#define LINES 8
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is right in a request from the start: bits of the fourth byte. */
enum right { RIGHT_TOKEN = 1, RIGHT_SITE = 2, RIGHT_HOST = 4, RIGHT_TYPE = 8 };

static const struct caller_kind {
	const char *secret; /* of the cookie */
	const char *role;   /* NULL: nobody */
	enum session_stage stage;
	unsigned may;
} kinds[] = {
    {"nobodynobodynobodynobodynobodynobodynobody0", NULL, SESSION_ANONYMOUS, 0},
    {"superssuperssuperssuperssuperssuperssupers0", "Super Admin",
	SESSION_SIGNED_IN,
	PERMISSION(SIGNED_IN) | PERMISSION(VIEW_DESTINATIONS) |
	    PERMISSION(EDIT_DESTINATIONS) | PERMISSION(VIEW_AUDIT)},
    {"auditsauditsauditsauditsauditsauditsaudits0", "Auditor",
	SESSION_SIGNED_IN, PERMISSION(SIGNED_IN) | PERMISSION(VIEW_AUDIT)},
    {"readonreadonreadonreadonreadonreadonreadon0", "Read-Only",
	SESSION_SIGNED_IN, PERMISSION(SIGNED_IN)},
    {"coduescoduescoduescoduescoduescoduescodues0", "Restricted Admin",
	SESSION_CODE_DUE, 0},
};

static void
start(void)
{
	size_t i;

	web_setup();
	if (atexit(web_teardown) != 0)
		abort();
	for (i = 0; i < COUNT(kinds); i++)
		if (kinds[i].role == NULL)
			web_session(kinds[i].secret);
		else
			web_enter(
			    kinds[i].secret, kinds[i].role, kinds[i].stage);
}

static void
broken(const char *what, const struct http_request *r)
{
	fprintf(stderr, "broken: %s: %s\n", what, r->path);
	abort();
}

static bool
host_is_ours(const char *host)
{
	return strcasecmp(host, WEB_HOST) == 0 ||
	       strcasecmp(host, WEB_SECURE_HOST) == 0 ||
	       strcasecmp(host, WEB_SECURE_HOST ":443") == 0 ||
	       strcasecmp(host, "[::1]:8080") == 0;
}

/* What passed, once more. */
static void
judge(const struct http_request *r, const struct caller_kind *k)
{
	const struct route *route;
	char *token;

	for (route = routes; route->path != NULL; route++)
		if (route->method == r->method &&
		    strcmp(route->path, r->path) == 0)
			break;
	if (route->path == NULL)
		broken("no such route", r);
	if (!host_is_ours(r->host))
		broken("a foreign host", r);
	if (route->permission != PERMISSION_NONE &&
	    (k->may >> route->permission & 1) == 0)
		broken("a permission that is not held", r);
	if (route->proof == PROOF_NONE)
		return;
	if (*r->fetch_site != '\0' && strcmp(r->fetch_site, "same-origin") != 0)
		broken("a form of another site", r);
	if (*r->fetch_site == '\0' && *r->origin == '\0')
		broken("a form of nobody knows where", r);
	token = web_form(k->secret, "");
	if (strstr(r->body, strchr(token, '=') + 1) == NULL)
		broken("a form without its token", r);
	free(token);
}

/* Cuts text into lines, where it stands; those that are missing are "". */
static void
cut(char *text, const char *lines[LINES])
{
	size_t i;

	for (i = 0; i < LINES; i++) {
		lines[i] = text;
		text += strcspn(text, "\n");
		if (*text == '\n')
			*text++ = '\0';
	}
}

static void
ask(const uint8_t *head, const char *lines[LINES])
{
	const struct caller_kind *k = &kinds[head[0] % COUNT(kinds)];
	enum method method = head[1] % 3;
	bool known = head[2] % 64 < ROUTES;
	struct http_request r =
	    web_request(method, known ? routes[head[2] % 64].path : lines[0]);
	char *cookie = xasprintf("sid=%s; %s", k->secret, lines[6]);
	char *body = (head[3] & RIGHT_TOKEN) != 0
			 ? web_form(k->secret, lines[2])
			 : xstrdup(lines[2]);

	r.query = lines[1];
	web_body(&r, body);
	r.host = (head[3] & RIGHT_HOST) != 0 ? WEB_HOST : lines[3];
	r.origin = lines[4];
	r.fetch_site = (head[3] & RIGHT_SITE) != 0 ? "same-origin" : lines[5];
	r.cookie = cookie;
	if ((head[3] & RIGHT_TYPE) == 0)
		r.content_type = lines[7];
	if (web_judge(&r) == 0)
		judge(&r, k);
	free(cookie);
	free(body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	const char *lines[LINES];
	char *text;

	if (size < HEAD)
		return 0;
	if (!started)
		start();
	started = true;
	text = xstrndup((const char *)data + HEAD, size - HEAD);
	cut(text, lines);
	ask(data, lines);
	free(text);
	return 0;
}
