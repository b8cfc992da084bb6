/*
 * check_input.c - decoding and judging what a browser sends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/input.h"
#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define ALL (FIELD(_MAX) - 1)
#define ID_7 "0000000000000007"
#define HEX_64 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CHARS_79 \
	"12345678901234567890123456789012345678901234567890" \
	"12345678901234567890123456789"
/* Eight of U+1F600, which takes four bytes, and eighty. */
#define WIDE_8 \
	"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80" \
	"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"
#define WIDE_80 \
	WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8

/* Visible fields.  error NULL: it is fine; value as it is kept for the form. */
static const struct value_case {
	const char *text;
	enum field_id field;
	const char *value;
	const char *error; /* a part of it */
} values[] = {
    {"name=SOC", FIELD_NAME, "SOC", NULL},
    {"name=Night+shift", FIELD_NAME, "Night shift", NULL},
    {"name=a%2Bb%26c%3Dd", FIELD_NAME, "a+b&c=d", NULL},
    {"name=a=b", FIELD_NAME, "a=b", NULL},
    {"n%61me=x", FIELD_NAME, "x", NULL},
    {"&&name=x&&", FIELD_NAME, "x", NULL},
    {"name=%c3%A4", FIELD_NAME, "\xc3\xa4", NULL},
    {"name=%3Cscript%3E", FIELD_NAME, "<script>", NULL},
    {"name=%2541", FIELD_NAME, "%41", NULL},
    {"name=" CHARS_79 "0", FIELD_NAME, CHARS_79 "0", NULL},
    {"name=" WIDE_80, FIELD_NAME, WIDE_80, NULL},
    {"name=" WIDE_80 "x", FIELD_NAME, NULL, "1 to 80 characters"},
    {"name=" CHARS_79 "01", FIELD_NAME, CHARS_79 "01", "1 to 80 char"},
    {"name=", FIELD_NAME, "", "1 to 80 characters"},
    {"name", FIELD_NAME, "", "1 to 80 characters"},
    {"name=+x", FIELD_NAME, " x", "blanks"},
    {"name=x+", FIELD_NAME, "x ", "blanks"},
    {"name=x%C2%A0", FIELD_NAME, "x\xc2\xa0", "blanks"},
    {"name=%E2%80%8B", FIELD_NAME, "\xe2\x80\x8b", "blanks"},
    {"name=a%0D%0Ab", FIELD_NAME, "a b", "control"},
    {"name=a%09b", FIELD_NAME, "a b", "control"},
    {"name=a%1Bb", FIELD_NAME,
	"a\xef\xbf\xbd"
	"b",
	"control"},
    {"name=a%E2%80%AEb", FIELD_NAME,
	"a\xef\xbf\xbd"
	"b",
	"control"},
    {"name=a%00b", FIELD_NAME, "a", "can't be stored"},
    {"name=a%FFb", FIELD_NAME,
	"a\xef\xbf\xbd"
	"b",
	"can't be stored"},
    {"name=%C0%AF", FIELD_NAME, NULL, "can't be stored"},
    {"name=%ED%A0%80", FIELD_NAME, NULL, "can't be stored"},
    {"name=a%", FIELD_NAME, "a", "whole"},
    {"name=a%4", FIELD_NAME, "a", "whole"},
    {"name=a%4g", FIELD_NAME, "a", "whole"},
    {"name=a%u0041", FIELD_NAME, "a", "whole"},
    {"app=teams", FIELD_APP, "teams", NULL},
    {"app=Teams", FIELD_APP, "Teams", "Choose"},
    {"app=nosuch", FIELD_APP, "nosuch", "Choose"},
    {"url=https://a.example/b%3Fsig=c", FIELD_URL, "https://a.example/b?sig=c",
	NULL},
    {"url=", FIELD_URL, "", NULL},
    {"url=+x%0A", FIELD_URL, " x\n", NULL},
    {"url=x%00y", FIELD_URL, "", "can't be stored"},
    {"url=x%FFy", FIELD_URL, "", "can't be stored"},
    {"secret=+abc%0A", FIELD_SECRET, " abc\n", NULL},
    {"secret=", FIELD_SECRET, "", NULL},
    {"secret=x%00y", FIELD_SECRET, "", "can't be stored"},
    {"secret=x%FFy", FIELD_SECRET, "", "can't be stored"},
    {"secret=" CHARS_79 CHARS_79 CHARS_79, FIELD_SECRET, "", "too long"},
    {"option=on", FIELD_OPTION, "on", NULL},
    {"option=1", FIELD_OPTION, "1", "Tick"},
    {"enabled=on", FIELD_ENABLED, "on", NULL},
    {"enabled=off", FIELD_ENABLED, NULL, "Tick"},
    {"hosts=", FIELD_HOSTS, "", "Tick"},
    {"accounts=On", FIELD_ACCOUNTS, "On", "Tick"},
    {"host_urgency=0", FIELD_HOST_URGENCY, "0", NULL},
    {"host_urgency=100", FIELD_HOST_URGENCY, "100", NULL},
    {"host_urgency=101", FIELD_HOST_URGENCY, "101", "0 to 100"},
    {"host_urgency=5.5", FIELD_HOST_URGENCY, "5.5", "0 to 100"},
    {"host_threat=-1", FIELD_HOST_THREAT, "-1", "0 to 100"},
    {"host_certainty=%2B5", FIELD_HOST_CERTAINTY, "+5", "0 to 100"},
    {"account_urgency=+5", FIELD_ACCOUNT_URGENCY, " 5", "0 to 100"},
    {"account_threat=05", FIELD_ACCOUNT_THREAT, "05", "0 to 100"},
    {"account_certainty=", FIELD_ACCOUNT_CERTAINTY, "", "0 to 100"},
    {"account_certainty=99999999999999999999", FIELD_ACCOUNT_CERTAINTY, NULL,
	"0 to 100"},
    {"host_either=both", FIELD_HOST_EITHER, "both", NULL},
    {"account_either=either", FIELD_ACCOUNT_EITHER, "either", NULL},
    {"account_either=or", FIELD_ACCOUNT_EITHER, "or", "both or either"},
};

