/*
 * check_events_body.c - bodies of calls with events: forms, places, limits.
 *
 * As in event_rows.h, ' stands for " in the rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/events_body.h"
#include "core/xmalloc.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define HOST "{'kind':'entity','type':'host','id':7,'urgency':80}"
#define DISK "{'kind':'system','check':'raid','status':'failure'}"
#define NO_OBJECT "not a JSON object"
#define TWICE "JSON: a member is given twice in one object"
#define BYTES "line: holds a NUL or is not well-formed UTF-8"
#define DEEP "JSON: nested deeper than 16 levels"
#define D8 "[[[[[[[["
#define E8 "]]]]]]]]"

static const struct event_origin origin = {"siem", INT64_C(1760000000000)};

/*
 * What a body gives: how many events, and its refusals as "item@line reason;"
 * each; of a broken one "line reason".
 */
struct row {
	const char *label;
	enum body_kind kind;
	const char *text;
	enum body_got got;
	size_t count;
	const char *said;
};

static const struct row rows[] = {
    {"an object", BODY_JSON, HOST, BODY_READ, 1, ""},
    {"blanks around", BODY_JSON, " \r\n\t" HOST "\n ", BODY_READ, 1, ""},
    {"byte order mark", BODY_JSON, "\xef\xbb\xbf" HOST, BODY_READ, 1, ""},
    {"mark alone", BODY_JSON, "\xef\xbb\xbf", BODY_EMPTY, 0, ""},
    {"array", BODY_JSON, "[" HOST "," DISK "]", BODY_READ, 2, ""},
    {"array over lines", BODY_JSON, "\n[\n" HOST "\n,\n\n{}\n]\n", BODY_READ, 1,
	"2@6 not a known kind of event: no kind, entity_id, host_id, "
	"account_id or health_check_name;"},
    {"line within an event", BODY_JSON,
	"[{'kind'\n:'system',\n'check':'a','status':\n'OK'},1]", BODY_READ, 1,
	"2@4 " NO_OBJECT ";"},
    {"brackets in strings", BODY_JSON,
	"[{'kind':'system','check':'}],[{\\'\\\\'}," DISK "]", BODY_READ, 2,
	""},
    {"each type", BODY_JSON, "[1,-2.5e3,'a',null,true,[" HOST "]," HOST "]",
	BODY_READ, 1,
	"1@1 " NO_OBJECT ";2@1 " NO_OBJECT ";3@1 " NO_OBJECT ";4@1 " NO_OBJECT
	";5@1 " NO_OBJECT ";6@1 " NO_OBJECT ";"},
    {"syslog in a string", BODY_JSON, "['<13>vectra_json -: {}']", BODY_READ, 0,
	"1@1 " NO_OBJECT ";"},
    {"twice", BODY_JSON,
	"[" HOST ",\n{'kind':'system','check':'a','check':'b'}]", BODY_READ, 1,
	"2@2 " TWICE ";"},
    {"17 levels", BODY_JSON,
	"[" HOST ",{'kind':'system','check':'a','x':" D8 D8 "[" E8 E8 "]}]",
	BODY_READ, 1, "2@1 " DEEP ";"},
    {"50 levels", BODY_JSON,
	"[{'x':" D8 D8 D8 D8 D8 D8 E8 E8 E8 E8 E8 E8 "}," HOST "]", BODY_READ,
	1, "1@1 " DEEP ";"},
    {"bytes of no character", BODY_JSON, "[{'kind':'\xff'}," HOST "]",
	BODY_READ, 1, "1@1 holds a NUL or is not well-formed UTF-8;"},
    {"big numbers", BODY_JSON,
	"[{'kind':'system','check':'a','status':'x',"
	"'n':123456789012345678901234567890,'m':1e999}," HOST
	",{'kind':'entity','type':'host','id':7,"
	"'urgency':18446744073709551617}]",
	BODY_READ, 2,
	"3@1 urgency: 18446744073709551615 is not a whole number from 0 to "
	"100;"},
    {"no JSON number", BODY_JSON, "[{'kind':'system','check':'a','x':1.}]",
	BODY_READ, 0, "1@1 JSON: a number that is not JSON's;"},

    {"nothing", BODY_JSON, "", BODY_EMPTY, 0, ""},
    {"blanks", BODY_JSON, " \n", BODY_EMPTY, 0, ""},
    {"empty array", BODY_JSON, "[ \n ]", BODY_EMPTY, 0, ""},
    {"scalar", BODY_JSON, "\n5", BODY_BROKEN, 0,
	"2 JSON: neither an object nor an array"},
    {"two objects", BODY_JSON, HOST "\n" DISK, BODY_BROKEN, 0,
	"2 JSON: there is more behind its end"},
    {"trailing", BODY_JSON, "[" HOST "]\n\n]", BODY_BROKEN, 0,
	"3 JSON: there is more behind its end"},
    {"array without an end", BODY_JSON, "[" HOST ",\n" DISK "\n", BODY_BROKEN,
	0, "3 JSON: the array has no end"},
    {"comma at the end", BODY_JSON, "[" HOST ",\n]", BODY_BROKEN, 0,
	"2 JSON: an event is missing"},
    {"no comma", BODY_JSON, "[" HOST "\n" DISK "]", BODY_BROKEN, 0,
	"2 JSON: neither , nor ] after an event"},
    {"wrong bracket", BODY_JSON, "[" HOST ",\n{'x':[1}}]", BODY_BROKEN, 0,
	"2 JSON: array value separator ',' expected"},
    {"event cut off", BODY_JSON, "[" HOST ",\n{'x':\n{'y':1", BODY_BROKEN, 0,
	"2 JSON: what starts here is unfinished"},
    {"string cut off", BODY_JSON, "{'kind':'ent", BODY_BROKEN, 0,
	"1 JSON: what starts here is unfinished"},
    {"escape cut off", BODY_JSON, "{'kind':'\\", BODY_BROKEN, 0,
	"1 JSON: what starts here is unfinished"},
    {"quote too few", BODY_JSON, "[{'x':'a},\n{'y':'b'}]", BODY_BROKEN, 0,
	"2 JSON: object value separator ',' expected"},
    {"no word of JSON", BODY_JSON, "[" HOST ",nul]", BODY_BROKEN, 0,
	"1 JSON: unexpected end of data"},
    {"comment", BODY_JSON, "[" HOST ",{/* x */}]", BODY_BROKEN, 0,
	"1 JSON: quoted object property name expected"},

    {"lines", BODY_NDJSON, HOST "\n" DISK "\n", BODY_READ, 2, ""},
    {"no last line end", BODY_NDJSON, HOST "\n" DISK, BODY_READ, 2, ""},
    {"CRLF", BODY_NDJSON, HOST "\r\n" DISK "\r\n", BODY_READ, 2, ""},
    {"blank lines", BODY_NDJSON, "\n\r\n" HOST "\n \t\n\nx\n", BODY_READ, 1,
	"2@6 line: is not a JSON object;"},
    {"mark before lines", BODY_NDJSON, "\xef\xbb\xbf" HOST "\n", BODY_READ, 1,
	""},
    {"syslog line", BODY_NDJSON,
	"<13>Mar 15 09:30:00 q vectra_json_v2 -: {'host_id':7,'host_name':"
	"'web','category':'HOST SCORING','threat':80,'certainty':70}",
	BODY_READ, 1, ""},
    {"bad lines", BODY_NDJSON,
	"{'kind':\n" HOST "\n[" HOST "]\n{'a':'\xc0'}\n" DISK, BODY_READ, 2,
	"1@1 JSON: unfinished at byte 8;3@3 line: is not a JSON object;"
	"4@4 " BYTES ";"},
    {"no lines", BODY_NDJSON, "", BODY_EMPTY, 0, ""},
    {"blank lines alone", BODY_NDJSON, "\n \r\n\n", BODY_EMPTY, 0, ""},
};

