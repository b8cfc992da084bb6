/*
 * check_settings.c - settings, durations and ids.
 */
#include <string.h>

#include "core/ids.h"
#include "core/settings.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

/* What is in force when nobody chose anything, and how far one may go. */
static const struct bounds {
	const char *key;
	int64_t initial, min, max;
} bounds[] = {
    {"window", 6 * HOUR, 1000, 7 * DAY},
    {"retry_base", 1000, 10, HOUR},
    {"retry_max", HOUR, 10, DAY},
    {"lifetime", DAY, 1000, 3 * DAY},
    {"timeout", 15000, 1000, 30000},
    {"session_idle", 900000, 120000, 12 * HOUR},
    {"session_life", 12 * HOUR, 300000, DAY},
    {"keep", 30 * DAY, 8 * DAY, 3650 * DAY},
    {"audit_keep", 400 * DAY, 30 * DAY, 3650 * DAY},
};

static const struct setting *
find(const char *key)
{
	const struct setting *t;

	for (t = settings_table; t->key != NULL; t++)
		if (strcmp(t->key, key) == 0)
			return t;
	return NULL;
}

/* A time of *s, by its key. */
static int64_t
time_of(const struct settings *s, const char *key)
{
	const struct setting *t = find(key);
	int64_t ms;

	ck_assert_ptr_nonnull(t);
	ck_assert_int_eq(t->kind, SETTING_TIME);
	memcpy(&ms, (const char *)s + t->offset, sizeof(ms));
	return ms;
}

START_TEST(defaults)
{
	const struct bounds *b = &bounds[_i];
	const struct setting *t = find(b->key);
	struct settings s;

	ck_assert_ptr_nonnull(t);
	settings_default(&s);
	ck_assert_int_eq(time_of(&s, b->key), b->initial);
	ck_assert_ptr_nonnull(t->help);
}
END_TEST

/* The pages and the CLI list the table: each key is in it, and just once. */
START_TEST(all_listed)
{
	const struct setting *t, *other;
	int n = 0;

	for (t = settings_table; t->key != NULL; t++, n++)
		for (other = settings_table; other != t; other++) {
			ck_assert_str_ne(other->key, t->key);
			ck_assert_uint_ne(other->offset, t->offset);
		}
	/* The times, "scoring", "contact" and the two switches. */
	ck_assert_int_eq(n, COUNT(bounds) + 4);
}
END_TEST

/* Both ends are allowed, one millisecond more or less is not. */
START_TEST(bounds_hold)
{
	const struct bounds *b = &bounds[_i];
	const int64_t good[] = {b->min, b->max};
	const int64_t bad[] = {b->min - 1, b->max + 1, 0};
	char value[DURATION_BYTES], why[SETTING_WHY_BYTES];
	struct settings s, before;
	int i;

	settings_default(&s);
	for (i = 0; i < COUNT(good); i++) {
		duration_text(good[i], value);
		ck_assert_msg(settings_set(&s, b->key, value, why), "%s %s",
		    b->key, value);
		ck_assert_int_eq(time_of(&s, b->key), good[i]);
	}
	before = s;
	for (i = 0; i < COUNT(bad); i++) {
		duration_text(bad[i], value);
		ck_assert_msg(!settings_set(&s, b->key, value, why), "%s %s",
		    b->key, value);
		ck_assert_mem_eq(&s, &before, sizeof(s));
		/* The reason names the key and both bounds. */
		ck_assert_ptr_nonnull(strstr(why, b->key));
		ck_assert_ptr_nonnull(
		    strstr(why, duration_text(b->min, value)));
		ck_assert_ptr_nonnull(
		    strstr(why, duration_text(b->max, value)));
	}
}
END_TEST