START_TEST(visible)
{
	const struct value_case *c = &values[_i];
	char why[INPUT_WHY_BYTES] = "";
	struct input in;

	ck_assert_msg(input_read(&in, ALL, c->text, strlen(c->text), why) == 0,
	    "%s: %s", c->text, why);
	ck_assert_ptr_nonnull(in.value[c->field]);
	if (c->value != NULL)
		ck_assert_str_eq(in.value[c->field], c->value);
	ck_assert_int_eq(input_faulty(&in), c->error != NULL);
	if (c->error == NULL)
		ck_assert_msg(in.error[c->field] == NULL, "%s: %s", c->text,
		    in.error[c->field]);
	else
		ck_assert_msg(in.error[c->field] != NULL &&
				  strstr(in.error[c->field], c->error) != NULL,
		    "%s: %s", c->text, in.error[c->field]);
	input_clear(&in);
	ck_assert_ptr_null(in.store);
}
END_TEST

/* What no form of ours sends is refused as a whole, naming the field. */
static const struct refused_case {
	const char *text;
	uint64_t allowed;
	const char *name;
} refused[] = {
    {"id=" ID_7 "&nosuch=1", ALL, "\"nosuch\""},
    {"Name=x", ALL, "\"Name\""},
    {"name=x", FIELD(ID), "\"name\""},
    {"=x", ALL, "\"\""},
    {"=", ALL, "\"\""},
    {"<b>%0Ax=1", ALL, "\"<b> x\""},
    {"name=a&name=b", ALL, "\"name\""},
    {"name=&name=", ALL, "\"name\""},
    {"n%61me=a&name=b", ALL, "\"name\""},
    {"na%00me=x", ALL, "not text"},
    {"na%FFme=x", ALL, "not text"},
    {"na%4=x", ALL, "not text"},
    {CHARS_79 "=x", ALL, "567890123456789\xe2\x80\xa6\""},
    {"id=", ALL, "\"id\""},
    {"id=7", ALL, "\"id\""},
    {"id=0000000000000000", ALL, "\"id\""},
    {"id=000000000000000G", ALL, "\"id\""},
    {"id=000000000000000A", ALL, "\"id\""},
    {"id=8000000000000000", ALL, "\"id\""},
    {"id=" ID_7 "0", ALL, "\"id\""},
    {"id=" ID_7 "%00", ALL, "\"id\""},
    {"form=x", ALL, "\"form\""},
    {"form=%FF", ALL, "\"form\""},
    {"form=%4", ALL, "\"form\""},
    {"version=0", ALL, "\"version\""},
    {"version=01", ALL, "\"version\""},
    {"version=9007199254740993", ALL, "\"version\""},
    {"do=", ALL, "\"do\""},
    {"do=delete", ALL, "\"do\""},
    {"do=secrets", ALL, "\"do\""},
    {"shown=", ALL, "\"shown\""},
    {"shown=nosuch", ALL, "\"shown\""},
    {"shown=Teams", ALL, "\"shown\""},
    {"theme=black", ALL, "\"theme\""},
    {"theme=dark;+x=1", ALL, "\"theme\""},
    {"back=https://evil.example/", ALL, "\"back\""},
    {"back=//evil.example/destinations", ALL, "\"back\""},
    {"back=", ALL, "\"back\""},
    {"back=/destinations/", ALL, "\"back\""},
    {"back=/theme", ALL, "\"back\""},
    {"back=/destinations?x=1", ALL, "\"back\""},
    {"back=/destinations?id=" ID_7, ALL, "\"back\""},
    {"back=/destinations/edit?id=7", ALL, "\"back\""},
    {"back=/destinations/edit?form=" ID_7, ALL, "\"back\""},
    {"back=/destinations%0D%0AX:+y", ALL, "\"back\""},
};