/*
 * A copy of exactly that size, so that the sanitizer sees a byte read behind
 * its end; ' turned to ".
 */
static char *
exact(const char *text, size_t bytes)
{
	char *copy = xmalloc(bytes == 0 ? 1 : bytes);
	size_t i;

	for (i = 0; i < bytes; i++)
		copy[i] = text[i] == '\'' ? '"' : text[i];
	return copy;
}

static enum body_got
read_exact(
    struct events_body *b, enum body_kind kind, const char *text, size_t bytes)
{
	char *copy = exact(text, bytes);
	enum body_got got = events_body_read(b, kind, copy, bytes, &origin);

	free(copy);
	return got;
}

/* What struct row calls said; the caller frees it. */
static char *
said(const struct events_body *b, enum body_got got)
{
	char *text = NULL;
	size_t bytes, i;
	FILE *f = open_memstream(&text, &bytes);

	ck_assert_ptr_nonnull(f);
	if (got == BODY_BROKEN)
		fprintf(f, "%zu %s", b->broken_line, b->why);
	for (i = 0; i < b->refused_total; i++)
		fprintf(f, "%zu@%zu %s;", b->refused[i].item,
		    b->refused[i].line, b->refused[i].why);
	fclose(f);
	return text;
}

START_TEST(bodies)
{
	const struct row *r = &rows[_i];
	struct events_body b;
	enum body_got got;
	char *text;

	got = read_exact(&b, r->kind, r->text, strlen(r->text));
	text = said(&b, got);
	ck_assert_msg(
	    got == r->got && b.count == r->count && strcmp(text, r->said) == 0,
	    "%s: %d, %zu events, %s", r->label, (int)got, b.count, text);
	free(text);
	events_body_clear(&b);
	ck_assert_ptr_null(b.events);
}
END_TEST

