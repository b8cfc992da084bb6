/*
 * check_sweep.c - many deliveries move slice by slice, and which ones: held,
 * released, cancelled, orphans, and what goes into a digest.
 */
#include <stdio.h>

#include "db/delivery.h"
#include "tests/unit/match_kit.h"
#include "tests/unit/suites.h"
#include "worker/sweep.h"

#define SLICE 500 /* of worker/sweep.c */
#define KEEP 60   /* what Teams takes within a minute */
#define OPEN_MS INT64_C(600000)
#define LATER INT64_C(86400000)

static char url[] = "https://soc.example/";
static struct target *t;
static int64_t now;

static void
setup(void)
{
	match_setup();
	match_target(0);
	t = &match_w.targets[0];
	t->app = app_find("teams");
	t->access.url = url;
	match_w.settings.pace = true;
	now = match_start;
}

/* n alerts, or as many tests, for a destination; ids from first on. */
static void
add(int64_t first, int n, int64_t destination, bool tests)
{
	struct delivery d = {
	    .destination_id = destination,
	    .destination_name = "SOC",
	    .app = "teams",
	    .expires_at = now + LATER,
	};

	ck_assert_int_eq(db_begin(match_w.outbox), 0);
	for (d.id = first; d.id < first + n; d.id++) {
		d.event_seq = tests ? 0 : d.id;
		d.request_id = tests ? d.id : 0;
		d.created_at = now + d.id;
		ck_assert_int_eq(delivery_add(match_w.outbox, &d), 1);
	}
	ck_assert_int_eq(db_commit(match_w.outbox), 0);
}

/* One turn at `at`; whether another one is needed. */
static bool
turn_at(int64_t at)
{
	ck_assert_int_eq(db_begin(match_w.outbox), 0);
	ck_assert_int_eq(sweep(&match_w, at), 0);
	ck_assert_int_eq(db_commit(match_w.outbox), 0);
	return sweep_needed(&match_w);
}

static bool
turn(void)
{
	return turn_at(now);
}

/* Until nothing is left to do: how many turns that took. */
static int
turns(void)
{
	int n = 1;

	while (turn())
		ck_assert_int_lt(++n, 100);
	return n;
}

static int64_t
in_state(const char *state)
{
	char what[80];

	snprintf(what, sizeof(what), "delivery WHERE state = '%s'", state);
	return match_count(what);
}

START_TEST(held_and_released)
{
	add(1, 2 * SLICE + 200, 100, false);
	add(5001, 3, 100, true);
	add(6001, 7, 101, false);
	t->health.broken_since = now;
	snprintf(t->health.reason, sizeof(t->health.reason), "HTTP 404");
	t->sweep = true;
	ck_assert(turn());
	ck_assert_int_eq(in_state("held"), SLICE);
	ck_assert(turn());
	ck_assert_int_eq(in_state("held"), 2 * SLICE);
	turns();
	/* Neither tests nor what is another's. */
	ck_assert_int_eq(in_state("held"), 2 * SLICE + 200);
	ck_assert_int_eq(in_state("queued"), 10);
	ck_assert_int_eq(
	    match_count("delivery WHERE reason = 'HTTP 404'"), 2 * SLICE + 200);

	match_w.settings.pace = false;
	t->health.broken_since = 0;
	t->sweep = true;
	now += LATER / 2;
	ck_assert(turn());
	ck_assert_int_eq(in_state("held"), SLICE + 200);
	ck_assert_int_eq(t->next_due, 0);
	ck_assert(turn());
	ck_assert_int_eq(in_state("held"), 200);
	turns();
	ck_assert_int_eq(in_state("held"), 0);
	/* Due as they are released, not when they would have been. */
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT count(*) FROM delivery WHERE"
				     " reason IS NULL AND id < 5000"
				     " AND due_at > created_at"),
	    2 * SLICE + 200);
}
END_TEST

/* Disabled and enabled again: what came after that is not cancelled. */
START_TEST(cancelled_up_to)
{
	add(1, SLICE + 100, 100, false);
	/* Some were held: they are not released on the way. */
	ck_assert_int_eq(db_begin(match_w.outbox), 0);
	ck_assert_int_eq(delivery_hold(match_w.outbox, 100, "broken", 50), 50);
	ck_assert_int_eq(db_commit(match_w.outbox), 0);
	t->health.cancel_upto = SLICE + 100;
	snprintf(t->health.cancel_reason, sizeof(t->health.cancel_reason),
	    "destination was disabled by root");
	add(2001, 30, 100, false);
	t->sweep = true;
	ck_assert(turn());
	ck_assert_int_eq(in_state("cancelled"), SLICE);
	ck_assert_int_eq(in_state("queued"), 130);
	/* Nothing of it is sent meanwhile, nor what came later. */
	ck_assert(claim_at(&match_w, t, now + LATER) == DUE_NEVER);
	turns();
	ck_assert_int_eq(in_state("cancelled"), SLICE + 100);
	ck_assert_int_eq(in_state("queued"), 30);
	ck_assert_int_eq(match_count("delivery WHERE id > 2000"
				     " AND state = 'queued'"),
	    30);
	ck_assert_int_eq(t->health.cancel_upto, 0);
	ck_assert(t->health_changed);
	ck_assert(claim_at(&match_w, t, now + LATER) != DUE_NEVER);
	ck_assert_int_eq(
	    match_count("delivery WHERE reason ="
			" 'destination was disabled by root' AND ended_at > 0"),
	    SLICE + 100);
}
END_TEST

