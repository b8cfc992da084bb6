/*
 * check_pace.c - the token bucket of an app's pace.
 */
#include <limits.h>

#include "core/pace.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1000000)

START_TEST(no_pace)
{
	const struct pace none = {0, 0};
	struct pacer b = {0};
	int i;

	for (i = 0; i < 1000; i++)
		pace_take(&none, &b, NOW);
	ck_assert_uint_eq(pace_room(&none, &b, NOW), UINT_MAX);
	ck_assert_int_eq(pace_wait_ms(&none, &b, NOW), 0);
}
END_TEST

START_TEST(burst_then_even)
{
	const struct pace p = {60, 3};
	struct pacer b = {0};
	int i;

	for (i = 3; i > 0; i--) {
		ck_assert_uint_eq(pace_room(&p, &b, NOW), (unsigned)i);
		pace_take(&p, &b, NOW);
	}
	ck_assert_uint_eq(pace_room(&p, &b, NOW), 0);
	ck_assert_int_eq(pace_wait_ms(&p, &b, NOW), 1000);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 999), 0);
	ck_assert_int_eq(pace_wait_ms(&p, &b, NOW + 999), 1);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 1000), 1);
	ck_assert_int_eq(pace_wait_ms(&p, &b, NOW + 1000), 0);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 2000), 2);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 3000), 3);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 3000000), 3);
}
END_TEST

/* However greedy, within any time no more than burst plus its share. */
START_TEST(never_more)
{
	static const struct pace paces[] = {
	    {60, 3}, {60, 1}, {7, 2}, {120, 10}, {3000, 5}};
	const struct pace *p = &paces[_i];
	struct pacer b = {0};
	int64_t now, sent = 0;

	for (now = NOW; now < NOW + 600000; now += 7)
		for (; pace_room(p, &b, now) > 0; sent++)
			pace_take(p, &b, now);
	ck_assert_int_le(sent, p->burst + 10 * (int64_t)p->per_minute);
	ck_assert_int_ge(sent, 10 * (int64_t)p->per_minute * 9 / 10);
}
END_TEST

/* A test goes whether or not it may, and the others pay for it. */
START_TEST(overdrawn)
{
	const struct pace p = {60, 1};
	struct pacer b = {0};

	pace_take(&p, &b, NOW);
	pace_take(&p, &b, NOW);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 1999), 0);
	ck_assert_int_eq(pace_wait_ms(&p, &b, NOW), 2000);
	ck_assert_uint_eq(pace_room(&p, &b, NOW + 2000), 1);
}
END_TEST

Suite *
suite_pace(void)
{
	Suite *s = suite_create("pace");
	TCase *t = tcase_create("pace");

	tcase_add_test(t, no_pace);
	tcase_add_test(t, burst_then_even);
	tcase_add_loop_test(t, never_more, 0, 5);
	tcase_add_test(t, overdrawn);
	suite_add_tcase(s, t);
	return s;
}
