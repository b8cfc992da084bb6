/*
 * clock_boot.c - reboots with a right and with a wrong clock, and what waits
 * until it is set.  As in check_clock.c the stored readings are moved, and not
 * the clocks.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/xmalloc.h"
#include "db/health.h"
#include "tests/unit/match_kit.h"

#define DAY (24 * HOUR)
#define YEARS (INT64_C(365) * DAY)
#define SLACK_MS 1000 /* between a reading here and one in the worker */

/* Everything that is measured by the wall clock, here and in outbox.db. */
struct times {
	int64_t window, due, expires, created, last_at;
	int64_t quiet, until, quiet_kept, until_kept;
};

#define OUT(sql) scratch_int("outbox.db", "SELECT " sql)

static struct times
look(void)
{
	const struct health *h = &match_w.targets[0].health;

	return (struct times){
	    OUT("opened_at FROM window"),
	    OUT("due_at FROM delivery"),
	    OUT("expires_at FROM delivery"),
	    OUT("created_at FROM delivery"),
	    match_w.row.last_at,
	    h->quiet_until,
	    h->breaker.until,
	    OUT("quiet_until FROM destination_health"),
	    OUT("open_until FROM destination_health"),
	};
}

static void
moved(int64_t before, int64_t now, int64_t ms)
{
	ck_assert_int_ge(now - before, ms - SLACK_MS);
	ck_assert_int_le(now - before, ms + SLACK_MS);
}

/* What has a window, and what waits for its turn. */
static void
compare(const struct times *a, const struct times *b, int64_t window_ms,
    int64_t wait_ms)
{
	moved(a->window, b->window, window_ms);
	moved(a->created, b->created, window_ms);
	moved(a->last_at, b->last_at, window_ms);
	moved(a->due, b->due, wait_ms);
	moved(a->expires, b->expires, wait_ms);
	moved(a->quiet, b->quiet, wait_ms);
	moved(a->until, b->until, wait_ms);
	moved(a->quiet_kept, b->quiet_kept, wait_ms);
	moved(a->until_kept, b->until_kept, wait_ms);
}

static void
store_health(const struct health *h)
{
	ck_assert_int_eq(db_begin(match_w.outbox), 0);
	ck_assert_int_ge(health_store(match_w.outbox, h), 0);
	ck_assert_int_eq(db_commit(match_w.outbox), 0);
}

/* One alert that waits, for a destination that asked for a pause. */
static void
something_waits(void)
{
	struct target *t = &match_w.targets[0];
	int64_t now = clock_wall_ms();

	match_target(0);
	match_feed(match_host(1, now, 0, 90));
	t->health = (struct health){.destination_id = t->d.id,
	    .quiet_until = now + HOUR,
	    .breaker = {.since = now, .until = now + 2 * HOUR, .failures = 5}};
	store_health(&t->health);
}

/* A reboot after which the clock is off by that much from what was seen. */
static void
reboot(int64_t gap_ms)
{
	match_w.row.heartbeat_at = clock_wall_ms() - gap_ms;
	clock_boot_id(match_w.row.boot_id);
	match_w.row.boot_id[0] ^= 1;
	ck_assert_int_eq(clock_watch(&match_w), 0);
}

/* Without a reboot. */
static void
step(int64_t ms)
{
	match_w.row.wall_ms = clock_wall_ms() - ms;
	match_w.row.boot_ms = clock_boot_ms();
	clock_boot_id(match_w.row.boot_id);
	ck_assert_int_eq(clock_watch(&match_w), 0);
}

static const struct {
	int64_t gap_ms;
	int64_t windows_ms; /* how far windows move, and what waits */
	int64_t waits_ms;
	bool doubtful;
} boots[] = {
    {-56 * YEARS, -56 * YEARS, -56 * YEARS, true},
    {-25 * HOUR, -25 * HOUR, -25 * HOUR, true},
    {-6000, -6000, -6000, true},
    {-4000, 0, 0, false},
    {0, 0, 0, false},
    {4000, 0, 0, false},
    {6000, 0, 6000, false},
    {25 * HOUR, 0, 25 * HOUR, false},
    {9 * YEARS, 0, 9 * YEARS, false},
};