/* In a storm, too: none of it may slip into a digest on the way. */
START_TEST(cancelled_in_a_storm)
{
	add(1, 3 * SLICE, 100, false);
	t->health.cancel_upto = 3 * SLICE;
	add(2001, KEEP + 2, 100, false);
	t->sweep = t->storm = true;
	turns();
	ck_assert_int_eq(in_state("cancelled"), 3 * SLICE);
	/* What came later is a storm of its own. */
	ck_assert_int_eq(in_state("in digest"), 2);
	ck_assert_int_eq(in_state("queued"), KEEP + 1);
}
END_TEST

/* Of a destination that is gone; whoever is there keeps what is his. */
START_TEST(orphans)
{
	add(1, 2 * SLICE + 50, 99, false);
	add(2001, 20, 102, false);
	add(3001, 10, 100, false);
	add(4001, 1, 98, true);
	match_w.orphans = true;
	ck_assert(turn());
	ck_assert_int_eq(in_state("cancelled"), SLICE);
	ck_assert(turn());
	ck_assert_int_eq(in_state("cancelled"), 2 * SLICE);
	turns();
	ck_assert(!match_w.orphans);
	ck_assert_int_eq(in_state("cancelled"), 2 * SLICE + 70);
	ck_assert_int_eq(
	    match_count("delivery WHERE reason = 'destination was deleted'"),
	    2 * SLICE + 70);
	ck_assert_int_eq(match_count("delivery WHERE state = 'queued'"
				     " AND destination_id IN (98, 100)"),
	    11);
}
END_TEST

static const struct {
	int waiting;
	int members; /* of the digest; 0: none is made */
} storms[] = {
    {KEEP - 1, 0},
    {KEEP, 0},
    /* One alert alone is told as what it is. */
    {KEEP + 1, 0},
    {KEEP + 2, 2},
    {KEEP + SLICE - 1, SLICE - 1},
    {KEEP + SLICE, SLICE},
    {KEEP + 2 * SLICE + 7, 2 * SLICE + 7},
};

/* The oldest go one by one, the others are told in one message. */
START_TEST(what_a_minute_clears)
{
	int members = storms[_i].members;

	add(1, storms[_i].waiting, 100, false);
	t->storm = true;
	ck_assert_int_eq(turns(), members / SLICE + 1);
	ck_assert_int_eq(in_state("in digest"), members);
	ck_assert_int_eq(
	    match_count("delivery WHERE kind = 'digest'"), members > 0);
	if (members == 0)
		return;
	ck_assert_int_eq(scratch_int("outbox.db", "SELECT members FROM delivery"
						  " WHERE kind = 'digest'"),
	    members);
	ck_assert_int_eq(scratch_int("outbox.db", "SELECT min(id) FROM delivery"
						  " WHERE state = 'in digest'"),
	    KEEP + 1);
	/* Given up with the oldest that it tells of. */
	ck_assert_int_eq(scratch_int("outbox.db",
			     "SELECT expires_at - created_at FROM delivery"
			     " WHERE kind = 'digest'"),
	    LATER + OPEN_MS);
}
END_TEST

/* Old ones that were held, and new ones: they don't die together. */
START_TEST(ages_apart)
{
	char sql[120];

	add(1, KEEP + 200, 100, false);
	snprintf(sql, sizeof(sql),
	    "UPDATE delivery SET expires_at = expires_at - 3600000"
	    " WHERE id <= %d",
	    KEEP + 80);
	scratch_exec("outbox.db", sql);
	t->storm = true;
	(void)turns();
	ck_assert_int_eq(in_state("in digest"), 80);
	ck_assert_int_eq(scratch_int("outbox.db", "SELECT max(id) FROM delivery"
						  " WHERE state = 'in digest'"),
	    KEEP + 80);
	ck_assert_int_eq(scratch_int("outbox.db",
			     "SELECT expires_at - created_at FROM delivery"
			     " WHERE kind = 'digest'"),
	    LATER - 3600000 + OPEN_MS);
}
END_TEST