START_TEST(refusals)
{
	const struct refused_case *c = &refused[_i];
	char why[INPUT_WHY_BYTES] = "";
	struct input in;

	ck_assert_msg(
	    input_read(&in, c->allowed, c->text, strlen(c->text), why) == 400,
	    "%s", c->text);
	ck_assert_msg(strstr(why, c->name) != NULL, "%s: %s", c->text, why);
	input_clear(&in);
}
END_TEST

/* Hidden fields as our pages send them. */
static const char *const taken[] = {
    "",
    "&",
    "id=" ID_7,
    "id=7fffffffffffffff",
    "version=1",
    "version=9007199254740992",
    "do=save",
    "do=test",
    "do=app",
    "do=secret",
    "shown=teams",
    "theme=light",
    "theme=dark",
    "theme=system",
    "back=/",
    "back=/destinations",
    "back=/destinations/new",
    "back=/destinations/edit?id=" ID_7,
    "back=%2Fdestinations%2Ftest%3Fform%3D" ID_7,
    "csrf=" HEX_64,
};

START_TEST(hidden)
{
	char why[INPUT_WHY_BYTES] = "";
	struct input in;

	ck_assert_msg(
	    input_read(&in, ALL, taken[_i], strlen(taken[_i]), why) == 0,
	    "%s: %s", taken[_i], why);
	ck_assert(!input_faulty(&in));
	input_clear(&in);
}
END_TEST

/* A token without its form is the guard's business: it is no token. */
START_TEST(token)
{
	static const char *const bad[] = {
	    "csrf=", "csrf=x", "csrf=" HEX_64 "0", "csrf=%FF", "csrf=%4"};
	char why[INPUT_WHY_BYTES];
	struct input in;
	int i;

	for (i = 0; i < COUNT(bad); i++) {
		ck_assert_int_eq(
		    input_read(&in, ALL, bad[i], strlen(bad[i]), why), 0);
		ck_assert(input_faulty(&in));
		input_clear(&in);
	}
}
END_TEST