START_TEST(after_a_reboot)
{
	bool seen = boots[_i].waits_ms != 0;
	struct times before, after;

	something_waits();
	before = look();
	reboot(boots[_i].gap_ms);
	after = look();
	compare(&before, &after, boots[_i].windows_ms, boots[_i].waits_ms);
	ck_assert(match_w.clock_doubtful == boots[_i].doubtful);
	ck_assert_int_eq(match_count("clock_step"), seen);
	moved(0, match_w.stepped_ms, boots[_i].waits_ms);
	/* Once: the readings of this boot compare from now on. */
	ck_assert_int_eq(clock_watch(&match_w), 0);
	ck_assert_int_eq(match_count("clock_step"), seen);
}
END_TEST

/* Behind at boot, then set right: all is where it was. */
START_TEST(set_right)
{
	struct times before, after;

	something_waits();
	before = look();
	reboot(-56 * YEARS);
	ck_assert(match_w.clock_doubtful);
	step(56 * YEARS);
	after = look();
	compare(&before, &after, 0, 0);
	ck_assert(!match_w.clock_doubtful);
	ck_assert_int_eq(match_count("clock_step"), 2);
}
END_TEST

/* Set right and off again before the next heartbeat: off for no time. */
START_TEST(reboot_after_a_step)
{
	struct times before, after;

	something_waits();
	before = look();
	match_w.row.heartbeat_at = clock_wall_ms() + 9 * YEARS;
	step(-9 * YEARS);
	moved(clock_wall_ms(), OUT("heartbeat_at FROM worker"), 0);
	/* Nothing but the boot changes. */
	match_w.row.boot_id[0] ^= 1;
	ck_assert_int_eq(clock_watch(&match_w), 0);
	after = look();
	compare(&before, &after, -9 * YEARS, -9 * YEARS);
	ck_assert_int_eq(match_count("clock_step"), 1);
}
END_TEST

/* No heartbeat was ever stored: there is nothing to compare with. */
START_TEST(first_start)
{
	struct times before, after;

	something_waits();
	before = look();
	match_w.row.heartbeat_at = 0;
	match_w.row.boot_id[0] = '\0';
	ck_assert_int_eq(clock_watch(&match_w), 0);
	after = look();
	compare(&before, &after, 0, 0);
	ck_assert(!match_w.clock_doubtful);
	ck_assert_int_eq(match_count("clock_step"), 0);
}
END_TEST

/* An event and a delivery of long ago, which pruning would take. */
static void
something_old(void)
{
	match_w.events = scratch_db(&schema_events);
	something_waits();
	scratch_exec(
	    "outbox.db", "UPDATE delivery SET state = 'failed', ended_at = 1");
}

/* The next round of housekeeping, as if its hour had come. */
static void
keep_house(void)
{
	match_w.chores.prune = 0;
	ck_assert_int_eq(housekeep(&match_w), 0);
}

/* By a date that may be wrong, everything is old. */
START_TEST(pruning_waits)
{
	static const int64_t jumps[] = {-25 * HOUR, 25 * HOUR};
	int64_t left;

	something_old();
	step(jumps[_i]);
	keep_house();
	ck_assert_int_eq(match_count("delivery"), 1);
	left = match_w.chores.not_before - clock_boot_ms();
	ck_assert_int_le(left, HOUR);
	ck_assert_int_gt(left, HOUR - 60000);
	/* The control: after that hour it goes. */
	match_w.chores.not_before = clock_boot_ms();
	keep_house();
	ck_assert_int_eq(match_count("delivery"), 0);
	db_close(match_w.events);
}
END_TEST

/* A smaller step is no reason to wait. */
START_TEST(pruning_goes_on)
{
	something_old();
	step(23 * HOUR);
	keep_house();
	ck_assert_int_eq(match_count("delivery"), 0);
	db_close(match_w.events);
}
END_TEST

static const struct {
	int64_t jump_ms;
	int64_t ago_ms; /* since then */
	bool doubted;
} restarts[] = {
    {25 * HOUR, 60000, true},
    {-25 * HOUR, 60000, true},
    {25 * HOUR, HOUR + 60000, false},
    {23 * HOUR, 60000, false},
};

