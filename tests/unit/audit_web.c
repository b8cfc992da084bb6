/*
 * audit_web.c - the web tier's part of the audit trail: how many refusals are
 * told, which rows go, and what a change tells of itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/audit.h"
#include "core/clock.h"
#include "db/audit_detail.h"
#include "db/setting.h"
#include "db/token.h"
#include "tests/unit/audit_kit.h"

#define HOUR INT64_C(3600000)

/* Rows of config.db. */
#define LEFT(where) scratch_int("config.db", "SELECT count(*) FROM audit" where)

/* A number of each minute is told, the others are counted, none is lost. */
START_TEST(limited)
{
	int i, strangers = 0, users = 0;

	/* Strangers first: they take nothing away from what names a user. */
	for (i = 0; i < 500; i++)
		strangers += audit_limit_take(AUDIT_OF_STRANGER, 1000);
	for (i = 0; i < 500; i++)
		users += audit_limit_take(AUDIT_OF_USER, 1000);
	ck_assert_int_eq(strangers, AUDIT_STRANGERS_MAX);
	ck_assert_int_eq(users, AUDIT_REFUSED_MAX);
	ck_assert(audit_limit_take(AUDIT_OF_STRANGER, 1001));
	ck_assert(audit_limit_take(AUDIT_OF_USER, 1001));
	ck_assert_int_eq(audit_more(audit_config, 7), 1);
	ck_assert_int_eq(audit_more(audit_config, 8), 0);
	ck_assert_int_eq(
	    LEFT(" WHERE action = 'more refused' AND at = 7 AND"
		 " outcome = 'refused' AND"
		 " detail = '{\"count\":930,\"of strangers\":490}'"),
	    1);
	ck_assert_int_eq(LEFT(""), 1);
}
END_TEST

/* What was taken over long enough ago goes, but for the last one. */
START_TEST(dropped)
{
	int64_t now = clock_wall_ms();

	audit_say(10);
	ck_assert_int_eq(
	    audit_drop_taken(audit_config, audit_w.outbox, now + 2 * HOUR), 0);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	audit_say(3);
	/* An hour is not over. */
	ck_assert_int_eq(
	    audit_drop_taken(audit_config, audit_w.outbox, now + HOUR / 2), 0);
	ck_assert_int_eq(
	    audit_drop_taken(audit_config, audit_w.outbox, now + 2 * HOUR), 9);
	ck_assert_int_eq(LEFT(""), 4);
	ck_assert_int_eq(LEFT(" WHERE seq < 10"), 0);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	ck_assert_int_eq(audit_rows(""), 13);
	ck_assert_int_eq(audit_rows("WHERE source_seq = 0"), 0);
}
END_TEST

/* One that the worker has not seen stays, whatever its number. */
START_TEST(strange_stays)
{
	int64_t now = clock_wall_ms();

	audit_say(10);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	scratch_exec("config.db", "UPDATE audit SET at = 5 WHERE seq = 4");
	ck_assert_int_eq(
	    audit_drop_taken(audit_config, audit_w.outbox, now + 2 * HOUR), 3);
	ck_assert_int_eq(LEFT(" WHERE seq >= 4"), 7);
}
END_TEST

static const struct change alice = {
    .by = "alice", .at_ms = 5, .from = "192.0.2.7", .via = "web"};

static void
last_row(char *out)
{
	scratch_text("config.db",
	    "SELECT by || '|' || address || '|' || via || '|' || action || '|'"
	    " || object || '|' || detail FROM audit ORDER BY seq DESC LIMIT 1",
	    out, 300);
}

/* In the transaction of the change: what is not done is not told. */
START_TEST(told_with_it)
{
	struct token t = {.id = 3, .name = "feed"};
	char row[300];

	ck_assert_int_eq(
	    settings_store(audit_config, "window", "2h", &alice), 1);
	last_row(row);
	ck_assert_str_eq(row, "alice|192.0.2.7|web|setting changed|window|"
			      "{\"value\":[\"6h\",\"2h\"]}");
	ck_assert_int_eq(
	    settings_store(audit_config, "window", "3h", &alice), 1);
	last_row(row);
	ck_assert_ptr_nonnull(strstr(row, "{\"value\":[\"2h\",\"3h\"]}"));
	ck_assert_int_eq(token_add(audit_config, &t, "hash", &alice), 1);
	ck_assert_int_eq(token_add(audit_config, &t, "hash2", &alice), 0);
	t.id = 4;
	ck_assert_int_eq(token_add(audit_config, &t, "hash3", &alice), 0);
	ck_assert_int_eq(token_remove(audit_config, "other", &alice), 0);
	ck_assert_int_eq(LEFT(""), 3);
	ck_assert_int_eq(token_remove(audit_config, "feed", &alice), 1);
	last_row(row);
	ck_assert_str_eq(row, "alice|192.0.2.7|web|token removed|feed|{}");
}
END_TEST

/* Only what differs, and of what is sealed only that it does. */
START_TEST(old_and_new)
{
	static char a[] = "a", b[] = "b", sealed[] = "1.00000000.AAAA",
		    other[] = "1.00000000.AAAB";
	struct destination was = {
	    .name = a, .app = a, .url_host = a, .sealed = sealed};
	struct destination is = was;
	char *detail = audit_destination(&was, &is);
	char print[AUDIT_FINGERPRINT_BYTES];

	ck_assert_str_eq(detail, "{}");
	free(detail);
	is.name = b;
	is.rule.enabled = true;
	is.rule.account.urgency = 7;
	is.rule.host.either = true;
	is.secret = sealed;
	is.sealed = other;
	detail = audit_destination(&was, &is);
	ck_assert_ptr_nonnull(strstr(detail, "\"name\":[\"a\",\"b\"]"));
	ck_assert_ptr_nonnull(strstr(detail, "\"enabled\":[false,true]"));
	ck_assert_ptr_nonnull(strstr(detail, "\"account_urgency\":[0,7]"));
	ck_assert_ptr_nonnull(
	    strstr(detail, "\"host_either\":[\"both\",\"either\"]"));
	ck_assert_ptr_nonnull(strstr(detail, "\"secret\":[\"\",\""));
	ck_assert_ptr_nonnull(strstr(detail, audit_fingerprint(sealed, print)));
	ck_assert_ptr_nonnull(strstr(detail, audit_fingerprint(other, print)));
	ck_assert_ptr_null(strstr(detail, "AAA"));
	ck_assert_ptr_null(strstr(detail, "app"));
	free(detail);
}
END_TEST

TCase *
audit_web_case(void)
{
	TCase *t = tcase_create("web");

	tcase_add_checked_fixture(t, audit_setup, audit_teardown);
	tcase_add_test(t, limited);
	tcase_add_test(t, dropped);
	tcase_add_test(t, strange_stays);
	tcase_add_test(t, told_with_it);
	tcase_add_test(t, old_and_new);
	return t;
}
