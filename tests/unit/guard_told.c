/*
 * guard_told.c - refusals of requests, as the audit trail tells them.
 */
#include <stdio.h>

#include "cgi/audit.h"
#include "cgi/prove.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define ID_7 "0000000000000007"

/* How many rows tell of a refused form, with that in them. */
static int64_t
forms_told(const char *by, const char *reason)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE action = 'form refused' AND"
	    " outcome = 'refused' AND by = '%s' AND"
	    " detail = '{\"reason\":\"%s\"}'",
	    by, reason);
	return scratch_int("config.db", sql);
}

/* Whose it was, as far as the cookie tells. */
START_TEST(told)
{
	struct http_request r =
	    web_request(METHOD_POST, "/destinations/try-again");
	struct http_request in = web_request(METHOD_POST, "/sign-in");

	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	web_body(&r, (char *)"csrf=forged&id=" ID_7);
	ck_assert_int_eq(web_judge(&r), 403);
	ck_assert_int_eq(
	    forms_told("Super-Admin", "no token of this session"), 1);
	r.fetch_site = "cross-site";
	ck_assert_int_eq(web_judge(&r), 403);
	ck_assert_int_eq(forms_told("Super-Admin", "from another site"), 1);
	in.fetch_site = "same-origin";
	web_body(&in, (char *)"csrf=forged&user=a&password=b");
	ck_assert_int_eq(web_judge(&in), 403);
	in.fetch_site = "cross-site";
	ck_assert_int_eq(web_judge(&in), 403);
	ck_assert_int_eq(forms_told("nobody", "no token of this session"), 1);
	ck_assert_int_eq(forms_told("nobody", "from another site"), 1);
}
END_TEST

static int64_t
refusals(const char *action, const char *by)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE action = '%s' AND by = '%s'",
	    action, by);
	return scratch_int("config.db", sql);
}

/* Bad tokens by the hundred hide nothing that is told of a user. */
START_TEST(strangers)
{
	struct http_request feed = web_request(METHOD_POST, "/api/v1/events");
	struct http_request r =
	    web_request(METHOD_POST, "/destinations/try-again");
	struct exchange x = {.web = &web, .req = &r, .caller.name = "nobody"};
	struct user u = {.id = 1};
	int i;

	feed.authorization = "Bearer nonsense";
	for (i = 0; i < 200; i++)
		ck_assert_int_eq(web_judge(&feed), 401);
	/* Two minutes, should one have ended meanwhile. */
	ck_assert_int_ge(
	    refusals("access refused", "nobody"), AUDIT_STRANGERS_MAX);
	ck_assert_int_le(
	    refusals("access refused", "nobody"), 2 * AUDIT_STRANGERS_MAX);
	for (i = 0; i < 30; i++)
		prove_refused(&x, &u, "code");
	ck_assert_int_eq(refusals("sign-in refused", "nobody"), 30);
	for (i = 0; i < 200; i++)
		prove_refused(&x, NULL, "name or password");
	ck_assert_int_le(refusals("sign-in refused", "nobody"),
	    30 + 2 * AUDIT_STRANGERS_MAX);
	web_enter(WEB_SECRET, "Auditor", SESSION_SIGNED_IN);
	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_judge(&r), 403);
	ck_assert_int_eq(refusals("access refused", "Auditor"), 1);
}
END_TEST

TCase *
guard_told_case(void)
{
	TCase *t = tcase_create("told");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_add_test(t, told);
	tcase_add_test(t, strangers);
	return t;
}
