/*
 * check_delivery.c - the state machine of deliveries, on a real outbox.db.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/delivery_kit.h"
#include "tests/unit/suites.h"

/* The moves of delivery.h, once more: Q S A F U H D C as in its enum. */
static const char *const moves[DELIVERY__MAX] = {
    [DELIVERY_QUEUED] = "-S-F-HDC",
    [DELIVERY_SENDING] = "Q-AFUH-C",
    [DELIVERY_ACCEPTED] = "--------",
    [DELIVERY_FAILED] = "--------",
    [DELIVERY_UNKNOWN] = "-S-F-H-C",
    [DELIVERY_HELD] = "Q--F---C",
    [DELIVERY_IN_DIGEST] = "--AF---C",
    [DELIVERY_CANCELLED] = "--------",
};

START_TEST(may_move)
{
	int from = _i / DELIVERY__MAX, to = _i % DELIVERY__MAX;

	ck_assert_msg(delivery_may_move((enum delivery_state)from,
			  (enum delivery_state)to) == (moves[from][to] != '-'),
	    "%s -> %s", delivery_state_name((enum delivery_state)from),
	    delivery_state_name((enum delivery_state)to));
}
END_TEST

/* The calls that move many at once, and the state each one goes to. */
static const struct mass {
	const char *name;
	enum delivery_state to;
	bool frees; /* the window of what it moves */
} masses[] = {
    {"hold", DELIVERY_HELD, false},
    {"release", DELIVERY_QUEUED, false},
    {"cancel", DELIVERY_CANCELLED, true},
    {"expire", DELIVERY_FAILED, true},
    {"recover", DELIVERY_UNKNOWN, false},
};

static int
run_mass(int i)
{
	const struct cancel c = {D, INT64_MAX, "disabled", NOW + 5};

	switch (i) {
	case 0:
		return delivery_hold(outbox, D, "broken", 9);
	case 1:
		return delivery_release(outbox, D, NOW + 5, 9);
	case 2:
		return delivery_cancel(outbox, &c, 9);
	case 3:
		return delivery_expire(outbox, NOW + LIFETIME, "over", 9);
	default:
		return delivery_recover(outbox, NOW + 5);
	}
}

/* From every state: moved exactly where that move exists, else untouched. */
START_TEST(mass_moves)
{
	const struct mass *m = &masses[_i / DELIVERY__MAX];
	enum delivery_state from = (enum delivery_state)(_i % DELIVERY__MAX);
	bool moved = delivery_may_move(from, m->to);

	/* A request under way ends by itself; only a crash ends it here. */
	if (from == DELIVERY_SENDING)
		moved = m->to == DELIVERY_UNKNOWN;
	/* Its digest ends it. */
	if (from == DELIVERY_IN_DIGEST)
		moved = false;
	one_bring(from);
	ck_assert_int_eq(run_mass(_i / DELIVERY__MAX), moved);
	ck_assert_msg(one_state() == (int)(moved ? m->to : from),
	    "%s of %s: %d", m->name, delivery_state_name(from), one_state());
	ck_assert_int_eq(one_window_there(), !(moved && m->frees));
	/* Ended ones say when, waiting ones say nothing. */
	if (moved)
		ck_assert_int_eq(OF_1("ended_at IS NOT NULL"), m->frees);
}
END_TEST

/* A child that fatalx() ends leaves nothing for a leak checker to wonder at. */
static void
close_outbox(void)
{
	db_close(outbox);
	outbox = NULL;
}

