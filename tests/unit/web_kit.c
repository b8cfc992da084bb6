/*
 * web_kit.c - requests made by hand; see web_kit.h.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "cgi/audit.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/xmalloc.h"
#include "db/permit.h"
#include "tests/unit/scratch.h"
#include "tests/unit/web_kit.h"

struct web web;
struct http_response web_out;

static char plain[] = "http://" WEB_HOST, six[] = "http://[::1]:8080";
static char secure[] = "https://" WEB_SECURE_HOST;
static char *origins[] = {plain, secure, six, NULL};
static char nothing[] = "";
static const unsigned char key[WEB_KEY_BYTES] =
    "not a secret: a test's own key";

void
web_setup(void)
{
	ck_assert_int_ge(sodium_init(), 0);
	scratch_make();
	memset(&web, 0, sizeof(web));
	memset(&web_out, 0, sizeof(web_out));
	web.conf.banner = nothing;
	web.conf.origin.items = origins;
	web.conf.origin.n = sizeof(origins) / sizeof(origins[0]) - 1;
	web.config = scratch_db(&schema_config);
	web.attempts = attempts_make(2);
	/* What was refused before counts for nothing. */
	audit_limit_share();
	web_key_from(key, &web.web_key);
	views_load("templates");
}

void
web_teardown(void)
{
	response_free(&web_out);
	views_free();
	attempts_free(web.attempts);
	db_close(web.config);
	scratch_remove();
}

void
web_session(const char *secret)
{
	char hash[SECRET_HASH_BYTES];

	secret_hash(secret, "session", hash);
	ck_assert_int_eq(session_add(web.config, hash, clock_wall_ms()), 1);
}

/* Straight into the store: no password is judged, and none is there. */
void
web_enter(const char *secret, const char *role, enum session_stage stage)
{
	struct change c = {.by = "test", .at_ms = clock_wall_ms()};
	struct user u = {.id = id_new(c.at_ms)};
	char old[SECRET_HASH_BYTES], hash[SECRET_HASH_BYTES], *p;
	struct session_step step = {.old_hash = old,
	    .hash = hash,
	    .user = &u,
	    .stage = stage,
	    .proved_at = c.at_ms};

	/* What the last request might do says nothing of a test. */
	db_permit(web.config, ~0U);
	snprintf(u.role, sizeof(u.role), "%s", role);
	snprintf(u.name, sizeof(u.name), "%s", role);
	for (p = u.name; *p != '\0'; p++)
		if (*p == ' ')
			*p = '-';
	if (user_find(web.config, u.name, &u) == 0) {
		ck_assert_int_eq(user_add(web.config, &u, &c), 1);
		ck_assert_int_eq(user_load(web.config, u.id, &u), 1);
	}
	secret_hash(secret, "before", old);
	secret_hash(secret, "session", hash);
	ck_assert_int_eq(session_add(web.config, old, c.at_ms), 1);
	ck_assert_int_eq(session_promote(web.config, &step, &c), 1);
}

char *
web_form(const char *secret, const char *more)
{
	char csrf[SECRET_HASH_BYTES];

	secret_hash(secret, "csrf", csrf);
	return xasprintf("csrf=%s%s", csrf, more);
}

struct http_request
web_request(enum method method, const char *path)
{
	return (struct http_request){
	    .method = method,
	    .path = path,
	    .query = "",
	    .host = WEB_HOST,
	    .origin = "",
	    .fetch_site = "",
	    .cookie = "",
	    .authorization = "",
	    .accept = "text/html,application/xhtml+xml,*/*;q=0.8",
	    .content_type = method == METHOD_POST ? WEB_FORM_TYPE : "",
	    .remote_addr = "127.0.0.1",
	    .user_agent = "a test",
	    .sso_user = "",
	    .sso_groups = "",
	    .body = nothing,
	};
}

void
web_body(struct http_request *r, char *body)
{
	r->body = body;
	r->body_bytes = strlen(body);
}

int
web_ask(const struct http_request *r)
{
	response_free(&web_out);
	web_answer(&web, r, &web_out);
	return web_out.status;
}

int
web_judge(const struct http_request *r)
{
	struct exchange x = {
	    .web = &web,
	    .req = r,
	    .out = &web_out,
	    .now_ms = clock_wall_ms(),
	    .caller.name = "nobody",
	};
	bool pass;

	response_free(&web_out);
	pass = guard(&x);
	/* A refusal has its answer, and what passes has none yet. */
	ck_assert_int_eq(pass, web_out.status == 0);
	ck_assert_int_eq(pass, web_out.body == NULL);
	input_clear(&x.in);
	return web_out.status;
}

int64_t
web_sessions(void)
{
	return scratch_int("config.db", "SELECT count(*) FROM session");
}
