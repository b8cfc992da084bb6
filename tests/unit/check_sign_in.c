/*
 * check_sign_in.c - codes and forms before somebody is signed in, whatever
 * strangers send meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/device.h"
#include "core/clock.h"
#include "core/code.h"
#include "core/xmalloc.h"
#include "db/invitation.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define FORM "&user=alice&new_password=four+unrelated+words+here&code="

static const char *address = "10.0.0.1";

/* A form made for the session of that secret, sent with that cookie. */
static int
send_form(
    const char *path, const char *cookie, const char *secret, const char *more)
{
	struct http_request r = web_request(METHOD_POST, path);
	char *form = web_form(secret, more);
	int status;

	r.cookie = cookie;
	r.fetch_site = "same-origin";
	r.remote_addr = address;
	web_body(&r, form);
	status = web_ask(&r);
	free(form);
	return status;
}

static int
send(const char *path, const char *secret, const char *more)
{
	char *sid = xasprintf("sid=%s", secret);
	int status = send_form(path, sid, secret, more);

	free(sid);
	return status;
}

/* By the command line: the web tier makes none. */
static void
invite(char *code)
{
	char hash[SECRET_HASH_BYTES], *sql;

	code_make(code);
	ck_assert(code_hash(code, "invitation", hash));
	sql = xasprintf("INSERT INTO invitation VALUES (1, '%s', 0, %lld, 1,"
			" 'cli:root')",
	    hash, (long long)clock_wall_ms() + INVITATION_LIFE_MS);
	scratch_exec("config.db", sql);
	free(sql);
}

/* Strangers who guess codes hold up nobody else; who has one is known here. */
START_TEST(activation)
{
	struct http_request r = web_request(METHOD_GET, "/");
	struct exchange x = {.web = &web,
	    .req = &r,
	    .origin = "http://" WEB_HOST,
	    .now_ms = clock_wall_ms()};
	char code[CODE_BYTES], from[20], *more, *cookie;
	int i;

	invite(code);
	web_session(WEB_SECRET);
	for (i = 0; i < 3 * ATTEMPTS_BURST; i++) {
		snprintf(from, sizeof(from), "192.0.2.%d", i / 10);
		address = from;
		ck_assert_int_eq(send("/activate", WEB_SECRET,
				     FORM "abcdef-abcdef-abcdef-abcdef"),
		    422);
		ck_assert_ptr_null(web_out.set_device);
	}
	address = "10.0.0.1";
	more = xasprintf(FORM "%s", code);
	ck_assert_int_eq(send("/activate", WEB_SECRET, more), 303);
	free(more);
	ck_assert_ptr_nonnull(web_out.set_device);
	cookie = xstrndup(web_out.set_device, strcspn(web_out.set_device, ";"));
	r.cookie = cookie;
	ck_assert_int_gt(
	    device_of(&x, scratch_int("config.db", "SELECT id FROM user")), 0);
	free(cookie);
	/* But each address has its bound. */
	for (i = 0; i < 2 * ATTEMPTS_BURST && web_out.status != 429; i++)
		(void)send("/activate", WEB_SECRET,
		    FORM "abcdef-abcdef-abcdef-abcdef");
	ck_assert_int_eq(web_out.status, 429);
}
END_TEST

#define WRONG "&user=alice&password=wrong+password"

/*
 * A flood rolled the session over whose form somebody is typing into: the
 * form counts, in a session of another id.
 */
START_TEST(rolled_over)
{
	struct http_request r = web_request(METHOD_GET, "/destinations");

	ck_assert_int_eq(send("/sign-in", WEB_SECRET, WRONG), 422);
	ck_assert_ptr_nonnull(web_out.set_cookie);
	ck_assert_ptr_null(strstr(web_out.set_cookie, WEB_SECRET));
	ck_assert_int_eq(web_sessions(), 1);
	/* The id that came is nobody's still, and proves nothing else. */
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 303);
	ck_assert_int_eq(send("/destinations/try-again", WEB_SECRET, ""), 403);
	/* Neither does the token of another one, nor one without its cookie. */
	ck_assert_int_eq(
	    send_form("/sign-in", "sid=" WEB_SECRET, WEB_OTHER, WRONG), 403);
	ck_assert_int_eq(send_form("/sign-in", "", WEB_SECRET, WRONG), 403);
	ck_assert_int_eq(send_form("/sign-in", "", WEB_OTHER, WRONG), 403);
	ck_assert_int_eq(web_sessions(), 1);
}
END_TEST

Suite *
suite_sign_in(void)
{
	Suite *s = suite_create("sign_in");
	TCase *t = tcase_create("sign_in");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, activation);
	tcase_add_test(t, rolled_over);
	suite_add_tcase(s, t);
	return s;
}
