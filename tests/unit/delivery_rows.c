/*
 * delivery_rows.c - what is due, counted, tried and pruned.
 */
#include <string.h>

#include "db/alert.h"
#include "db/attempt.h"
#include "db/decision.h"
#include "db/prune.h"
#include "tests/unit/delivery_kit.h"

/* Oldest due time first, then by id; not before its time, nor others'. */
START_TEST(due_order)
{
	static const int64_t want[] = {4, 2, 3, 1};
	struct delivery d[8];
	int64_t at = 0;
	int i;

	ck_assert_int_eq(delivery_next_due(outbox, D, &at), 0);
	one_add(1, D, 0, NOW + 30);
	one_add(2, D, 0, NOW + 20);
	one_add(3, D, 0, NOW + 20);
	one_add(4, D, 0, NOW + 10);
	one_add(5, D + 1, 0, NOW);
	one_add(6, D, 77, NOW); /* a test is apart */
	ck_assert_int_eq(delivery_next_due(outbox, D, &at), 1);
	ck_assert_int_eq(at, NOW + 10);
	ck_assert_int_eq(delivery_due(outbox, D, NOW + 9, d, 8), 0);
	ck_assert_int_eq(delivery_due(outbox, D, NOW + 29, d, 8), 3);
	ck_assert_int_eq(delivery_due(outbox, D, NOW + 30, d, 8), COUNT(want));
	for (i = 0; i < COUNT(want); i++)
		ck_assert_int_eq(d[i].id, want[i]);
	ck_assert_int_eq(d[0].event_seq, 4);
	ck_assert_int_eq(d[0].request_id, 0);
	ck_assert_int_eq(d[0].destination_id, D);
	ck_assert_int_eq(d[0].expires_at, NOW + 10 + LIFETIME);
	ck_assert_int_eq(delivery_due(outbox, D, NOW + 30, d, 2), 2);
	one_claim(4);
	ck_assert_int_eq(delivery_next_due(outbox, D, &at), 1);
	ck_assert_int_eq(at, NOW + 20);
}
END_TEST

/* Tests wait for nobody and are neither held nor cancelled; they expire. */
START_TEST(tests_apart)
{
	const struct cancel c = {D, INT64_MAX, "disabled", NOW};
	struct delivery d[4];
	int64_t id = 0;

	one_add(1, D, 77, NOW);
	one_add(2, D + 1, 78, NOW);
	one_add(3, D, 0, NOW);
	ck_assert_int_eq(delivery_due_tests(outbox, d, 4), 2);
	ck_assert_int_eq(d[0].request_id, 77);
	ck_assert_int_eq(d[0].event_seq, 0);
	ck_assert_int_eq(d[1].destination_id, D + 1);
	ck_assert_int_eq(delivery_due_tests(outbox, d, 1), 1);
	ck_assert_int_eq(delivery_hold(outbox, D, "broken", 9), 1);
	ck_assert_int_eq(delivery_cancel(outbox, &c, 9), 1);
	ck_assert_int_eq(one_state(), DELIVERY_QUEUED);
	ck_assert_int_eq(delivery_waiting(outbox, &id), 1);
	ck_assert_int_eq(id, D);
	ck_assert_int_eq(delivery_waiting(outbox, &id), 1);
	ck_assert_int_eq(id, D + 1);
	ck_assert_int_eq(delivery_waiting(outbox, &id), 0);
	ck_assert_int_eq(delivery_expire(outbox, NOW + LIFETIME, "over", 9), 2);
	ck_assert_int_eq(one_state(), DELIVERY_FAILED);
}
END_TEST

/* To the millisecond, and only what it opened itself is freed. */
START_TEST(expiry)
{
	int64_t at = 0;

	ck_assert_int_eq(delivery_next_expiry(outbox, &at), 0);
	one_add(1, D, 0, NOW);
	one_add(2, D, 0, NOW + 1);
	one_window(2);
	ck_assert_int_eq(delivery_next_expiry(outbox, &at), 1);
	ck_assert_int_eq(at, NOW + LIFETIME);
	ck_assert_int_eq(delivery_expire(outbox, at - 1, "over", 9), 0);
	ck_assert_int_eq(delivery_expire(outbox, at, "over", 9), 1);
	ck_assert_int_eq(one_state(), DELIVERY_FAILED);
	ck_assert_int_eq(OF_1("ended_at"), at);
	ck_assert(one_window_there());
	ck_assert_int_eq(delivery_expire(outbox, at + 1, "over", 9), 1);
	ck_assert(!one_window_there());
}
END_TEST