/* All on `window`, which takes 1 s to 7 d.  0: refused. */
static const struct duration_case {
	const char *text;
	int64_t want_ms;
} durations[] = {
    {"1500ms", 1500},
    {"90s", 90000},
    {"2m", 120000},
    {"6h", 6 * HOUR},
    {"7d", 7 * DAY},
    {"1000ms", 1000},
    {"604800s", 7 * DAY},
    {"", 0},
    {"s", 0},
    {"ms", 0},
    {"90", 0},
    {"0s", 0},
    {"090s", 0},
    {"+90s", 0},
    {"-90s", 0},
    {"90 s", 0},
    {" 90s", 0},
    {"90s ", 0},
    {"90S", 0},
    {"1.5h", 0},
    {"1e3s", 0},
    {"0x9s", 0},
    {"1h30m", 0},
    {"6hh", 0},
    {"6w", 0},
    {"90sec", 0},
    {"\xd9\xa6h", 0},
    /* Too large for the bounds, for 64 bits, for the buffer. */
    {"8d", 0},
    {"10000000000d", 0},
    {"213503982335d", 0},
    {"18446744073709551616s", 0},
    {"99999999999999999999999999999999999999s", 0},
};

START_TEST(duration)
{
	const struct duration_case *c = &durations[_i];
	char why[SETTING_WHY_BYTES] = "";
	struct settings s;
	bool taken;

	settings_default(&s);
	taken = settings_set(&s, "window", c->text, why);
	ck_assert_msg(taken == (c->want_ms != 0), "'%s'", c->text);
	ck_assert_int_eq(s.window_ms, taken ? c->want_ms : 6 * HOUR);
	ck_assert_int_eq(why[0] != '\0', !taken);
}
END_TEST

START_TEST(unknown_key)
{
	static const char *const keys[] = {"", "Window", "windo", "window "};
	char why[SETTING_WHY_BYTES];
	struct settings s, before;
	int i;

	settings_default(&s);
	before = s;
	for (i = 0; i < COUNT(keys); i++) {
		why[0] = '\0';
		ck_assert(!settings_set(&s, keys[i], "6h", why));
		ck_assert(why[0] != '\0');
		ck_assert_mem_eq(&s, &before, sizeof(s));
	}
}
END_TEST

START_TEST(switches)
{
	static const char *const bad[] = {"", "On", "yes", "1", "off "};
	char why[SETTING_WHY_BYTES], text[SETTING_TEXT_BYTES];
	struct settings s;
	size_t i;

	settings_default(&s);
	ck_assert(s.pace && s.tell_broken);
	ck_assert(settings_set(&s, "pace", "off", why));
	ck_assert(!s.pace && s.tell_broken);
	ck_assert_str_eq(settings_text(&s, find("pace"), text), "off");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert(!settings_set(&s, "pace", bad[i], why));
		ck_assert(!s.pace);
		ck_assert_ptr_nonnull(strstr(why, "pace: give on or off"));
	}
	ck_assert(settings_set(&s, "pace", "on", why));
	ck_assert(s.pace);
	ck_assert_str_eq(settings_text(&s, find("pace"), text), "on");
}
END_TEST

START_TEST(scoring)
{
	static const char *const bad[] = {"", "Urgency", "urgency ", "both"};
	char why[SETTING_WHY_BYTES], text[SETTING_TEXT_BYTES];
	struct settings s;
	int i;

	settings_default(&s);
	ck_assert_int_eq(s.scoring, SCORING_URGENCY);
	ck_assert_str_eq(settings_text(&s, find("scoring"), text), "urgency");
	ck_assert(settings_set(&s, "scoring", "quadrant", why));
	ck_assert_int_eq(s.scoring, SCORING_QUADRANT);
	ck_assert_str_eq(settings_text(&s, find("scoring"), text), "quadrant");
	for (i = 0; i < COUNT(bad); i++) {
		ck_assert(!settings_set(&s, "scoring", bad[i], why));
		ck_assert_int_eq(s.scoring, SCORING_QUADRANT);
		ck_assert_ptr_nonnull(strstr(why, "urgency or quadrant"));
	}
	ck_assert(settings_set(&s, "scoring", "urgency", why));
	ck_assert_int_eq(s.scoring, SCORING_URGENCY);
}
END_TEST

