/*
 * check_event.c - events in: the tables of event_taken.c and
 * event_refused.c, limits at their edges, and rows as outside SQL writes
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_parse.h"
#include "core/xmalloc.h"
#include "tests/unit/event_rows.h"
#include "tests/unit/suites.h"

static const struct event_origin origin = {"feed", INT64_C(1795435200000)};

/* A row's text with " for '; the caller frees it. */
static char *
quoted(const char *row)
{
	char *copy = xstrdup(row);
	char *p;

	for (p = copy; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return copy;
}

static int
parse(const char *line, struct event *e, char *why)
{
	return event_parse_line(line, strlen(line), &origin, e, why);
}

/* A refused event is an empty one: nothing half read can be stored. */
static void
assert_empty(const struct event *e)
{
	static const struct event zero;

	ck_assert_mem_eq(e, &zero, sizeof(zero));
}

START_TEST(taken)
{
	const struct taken *row = &event_taken[_i];
	char *line = quoted(row->line), *expected = quoted(row->event), *json;
	char why[EVENT_WHY_BYTES];
	struct event e;

	ck_assert_msg(parse(line, &e, why) == 0, "%s: %s", row->label, why);
	ck_assert_int_eq(e.received_at, origin.now_ms);
	json = event_to_json(&e);
	ck_assert_msg(strcmp(json, expected) == 0, "%s:\n%s\n%s", row->label,
	    json, expected);
	event_clear(&e);
	assert_empty(&e);

	/* And back: the same event in Tocsin's own shape. */
	ck_assert_msg(parse(json, &e, why) == 0, "%s: %s", row->label, why);
	free(json);
	json = event_to_json(&e);
	ck_assert_str_eq(json, expected);
	event_clear(&e);
	free(json);
	free(line);
	free(expected);
}
END_TEST

START_TEST(refused)
{
	const struct refused *row = &event_refused[_i];
	char *line = quoted(row->line);
	char why[EVENT_WHY_BYTES];
	struct event e;

	memset(&e, 0x5a, sizeof(e));
	ck_assert_int_eq(parse(line, &e, why), -1);
	/* The reasons hold apostrophes of their own: compared as they are. */
	ck_assert_str_eq(why, row->why);
	assert_empty(&e);
	free(line);
}
END_TEST

/* An event whose member is n bytes long: is it taken, and why not? */
static const char *const sized[][3] = {
    {"{\"kind\":\"entity\",\"type\":\"host\",\"urgency\":1,\"id\":\"", "\"}",
	"id: 257 bytes are more than 256"},
    {"{\"kind\":\"entity\",\"type\":\"host\",\"urgency\":1,\"id\":1,"
     "\"name\":\"",
	"\"}", "name: 1025 bytes are more than 1024"},
    {"{\"kind\":\"system\",\"check\":\"c\",\"message\":\"", "\"}",
	"message: 8193 bytes are more than 8192"},
    {"{\"id\":\"", "\",\"entity_id\":7,\"type\":\"host\",\"urgency_score\":1}",
	"source_id: 257 bytes are more than 256"},
};

static const size_t sizes[] = {256, 1024, 8192, 251};

START_TEST(lengths)
{
	char why[EVENT_WHY_BYTES];
	struct event e;
	size_t extra;

	for (extra = 0; extra < 2; extra++) {
		size_t n = sizes[_i] + extra;
		char *fill = xmalloc(n + 1), *line;

		memset(fill, 'a', n);
		fill[n] = '\0';
		line = xasprintf("%s%s%s", sized[_i][0], fill, sized[_i][1]);
		ck_assert_int_eq(parse(line, &e, why), extra == 0 ? 0 : -1);
		ck_assert_str_eq(why, extra == 0 ? "" : sized[_i][2]);
		event_clear(&e);
		free(line);
		free(fill);
	}
}
END_TEST

START_TEST(long_url_goes_to_detail)
{
	char url[EVENT_URL_MAX_BYTES + 2], why[EVENT_WHY_BYTES];
	struct event e;
	size_t extra;

	for (extra = 0; extra < 2; extra++) {
		char *line;

		memset(url, 'a', sizeof(url));
		memcpy(url, "https://", 8);
		url[EVENT_URL_MAX_BYTES + extra] = '\0';
		line = xasprintf("{\"kind\":\"system\",\"check\":\"c\","
				 "\"url\":\"%s\"}",
		    url);
		ck_assert_int_eq(parse(line, &e, why), 0);
		ck_assert_int_eq(e.url != NULL, extra == 0);
		ck_assert_int_eq(e.detail != NULL, extra == 1);
		event_clear(&e);
		free(line);
	}
}
END_TEST

/* A history too long to keep costs the history, not the alert. */
START_TEST(huge_detail_is_thinned)
{
	char why[EVENT_WHY_BYTES];
	char *fill = xmalloc(70001), *line;
	struct event e;

	memset(fill, 'h', 70000);
	fill[70000] = '\0';
	line = xasprintf("{\"kind\":\"system\",\"check\":\"c\",\"a\":\"%s\","
			 "\"b\":1,\"quadrant\":\"low\"}",
	    fill);
	ck_assert_int_eq(parse(line, &e, why), 0);
	ck_assert_str_eq(
	    e.detail, "{\"quadrant\":\"low\",\"b\":1,\"members_left_out\":1}");
	event_clear(&e);
	free(line);
	free(fill);
}
END_TEST

START_TEST(hostile_lines)
{
	size_t max = EVENT_LINE_MAX_BYTES;
	char why[EVENT_WHY_BYTES];
	char *line = xmalloc(max + 2);
	struct event e;

	memset(line, '[', max + 1);
	line[0] = '{';
	line[max + 1] = '\0';
	ck_assert_int_eq(event_parse_line(line, max + 1, &origin, &e, why), -1);
	ck_assert_str_eq(why, "line: 262145 bytes are more than 262144");
	ck_assert_int_eq(event_parse_line(line, max, &origin, &e, why), -1);
	ck_assert_str_eq(why, "JSON: nested deeper than 16 levels");
	ck_assert_int_eq(event_parse_line("{}\0", 3, &origin, &e, why), -1);
	ck_assert_str_eq(why, "line: holds a NUL or is not well-formed UTF-8");
	ck_assert_int_eq(event_parse_line(NULL, 0, &origin, &e, why), -1);
	ck_assert_str_eq(why, "line: is empty");
	free(line);
}
END_TEST

START_TEST(parsed_objects)
{
	struct json_object *o = json_tokener_parse(
	    "{\"host_id\":7,\"threat\":9,\"certainty\":9,\"tags\":\"[]\","
	    "\"last_detection_type\":\"x\",\"category\":\"HOST SCORING\"}");
	char *before = xstrdup(json_object_to_json_string(o));
	char why[EVENT_WHY_BYTES];
	struct event e;

	ck_assert_int_eq(event_parse_json(o, &origin, &e, why), 0);
	ck_assert_str_eq(json_object_to_json_string(o), before);
	event_clear(&e);
	/* A name cut short at a NUL would be another entity's name. */
	json_object_object_add(
	    o, "host_name", json_object_new_string_len("a\0b", 3));
	ck_assert_int_eq(event_parse_json(o, &origin, &e, why), -1);
	ck_assert_str_eq(
	    why, "host_name: holds a NUL or is not well-formed UTF-8");
	ck_assert_int_eq(event_parse_json(NULL, &origin, &e, why), -1);
	ck_assert_str_eq(why, "not a JSON object");
	json_object_put(o);
	free(before);
}
END_TEST

/* Rows as outside SQL writes them: what spoils one, and the reason. */
static void
good_row(struct event *e, enum event_kind kind)
{
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->source = xstrdup("sql");
	e->source_id = xstrdup("1");
	e->received_at = e->event_at = 1000;
	e->urgency = 80;
	e->threat = e->certainty = SCORE_NONE;
	if (kind == EVENT_ENTITY) {
		e->entity_id = xstrdup("7");
		e->entity_name = xstrdup("bad \xff byte");
	} else {
		e->check = xstrdup("raid");
		e->device = xstrdup("");
	}
}

static void
spoil(struct event *e, size_t offset, const char *text)
{
	char **s = (char **)((char *)e + offset);

	free(*s);
	*s = xstrdup_null(text);
}

#define AT(member) offsetof(struct event, member)
static const struct {
	enum event_kind kind;
	size_t offset;
	const char *text;
	const char *why; /* "" where the row stays good */
} spoilt[] = {
    {EVENT_ENTITY, AT(source), NULL, "source: is missing"},
    {EVENT_ENTITY, AT(source), "", "source: is missing"},
    {EVENT_ENTITY, AT(source_id), NULL, "source_id: is missing"},
    {EVENT_ENTITY, AT(entity_id), NULL, "entity_id: is missing"},
    {EVENT_ENTITY, AT(entity_name), "", "entity_name: is missing"},
    {EVENT_ENTITY, AT(check), NULL, ""},
    {EVENT_ENTITY, AT(url), "ftp://a/", "url: is not an absolute http(s) URL"},
    {EVENT_ENTITY, AT(url), "https://", "url: is not an absolute http(s) URL"},
    {EVENT_ENTITY, AT(url), "https:///x",
	"url: is not an absolute http(s) URL"},
    {EVENT_ENTITY, AT(url), "https://a/\xc3\xa4",
	"url: is not an absolute http(s) URL"},
    {EVENT_ENTITY, AT(url), "HTTP://a", ""},
    {EVENT_ENTITY, AT(url), "https://[2001:db8::1]:8443/hosts/1", ""},
    {EVENT_ENTITY, AT(detail), "{ \"a\": \"\xff\" }\n", ""},
    {EVENT_ENTITY, AT(detail), "{}", ""},
    {EVENT_ENTITY, AT(detail), "[]", "detail: is not a JSON object"},
    {EVENT_ENTITY, AT(detail), "", "detail: neither object nor array"},
    {EVENT_ENTITY, AT(detail), "{\"a\":NaN}",
	"detail: NaN or Infinity, which JSON has not"},
    {EVENT_SYSTEM, AT(check), NULL, "check_name: is missing"},
    {EVENT_SYSTEM, AT(device), NULL, "device: is missing; give \"\" for none"},
    {EVENT_SYSTEM, AT(status), NULL, ""},
};

START_TEST(rows)
{
	char why[EVENT_WHY_BYTES] = "";
	struct event e;
	char *json;

	good_row(&e, spoilt[_i].kind);
	ck_assert_msg(event_validate(&e, why, sizeof(why)), "%s", why);
	spoil(&e, spoilt[_i].offset, spoilt[_i].text);
	ck_assert_int_eq(
	    event_validate(&e, why, sizeof(why)), *spoilt[_i].why == '\0');
	ck_assert_str_eq(why, spoilt[_i].why);
	/* Good or bad, it can be shown: as JSON that others can read. */
	json = event_to_json(&e);
	ck_assert_ptr_nonnull(strstr(json, "\"kind\""));
	ck_assert_ptr_null(strchr(json, '\xff'));
	free(json);
	event_clear(&e);
}
END_TEST

static const struct {
	int urgency, threat, certainty;
	int64_t received_at, event_at;
	const char *why;
} numbers[] = {
    {0, -1, -1, 1000, 1000, ""},
    {-1, 100, 100, 1000, INT64_C(1773567000000), ""},
    {101, -1, -1, 1000, 1000,
	"urgency: 101 is not a whole number from 0 to 100"},
    {-2, 1, 1, 1000, 1000, "urgency: -2 is not a whole number from 0 to 100"},
    {1, 200, 1, 1000, 1000, "threat: 200 is not a whole number from 0 to 100"},
    {1, 1, -5, 1000, 1000, "certainty: -5 is not a whole number from 0 to 100"},
    {1, 1, -1, 1000, 1000, "certainty: is missing beside threat"},
    {-1, -1, -1, 1000, 1000,
	"urgency: is missing, and so are threat and certainty"},
    {1, -1, -1, 0, 0, "received_at: is missing"},
    {1, -1, -1, INT64_C(1795435200000), 1795435200,
	"event_at: 1795435200 is not epoch milliseconds within the years "
	"2000 to 2100"},
};

START_TEST(row_numbers)
{
	char why[EVENT_WHY_BYTES] = "";
	struct event e;

	good_row(&e, EVENT_ENTITY);
	e.urgency = numbers[_i].urgency;
	e.threat = numbers[_i].threat;
	e.certainty = numbers[_i].certainty;
	e.received_at = numbers[_i].received_at;
	e.event_at = numbers[_i].event_at;
	ck_assert_int_eq(
	    event_validate(&e, why, sizeof(why)), *numbers[_i].why == '\0');
	ck_assert_str_eq(why, numbers[_i].why);
	event_clear(&e);
}
END_TEST

START_TEST(status_words)
{
	static const struct {
		const char *word;
		enum system_status status;
	} words[] = {{NULL, STATUS_NONE}, {"", STATUS_NONE},
	    {"OK", STATUS_NORMAL}, {"skip", STATUS_NORMAL},
	    {"Success", STATUS_NORMAL}, {"NORMAL", STATUS_NORMAL},
	    {"failure", STATUS_PROBLEM}, {"okay", STATUS_PROBLEM},
	    {" ok", STATUS_PROBLEM}};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_int_eq(event_status(words[i].word), words[i].status);
}
END_TEST

Suite *
suite_event(void)
{
	Suite *s = suite_create("event");
	TCase *t = tcase_create("event");
	int n_taken = 0, n_refused = 0;

	while (event_taken[n_taken].line != NULL)
		n_taken++;
	while (event_refused[n_refused].line != NULL)
		n_refused++;
	tcase_add_loop_test(t, taken, 0, n_taken);
	tcase_add_loop_test(t, refused, 0, n_refused);
	tcase_add_loop_test(t, lengths, 0, 4);
	tcase_add_test(t, long_url_goes_to_detail);
	tcase_add_test(t, huge_detail_is_thinned);
	tcase_add_test(t, hostile_lines);
	tcase_add_test(t, parsed_objects);
	tcase_add_loop_test(
	    t, rows, 0, (int)(sizeof(spoilt) / sizeof(spoilt[0])));
	tcase_add_loop_test(
	    t, row_numbers, 0, (int)(sizeof(numbers) / sizeof(numbers[0])));
	tcase_add_test(t, status_words);
	suite_add_tcase(s, t);
	return s;
}
