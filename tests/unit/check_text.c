/*
 * check_text.c - foreign text: UTF-8, cleaning, times, numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/utf8.h"
#include "tests/unit/suites.h"

#define FFFD "\xef\xbf\xbd"
#define DOTS "\xe2\x80\xa6"

static const struct {
	const char *s;
	size_t len;
	bool good;
} utf8[] = {
    {"", 0, true}, {"abc", 3, true}, {"\x7f", 1, true}, {"\xc2\x80", 2, true},
    {"\xdf\xbf", 2, true}, {"\xe0\xa0\x80", 3, true}, {"\xed\x9f\xbf", 3, true},
    {"\xee\x80\x80", 3, true}, {"\xf0\x90\x80\x80", 4, true},
    {"\xf4\x8f\xbf\xbf", 4, true}, {"a\0b", 3, false}, /* NUL */
    {"\x80", 1, false},                                /* continuation alone */
    {"\xc0\x80", 2, false},                            /* overlong NUL */
    {"\xc1\xbf", 2, false},                            /* overlong, two bytes */
    {"\xe0\x9f\xbf", 3, false},                        /* overlong, three */
    {"\xf0\x8f\xbf\xbf", 4, false},                    /* overlong, four */
    {"\xed\xa0\x80", 3, false},                        /* first surrogate */
    {"\xed\xbf\xbf", 3, false},                        /* last surrogate */
    {"\xf4\x90\x80\x80", 4, false},                    /* past U+10FFFF */
    {"\xf5\x80\x80\x80", 4, false},                    /* no such first byte */
    {"\xe2\x82", 2, false},                            /* cut short */
    {"\xe2\x82"
     "a",
	3, false}, /* broken off */
};

START_TEST(well_formed)
{
	ck_assert_int_eq(text_utf8(utf8[_i].s, utf8[_i].len), utf8[_i].good);
}
END_TEST

static const struct {
	const char *s;
	size_t max;
	const char *clean;
} cleans[] = {
    {NULL, 10, ""},
    {"", 10, ""},
    {"abc", 0, ""},
    {"abc", 3, "abc"},
    {"abcd", 3, "ab" DOTS},
    {"abcd", 1, DOTS},
    {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 3,
	"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80x", 3, "\xc3\xa4\xe2\x82\xac" DOTS},
    {"a\tb\nc\r\nd", 20, "a b c d"},
    {"a\x01\x1b[31m\x7f", 20, "a" FFFD FFFD "[31m" FFFD},
    {"\xc2\x85\xc2\x9f\xc2\xa0", 20, FFFD FFFD "\xc2\xa0"},
    {"a\xff\xfe"
     "b",
	20, "a" FFFD FFFD "b"},
    {"\xe2\x82", 20, FFFD FFFD},
    {"\xe2\x80\xae"
     "fdp.exe",
	20, FFFD "fdp.exe"},
    {"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", 20, FFFD FFFD FFFD},
    {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xe2\x80\xab", 20,
	FFFD FFFD FFFD FFFD},
    {"\xe2\x80\xac\xe2\x80\xad\xe2\x80\xaf", 20, FFFD FFFD "\xe2\x80\xaf"},
    {"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", 20,
	FFFD FFFD FFFD FFFD},
    {"\xe2\x81\xa5\xe2\x81\xaa\xe2\x80\x8d", 20,
	"\xe2\x81\xa5\xe2\x81\xaa\xe2\x80\x8d"},
    {"ab\xff", 2, "a" DOTS},
    {"ab", SIZE_MAX, "ab"},
};

START_TEST(cleaned)
{
	char *clean = text_clean(cleans[_i].s, cleans[_i].max);

	ck_assert_str_eq(clean, cleans[_i].clean);
	ck_assert(text_utf8(clean, strlen(clean)));
	free(clean);
}
END_TEST

/* Unlike cleaning, scrubbing keeps everything that is well-formed. */
START_TEST(scrubbed)
{
	char *s = utf8_scrub("a\x01\n\xe2\x80\xae\xff\xc3");

	ck_assert_str_eq(s, "a\x01\n\xe2\x80\xae" FFFD FFFD);
	free(s);
}
END_TEST

/* As JavaScript has it: "text".length. */
START_TEST(units)
{
	ck_assert_uint_eq(0, text_units(""));
	ck_assert_uint_eq(2, text_units("a\x7f"));
	ck_assert_uint_eq(3, text_units("\u00e4\u07ff\u0800"));
	ck_assert_uint_eq(2, text_units("\uffff\ufffd"));
	ck_assert_uint_eq(4, text_units("\U00010000\U0010ffff"));
}
END_TEST

static const struct {
	int64_t ms;
	const char *text, *iso;
} times[] = {
    {0, "1970-01-01 00:00:00 UTC", "1970-01-01T00:00:00Z"},
    {INT64_C(1795426867000), "2026-11-23 09:41:07 UTC", "2026-11-23T09:41:07Z"},
    {INT64_C(1795426867999), "2026-11-23 09:41:07 UTC", "2026-11-23T09:41:07Z"},
    {INT64_C(253402300799999), "9999-12-31 23:59:59 UTC",
	"9999-12-31T23:59:59Z"},
    {INT64_C(253402300800000), "unknown time", ""},
    {-1, "unknown time", ""},
    {INT64_MAX, "unknown time", ""},
    {INT64_MIN, "unknown time", ""},
};

START_TEST(times_shown)
{
	char out[TEXT_TIME_BYTES];

	ck_assert_str_eq(text_time(times[_i].ms, out), times[_i].text);
	ck_assert_str_eq(text_iso(times[_i].ms, out), times[_i].iso);
}
END_TEST

static const struct {
	const char *s;
	int64_t min, max;
	bool good;
	int64_t value;
} ints[] = {
    {"0", 0, 10, true, 0},
    {"10", 0, 10, true, 10},
    {"11", 0, 10, false, 0},
    {"4", 5, 10, false, 0},
    {"", 0, 10, false, 0},
    {"00", 0, 10, false, 0},
    {"07", 0, 10, false, 0},
    {"+7", 0, 10, false, 0},
    {"-7", -10, 10, false, 0},
    {" 7", 0, 10, false, 0},
    {"7 ", 0, 10, false, 0},
    {"7a", 0, 10, false, 0},
    {"0x7", 0, 10, false, 0},
    {"9223372036854775807", 0, INT64_MAX, true, INT64_MAX},
    {"9223372036854775808", 0, INT64_MAX, false, 0},
    {"99999999999999999999", 0, INT64_MAX, false, 0},
};

START_TEST(numbers)
{
	int64_t value = 42;

	ck_assert_int_eq(
	    text_int(ints[_i].s, ints[_i].min, ints[_i].max, &value),
	    ints[_i].good);
	ck_assert_int_eq(value, ints[_i].good ? ints[_i].value : 42);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
suite_text(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	tcase_add_loop_test(t, well_formed, 0, ROWS(utf8));
	tcase_add_loop_test(t, cleaned, 0, ROWS(cleans));
	tcase_add_test(t, scrubbed);
	tcase_add_test(t, units);
	tcase_add_loop_test(t, times_shown, 0, ROWS(times));
	tcase_add_loop_test(t, numbers, 0, ROWS(ints));
	suite_add_tcase(s, t);
	return s;
}