/* As typed or not at all; a shorter one leaves nothing of a longer. */
START_TEST(contact)
{
	static const char *const bad[] = {"a\nb", "a\tb", "a\033b", "\xff",
	    "a\xe2\x80\xae"
	    "b"};
	char why[SETTING_WHY_BYTES], text[SETTING_TEXT_BYTES];
	char value[SETTING_CONTACT_BYTES + 1];
	struct settings s, empty;
	int i;

	settings_default(&s);
	empty = s;
	ck_assert_str_eq(s.contact, "");
	memset(value, 'x', sizeof(value));
	value[SETTING_CONTACT_BYTES] = '\0';
	ck_assert(!settings_set(&s, "contact", value, why));
	ck_assert_ptr_nonnull(strstr(why, "contact"));
	ck_assert_ptr_nonnull(strstr(why, "200"));
	value[SETTING_CONTACT_BYTES - 1] = '\0';
	ck_assert(settings_set(&s, "contact", value, why));
	ck_assert_str_eq(settings_text(&s, find("contact"), text), value);
	ck_assert(settings_set(&s, "contact", "B\xc3\xbcro 7 <a@b>", why));
	ck_assert_str_eq(s.contact, "B\xc3\xbcro 7 <a@b>");
	for (i = 0; i < COUNT(bad); i++)
		ck_assert(!settings_set(&s, "contact", bad[i], why));
	ck_assert(settings_set(&s, "contact", "", why));
	ck_assert_mem_eq(&s, &empty, sizeof(s));
}
END_TEST

/* What is shown can be typed in again: each default is its own text. */
START_TEST(text_of_default)
{
	char text[SETTING_TEXT_BYTES];
	const struct setting *t;
	struct settings s;

	settings_default(&s);
	for (t = settings_table; t->key != NULL; t++)
		ck_assert_str_eq(settings_text(&s, t, text), t->initial);
}
END_TEST

static const struct {
	int64_t ms;
	const char *text;
} texts[] = {
    {1, "1ms"},
    {999, "999ms"},
    {1000, "1s"},
    {1001, "1001ms"},
    {60000, "1m"},
    {90000, "90s"},
    {6 * HOUR, "6h"},
    {36 * HOUR, "36h"},
    {DAY, "1d"},
    {3650 * DAY, "3650d"},
};

START_TEST(as_text)
{
	char out[DURATION_BYTES];

	ck_assert_str_eq(duration_text(texts[_i].ms, out), texts[_i].text);
}
END_TEST

/* A time after every id of this process so far: other suites made some. */
static int64_t
fresh_ms(void)
{
	return (id_new(1) >> 21) + 2 * HOUR;
}

/* The program's ids are kept apart by nothing else: they must always grow. */
START_TEST(ids_grow)
{
	int64_t now = fresh_ms(), last = 0, id;
	int i;

	for (i = 0; i < 3000; i++) {
		/* Set back by an hour for the middle third. */
		id = id_new(i / 1000 == 1 ? now - HOUR : now);
		ck_assert_int_gt(id, last);
		last = id;
	}
	/* Once the clock has caught up, the time leads again. */
	ck_assert_int_eq(id_new(now + DAY) >> 21, now + DAY);
	/* An older one that is stored changes nothing. */
	id_after(last);
	ck_assert_int_eq(id_new(now + 2 * DAY) >> 21, now + 2 * DAY);
}
END_TEST

START_TEST(ids_after_stored)
{
	int64_t now = fresh_ms(), stored = (now + 9 * DAY) << 21;

	id_after(stored);
	ck_assert_int_eq(id_new(now), stored + 1);
}
END_TEST

START_TEST(ids_shown)
{
	char out[ID_BYTES];

	ck_assert_str_eq(id_text(1, out), "0000000000000001");
	ck_assert_str_eq(
	    id_text(INT64_C(0x0123456789abcdef), out), "0123456789abcdef");
	ck_assert_str_eq(id_text(INT64_MAX, out), "7fffffffffffffff");
}
END_TEST

Suite *
suite_settings(void)
{
	Suite *s = suite_create("settings");
	TCase *t = tcase_create("settings");

	tcase_add_loop_test(t, defaults, 0, COUNT(bounds));
	tcase_add_test(t, all_listed);
	tcase_add_loop_test(t, bounds_hold, 0, COUNT(bounds));
	tcase_add_loop_test(t, duration, 0, COUNT(durations));
	tcase_add_test(t, switches);
	tcase_add_test(t, scoring);
	tcase_add_test(t, contact);
	tcase_add_test(t, text_of_default);
	tcase_add_test(t, unknown_key);
	tcase_add_loop_test(t, as_text, 0, COUNT(texts));
	tcase_add_test(t, ids_grow);
	tcase_add_test(t, ids_after_stored);
	tcase_add_test(t, ids_shown);
	suite_add_tcase(s, t);
	return s;
}