/* Without a pace nothing has to wait; a broken one holds them one by one. */
START_TEST(no_digest)
{
	add(1, 2 * KEEP, 100, false);
	match_w.settings.pace = _i != 0;
	if (_i == 1)
		t->app = NULL;
	if (_i == 2)
		t->health.broken_since = now;
	t->storm = true;
	turns();
	ck_assert_int_eq(match_count("delivery WHERE kind = 'digest'"), 0);
	/* The control. */
	match_w.settings.pace = true;
	t->app = app_find("teams");
	t->health.broken_since = 0;
	t->storm = true;
	turns();
	ck_assert_int_eq(in_state("in digest"), KEEP);
}
END_TEST

/* Those that were tried go on by themselves, and count for nothing here. */
START_TEST(the_tried_stay)
{
	add(1, KEEP + 10, 100, false);
	scratch_exec(
	    "outbox.db", "UPDATE delivery SET attempts = 1 WHERE id > 61");
	t->storm = true;
	turns();
	ck_assert_int_eq(match_count("delivery WHERE kind = 'digest'"), 0);
	add(1001, 1, 100, false);
	t->storm = true;
	turns();
	ck_assert_int_eq(in_state("in digest"), 2);
	ck_assert_int_eq(match_count("delivery WHERE state = 'in digest'"
				     " AND attempts > 0"),
	    0);
}
END_TEST

static const struct {
	int64_t after_ms;   /* the digest was made */
	const char *while_; /* the digest is */
	bool joins;
} latecomers[] = {
    {0, "state = 'queued'", true},
    {OPEN_MS, "state = 'queued'", true},
    {OPEN_MS + 1, "state = 'queued'", false},
    {0, "state = 'sending', attempts = 1", false},
    {0, "attempts = 1", false},
    {0, "state = 'unknown', attempts = 1", false},
};

/* One digest at a time: what comes later joins it or waits for the next. */
START_TEST(latecomer)
{
	char sql[120];

	add(1, KEEP + 10, 100, false);
	t->storm = true;
	turns();
	snprintf(sql, sizeof(sql),
	    "UPDATE delivery SET %s WHERE"
	    " kind = 'digest'",
	    latecomers[_i].while_);
	scratch_exec("outbox.db", sql);
	add(2001, 5, 100, false);
	t->storm = true;
	turn_at(now + latecomers[_i].after_ms);
	ck_assert_int_eq(in_state("in digest"), latecomers[_i].joins ? 15 : 10);
	ck_assert_int_eq(match_count("delivery WHERE kind = 'digest'"), 1);
	/* When it has ended, what waited goes into a new one. */
	scratch_exec("outbox.db", "UPDATE delivery SET state = 'accepted',"
				  " ended_at = 1 WHERE kind = 'digest'");
	match_w.digested = t->storm = true;
	turns();
	ck_assert_int_eq(match_count("delivery WHERE kind = 'digest'"),
	    latecomers[_i].joins ? 1 : 2);
	ck_assert_int_eq(match_count("delivery WHERE kind = 'alert' AND"
				     " state = 'accepted'"),
	    latecomers[_i].joins ? 15 : 10);
}
END_TEST

/* A digest that ended takes its members with it, a slice a turn. */
START_TEST(settled_by_slices)
{
	add(1, KEEP + SLICE + 80, 100, false);
	t->storm = true;
	turns();
	scratch_exec("outbox.db",
	    "UPDATE delivery SET state = 'failed', reason = 'HTTP 400',"
	    " ended_at = 1 WHERE kind = 'digest'");
	ck_assert(!sweep_needed(&match_w));
	match_w.digested = true;
	ck_assert(turn());
	ck_assert_int_eq(in_state("in digest"), 80);
	turns();
	ck_assert_int_eq(in_state("in digest"), 0);
	ck_assert_int_eq(match_count("delivery WHERE kind = 'alert'"
				     " AND reason = 'HTTP 400'"),
	    SLICE + 80);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite_sweep(void)
{
	Suite *s = suite_create("sweep");
	TCase *c = tcase_create("sweep");

	tcase_add_checked_fixture(c, setup, match_teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, held_and_released);
	tcase_add_test(c, cancelled_up_to);
	tcase_add_test(c, cancelled_in_a_storm);
	tcase_add_test(c, orphans);
	tcase_add_loop_test(c, what_a_minute_clears, 0, COUNT(storms));
	tcase_add_test(c, ages_apart);
	tcase_add_loop_test(c, no_digest, 0, 3);
	tcase_add_test(c, the_tried_stay);
	tcase_add_loop_test(c, latecomer, 0, COUNT(latecomers));
	tcase_add_test(c, settled_by_slices);
	suite_add_tcase(s, c);
	return s;
}