/* Cut anywhere, a body of two events is never taken for a sound one. */
START_TEST(cut_anywhere)
{
	static const char whole[] = "[" HOST ",\n" DISK "]";
	struct events_body b;
	size_t bytes;

	for (bytes = 0; bytes < sizeof(whole) - 1; bytes++) {
		ck_assert_int_eq(read_exact(&b, BODY_JSON, whole, bytes),
		    bytes == 0 ? BODY_EMPTY : BODY_BROKEN);
		ck_assert_uint_eq(b.count, 0);
		events_body_clear(&b);
	}
}
END_TEST

/* A NUL ends nothing and hides nothing, wherever it stands. */
START_TEST(nul_anywhere)
{
	static const char whole[] = "[" HOST ",\n" DISK "]";
	char text[sizeof(whole)];
	struct events_body b;
	enum body_got got;
	size_t i;

	for (i = 0; i < sizeof(whole) - 1; i++) {
		memcpy(text, whole, sizeof(whole));
		text[i] = '\0';
		got = read_exact(&b, BODY_JSON, text, sizeof(whole) - 1);
		if (got == BODY_READ)
			ck_assert_uint_eq(b.refused_total, 1);
		else
			ck_assert_int_eq(got, BODY_BROKEN);
		events_body_clear(&b);
	}
	got = read_exact(&b, BODY_NDJSON, "\0\n" DISK, sizeof(DISK) + 1);
	ck_assert_int_eq(got, BODY_READ);
	ck_assert_uint_eq(b.count, 1);
	ck_assert_str_eq(b.refused[0].why, BYTES);
	events_body_clear(&b);
}
END_TEST

/* n times the same, with commas and brackets, or on lines. */
static char *
many(enum body_kind kind, const char *one, size_t n, size_t *bytes)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, bytes);
	size_t i;

	ck_assert_ptr_nonnull(f);
	if (kind == BODY_JSON)
		fputc('[', f);
	for (i = 0; i < n; i++)
		fprintf(f, "%s%s",
		    i == 0              ? ""
		    : kind == BODY_JSON ? ","
					: "\n",
		    one);
	if (kind == BODY_JSON)
		fputc(']', f);
	fclose(f);
	return text;
}

START_TEST(too_many)
{
	static const enum body_kind kinds[] = {BODY_JSON, BODY_NDJSON};
	struct events_body b;
	size_t bytes, extra;
	char *text;
	int i;

	for (i = 0; i < COUNT(kinds); i++)
		for (extra = 0; extra < 2; extra++) {
			text = many(
			    kinds[i], DISK, BODY_EVENTS_MAX + extra, &bytes);
			ck_assert_int_eq(read_exact(&b, kinds[i], text, bytes),
			    extra > 0 ? BODY_TOO_MANY : BODY_READ);
			ck_assert_uint_eq(
			    b.count, extra > 0 ? 0 : BODY_EVENTS_MAX);
			events_body_clear(&b);
			free(text);
		}
}
END_TEST