/* The exit status of a child that runs move() on the same outbox.db. */
static int
exit_of(void (*move)(void))
{
	int status = -1;
	pid_t child;

	/* No connection may cross a fork: the child opens its own. */
	close_outbox();
	fflush(NULL);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		outbox = scratch_open(&schema_outbox, DB_WRITE);
		atexit(close_outbox);
		move();
		close_outbox();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	outbox = scratch_open(&schema_outbox, DB_WRITE);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
claim_1(void)
{
	struct delivery d = {.id = 1};

	(void)delivery_claim(outbox, &d);
}

static void
finish_1(void)
{
	struct delivery_end end = {.to = DELIVERY_FAILED, .at = NOW};

	(void)delivery_finish(outbox, 1, &end);
}

/*
 * Two parts of the worker that disagree could send twice: whatever is not
 * in the state that a claim or an outcome leaves ends the process.
 */
START_TEST(fenced)
{
	enum delivery_state from = (enum delivery_state)_i;
	bool claimable = delivery_may_move(from, DELIVERY_SENDING);

	one_bring(from);
	if (from != DELIVERY_SENDING) {
		ck_assert_int_eq(exit_of(finish_1), 1);
		ck_assert_int_eq(one_state(), (int)from);
	}
	ck_assert_int_eq(exit_of(claim_1), claimable ? 0 : 1);
	ck_assert_int_eq(
	    one_state(), (int)(claimable ? DELIVERY_SENDING : from));
	ck_assert_int_eq(exit_of(claim_1), 1);
}
END_TEST

/* Every end of a request: due again or over, reason, possible repeat. */
START_TEST(finishing)
{
	enum delivery_state to = (enum delivery_state)_i;
	bool over = to == DELIVERY_ACCEPTED || to == DELIVERY_FAILED ||
		    to == DELIVERY_CANCELLED;

	if (!delivery_may_move(DELIVERY_SENDING, to))
		return;
	one_bring(DELIVERY_SENDING);
	one_finish(to);
	ck_assert_int_eq(one_state(), (int)to);
	ck_assert_int_eq(OF_1("ended_at"), over ? NOW + 9 : INT64_MIN);
	ck_assert_int_eq(
	    OF_1("possible_repeat"), to == DELIVERY_UNKNOWN ? 1 : 0);
	ck_assert_int_eq(OF_1("reason IS NULL"), to != DELIVERY_FAILED);
	if (!over)
		ck_assert_int_eq(OF_1("due_at"), NOW + 99);
	/* Its window is freed by whoever finished it, where that is due. */
	ck_assert(one_window_there());
}
END_TEST

/* Once it may have arrived, that is never forgotten; claims are counted. */
START_TEST(repeat_stays)
{
	struct delivery d[2];

	one_bring(DELIVERY_UNKNOWN);
	ck_assert_int_eq(delivery_due(outbox, D, NOW + 99, d, 2), 1);
	ck_assert(d[0].possible_repeat);
	ck_assert_int_eq(delivery_claim(outbox, &d[0]), 1);
	ck_assert_int_eq(d[0].attempts, 2);
	one_finish(DELIVERY_QUEUED);
	ck_assert_int_eq(OF_1("possible_repeat"), 1);
	ck_assert_int_eq(OF_1("attempts"), 2);
	ck_assert_int_eq(delivery_hold(outbox, D, "broken", 9), 1);
	ck_assert_int_eq(delivery_release(outbox, D, NOW + 200, 9), 1);
	ck_assert_int_eq(OF_1("possible_repeat"), 1);
	ck_assert_int_eq(OF_1("due_at"), NOW + 200);
	ck_assert_int_eq(OF_1("reason IS NULL"), 1);
}
END_TEST

START_TEST(recovered)
{
	one_bring(DELIVERY_SENDING);
	ck_assert_int_eq(delivery_recover(outbox, NOW + 7), 1);
	ck_assert_int_eq(OF_1("possible_repeat"), 1);
	ck_assert_int_eq(OF_1("due_at"), NOW + 7);
	ck_assert_int_eq(delivery_recover(outbox, NOW + 8), 0);
}
END_TEST

Suite *
suite_delivery(void)
{
	Suite *s = suite_create("delivery");
	TCase *t = tcase_create("delivery");

	tcase_add_checked_fixture(t, delivery_setup, delivery_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, may_move, 0, DELIVERY__MAX * DELIVERY__MAX);
	tcase_add_loop_test(t, mass_moves, 0, COUNT(masses) * DELIVERY__MAX);
	tcase_add_loop_test(t, fenced, 0, DELIVERY__MAX);
	tcase_add_loop_test(t, finishing, 0, DELIVERY__MAX);
	tcase_add_test(t, repeat_stays);
	tcase_add_test(t, recovered);
	suite_add_tcase(s, t);
	suite_add_tcase(s, delivery_rows_case());
	suite_add_tcase(s, delivery_many_case());
	return s;
}
