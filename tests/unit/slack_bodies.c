/*
 * slack_bodies.c - what a message tells, that foreign text stays text, and
 * that Slack takes it whatever it tells.  The exact bytes are held in
 * tests/golden/slack.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"
#include "tests/unit/slack.h"

extern const struct app app_slack;

static struct json_object *
at(struct json_object *o, const char *list, size_t i)
{
	return json_object_array_get_idx(json_object_object_get(o, list), i);
}

static const char *
member(struct json_object *o, const char *name)
{
	return json_object_get_string(json_object_object_get(o, name));
}

static const char *
header_of(struct json_object *body)
{
	return member(
	    json_object_object_get(at(body, "blocks", 0), "text"), "text");
}

/* All rich text in one string, as it is read; the caller frees it. */
static char *
lines_of(struct json_object *body)
{
	struct json_object *blocks = json_object_object_get(body, "blocks");
	struct json_object *runs;
	size_t i, k;
	char *all = xstrdup(""), *more;

	for (i = 1; i < json_object_array_length(blocks); i++) {
		runs = json_object_object_get(
		    at(json_object_array_get_idx(blocks, i), "elements", 0),
		    "elements");
		for (k = 0; k < json_object_array_length(runs); k++) {
			more = xasprintf("%s%s", all,
			    member(json_object_array_get_idx(runs, k), "text"));
			free(all);
			all = more;
		}
	}
	return all;
}

START_TEST(test_host)
{
	struct json_object *body = kit_read(&app_slack, &kit_host);
	struct json_object *bar = at(body, "attachments", 0);
	char *lines = lines_of(body);

	ck_assert_str_eq("\u25c6 Critical: Host desktop01 reached urgency 87",
	    header_of(body));
	ck_assert_str_eq(header_of(body), member(body, "text"));
	ck_assert_str_eq("#D03B3B", member(bar, "color"));
	ck_assert_str_eq("Alert 0001",
	    member(at(at(bar, "blocks", 0), "elements", 0), "text"));
	kit_has(
	    lines, "Name: desktop01 \u00b7 Open in the appliance\nType: Host");
	kit_has(lines, "\nUrgency: 87 (threshold: urgency 80 or higher)\n");
	kit_has(lines, "\nDestination: SOC");
	/* A link of the message is never fetched by Slack. */
	ck_assert(!json_object_get_boolean(
	    json_object_object_get(body, "unfurl_links")));
	ck_assert(!json_object_get_boolean(
	    json_object_object_get(body, "unfurl_media")));
	free(lines);
	json_object_put(body);
}
END_TEST

START_TEST(test_others)
{
	struct event e = {.source = (char[]){"feed"},
	    .kind = EVENT_SYSTEM,
	    .check = (char[]){"disk"},
	    .status = (char[]){"OK"}};
	struct message m = {.kind = MESSAGE_SYSTEM,
	    .event = &e,
	    .alert_id = "2",
	    .possible_repeat = true};
	struct json_object *body = kit_read(&app_slack, &m), *bar;

	bar = at(body, "attachments", 0);
	ck_assert_str_eq("#2E9E5B", member(bar, "color"));
	ck_assert_str_eq(
	    "Possible repeat: an earlier attempt may have arrived.",
	    member(at(at(bar, "blocks", 0), "elements", 1), "text"));
	json_object_put(body);
	m = (struct message){
	    .kind = MESSAGE_TEST, .destination = "<SOC>", .alert_id = "t"};
	body = kit_read(&app_slack, &m);
	ck_assert_str_eq("\u25c7 Test: Test alert for <SOC>", header_of(body));
	ck_assert_str_eq(
	    "\u25c7 Test: Test alert from Tocsin", member(body, "text"));
	json_object_put(body);
}
END_TEST

/* What mrkdwn, or a reader of entities, would make something of. */
static const char *const hostile[] = {"<!channel>", "<!here|x>", "<@U012AB>",
    "<#C012AB>", "<https://evil.test|Open>", "https://evil.test/", "*b* _i_",
    "~s~ `c`", "> quote", ":fire:", "&lt;!channel&gt;", "&amp;amp;", "R&D <x>",
    "[x](https://evil.test)", "@everyone", "#general", "\",\"type\":\"mrkdwn",
    "<!date^0^{date}|x>", "\\u003c!channel>"};

/* It is told as it is, in the header and in the facts, and not elsewhere. */
START_TEST(test_hostile)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	char *name = xstrdup(hostile[_i]), *lines, *line, *head;
	struct json_object *body;

	e.entity_name = name;
	m.event = &e;
	body = kit_read(&app_slack, &m);
	lines = lines_of(body);
	line = xasprintf("Name: %s \u00b7 Open", name);
	head = xasprintf("\u25c6 Critical: Host %s reached urgency 87", name);
	kit_has(lines, line);
	ck_assert_str_eq(head, header_of(body));
	ck_assert_str_eq(
	    "\u25c6 Critical: A host reached urgency 87", member(body, "text"));
	free(head);
	free(line);
	free(lines);
	free(name);
	json_object_put(body);
}
END_TEST

/*
 * Every length of message around that of a block: all of it is told, in
 * whole characters, however it is split.
 */
