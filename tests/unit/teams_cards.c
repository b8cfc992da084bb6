/*
 * teams_cards.c - what a card tells and how it is shortened.  The exact
 * bytes are held in tests/golden/teams.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/teams.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/teams.h"

extern const struct app app_teams;

/* The request for an entity event with this detail; the caller frees it. */
static char *
with_detail(const char *detail)
{
	struct event e = kit_host_event;
	char *copy = xstrdup(detail), *body;

	e.detail = copy;
	body = kit_about(&app_teams, &e);
	free(copy);
	return body;
}

START_TEST(test_facts)
{
	char *body =
	    with_detail("{\"attack_rating\":8,\"importance\":2,"
			"\"is_prioritized\":true,\"severity\":\"Zap\","
			"\"privilege\":7,\"urgency_reason\":\"Ransom\","
			"\"active_detection_types\":[\"Aa\",\"Bb\"],"
			"\"last_detection\":{\"type\":\"Cc\",\"url\":"
			"\"https://appliance.example/d/1\"}}");

	kit_has(body, "\"Host desktop01 reached urgency 87\"");
	kit_has(body, "\"\u25c6 Critical\"");
	kit_has(body, "\"87 (threshold: urgency 80 or higher)\"");
	kit_has(body, "\"8 of 10\"");
	kit_has(body, "\"High\"");
	kit_has(body, "\"Yes\"");
	kit_has(body, "\"Privilege\"");
	kit_has(body, "\"7\"");
	kit_has(body, "\"Ransom\"");
	kit_has(body, "\"Aa, Bb\"");
	kit_has(body, "\"Cc\"");
	kit_has(body, "\"https://appliance.example/d/1\"");
	kit_has(body, "\"https://appliance.example/hosts/17\"");
	kit_has(body, "\"Alert 0001\"");
	/* The feed's severity does not follow the score. */
	kit_has_not(body, "Zap");
	kit_has_not(body, "Possible repeat");
	kit_has_not(body, "\"TextBlock\"");
	kit_has_not(body, "\"FactSet\"");
	free(body);
}
END_TEST

/* Details of the wrong type are left out, and nothing else is. */
START_TEST(test_garbage)
{
	static const char *const details[] = {"", "null", "[]", "7", "{", "{}",
	    "{\"attack_rating\":\"8\",\"importance\":3,\"privilege\":\"\","
	    "\"is_prioritized\":\"yes\",\"urgency_reason\":{\"a\":1},"
	    "\"last_detection\":[1],\"active_detection_types\":\"x\","
	    "\"host_ip\":7}",
	    "{\"attack_rating\":11,\"importance\":-1,\"privilege\":1e99,"
	    "\"is_prioritized\":1,\"urgency_reason\":\"  \","
	    "\"last_detection\":{\"type\":null,\"url\":null,\"id\":null},"
	    "\"active_detection_types\":[],\"host_ip\":null}",
	    "{\"attack_rating\":8.5,\"importance\":1.0,\"last_detection\":"
	    "{\"type\":\"\\t\",\"url\":\"javascript:alert(1)\"},"
	    "\"active_detection_types\":[null,7,{},[],\"\",\" \"]}"};
	char *plain = with_detail("{}"), *body;
	size_t i;

	for (i = 0; i < KIT_ROWS(details); i++) {
		body = with_detail(details[i]);
		ck_assert_str_eq(plain, body);
		free(body);
	}
	free(plain);
}
END_TEST

/* Only an absolute http or https link becomes a button. */
START_TEST(test_links)
{
	static const char *const links[] = {"/d/1", "javascript:alert(1)",
	    "https://u@evil.test/", "https:///x", ""};
	char *detail, *body;
	size_t i;

	for (i = 0; i < KIT_ROWS(links); i++) {
		detail = xasprintf("{\"last_detection\":{\"type\":\"Cc\","
				   "\"url\":\"%s\"}}",
		    links[i]);
		body = with_detail(detail);
		kit_has(body, "\"Cc\"");
		kit_has(body, "Open in the appliance");
		kit_has_not(body, "Open the detection");
		free(body);
		free(detail);
	}
	body = with_detail("{\"last_detection_type\":\"Flat\","
			   "\"last_detection_url\":\"https://a.example/1\"}");
	kit_has(body, "\"Flat\"");
	kit_has(body, "\"title\":\"Open the detection\"");
	free(body);
}
END_TEST