/* A worker that starts again within the hour still waits. */
START_TEST(restarted)
{
	char sql[100];

	something_waits();
	step(restarts[_i].jump_ms);
	snprintf(sql, sizeof(sql), "UPDATE clock_step SET at = at - %lld",
	    (long long)restarts[_i].ago_ms);
	scratch_exec("outbox.db", sql);
	match_w.chores = (struct chores){0};
	match_w.clock_doubtful = false;
	ck_assert_int_eq(clock_start(&match_w), 0);
	ck_assert(clock_doubted(&match_w) == restarts[_i].doubted);
	ck_assert_int_le(
	    match_w.chores.not_before - clock_boot_ms(), HOUR - 59000);
}
END_TEST

static const struct {
	int64_t step_ms;
	bool open; /* its URL could be opened */
	bool tried;
} mends[] = {
    {25 * HOUR, true, true},
    {-25 * HOUR, true, true},
    {HOUR, true, false},
    {25 * HOUR, false, false},
};

/* The date may be why a certificate did not hold: one more try. */
START_TEST(broken_by_the_date)
{
	struct target *t = &match_w.targets[0];

	something_waits();
	t->health.broken_since = 1;
	t->access.url = mends[_i].open ? xstrdup("https://soc.example/") : NULL;
	step(mends[_i].step_ms);
	ck_assert((t->health.broken_since == 0) == mends[_i].tried);
	ck_assert(t->sweep == mends[_i].tried);
	ck_assert(t->health_changed == mends[_i].tried);
	free(t->access.url);
}
END_TEST

static const struct {
	int64_t ahead_ms; /* the newest event, of the clock as it is now */
	bool stays;       /* and older ones do not become the previous score */
} futures[] = {
    {9 * YEARS, false},
    {HOUR, false},
    {61000 + SLACK_MS, false},
    {60000 - SLACK_MS, true},
    {0, true},
};

/*
 * Scores that came while the clock was ahead are not newer than all that
 * comes after it was set back: a rise from a low score would be missed.
 */
START_TEST(no_score_from_the_future)
{
	int64_t now = clock_wall_ms(), newest = now + futures[_i].ahead_ms;

	match_target(0);
	match_w.settings.window_ms = 1;
	match_feed(match_host(1, newest, 0, 90));
	match_feed(match_host(2, now - HOUR, 0, 10));
	ck_assert_int_eq(
	    OUT("urgency FROM entity"), futures[_i].stays ? 90 : 10);
	ck_assert_int_eq(OUT("last_at FROM entity"),
	    futures[_i].stays ? newest : now - HOUR);
}
END_TEST

/*
 * Received before a step forward and decided after it: seven hours after the
 * alert are seven hours still, and five are five.
 */
START_TEST(received_before_a_step)
{
	int64_t old = clock_wall_ms() - 25 * HOUR; /* before the step */
	static const int64_t after_ms[] = {5 * HOUR, 7 * HOUR};

	match_target(0);
	match_feed(match_host(1, old - 8 * HOUR, 0, 60));
	step(25 * HOUR);
	match_feed(match_host(2, old - 8 * HOUR + after_ms[_i], 0, 70));
	ck_assert_int_eq(match_count("delivery"), 1 + _i);
	ck_assert_int_eq(match_count("event_time WHERE event_seq = 2"), 1);
	moved(old - 8 * HOUR + after_ms[_i],
	    OUT("at FROM decision WHERE event_seq = 2"), 25 * HOUR);
	/* What comes now is taken as it is, from the first one on. */
	match_feed(match_host(3, clock_wall_ms() - SLACK_MS, 1, 70));
	ck_assert_int_eq(match_count("event_time WHERE event_seq = 3"), 0);
	ck_assert_int_eq(match_w.late.ms, 0);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

TCase *
clock_boot_case(void)
{
	TCase *t = tcase_create("boots");

	tcase_add_checked_fixture(t, match_setup, match_teardown);
	tcase_add_loop_test(t, after_a_reboot, 0, COUNT(boots));
	tcase_add_test(t, set_right);
	tcase_add_test(t, reboot_after_a_step);
	tcase_add_test(t, first_start);
	tcase_add_loop_test(t, pruning_waits, 0, 2);
	tcase_add_test(t, pruning_goes_on);
	tcase_add_loop_test(t, restarted, 0, COUNT(restarts));
	tcase_add_loop_test(t, broken_by_the_date, 0, COUNT(mends));
	tcase_add_loop_test(t, no_score_from_the_future, 0, COUNT(futures));
	tcase_add_loop_test(t, received_before_a_step, 0, 2);
	return t;
}
