/*
 * check_sum.c - sums of rows: every column that is changed afterwards is
 * found, and what was written is sound.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/alert.h"
#include "db/sum.h"
#include "tests/unit/match_kit.h"
#include "tests/unit/suites.h"

#define TEXT "{\"kind\":\"entity\"}"

/* A row of each kind that is sound by itself. */
static void
write_rows(void)
{
	const struct decision d[] = {
	    {.event_seq = 1,
		.destination_id = 100,
		.destination_version = 7,
		.verdict = VERDICT_SENT,
		.at = 1000,
		.delivery_id = 9},
	    {.event_seq = 2,
		.destination_id = 100,
		.destination_version = 7,
		.verdict = VERDICT_IN_WINDOW,
		.at = 2000,
		.window_until = 3000},
	};

	ck_assert_int_eq(db_begin(match_w.outbox), 0);
	ck_assert_int_eq(decision_add(match_w.outbox, &d[0]), 1);
	ck_assert_int_eq(decision_add(match_w.outbox, &d[1]), 1);
	ck_assert_int_eq(alert_add(match_w.outbox, 1, TEXT), 1);
	ck_assert_int_eq(alert_add(match_w.outbox, 2, TEXT), 1);
	ck_assert_int_eq(db_commit(match_w.outbox), 0);
}

/* By 64 bits of BLAKE2b, whatever the program that reads it. */
START_TEST(of_what)
{
	const int64_t columns[] = {1, -2};
	unsigned char bytes[sizeof(columns) + 3], hash[16];
	int64_t want;

	memcpy(bytes, columns, sizeof(columns));
	memcpy(bytes + sizeof(columns), "abc", 3);
	crypto_generichash(hash, sizeof(hash), bytes, sizeof(bytes), NULL, 0);
	memcpy(&want, hash, sizeof(want));
	ck_assert_int_eq(sum_row(columns, 2, "abc"), want);
	ck_assert_int_ne(sum_row(columns, 2, "abd"), want);
	ck_assert_int_ne(sum_row(columns, 1, "abc"), want);
}
END_TEST

START_TEST(sound)
{
	int64_t bad = 0;

	write_rows();
	ck_assert_int_eq(decision_check(match_w.outbox, &bad), 0);
	ck_assert_int_eq(alert_check(match_w.outbox, &bad), 0);
}
END_TEST

static const struct {
	const char *sql;
	int64_t bad; /* event whose row is told; 0: it is sound */
} decisions[] = {
    {"SET event_seq = 3 WHERE event_seq = 1", 3},
    {"SET destination_id = 101 WHERE event_seq = 1", 1},
    {"SET destination_version = 8 WHERE event_seq = 1", 1},
    {"SET verdict = 'disabled' WHERE event_seq = 1", 1},
    {"SET at = 1001 WHERE event_seq = 1", 1},
    {"SET delivery_id = 8 WHERE event_seq = 1", 1},
    {"SET delivery_id = NULL WHERE event_seq = 1", 1},
    {"SET window_until = 0 WHERE event_seq = 1", 1},
    {"SET window_until = 3001 WHERE event_seq = 2", 2},
    {"SET window_until = NULL WHERE event_seq = 2", 2},
    {"SET delivery_id = 0 WHERE event_seq = 2", 2},
    {"SET sum = sum + 1 WHERE event_seq = 2", 2},
    /* From before there were sums. */
    {"SET sum = 0, at = 5 WHERE event_seq = 2", 0},
};

START_TEST(decision)
{
	char sql[200];
	int64_t bad = 0;

	write_rows();
	snprintf(sql, sizeof(sql), "UPDATE decision %s", decisions[_i].sql);
	scratch_exec("outbox.db", sql);
	ck_assert_int_eq(
	    decision_check(match_w.outbox, &bad), decisions[_i].bad != 0);
	ck_assert_int_eq(bad, decisions[_i].bad);
}
END_TEST

static const struct {
	const char *sql;
	int64_t bad;
} alerts[] = {
    {"SET event_seq = 3 WHERE event_seq = 1", 3},
    {"SET event = event || ' ' WHERE event_seq = 1", 1},
    {"SET event = '' WHERE event_seq = 2", 2},
    {"SET sum = sum + 1 WHERE event_seq = 2", 2},
    {"SET sum = 0, event = 'old' WHERE event_seq = 2", 0},
};

/* And it is never sent: as good as none. */
START_TEST(alert)
{
	char sql[200], *text = NULL;
	int64_t bad = 0;

	write_rows();
	snprintf(sql, sizeof(sql), "UPDATE alert %s", alerts[_i].sql);
	scratch_exec("outbox.db", sql);
	ck_assert_int_eq(
	    alert_check(match_w.outbox, &bad), alerts[_i].bad != 0);
	ck_assert_int_eq(bad, alerts[_i].bad);
	if (bad != 0)
		ck_assert_int_eq(alert_load(match_w.outbox, bad, &text), 0);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(
	    alert_load(match_w.outbox, bad == 2 ? 1 : 2, &text), 1);
	free(text);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite_sum(void)
{
	Suite *s = suite_create("sum");
	TCase *t = tcase_create("sum");

	tcase_add_checked_fixture(t, match_setup, match_teardown);
	tcase_add_test(t, of_what);
	tcase_add_test(t, sound);
	tcase_add_loop_test(t, decision, 0, COUNT(decisions));
	tcase_add_loop_test(t, alert, 0, COUNT(alerts));
	suite_add_tcase(s, t);
	return s;
}