START_TEST(newest_of_all)
{
	int64_t newest = -1;

	ck_assert_int_eq(delivery_newest(outbox, &newest), 0);
	ck_assert_int_eq(newest, 0);
	one_bring(DELIVERY_ACCEPTED);
	one_add(3, D, 0, NOW);
	one_add(9, D, 0, NOW);
	one_claim(9);
	ck_assert_int_eq(delivery_newest(outbox, &newest), 0);
	ck_assert_int_eq(newest, 9);
}
END_TEST

static void
try(int64_t delivery_id)
{
	struct attempt a = {
	    .delivery_id = delivery_id,
	    .n = 1,
	    .destination_version = 3,
	    .started_at = NOW,
	    .body_sha256 = "00ff",
	    .body_bytes = 1234,
	};

	ck_assert_int_eq(attempt_add(outbox, &a), 1);
}

START_TEST(attempts)
{
	struct attempt_end end = {NOW + 8, "retry", 429, "Busy", "",
	    "receiver limit", "later", 1, 2, 3, 4, 5};
	char row[200];

	one_bring(DELIVERY_SENDING);
	try(1);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT ended_at FROM attempt"),
	    INT64_MIN);
	ck_assert_int_eq(attempt_finish(outbox, 1, 1, &end), 1);
	scratch_text("outbox.db",
	    "SELECT delivery_id || ' ' || n || ' ' ||"
	    " destination_version || ' ' || (ended_at - started_at) || ' ' ||"
	    " outcome || ' ' || http_status || ' ' || code || ' ' || fault"
	    " || ' ' || answer || ' ' || dns_us || connect_us || tls_us"
	    " || first_byte_us || total_us || ' ' || body_sha256"
	    " || ' ' || body_bytes FROM attempt",
	    row, sizeof(row));
	ck_assert_str_eq(
	    row, "1 1 3 8 retry 429 Busy receiver limit later 12345 00ff 1234");
	/* What is written down once stays. */
	ck_assert_int_eq(attempt_finish(outbox, 1, 1, &end), 0);
}
END_TEST

#define ROWS(table) scratch_int("outbox.db", "SELECT count(*) FROM " table)

/* Old and ended goes with its attempts; what waits or is recent stays. */
START_TEST(pruned)
{
	one_bring(DELIVERY_ACCEPTED); /* ended at NOW + 9 */
	try(1);
	one_add(2, D, 0, NOW);
	one_claim(2);
	try(2);
	ck_assert_int_eq(alert_add(outbox, 1, "{}"), 1);
	ck_assert_int_eq(alert_add(outbox, 2, "{}"), 1);
	ck_assert_int_eq(event_time_add(outbox, 1, NOW), 1);
	ck_assert_int_eq(quarantine_add(outbox, 1, "why", NOW), 1);
	ck_assert_int_eq(outbox_prune(outbox, NOW, 1, 10), 0);
	ck_assert_int_eq(outbox_prune(outbox, NOW + 9, 1, 10), 1);
	ck_assert_int_eq(ROWS("window"), 0);
	/* Delivery, its attempt, alert, time and quarantine of event 1. */
	ck_assert_int_eq(outbox_prune(outbox, NOW + 10, 2, 10), 5);
	ck_assert_int_eq(ROWS("delivery"), 1);
	ck_assert_int_eq(ROWS("delivery WHERE id = 2"), 1);
	ck_assert_int_eq(ROWS("attempt WHERE delivery_id = 2"), 1);
	ck_assert_int_eq(ROWS("attempt"), 1);
	ck_assert_int_eq(ROWS("alert WHERE event_seq = 2"), 1);
	ck_assert_int_eq(ROWS("alert"), 1);
}
END_TEST

TCase *
delivery_rows_case(void)
{
	TCase *t = tcase_create("rows");

	tcase_add_checked_fixture(t, delivery_setup, delivery_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, due_order);
	tcase_add_test(t, tests_apart);
	tcase_add_test(t, expiry);
	tcase_add_test(t, newest_of_all);
	tcase_add_test(t, attempts);
	tcase_add_test(t, pruned);
	return t;
}
