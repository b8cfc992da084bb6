/*
 * check_clock.c - steps of the wall clock, as the worker sees and follows
 * them.  The real clocks stay as they are: the stored pair of readings is
 * moved instead, which is the same to whoever compares them.
 */
#include "core/clock.h"
#include "tests/unit/match_kit.h"
#include "tests/unit/suites.h"

#define SLACK_MS 1000 /* between a reading here and one in the worker */

/* A pair of readings that was taken before the wall clock moved by step. */
static void
anchor(int64_t step_ms)
{
	match_w.row.wall_ms = clock_wall_ms() - step_ms;
	match_w.row.boot_ms = clock_boot_ms();
	clock_boot_id(match_w.row.boot_id);
}

static const struct {
	int64_t step_ms;
	bool seen;
} steps[] = {
    {25 * HOUR, true},
    {-25 * HOUR, true},
    {HOUR, true},
    {-HOUR, true},
    {5000 + SLACK_MS, true},
    {-5000 - SLACK_MS, true},
    {5000 - SLACK_MS, false},
    {-5000 + SLACK_MS, false},
    {0, false},
};

/* Is a column off by that much from what it was, within the slack? */
static void
moved(int64_t before, int64_t now, int64_t step_ms)
{
	ck_assert_int_ge(now - before, step_ms - SLACK_MS);
	ck_assert_int_le(now - before, step_ms + SLACK_MS);
}

/*
 * Everything that a window, a retry or a life is measured by moves with the
 * clock, so that a step neither mutes anybody nor floods or fails anything.
 */
START_TEST(all_moves_with_it)
{
	int64_t want = steps[_i].seen ? steps[_i].step_ms : 0;
	int64_t opened, due, expires, last;

	match_target(0);
	match_feed(match_host(1, match_start, 0, 90));
	opened = scratch_int("outbox.db", "SELECT opened_at FROM window");
	due = scratch_int("outbox.db", "SELECT due_at FROM delivery");
	expires = scratch_int("outbox.db", "SELECT expires_at FROM delivery");
	last = match_w.row.last_at;
	anchor(steps[_i].step_ms);
	ck_assert_int_eq(clock_watch(&match_w), 0);
	moved(opened, scratch_int("outbox.db", "SELECT opened_at FROM window"),
	    want);
	moved(
	    due, scratch_int("outbox.db", "SELECT due_at FROM delivery"), want);
	moved(expires,
	    scratch_int("outbox.db", "SELECT expires_at FROM delivery"), want);
	moved(last, match_w.row.last_at, want);
	moved(0, match_w.stepped_ms, want);
	ck_assert_int_eq(match_count("clock_step"), steps[_i].seen);
	/* Once: the next look compares with a new pair. */
	ck_assert_int_eq(clock_watch(&match_w), 0);
	ck_assert_int_eq(match_count("clock_step"), steps[_i].seen);
}
END_TEST

Suite *
suite_clock(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("steps");

	tcase_add_checked_fixture(t, match_setup, match_teardown);
	tcase_add_loop_test(
	    t, all_moves_with_it, 0, sizeof(steps) / sizeof(steps[0]));
	suite_add_tcase(s, t);
	suite_add_tcase(s, clock_boot_case());
	return s;
}
