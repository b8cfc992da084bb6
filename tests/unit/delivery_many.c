/*
 * delivery_many.c - moves of many deliveries, slice by slice, and digests.
 */
#include "db/decision.h"
#include "db/digest.h"
#include "tests/unit/delivery_kit.h"

#define MANY 25
#define STATE(state) \
	scratch_int("outbox.db", \
	    "SELECT count(*) FROM delivery WHERE state = '" state "'")

static void
add_many(int64_t first)
{
	int64_t id;

	for (id = first; id < first + MANY; id++)
		one_add(id, D, 0, NOW + id);
}

/* At most so many a call, oldest first, and nobody twice. */
START_TEST(slices)
{
	const struct cancel c = {D, MANY, "off", NOW};

	add_many(1);
	one_add(99, D + 1, 0, NOW);
	ck_assert_int_eq(delivery_hold(outbox, D, "broken", 10), 10);
	ck_assert_int_eq(STATE("held"), 10);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT max(id) FROM delivery WHERE"
				     " state = 'held'"),
	    10);
	ck_assert_int_eq(delivery_hold(outbox, D, "broken", 100), MANY - 10);
	ck_assert_int_eq(delivery_hold(outbox, D, "broken", 100), 0);
	ck_assert_int_eq(delivery_release(outbox, D, NOW, 20), 20);
	ck_assert_int_eq(delivery_release(outbox, D, NOW, 20), MANY - 20);
	/* Those that came later are not cancelled. */
	add_many(100);
	ck_assert_int_eq(delivery_cancel(outbox, &c, 20), 20);
	ck_assert_int_eq(delivery_cancel(outbox, &c, 20), MANY - 20);
	ck_assert_int_eq(delivery_cancel(outbox, &c, 20), 0);
	ck_assert_int_eq(STATE("queued"), MANY + 1);
	ck_assert_int_eq(
	    delivery_expire(outbox, NOW + 2 * LIFETIME, "over", 20), 20);
	ck_assert_int_eq(
	    delivery_expire(outbox, NOW + 2 * LIFETIME, "over", 20), 6);
	ck_assert_int_eq(STATE("failed"), MANY + 1);
}
END_TEST

/* Each slice frees the windows of its own deliveries and of no others. */
START_TEST(slices_free_windows)
{
	one_add(1, D, 0, NOW);
	one_add(2, D, 0, NOW);
	one_window(2);
	ck_assert_int_eq(delivery_expire(outbox, NOW + LIFETIME, "over", 1), 1);
	ck_assert(one_window_there());
	ck_assert_int_eq(delivery_expire(outbox, NOW + LIFETIME, "over", 1), 1);
	ck_assert(!one_window_there());
}
END_TEST

START_TEST(hastened)
{
	int64_t at = 0;

	one_bring(DELIVERY_QUEUED);
	one_claim(1);
	one_finish(DELIVERY_QUEUED);
	ck_assert_int_eq(delivery_next_due(outbox, D, &at), 1);
	ck_assert_int_eq(at, NOW + 99);
	ck_assert_int_eq(delivery_hasten(outbox, D, NOW + 10, 9), 1);
	ck_assert_int_eq(OF_1("due_at"), NOW + 10);
	ck_assert_int_eq(delivery_hasten(outbox, D, NOW + 10, 9), 0);
}
END_TEST

/* The oldest stay; one that was tried goes on by itself. */
START_TEST(joined)
{
	struct digest_row open;
	int64_t n = -1, seqs[3];

	add_many(1);
	one_claim(25);
	ck_assert_int_eq(
	    delivery_finish(outbox, 25,
		&(struct delivery_end){DELIVERY_QUEUED, NOW, NOW, false, NULL}),
	    1);
	ck_assert_int_eq(digest_open(outbox, D, &open), 0);
	ck_assert_int_eq(digest_beyond(outbox, D, 23, &open), 1);
	ck_assert_int_eq(digest_beyond(outbox, D, 24, &open), 0);
	one_digest(DIGEST, D);
	ck_assert_int_eq(digest_open(outbox, D, &open), 1);
	ck_assert_int_eq(open.id, DIGEST);
	ck_assert(open.fresh);
	ck_assert_int_eq(one_join(5, 10), 10);
	ck_assert_int_eq(one_join(5, 100), 9);
	ck_assert_int_eq(one_join(5, 100), 0);
	ck_assert_int_eq(digest_members(outbox, D, &n), 1);
	ck_assert_int_eq(n, 19);
	ck_assert_int_eq(delivery_waiting_count(outbox, D, &n), 0);
	ck_assert_int_eq(n, MANY);
	ck_assert_int_eq(STATE("queued"), 5 + 1 + 1);
	scratch_exec("outbox.db",
	    "UPDATE delivery SET score = 9000 WHERE id IN (12, 20)");
	ck_assert_int_eq(digest_top(outbox, DIGEST, seqs, 3), 3);
	ck_assert_int_eq(seqs[0], 12);
	ck_assert_int_eq(seqs[1], 20);
	ck_assert_int_eq(seqs[2], 6);
	one_claim(DIGEST);
	ck_assert_int_eq(digest_open(outbox, D, &open), 1);
	ck_assert(!open.fresh);
}
END_TEST

static const enum delivery_state ends[] = {
    DELIVERY_ACCEPTED, DELIVERY_FAILED, DELIVERY_CANCELLED};

/* Its members end as it does, and nobody told means nobody in a window. */
START_TEST(settled)
{
	struct delivery_end end = {ends[_i], NOW + 77, 0, false, "so it is"};
	int64_t at = 0;

	add_many(1);
	one_window(1);
	one_digest(DIGEST, D);
	ck_assert_int_eq(one_join(0, 100), MANY);
	ck_assert_int_eq(digest_settle(outbox, 10), 0);
	/* Waiting in a digest is waiting; it has no life of its own. */
	ck_assert_int_eq(delivery_oldest(outbox, &at), 1);
	ck_assert_int_eq(at, NOW);
	ck_assert_int_eq(
	    delivery_expire(outbox, NOW + 2 * LIFETIME, "over", 100), 0);
	one_claim(DIGEST);
	ck_assert_int_eq(delivery_finish(outbox, DIGEST, &end), 1);
	ck_assert_int_eq(digest_settle(outbox, 10), 10);
	ck_assert_int_eq(digest_settle(outbox, 100), MANY - 10);
	ck_assert_int_eq(digest_settle(outbox, 100), 0);
	ck_assert_int_eq(one_state(), (int)ends[_i]);
	ck_assert_int_eq(OF_1("ended_at"), NOW + 77);
	ck_assert_int_eq(OF_1("reason = 'so it is'"), 1);
	ck_assert_int_eq(one_window_there(), ends[_i] == DELIVERY_ACCEPTED);
	ck_assert_int_eq(delivery_oldest(outbox, &at), 0);
}
END_TEST

TCase *
delivery_many_case(void)
{
	TCase *t = tcase_create("many");

	tcase_add_checked_fixture(t, delivery_setup, delivery_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, slices);
	tcase_add_test(t, slices_free_windows);
	tcase_add_test(t, hastened);
	tcase_add_test(t, joined);
	tcase_add_loop_test(t, settled, 0, COUNT(ends));
	return t;
}
