/*
 * check_backoff.c - waits between attempts, at their bounds.
 */
#include "core/backoff.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define HOUR BACKOFF_MAX_MS
#define NONE BACKOFF_NO_HINT

static const struct backoff usual = {BACKOFF_BASE_MS, BACKOFF_MAX_MS};

/* The shortest and the longest wait, by the smallest and largest random. */
static const struct wait_case {
	unsigned attempt;
	int64_t hint_ms;
	int64_t low, high;
} wait_cases[] = {
    {0, NONE, 1000, 1000},
    {1, NONE, 1000, 2000},
    {2, NONE, 1000, 4000},
    {3, NONE, 1000, 8000},
    {11, NONE, 1000, 2048000},
    {12, NONE, 1000, HOUR},
    {13, NONE, 1000, HOUR},
    {62, NONE, 1000, HOUR},
    {63, NONE, 1000, HOUR},
    {64, NONE, 1000, HOUR},
    {UINT32_MAX, NONE, 1000, HOUR},
    {1, INT64_MIN, 1000, 2000},
    /* A hint replaces the doubling, however many attempts there were. */
    {1, 0, 1000, 1250},
    {1, 999, 1000, 1250},
    {1, 1000, 1000, 1250},
    {1, 1001, 1001, 1251},
    {9, 5000, 5000, 5250},
    {1, HOUR - 1, HOUR - 1, HOUR + 249},
    {1, HOUR, HOUR, HOUR + 250},
    {1, HOUR + 1, HOUR, HOUR + 250},
    {1, INT64_MAX, HOUR, HOUR + 250},
};

START_TEST(bounds)
{
	const struct wait_case *c = &wait_cases[_i];
	uint32_t r = 0;
	int i;

	ck_assert_int_eq(backoff_ms(&usual, c->attempt, c->hint_ms, 0), c->low);
	ck_assert_int_eq(
	    backoff_ms(&usual, c->attempt, c->hint_ms, UINT32_MAX), c->high);

	/* Everything else lies between and never falls as random rises. */
	for (i = 0; i < 1000; i++, r += UINT32_MAX / 1000) {
		int64_t wait = backoff_ms(&usual, c->attempt, c->hint_ms, r);

		ck_assert_int_ge(wait, c->low);
		ck_assert_int_le(wait, c->high);
		ck_assert_int_ge(backoff_ms(&usual, c->attempt, c->hint_ms,
				     r + UINT32_MAX / 1000),
		    wait);
	}
}
END_TEST

/* Each wait of a small span comes up about as often as any other. */
START_TEST(evenly)
{
	static const struct backoff small = {10, 19};
	int seen[10] = {0};
	uint32_t i;

	for (i = 0; i < 10000; i++)
		seen[backoff_ms(&small, 5, NONE, i * 429496u) - 10]++;
	for (i = 0; i < 10; i++) {
		ck_assert_int_ge(seen[i], 990);
		ck_assert_int_le(seen[i], 1010);
	}
}
END_TEST

/* Bounds that leave no room, and bounds beyond 32 bits, are kept. */
START_TEST(odd_bounds)
{
	static const struct backoff fixed = {7, 7};
	static const struct backoff huge = {1, INT64_MAX / 2};
	int64_t wait;

	ck_assert_int_eq(backoff_ms(&fixed, 9, NONE, UINT32_MAX), 7);
	/* What the receiver asks for has bounds of its own. */
	ck_assert_int_eq(backoff_ms(&fixed, 9, 0, 0), BACKOFF_BASE_MS);
	ck_assert_int_eq(backoff_ms(&fixed, 9, 5000, 0), 5000);
	ck_assert_int_eq(backoff_ms(&fixed, 9, 5000, UINT32_MAX), 5250);
	ck_assert_int_eq(
	    backoff_ms(&huge, 9, INT64_MAX, UINT32_MAX), HOUR + 250);
	wait = backoff_ms(&huge, UINT32_MAX, NONE, UINT32_MAX);
	ck_assert_int_ge(wait, 1);
	ck_assert_int_le(wait, huge.max_ms);
}
END_TEST

Suite *
suite_backoff(void)
{
	Suite *s = suite_create("backoff");
	TCase *t = tcase_create("waits");

	tcase_add_loop_test(t, bounds, 0, COUNT(wait_cases));
	tcase_add_test(t, evenly);
	tcase_add_test(t, odd_bounds);
	suite_add_tcase(s, t);
	return s;
}