/* Scores at each edge, and the word that is shown. */
START_TEST(test_words)
{
	static const struct {
		int urgency, threat, certainty;
		const char *word;
	} rows[] = {
	    {100, -1, -1, "\u25c6 Critical"},
	    {80, -1, -1, "\u25c6 Critical"},
	    {79, -1, -1, "\u25b2 High"},
	    {50, -1, -1, "\u25b2 High"},
	    {49, -1, -1, "\u25ac Medium"},
	    {30, -1, -1, "\u25ac Medium"},
	    {29, -1, -1, "\u25bc Low"},
	    {0, 99, 99, "\u25bc Low"},
	    {-1, 50, 50, "\u25c6 Critical"},
	    {-1, 50, 49, "\u25b2 High"},
	    {-1, 49, 50, "\u25ac Medium"},
	    {-1, 49, 49, "\u25bc Low"},
	};
	struct event e = kit_host_event;
	struct message m = kit_host;
	char *body;
	size_t i;

	m.event = &e;
	for (i = 0; i < KIT_ROWS(rows); i++) {
		e.urgency = rows[i].urgency;
		e.threat = rows[i].threat;
		e.certainty = rows[i].certainty;
		body = kit_body(&app_teams, &m);
		kit_has(body, rows[i].word);
		free(body);
	}
}
END_TEST

START_TEST(test_system)
{
	struct event e = kit_check_event;
	struct message m = kit_check;
	char *body;

	m.event = &e;
	m.possible_repeat = true;
	body = kit_body(&app_teams, &m);
	kit_has(body, "\"Check disk_check reports a problem on sensor-1\"");
	kit_has(body, "\"\u25a0 Problem\"");
	kit_has(body, "\"Disk 3 is missing.\"");
	kit_has(
	    body, "\"Possible repeat: an earlier attempt may have arrived.\"");
	kit_has_not(body, "actions");
	free(body);
	e.status = (char[]){"OK"};
	e.device = (char[]){""};
	body = kit_body(&app_teams, &m);
	kit_has(body, "\"Check disk_check is back to normal\"");
	kit_has(body, "\"\u25cf Back to normal\"");
	free(body);
	e.status = e.message = e.device = NULL;
	body = kit_body(&app_teams, &m);
	kit_has(body, "\"Check disk_check raised a system alert\"");
	kit_has_not(body, "\"Status\"");
	free(body);
}
END_TEST

START_TEST(test_braces)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	char *body;

	m.event = &e;
	e.entity_name = (char[]){"{{DATE(x)}} {{{ {"};
	body = kit_body(&app_teams, &m);
	kit_has_not(body, "{{DATE");
	kit_has(body, "\"{\u200b{DATE(x)}} {\u200b{\u200b{ {\"");
	/* Neither toast nor fallback repeats what could be markup. */
	kit_has(
	    body, "\"summary\":\"\u25c6 Critical: A host reached urgency 87\"");
	free(body);
	e.entity_name = (char[]){"desktop01"};
	body = kit_body(&app_teams, &m);
	kit_has(body,
	    "\"summary\":\"\u25c6 Critical: Host desktop01 reached urgency "
	    "87\"");
	free(body);
}
END_TEST