START_TEST(test_split)
{
	static const char *const pieces[] = {"m", "&", "\u00fc", "\U0001f4a9"};
	struct event e = {.source = (char[]){"feed"},
	    .kind = EVENT_SYSTEM,
	    .check = (char[]){"disk"},
	    .url = (char[]){"https://a.example/"}};
	struct message m = {
	    .kind = MESSAGE_SYSTEM, .event = &e, .alert_id = "2"};
	const char *piece = pieces[_i];
	size_t cost = *piece == '&' ? 5 : strlen(piece), n;
	struct json_object *body;
	char *lines;

	for (n = 2840 / cost; n <= 3000 / cost; n += 1 + 12 / cost) {
		e.message = kit_times(piece, n);
		body = kit_read(&app_slack, &m);
		lines = lines_of(body);
		kit_has(lines, e.message);
		free(lines);
		json_object_put(body);
		free(e.message);
	}
}
END_TEST

/* Names that a header can't hold are cut, never what happened. */
START_TEST(test_header)
{
	static const char *const pieces[] = {"n", "&", "\u4e2d", "\U0001f4a9"};
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *body;
	unsigned i;

	m.event = &e;
	for (i = 0; i < 8; i++) {
		e.entity_name = e.check = e.device =
		    kit_times(pieces[i / 2], 200);
		e.kind = i % 2 == 0 ? EVENT_ENTITY : EVENT_SYSTEM;
		m.kind = i % 2 == 0 ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
		body = kit_read(&app_slack, &m);
		kit_has(header_of(body), "\u2026 r");
		json_object_put(body);
		free(e.entity_name);
	}
	e = kit_host_event;
	e.entity_name = kit_times("n", 96);
	m.kind = MESSAGE_ENTITY;
	body = kit_read(&app_slack, &m);
	kit_has(header_of(body), e.entity_name);
	json_object_put(body);
	free(e.entity_name);
}
END_TEST

/* A digest whose links alone are too long keeps those that fit. */
START_TEST(test_digest)
{
	char *tail = kit_times("~", 2030);
	char *link = xasprintf("https://a.example/%s", tail);
	struct event e = kit_host_event;
	struct digest d = {.count = INT64_MAX, .ntop = DIGEST_TOP};
	struct message m = {.kind = MESSAGE_DIGEST,
	    .digest = &d,
	    .destination = "SOC",
	    .alert_id = "3"};
	struct json_object *body;
	char *lines;
	unsigned i;

	e.url = link;
	for (i = 0; i < DIGEST_TOP; i++)
		d.top[i] = &e;
	d.link = link;
	body = kit_read(&app_slack, &m);
	lines = lines_of(body);
	kit_has(lines,
	    "Critical: Host desktop01 reached urgency 87 \u00b7 Open no. 1");
	kit_has(lines, "\u00b7 Open no. 3");
	kit_has_not(lines, "Open no. 4");
	kit_has(lines, "\nAnd: 9223372036854775802 more");
	free(lines);
	json_object_put(body);
	free(link);
	free(tail);
}
END_TEST

/* What is over a limit is found. */
START_TEST(test_limits)
{
	static const struct {
		const char *from, *to, *over;
	} rows[] = {
	    {"", "", NULL},
	    {"plain_text", "mrkdwn", "not plain_text"},
	    {"false}", "true}", "emoji"},
	    {"rich_text\"", "section\"", "block of another type"},
	    {"rich_text_section", "rich_text_list",
		"rich_text: not one section"},
	    {"link\"", "user\"", "rich_text: neither text nor link"},
	    {"https:", "", "link: not absolute"},
	    {"#D0", "dan", "color"},
	    {"\"color\"", "\"text\":\"x\",\"color\"",
		"attachment: other members"},
	    {"Critical", "<!here>", "fallback: markup"},
	    {"\"Host\"", "\"\"", "text: empty"},
	    {"plain_text\",\"text\":\"",
		"plain_text\",\"text\":\"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&",
		"text: too long"},
	};
	struct json_object *body = kit_read(&app_slack, &kit_host), *o;
	const char *text = json_object_to_json_string_ext(
	    body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	const char *at_from = strstr(text, rows[_i].from);
	char *spoilt;

	ck_assert_ptr_nonnull(at_from);
	spoilt = xasprintf("%.*s%s%s", (int)(at_from - text), text, rows[_i].to,
	    at_from + strlen(rows[_i].from));
	o = json_tokener_parse(spoilt);
	ck_assert_pstr_eq(rows[_i].over, limits_slack(o, strlen(spoilt)));
	ck_assert_ptr_nonnull(limits_slack(o, 13173));
	json_object_put(o);
	free(spoilt);
	json_object_put(body);
}
END_TEST

TCase *
slack_body_case(void)
{
	TCase *tc = tcase_create("bodies");

	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_others);
	tcase_add_loop_test(
	    tc, test_hostile, 0, (int)(sizeof(hostile) / sizeof(hostile[0])));
	tcase_add_loop_test(tc, test_split, 0, 4);
	tcase_add_test(tc, test_header);
	tcase_add_test(tc, test_digest);
	tcase_add_loop_test(tc, test_limits, 0, 12);
	return tc;
}
