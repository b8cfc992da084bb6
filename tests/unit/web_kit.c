/*
 * web_kit.c - requests made by hand; see web_kit.h.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/clock.h"
#include "core/xmalloc.h"
#include "tests/unit/scratch.h"
#include "tests/unit/web_kit.h"

struct web web;
struct http_response web_out;

static char plain[] = "http://" WEB_HOST, six[] = "http://[::1]:8080";
static char secure[] = "https://" WEB_SECURE_HOST;
static char *origins[] = {plain, secure, six, NULL};
static char nothing[] = "";

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
	views_load("templates");
}

void
web_teardown(void)
{
	response_free(&web_out);
	views_free();
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
