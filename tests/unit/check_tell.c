/*
 * check_tell.c - a broken destination is told by the others: once, also where
 * a crash stood between, and never by itself.
 */
#include <stdio.h>

#include "core/clock.h"
#include "tests/unit/match_kit.h"
#include "tests/unit/suites.h"

static struct target *t;
static char other[] = "other team";

static void
setup(void)
{
	match_setup();
	match_w.events = scratch_db(&schema_events);
	match_target(0);
	match_target(1);
	match_w.targets[1].d.name = other;
	t = &match_w.targets[0];
	t->health.broken_version = 7;
	snprintf(t->health.reason, sizeof(t->health.reason), "HTTP 404");
}

static void
teardown(void)
{
	db_close(match_w.events);
	match_teardown();
}

static const struct {
	enum told before;
	enum told broken; /* after tell_breaking() */
	enum told mended; /* after tell_mending() */
} moves[] = {
    {TOLD_NOTHING, TOLD_BREAKING, TOLD_NOTHING},
    {TOLD_BREAKING, TOLD_BREAKING, TOLD_NOTHING},
    {TOLD_BROKEN, TOLD_BREAKING, TOLD_MENDING},
    {TOLD_MENDING, TOLD_BROKEN, TOLD_MENDING},
};

START_TEST(transitions)
{
	t->health.told = moves[_i].before;
	tell_breaking(&match_w, t);
	ck_assert_int_eq(t->health.told, moves[_i].broken);
	ck_assert(t->health_changed);

	t->health_changed = false;
	t->health.told = moves[_i].before;
	tell_mending(t);
	ck_assert_int_eq(t->health.told, moves[_i].mended);
	ck_assert(t->health_changed == (moves[_i].mended != moves[_i].before));

	/* Switched off: nothing begins, and what was told is still mended. */
	t->health_changed = false;
	t->health.told = moves[_i].before;
	match_w.settings.tell_broken = false;
	tell_breaking(&match_w, t);
	ck_assert_int_eq(t->health.told, moves[_i].before);
	ck_assert(!t->health_changed);
}
END_TEST

static int64_t
events(const char *where)
{
	char sql[300];

	snprintf(
	    sql, sizeof(sql), "SELECT count(*) FROM event WHERE %s", where);
	return scratch_int("events.db", sql);
}

/* tell() when the health of this turn was stored. */
static void
next_tell(void)
{
	t->health_changed = false;
	ck_assert_int_eq(tell(&match_w), 0);
}

/* Its events are told apart by the millisecond. */
static void
clock_passes(void)
{
	int64_t from = clock_wall_ms();

	while (clock_wall_ms() == from)
		continue;
}

START_TEST(once)
{
	tell_breaking(&match_w, t);
	/* First it has to be written down that it is to be told. */
	ck_assert_int_eq(tell(&match_w), 0);
	ck_assert_int_eq(events("1"), 0);
	next_tell();
	ck_assert_int_eq(t->health.told, TOLD_BROKEN);
	ck_assert(t->health_changed);
	ck_assert_int_eq(
	    events("source = 'tocsin' AND check_name = 'destination'"
		   " AND device LIKE 'SOC (%)' AND status = 'failure'"
		   " AND message LIKE '%HTTP 404%'"),
	    1);
	next_tell();
	ck_assert_int_eq(events("1"), 1);
	tell_mending(t);
	next_tell();
	ck_assert_int_eq(t->health.told, TOLD_NOTHING);
	ck_assert_int_eq(
	    events("status = 'success' AND device LIKE 'SOC (%)'"), 1);
	next_tell();
	ck_assert_int_eq(events("1"), 2);

	/* Broken once more, under the same settings: that is news. */
	clock_passes();
	tell_breaking(&match_w, t);
	next_tell();
	ck_assert_int_eq(events("status = 'failure'"), 2);
}
END_TEST

/* The others hear of it by the same rule as of any system alert. */
START_TEST(not_by_itself)
{
	tell_breaking(&match_w, t);
	next_tell();
	ck_assert_int_eq(intake(&match_w), 1);
	ck_assert_int_eq(match_count("decision"), 1);
	ck_assert_int_eq(match_count("decision WHERE destination_id = 101"
				     " AND verdict = 'sent'"),
	    1);
	ck_assert_int_eq(match_count("delivery"), 1);
}
END_TEST

/* A producer that is writing does not hold the worker up: later, then. */
START_TEST(waits_for_a_producer)
{
	struct db *producer = scratch_open(&schema_events, DB_WRITE);

	ck_assert_int_eq(db_begin(producer), 0);
	tell_breaking(&match_w, t);
	next_tell();
	ck_assert_int_eq(t->health.told, TOLD_BREAKING);
	db_rollback(producer);
	db_close(producer);
	next_tell();
	ck_assert_int_eq(t->health.told, TOLD_BROKEN);
	ck_assert_int_eq(events("1"), 1);
}
END_TEST

Suite *
suite_tell(void)
{
	Suite *s = suite_create("tell");
	TCase *c = tcase_create("tell");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(
	    c, transitions, 0, (int)(sizeof(moves) / sizeof(moves[0])));
	tcase_add_test(c, once);
	tcase_add_test(c, not_by_itself);
	tcase_add_test(c, waits_for_a_producer);
	suite_add_tcase(s, c);
	return s;
}