/* An alert with n detections and long texts, as a card of at most max. */
static char *
cut_to(unsigned n, unsigned reason, unsigned name, size_t max_bytes)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o = json_object_new_object(), *card;
	struct json_object *list = json_object_new_array();
	char *text = xcalloc(1, 20000), *title = xcalloc(1, 2000), *copy;

	while (n-- > 0)
		json_object_array_add(
		    list, json_object_new_string("Detection"));
	json_object_object_add(o, "active_detection_types", list);
	memset(text, 'r', reason);
	json_object_object_add(
	    o, "urgency_reason", json_object_new_string(text));
	memset(title, 'n', name);
	e.entity_name = title;
	e.detail = xstrdup(json_object_to_json_string(o));
	m.event = &e;
	card = teams_card(&m, max_bytes);
	copy = xstrdup(json_object_to_json_string(card));
	if (max_bytes > 8000)
		ck_assert_uint_le(teams_card_bytes(card), max_bytes);
	json_object_put(card);
	json_object_put(o);
	free(e.detail);
	free(title);
	free(text);
	return copy;
}

/* How often c stands in a row at most. */
static size_t
longest_run(const char *s, char c)
{
	size_t best = 0, n = 0;

	for (; *s != '\0'; s++) {
		n = *s == c ? n + 1 : 0;
		best = n > best ? n : best;
	}
	return best;
}

/* Detections go first, then the reason, then the names. */
START_TEST(test_order)
{
	char *card = cut_to(3, 500, 150, TEAMS_CARD_MAX_BYTES);

	kit_has(card, "Detection, Detection, Detection\"");
	kit_has_not(card, "more");
	free(card);
	card = cut_to(3000, 500, 150, TEAMS_CARD_MAX_BYTES);
	kit_has(card, "Detection, +");
	kit_has(card, " more");
	ck_assert_uint_eq(500, longest_run(card, 'r'));
	ck_assert_uint_eq(150, longest_run(card, 'n'));
	free(card);
	/* As much as fits is told: at least some thousand bytes of them. */
	card = cut_to(3000, 500, 150, TEAMS_CARD_MAX_BYTES);
	ck_assert_uint_gt(strlen(card), 20000);
	free(card);
	card = cut_to(50, 8000, 150, 12000);
	kit_has(card, "\"+50 more\"");
	ck_assert_uint_gt(longest_run(card, 'r'), 1000);
	ck_assert_uint_lt(longest_run(card, 'r'), 8000);
	ck_assert_uint_eq(150, longest_run(card, 'n'));
	free(card);
	card = cut_to(50, 8000, 150, 1000);
	kit_has(card, "\"+50 more\"");
	ck_assert_uint_eq(39, longest_run(card, 'r'));
	ck_assert_uint_eq(19, longest_run(card, 'n'));
	free(card);
}
END_TEST

/* A name is cut at 200 code points however much room there is. */
START_TEST(test_name)
{
	char *card = cut_to(0, 0, 200, TEAMS_CARD_MAX_BYTES);

	ck_assert_uint_eq(200, longest_run(card, 'n'));
	free(card);
	card = cut_to(0, 0, 201, TEAMS_CARD_MAX_BYTES);
	ck_assert_uint_eq(199, longest_run(card, 'n'));
	kit_has(card, "n\u2026");
	free(card);
}
END_TEST

START_TEST(test_test)
{
	struct message m = {.kind = MESSAGE_TEST,
	    .destination = "SOC {{x",
	    .alert_id = "t-1",
	    .sent_at = INT64_C(1795000000000)};
	char *body = kit_body(&app_teams, &m),
	     *again = kit_body(&app_teams, &m);

	kit_has(body, "\"\u25c7 Test\"");
	kit_has(body, "\"Test alert for SOC {\u200b{x\"");
	kit_has(body, "No action is needed.");
	kit_has(body, " UTC\"");
	kit_has_not(body, "actions");
	ck_assert_str_eq(body, again);
	free(again);
	free(body);
}
END_TEST

TCase *
teams_card_case(void)
{
	TCase *tc = tcase_create("cards");

	tcase_add_test(tc, test_facts);
	tcase_add_test(tc, test_garbage);
	tcase_add_test(tc, test_links);
	tcase_add_test(tc, test_words);
	tcase_add_test(tc, test_system);
	tcase_add_test(tc, test_braces);
	tcase_add_test(tc, test_order);
	tcase_add_test(tc, test_name);
	tcase_add_test(tc, test_test);
	return tc;
}
