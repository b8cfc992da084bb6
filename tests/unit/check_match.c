/*
 * check_match.c - the deciding transaction, on a real outbox.db.  Random
 * events against the rule in memory stand in match_model.c.
 */
#include <stdio.h>

#include "core/clock.h"
#include "db/delivery.h"
#include "tests/unit/match_kit.h"
#include "tests/unit/suites.h"

/* One batch of all kinds, and everything that it must leave behind. */
START_TEST(a_batch)
{
	struct event_row rows[] = {
	    match_host(1, match_start, 0, 90),        /* sent, disabled */
	    match_host(2, match_start + HOUR, 0, 95), /* in window, disabled */
	    match_host(3, match_start + HOUR, 0, 95), /* no rise, disabled */
	    match_host(4, match_start + HOUR, 1, 49), /* below */
	    match_host(5, match_start + HOUR, 2, 99), /* malformed */
	    match_health(
		6, match_start + HOUR, match_normal), /* first normal, twice */
	    match_health(
		7, match_start, match_problem), /* sent, disabled; clock back */
	};
	char text[300];

	snprintf(rows[4].why, sizeof(rows[4].why), "no such kind");
	match_target(0);
	match_target(1)->enabled = false;
	match_w.targets[0].next_due = DUE_NEVER;
	ck_assert_int_eq(match(&match_w, rows, 7), 0);
	ck_assert_int_eq(match_w.row.cursor, 7);
	ck_assert_int_eq(match_w.row.last_at, match_start + HOUR);
	ck_assert_int_eq(match_count("worker WHERE cursor = 7"), 1);
	ck_assert_int_eq(match_w.targets[0].next_due, 0);
	scratch_text("outbox.db",
	    "SELECT group_concat(event_seq || ':' || destination_id || ':' ||"
	    " verdict, ' ') FROM (SELECT * FROM decision ORDER BY event_seq,"
	    " destination_id)",
	    text, sizeof(text));
	ck_assert_str_eq(text,
	    "1:100:sent 1:101:disabled 2:100:in window 2:101:disabled"
	    " 3:100:not a rise 3:101:disabled 6:100:first normal"
	    " 6:101:first normal 7:100:sent 7:101:disabled");
	ck_assert_int_eq(
	    match_count("decision WHERE destination_version = 7"), 10);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT window_until FROM decision WHERE"
				     " verdict = 'in window'"),
	    match_start + 6 * HOUR);
	/* Each one sent has its delivery, and a copy of its event. */
	ck_assert_int_eq(
	    match_count("decision d JOIN delivery v ON v.id ="
			" d.delivery_id WHERE d.verdict = 'sent' AND"
			" v.event_seq = d.event_seq AND v.kind = 'alert'"
			" AND v.destination_id = 100 AND v.state ="
			" 'queued' AND v.due_at = v.created_at AND"
			" v.expires_at = v.created_at + 86400000 AND"
			" v.destination_name = 'SOC' AND v.app ="
			" 'teams'"),
	    2);
	ck_assert_int_eq(match_count("delivery"), 2);
	ck_assert_int_eq(match_count("alert WHERE event_seq IN (1, 7)"), 2);
	ck_assert_int_eq(match_count("alert"), 2);
	/* A window only for the entity, by the delivery that opened it. */
	ck_assert_int_eq(match_count("window"), 1);
	ck_assert_int_eq(match_count("window n JOIN delivery v ON v.id ="
				     " n.delivery_id WHERE v.event_seq = 1"),
	    1);
	ck_assert_int_eq(
	    match_count("quarantine WHERE event_seq = 5 AND reason ="
			" 'no such kind'"),
	    1);
	/* Only the row that came with a clock set back has another time. */
	ck_assert_int_eq(scratch_int("outbox.db", "SELECT at FROM event_time"
						  " WHERE event_seq = 7"),
	    match_start + HOUR);
	ck_assert_int_eq(match_count("event_time"), 1);
	/* The malformed one's entity was never taken up. */
	ck_assert_int_eq(match_count("entity"), 2);
	ck_assert_int_eq(match_count("entity WHERE urgency = 95"), 1);
	ck_assert_int_eq(match_count("system_check WHERE status = 2"), 1);
}
END_TEST

/* Received in the future: decided as of now, and that is written down. */
START_TEST(from_the_future)
{
	int64_t before = clock_wall_ms(), at;

	match_target(0);
	match_feed(match_host(1, before + 9 * HOUR, 0, 90));
	at = scratch_int("outbox.db", "SELECT at FROM event_time");
	ck_assert_int_ge(at, before);
	ck_assert_int_le(at, clock_wall_ms());
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT opened_at FROM window"), at);
}
END_TEST