START_TEST(typed)
{
	static const char text[] =
	    "id=00000000000001fF&version=12&host_urgency=7&host_threat=101"
	    "&hosts=on&accounts=yes";
	static const char good[] =
	    "id=00000000000001ff&version=12&host_urgency=7&host_threat=101"
	    "&hosts=on&accounts=yes";
	char why[INPUT_WHY_BYTES];
	struct input in;

	ck_assert_int_eq(
	    input_read(&in, ALL, text, sizeof(text) - 1, why), 400);
	input_clear(&in);
	ck_assert_int_eq(input_read(&in, ALL, good, sizeof(good) - 1, why), 0);
	ck_assert_int_eq(input_id(&in, FIELD_ID), 0x1ff);
	ck_assert_int_eq(input_id(&in, FIELD_VERSION), 12);
	ck_assert_int_eq(input_id(&in, FIELD_FORM), 0);
	ck_assert_int_eq(input_number(&in, FIELD_HOST_URGENCY), 7);
	ck_assert_int_eq(input_number(&in, FIELD_HOST_THREAT), -1);
	ck_assert_int_eq(input_number(&in, FIELD_HOST_CERTAINTY), -1);
	ck_assert(input_on(&in, FIELD_HOSTS));
	ck_assert(!input_on(&in, FIELD_ACCOUNTS));
	ck_assert(!input_on(&in, FIELD_SYSTEM));
	/* The first error stays, and one may come without a value. */
	input_error(&in, FIELD_HOST_THREAT, "later");
	ck_assert_str_ne(in.error[FIELD_HOST_THREAT], "later");
	input_error(&in, FIELD_NAME, "missing");
	ck_assert_str_eq(in.error[FIELD_NAME], "missing");
	input_clear(&in);
}
END_TEST

/*
 * The most that cleaning can grow a value: each byte a bad one, in every
 * field.  The sanitizers and valgrind see whether it stays in its place.
 */
START_TEST(growth)
{
	char why[INPUT_WHY_BYTES], *text = xstrdup("");
	enum field_id f;
	struct input in;

	for (f = FIELD_NAME; f < FIELD__MAX; f++) {
		char *more = xasprintf(
		    "%s%s=\xff\xff\xff\xff\xff\xff\xff&", text, fields[f].name);

		free(text);
		text = more;
	}
	ck_assert_int_eq(input_read(&in, ALL, text, strlen(text), why), 0);
	for (f = FIELD_NAME; f < FIELD__MAX; f++) {
		ck_assert_ptr_nonnull(in.error[f]);
		ck_assert_ptr_nonnull(in.value[f]);
	}
	input_clear(&in);
	free(text);
}
END_TEST

/* A body may hold NUL bytes, and its end is where its length says. */
START_TEST(raw_bytes)
{
	static const char nul[] = "name=a\0b", more[] = "name=ab&x";
	char why[INPUT_WHY_BYTES];
	struct input in;

	ck_assert_int_eq(input_read(&in, ALL, nul, sizeof(nul) - 1, why), 0);
	ck_assert_ptr_nonnull(in.error[FIELD_NAME]);
	input_clear(&in);
	ck_assert_int_eq(input_read(&in, ALL, more, 7, why), 0);
	ck_assert_str_eq(in.value[FIELD_NAME], "ab");
	input_clear(&in);
	ck_assert_int_eq(input_read(&in, ALL, "name=%41", 7, why), 0);
	ck_assert_ptr_nonnull(in.error[FIELD_NAME]);
	input_clear(&in);
}
END_TEST

Suite *
suite_input(void)
{
	Suite *s = suite_create("input");
	TCase *t = tcase_create("input");

	tcase_add_loop_test(t, visible, 0, COUNT(values));
	tcase_add_loop_test(t, refusals, 0, COUNT(refused));
	tcase_add_loop_test(t, hidden, 0, COUNT(taken));
	tcase_add_test(t, token);
	tcase_add_test(t, typed);
	tcase_add_test(t, growth);
	tcase_add_test(t, raw_bytes);
	suite_add_tcase(s, t);
	suite_add_tcase(s, input_secrets_case());
	return s;
}
