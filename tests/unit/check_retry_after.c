/*
 * check_retry_after.c - what receivers say about when to come back.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "core/retry_after.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define NONE RETRY_AFTER_NONE
#define MOST RETRY_AFTER_MAX_MS

/* 2026-11-28 12:00:00 UTC, a Saturday, and a quarter of a second. */
#define NOW INT64_C(1795867200250)

/* Reckoned by date(1), not by the code under test. */
static const struct header_case {
	const char *value;
	int64_t want;
} headers[] = {
    {"0", 0},
    {"1", 1000},
    {"120", 120000},
    {"007", 7000},
    {"86400", MOST},
    {"86401", MOST},
    {"1000000000000", MOST},
    {"9223372036854775807", MOST},
    {"99999999999999999999999999999999999999", MOST},
    {" 5", 5000},
    {"\t5 \t", 5000},
    {" 5\r\n", 5000},
    /* No number of seconds. */
    {"", NONE},
    {" ", NONE},
    {"\r\n", NONE},
    {"-1", NONE},
    {"+1", NONE},
    {"1.5", NONE},
    {"1e12", NONE},
    {"0x10", NONE},
    {"5 s", NONE},
    {"5,6", NONE},
    {"1 2", NONE},
    {"soon", NONE},
    {"\xd9\xa1", NONE},
    /* The three forms, five seconds ahead. */
    {"Sat, 28 Nov 2026 12:00:05 GMT", 4750},
    {"Saturday, 28-Nov-26 12:00:05 GMT", 4750},
    {"Sat Nov 28 12:00:05 2026", 4750},
    {" Sat, 28 Nov 2026 12:00:05 GMT \r\n", 4750},
    /* The day of the week is not what counts. */
    {"Mon, 28 Nov 2026 12:00:05 GMT", 4750},
    {"Sat, 28 Nov 2026 13:00:00 GMT", 3599750},
    {"Sun, 29 Nov 2026 12:00:00 GMT", 86399750},
    {"Sun, 29 Nov 2026 12:00:01 GMT", MOST},
    {"Fri, 31 Dec 9999 23:59:59 GMT", MOST},
    {"Tue Dec  1 12:00:00 2026", MOST},
    /* Past: now. */
    {"Sat, 28 Nov 2026 12:00:00 GMT", 0},
    {"Sat, 28 Nov 2026 11:59:59 GMT", 0},
    {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 0},
    {"Sun Nov  6 08:49:37 1994", 0},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
    {"Sat, 01 Jan 0000 00:00:00 GMT", 0},
    /* Fifty years ahead is ahead, fifty-one is the last century. */
    {"Saturday, 28-Nov-76 12:00:00 GMT", MOST},
    {"Monday, 28-Nov-77 12:00:00 GMT", 0},
    /* No such date, or not as it is written. */
    {"Sat, 29 Feb 2025 12:00:00 GMT", NONE},
    {"Tue, 29 Feb 2028 12:00:00 GMT", MOST},
    {"Mon, 29 Feb 2100 12:00:00 GMT", NONE},
    {"Sat, 31 Nov 2026 12:00:05 GMT", NONE},
    {"Sat, 00 Nov 2026 12:00:05 GMT", NONE},
    {"Sat, 28 Nov 2026 24:00:00 GMT", NONE},
    {"Sat, 28 Nov 2026 12:60:00 GMT", NONE},
    {"Sat, 28 Nov 2026 12:00:60 GMT", 59750},
    {"Sat, 28 Nov 2026 12:00:61 GMT", NONE},
    {"Sat, 28 Nov 2026 12:00:05 UTC", NONE},
    {"Sat, 28 Nov 2026 12:00:05 +0000", NONE},
    {"Sat, 28 Nov 2026 12:00:05", NONE},
    {"Sat, 28 nov 2026 12:00:05 GMT", NONE},
    {"Sat, 28 Nov 26 12:00:05 GMT", NONE},
    {"Sat, 8 Nov 2026 12:00:05 GMT", NONE},
    {"Sat,28 Nov 2026 12:00:05 GMT", NONE},
    {"28 Nov 2026 12:00:05 GMT", NONE},
    {"Sat, 28-Nov-26 12:00:05 GMT", NONE},
    {"Saturday, 28-Nov-2026 12:00:05 GMT", NONE},
    {"Sat Nov 8 12:00:05 2026", NONE},
    {"Sat Nov 28 12:00:05 2026 GMT", NONE},
    {"Sat Nov 28 12:00:05", NONE},
    {"2026-11-28T12:00:05Z", NONE},
    {"Sat, 28 Nov 2026 12:00:05 GMTx", NONE},
};

