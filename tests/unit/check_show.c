/*
 * check_show.c - how things are put into words on pages.
 */
#include <string.h>

#include "cgi/show.h"
#include "core/text.h"
#include "tests/unit/editor_kit.h"

#define NOW INT64_C(1764063667000) /* 2025-11-25 09:41:07 UTC */
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

START_TEST(spans)
{
	char out[SHOW_BYTES];

	ck_assert_str_eq(show_span(6 * HOUR, out), "6 hours");
	ck_assert_str_eq(show_span(HOUR, out), "1 hour");
	ck_assert_str_eq(show_span(90 * MINUTE, out), "90 minutes");
	ck_assert_str_eq(show_span(48 * HOUR, out), "2 days");
	ck_assert_str_eq(show_span(20000, out), "20 seconds");
	ck_assert_str_eq(show_span(1500, out), "1500 milliseconds");
}
END_TEST

START_TEST(times)
{
	char out[SHOW_BYTES];

	ck_assert_str_eq(show_ago(NOW, NOW, out), "just now");
	ck_assert_str_eq(show_ago(NOW - MINUTE + 1, NOW, out), "just now");
	ck_assert_str_eq(show_ago(NOW + HOUR, NOW, out), "just now");
	ck_assert_str_eq(show_ago(NOW - MINUTE, NOW, out), "1 minute ago");
	ck_assert_str_eq(
	    show_ago(NOW - 5 * MINUTE - 59999, NOW, out), "5 minutes ago");
	ck_assert_str_eq(show_ago(NOW - 2 * HOUR + 1, NOW, out), "1 hour ago");
	ck_assert_str_eq(show_ago(NOW - 49 * HOUR, NOW, out), "2 days ago");
	ck_assert_str_eq(text_iso(NOW, out), "2025-11-25T09:41:07Z");
}
END_TEST

START_TEST(thresholds)
{
	struct threshold t = {80, 40, 60, false};
	char out[SHOW_BYTES];

	ck_assert_str_eq(
	    show_threshold(&t, SCORING_URGENCY, out), "\xe2\x89\xa5 80");
	ck_assert_str_eq(show_threshold(&t, SCORING_QUADRANT, out),
	    "threat \xe2\x89\xa5 40 and certainty \xe2\x89\xa5 60");
	t.either = true;
	ck_assert_str_eq(show_threshold(&t, SCORING_QUADRANT, out),
	    "threat \xe2\x89\xa5 40 or certainty \xe2\x89\xa5 60");
}
END_TEST

/* Only what is in force now is broken: an edit gets its chance. */
START_TEST(failing)
{
	struct destination d = {.version = 4};
	struct health h = {
	    .broken_since = NOW, .broken_version = 4, .reason = "HTTP 404"};
	struct failing f;

	ck_assert(show_failing(&d, &h, &f));
	ck_assert_str_eq(f.reason, "HTTP 404");
	ck_assert_int_eq(f.since, NOW);
	ck_assert(!show_failing(&d, NULL, &f));
	d.version = 5;
	ck_assert(!show_failing(&d, &h, &f));
	/* It does not answer: that has nothing to do with its version. */
	h.breaker.since = NOW + 5;
	ck_assert(show_failing(&d, &h, &f));
	ck_assert_int_eq(f.since, NOW + 5);
	ck_assert_ptr_nonnull(strstr(f.reason, "no answer"));
	h.breaker.since = h.broken_since = 0;
	d.version = 4;
	ck_assert(!show_failing(&d, &h, &f));
}
END_TEST

START_TEST(worker)
{
	ck_assert_str_eq(show_worker_down(NOW, NOW), "");
	ck_assert_str_eq(show_worker_down(NOW - 30000, NOW), "");
	ck_assert_str_eq(show_worker_down(NOW + 30000, NOW), "");
	ck_assert_str_ne(show_worker_down(NOW + HOUR, NOW), "");
	ck_assert_str_eq(show_worker_down(NOW - 30001, NOW),
	    "The worker is not running: nothing is being sent. "
	    "Start tocsin-worker.");
	ck_assert_str_ne(show_worker_down(0, NOW), "");
}
END_TEST

TCase *
show_case(void)
{
	TCase *t = tcase_create("show");

	tcase_add_test(t, spans);
	tcase_add_test(t, times);
	tcase_add_test(t, thresholds);
	tcase_add_test(t, failing);
	tcase_add_test(t, worker);
	return t;
}
