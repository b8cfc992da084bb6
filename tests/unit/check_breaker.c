/*
 * check_breaker.c - when a destination that does not answer is tried.
 */
#include "core/breaker.h"
#include "tests/unit/suites.h"

#define MAX 8
#define NOW INT64_C(1760000000000)

static const struct backoff pauses = {BACKOFF_BASE_MS, BACKOFF_MAX_MS};

static void
fail_times(struct breaker *b, int64_t now, int times)
{
	while (times-- > 0)
		breaker_failed(b, &pauses, now, now, 0);
}

START_TEST(opens_at_the_limit)
{
	struct breaker b = {0};

	fail_times(&b, NOW, BREAKER_FAILURES - 1);
	ck_assert_int_eq(b.since, 0);
	ck_assert_uint_eq(breaker_room(&b, NOW, 3, MAX), MAX - 3);
	fail_times(&b, NOW, 1);
	ck_assert_int_eq(b.since, NOW);
	ck_assert_int_eq(b.until, NOW + 1000);
	ck_assert_uint_eq(breaker_room(&b, NOW + 999, 0, MAX), 0);
	/* One tries, and while it does nobody else. */
	ck_assert_uint_eq(breaker_room(&b, NOW + 1000, 0, MAX), 1);
	ck_assert_uint_eq(breaker_room(&b, NOW + 1000, 1, MAX), 0);
}
END_TEST

/* In between one answer is enough to start counting anew. */
START_TEST(answers_in_between)
{
	struct breaker b = {0};
	int i;

	for (i = 0; i < 10; i++) {
		fail_times(&b, NOW, BREAKER_FAILURES - 1);
		ck_assert(!breaker_answered(&b, MAX));
	}
	ck_assert_int_eq(b.since, 0);
	ck_assert_uint_eq(b.failures, 0);
}
END_TEST

/* What was under way as it opened says nothing new when it fails too. */
START_TEST(stale_failures)
{
	struct breaker b = {0}, was;

	fail_times(&b, NOW, BREAKER_FAILURES);
	was = b;
	breaker_failed(&b, &pauses, NOW - 5, NOW + 900, 0);
	breaker_failed(&b, &pauses, b.until - 1, b.until + 900, 0);
	ck_assert_mem_eq(&b, &was, sizeof(b));
	breaker_failed(&b, &pauses, b.until, b.until + 15000, 0);
	ck_assert_int_eq(b.until, was.until + 15000 + 1000);
	ck_assert_int_eq(b.since, NOW);
}
END_TEST

/* Each failed try makes the longest pause twice as long, up to an hour. */
START_TEST(longer_pauses)
{
	struct breaker b = {0};
	int64_t pause, longest = 2000, now = NOW;
	int i;

	fail_times(&b, now, BREAKER_FAILURES);
	for (i = 0; i < 20; i++) {
		now = b.until;
		longest =
		    longest * 2 < BACKOFF_MAX_MS ? longest * 2 : BACKOFF_MAX_MS;
		breaker_failed(&b, &pauses, now, now, UINT32_MAX);
		pause = b.until - now;
		ck_assert_int_eq(pause, longest);
	}
	ck_assert_int_eq(longest, BACKOFF_MAX_MS);
}
END_TEST

START_TEST(opens_slowly)
{
	static const unsigned rooms[] = {1, 2, 4, MAX, MAX};
	struct breaker b = {0};
	size_t i;

	fail_times(&b, NOW, BREAKER_FAILURES);
	ck_assert(breaker_answered(&b, MAX));
	for (i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		ck_assert_uint_eq(breaker_room(&b, NOW, 0, MAX), rooms[i]);
		ck_assert(!breaker_answered(&b, MAX));
	}
	ck_assert_uint_eq(b.failures, 0);
}
END_TEST

/* Trust that grows is lost by a single failure. */
START_TEST(opens_again)
{
	struct breaker b = {0};

	fail_times(&b, NOW, BREAKER_FAILURES);
	ck_assert(breaker_answered(&b, MAX));
	ck_assert(!breaker_answered(&b, MAX));
	fail_times(&b, NOW + 5000, 1);
	ck_assert_int_eq(b.since, NOW + 5000);
	ck_assert_uint_eq(breaker_room(&b, NOW + 5000, 0, MAX), 0);
	breaker_reset(&b);
	ck_assert_uint_eq(breaker_room(&b, NOW, 0, MAX), MAX);
	ck_assert_uint_eq(breaker_room(&b, NOW, MAX + 1, MAX), 0);
}
END_TEST

/* At a start: one, two, four; an open one stays open. */
START_TEST(begins_slowly)
{
	struct breaker b = {0}, was;

	breaker_begin(&b);
	ck_assert_uint_eq(breaker_room(&b, NOW, 0, MAX), 1);
	ck_assert(!breaker_answered(&b, MAX));
	ck_assert_uint_eq(breaker_room(&b, NOW, 0, MAX), 2);
	ck_assert(!breaker_answered(&b, MAX));
	ck_assert(!breaker_answered(&b, MAX));
	ck_assert_uint_eq(breaker_room(&b, NOW, 0, MAX), MAX);
	fail_times(&b, NOW, BREAKER_FAILURES);
	was = b;
	breaker_begin(&b);
	ck_assert_mem_eq(&b, &was, sizeof(b));
}
END_TEST

Suite *
suite_breaker(void)
{
	Suite *s = suite_create("breaker");
	TCase *t = tcase_create("breaker");

	tcase_add_test(t, opens_at_the_limit);
	tcase_add_test(t, answers_in_between);
	tcase_add_test(t, stale_failures);
	tcase_add_test(t, longer_pauses);
	tcase_add_test(t, opens_slowly);
	tcase_add_test(t, opens_again);
	tcase_add_test(t, begins_slowly);
	suite_add_tcase(s, t);
	return s;
}