/* Nothing of a batch that fails half way is kept, nor a cursor in memory. */
START_TEST(all_or_nothing)
{
	struct decision in_the_way = {
	    .event_seq = 3,
	    .destination_id = 101,
	    .destination_version = 1,
	    .verdict = VERDICT_SENT,
	};
	struct event_row rows[] = {
	    match_host(1, match_start, 0, 90),
	    match_host(2, match_start, 1, 90),
	    match_host(3, match_start + 1, 2, 90),
	    match_host(4, match_start + 2, 3, 90),
	};
	struct worker_row before;

	match_target(0);
	match_target(1);
	match_w.row.cursor = 0;
	match_w.row.last_at = match_start;
	before = match_w.row;
	ck_assert_int_eq(decision_add(match_w.outbox, &in_the_way), 1);
	snprintf(rows[1].why, sizeof(rows[1].why), "malformed");
	ck_assert_int_eq(match(&match_w, rows, 4), -1);
	ck_assert_mem_eq(&match_w.row, &before, sizeof(before));
	ck_assert_int_eq(match_count("decision"), 1);
	ck_assert_int_eq(match_count("delivery"), 0);
	ck_assert_int_eq(match_count("window"), 0);
	ck_assert_int_eq(match_count("entity"), 0);
	ck_assert_int_eq(match_count("alert"), 0);
	ck_assert_int_eq(match_count("quarantine"), 0);
	ck_assert_int_eq(match_count("worker"), 0);
	/* Out of the way: the same batch is decided, once. */
	scratch_exec("outbox.db", "DELETE FROM decision");
	ck_assert_int_eq(match(&match_w, rows, 4), 0);
	ck_assert_int_eq(match_count("decision"), 6);
	ck_assert_int_eq(match_count("delivery"), 6);
	/* And never again: a second time is refused as a whole. */
	ck_assert_int_eq(match(&match_w, rows, 4), -1);
	ck_assert_int_eq(match_count("delivery"), 6);
}
END_TEST

/* Nobody was told, so the next rise is told; unless somebody was. */
START_TEST(window_of_the_untold)
{
	const struct cancel c = {100, INT64_MAX, "off", match_start};
	int64_t first, created;

	match_target(0);
	match_feed(match_host(1, match_start, 0, 60));
	first = scratch_int("outbox.db", "SELECT id FROM delivery");
	created = scratch_int("outbox.db", "SELECT created_at FROM delivery");
	/* A second alert opens it anew, exactly when the first one's ends. */
	match_feed(match_host(2, match_start + 6 * HOUR - 1, 0, 70));
	ck_assert_int_eq(match_count("delivery"), 1);
	match_feed(match_host(3, match_start + 6 * HOUR, 0, 80));
	ck_assert_int_eq(match_count("delivery"), 2);
	/* The first one fails: the window is not its own any more. */
	ck_assert_int_eq(window_free(match_w.outbox, first), 0);
	match_feed(match_host(4, match_start + 7 * HOUR, 0, 90));
	ck_assert_int_eq(match_count("delivery"), 2);
	/* Both given up, the second one too: now a rise alerts again. */
	ck_assert_int_ge(
	    delivery_expire(match_w.outbox,
		created + 2 * match_w.settings.lifetime_ms, "given up", 9),
	    2);
	ck_assert_int_eq(match_count("window"), 0);
	match_feed(match_host(5, match_start + 7 * HOUR, 0, 95));
	ck_assert_int_eq(match_count("delivery"), 3);
	ck_assert_int_eq(match_count("window"), 1);
	/* Cancelled: the same. */
	ck_assert_int_eq(delivery_cancel(match_w.outbox, &c, 9), 1);
	match_feed(match_host(6, match_start + 7 * HOUR, 0, 99));
	ck_assert_int_eq(match_count("delivery"), 4);
}
END_TEST

Suite *
suite_match(void)
{
	Suite *s = suite_create("match");
	TCase *t = tcase_create("match");

	tcase_add_checked_fixture(t, match_setup, match_teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_batch);
	tcase_add_test(t, from_the_future);
	tcase_add_test(t, all_or_nothing);
	tcase_add_test(t, window_of_the_untold);
	suite_add_tcase(s, t);
	suite_add_tcase(s, match_model_case());
	suite_add_tcase(s, match_edges_case());
	return s;
}