START_TEST(header)
{
	const struct header_case *c = &headers[_i];
	int64_t got = retry_after_header(c->value, strlen(c->value), NOW);

	ck_assert_msg(got == c->want, "\"%s\": %lld, not %lld", c->value,
	    (long long)got, (long long)c->want);
}
END_TEST

/* A value is bytes: what stands behind it is not read, a NUL is no end. */
START_TEST(header_bytes)
{
	ck_assert_int_eq(retry_after_header("599", 1, NOW), 5000);
	ck_assert_int_eq(retry_after_header("5\0", 2, NOW), NONE);
	ck_assert_int_eq(retry_after_header("\0", 1, NOW), NONE);
	ck_assert_int_eq(
	    retry_after_header("Sat, 28 Nov 2026 12:00:05 GMT", 28, NOW), NONE);
}
END_TEST

/* Every day of 400 years follows the one before by a day. */
START_TEST(calendar)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t midnight = INT64_C(946684800000); /* of 2000-01-01 */
	int year, month, day;
	char text[64];

	for (year = 2000; year < 2400; year++)
		for (month = 0; month < 12; month++)
			for (day = 1; day <= lengths[month] +
						 (month == 1 && year % 4 == 0 &&
						     (year % 100 != 0 ||
							 year % 400 == 0));
			     day++, midnight += 86400000) {
				int n = snprintf(text, sizeof(text),
				    "Mon, %02d %.3s %04d 00:00:01 GMT", day,
				    names + (ptrdiff_t)3 * month, year);

				ck_assert_msg(retry_after_header(text,
						  (size_t)n, midnight) == 1000,
				    "%s", text);
			}
}
END_TEST

static const struct {
	double seconds;
	int64_t want;
} numbers[] = {
    {0, 0},
    {-0.0, 0},
    {1, 1000},
    {0.25, 250},
    {0.3, 300},
    {0.0001, 1},
    {64.57, 64570},
    {86399.5, 86399500},
    {86400, MOST},
    {1e300, MOST},
    {INFINITY, MOST},
    {-0.001, NONE},
    {-1, NONE},
    {-INFINITY, NONE},
    {NAN, NONE},
};

START_TEST(seconds)
{
	ck_assert_int_eq(
	    retry_after_seconds(numbers[_i].seconds), numbers[_i].want);
}
END_TEST

/* As Discord and Slack write it, and what only looks like it. */
static const struct {
	const char *body;
	int64_t want;
} bodies[] = {
    {"{\"message\":\"You are being rate limited.\",\"retry_after\":0.529,"
     "\"global\":false}",
	529},
    {"{\"ok\":false,\"error\":\"ratelimited\",\"retry_after\":30}\r\n", 30000},
    {"{\"retry_after\":0}", 0},
    {"{\"retry_after\":9223372036854775808}", MOST},
    {"{\"retry_after\":-5}", NONE},
    {"{\"retry_after\":\"30\"}", NONE},
    {"{\"retry_after\":null}", NONE},
    {"{\"retry_after\":true}", NONE},
    {"{\"retry_after\":[30]}", NONE},
    {"{\"a\":{\"retry_after\":30}}", NONE},
    {"[{\"retry_after\":30}]", NONE},
    {"{\"retry_after\":30", NONE},
    {"{\"retry_after\":30} x", NONE},
    {"{\"Retry_After\":30}", NONE},
    {"30", NONE},
    {"\"retry_after\"", NONE},
    {"null", NONE},
    {"", NONE},
};

START_TEST(body)
{
	struct json_object *o =
	    answer_parse(bodies[_i].body, strlen(bodies[_i].body));

	ck_assert_msg(answer_retry_after(o) == bodies[_i].want, "%s: %lld",
	    bodies[_i].body, (long long)answer_retry_after(o));
	json_object_put(o);
}
END_TEST

Suite *
suite_retry_after(void)
{
	Suite *s = suite_create("retry_after");
	TCase *t = tcase_create("retry_after");

	tcase_add_loop_test(t, header, 0, COUNT(headers));
	tcase_add_test(t, header_bytes);
	tcase_add_test(t, calendar);
	tcase_add_loop_test(t, seconds, 0, COUNT(numbers));
	tcase_add_loop_test(t, body, 0, COUNT(bodies));
	suite_add_tcase(s, t);
	return s;
}
