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

/* A form of the browser with that cookie, from that address. */
static int
send(
    const char *path, const char *secret, const char *address, const char *more)
{
	struct http_request r = web_request(METHOD_POST, path);
	char *sid = xasprintf("sid=%s", secret), *form = web_form(secret, more);
	int status;

	r.cookie = sid;
	r.fetch_site = "same-origin";
	r.remote_addr = address;
	web_body(&r, form);
	status = web_ask(&r);
	free(form);
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
	char code[CODE_BYTES], address[20], *more, *cookie;
	int i;

	invite(code);
	web_session(WEB_SECRET);
	for (i = 0; i < 3 * ATTEMPTS_BURST; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i / 10);
		ck_assert_int_eq(send("/activate", WEB_SECRET, address,
				     FORM "abcdef-abcdef-abcdef-abcdef"),
		    422);
		ck_assert_ptr_null(web_out.set_device);
	}
	more = xasprintf(FORM "%s", code);
	ck_assert_int_eq(send("/activate", WEB_SECRET, "10.0.0.1", more), 303);
	free(more);
	ck_assert_ptr_nonnull(web_out.set_device);
	cookie = xstrndup(web_out.set_device, strcspn(web_out.set_device, ";"));
	r.cookie = cookie;
	ck_assert_int_gt(
	    device_of(&x, scratch_int("config.db", "SELECT id FROM user")), 0);
	free(cookie);
	/* But each address has its bound. */
	for (i = 0; i < 2 * ATTEMPTS_BURST && web_out.status != 429; i++)
		(void)send("/activate", WEB_SECRET, "10.0.0.1",
		    FORM "abcdef-abcdef-abcdef-abcdef");
	ck_assert_int_eq(web_out.status, 429);
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
	suite_add_tcase(s, t);
	return s;
}