/* Refused ones count for the limit as well; not all of them are told. */
START_TEST(many_refused)
{
	struct events_body b;
	size_t bytes;
	char *text = many(BODY_NDJSON, "x", BODY_EVENTS_MAX, &bytes);

	ck_assert_int_eq(read_exact(&b, BODY_NDJSON, text, bytes), BODY_READ);
	ck_assert_uint_eq(b.refused_total, BODY_EVENTS_MAX);
	ck_assert_uint_eq(
	    b.refused[BODY_REFUSED_MAX - 1].item, BODY_REFUSED_MAX);
	ck_assert_uint_eq(
	    b.refused[BODY_REFUSED_MAX - 1].line, BODY_REFUSED_MAX);
	events_body_clear(&b);
	free(text);
}
END_TEST

/* The longest event is taken in both forms, one byte more costs only it. */
START_TEST(longest)
{
	static const char head[] = "{'kind':'system','check':'a','x':'";
	static const enum body_kind kinds[] = {BODY_JSON, BODY_NDJSON};
	static const char *const whys[] = {"262145 bytes are more than 262144",
	    "line: 262145 bytes are more than 262144"};
	struct events_body b;
	size_t bytes, len, extra;
	char *text, *one;
	int i;

	for (i = 0; i < 2 * COUNT(kinds); i++) {
		extra = (size_t)i / 2;
		len = EVENT_LINE_MAX_BYTES + extra;
		one = xmalloc(len + 1);
		memset(one, 'y', len);
		memcpy(one, head, sizeof(head) - 1);
		snprintf(one + len - 2, 3, "'}");
		text = many(kinds[i % 2], one, 3, &bytes);
		ck_assert_int_eq(
		    read_exact(&b, kinds[i % 2], text, bytes), BODY_READ);
		ck_assert_uint_eq(b.count, extra > 0 ? 0 : 3);
		ck_assert_uint_eq(b.refused_total, extra > 0 ? 3 : 0);
		if (extra > 0)
			ck_assert_str_eq(b.refused[2].why, whys[i % 2]);
		events_body_clear(&b);
		free(text);
		free(one);
	}
}
END_TEST

START_TEST(origin_given)
{
	static const char text[] =
	    HOST "\n{'kind':'system','check':'a','source':'own'}";
	struct events_body b;

	read_exact(&b, BODY_NDJSON, text, sizeof(text) - 1);
	ck_assert_uint_eq(b.count, 2);
	ck_assert_str_eq(b.events[0].source, "siem");
	ck_assert_int_eq(b.events[0].received_at, origin.now_ms);
	ck_assert_str_eq(b.events[1].source, "own");
	events_body_clear(&b);
}
END_TEST

static const struct {
	const char *type;
	enum body_kind kind;
} types[] = {
    {"application/json", BODY_JSON},
    {"Application/JSON", BODY_JSON},
    {"application/json;charset=utf-8", BODY_JSON},
    {"application/json ; Charset=\"UTF-8\" ; x=y", BODY_JSON},
    {"application/json;", BODY_JSON},
    {"application/json; charsets=latin1", BODY_JSON},
    {"application/x-ndjson", BODY_NDJSON},
    {"application/ndjson", BODY_NDJSON},
    {"application/jsonl; charset=utf8", BODY_NDJSON},
    {"", BODY_UNKNOWN},
    {";", BODY_UNKNOWN},
    {"json", BODY_UNKNOWN},
    {"text/plain", BODY_UNKNOWN},
    {"application/jsonx", BODY_UNKNOWN},
    {"application/json x", BODY_UNKNOWN},
    {"application/json, text/plain", BODY_UNKNOWN},
    {"application/x-www-form-urlencoded", BODY_UNKNOWN},
    {"application/json; charset=iso-8859-1", BODY_UNKNOWN},
    {"application/json; x=y; charset=utf-16", BODY_UNKNOWN},
    {"application/json; charset=", BODY_UNKNOWN},
    {"application/json; charset=\"", BODY_UNKNOWN},
};

START_TEST(content_types)
{
	ck_assert_msg(events_body_kind(types[_i].type) == types[_i].kind, "%s",
	    types[_i].type);
}
END_TEST

Suite *
suite_events_body(void)
{
	Suite *s = suite_create("events_body");
	TCase *t = tcase_create("events_body");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, bodies, 0, COUNT(rows));
	tcase_add_test(t, cut_anywhere);
	tcase_add_test(t, nul_anywhere);
	tcase_add_test(t, too_many);
	tcase_add_test(t, many_refused);
	tcase_add_test(t, longest);
	tcase_add_test(t, origin_given);
	tcase_add_loop_test(t, content_types, 0, COUNT(types));
	suite_add_tcase(s, t);
	return s;
}
