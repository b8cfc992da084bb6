/*
 * check_googlechat.c - the Google Chat app: URLs, answers, cards.  The exact
 * bytes are held in tests/golden/googlechat.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/googlechat.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"
#include "tests/unit/suites.h"

extern const struct app app_googlechat;

#define G "https://chat.googleapis.com"
#define SPACE "/v1/spaces/AAAA1234567_-/messages"
#define Q "?key=s3cret-k&token=s3cret-t%3D"

static const struct kit_url urls[] = {
    {G SPACE Q, URL_OK, NULL},
    {G ":443" SPACE Q, URL_OK, NULL},
    {"https://Chat.GoogleAPIs.com" SPACE Q, URL_OK, NULL},
    {G SPACE "?token=s3cret&key=s3cret", URL_OK, NULL},
    {G SPACE Q "&threadKey=tocsin&messageReplyOption="
	       "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
	URL_OK, NULL},
    {G SPACE "?threadKey=a&key=s3cret&token=s3cret", URL_OK, NULL},
    {G SPACE, URL_REFUSED, "lacks its key or its token"},
    {G SPACE "?key=s3cret", URL_REFUSED, "lacks its key or its token"},
    {G SPACE "?key=s3cret&token=", URL_REFUSED, "to its very end"},
    {G SPACE "?key=s3cret&amp;token=s3cret", URL_REFUSED, "reads &amp; it"},
    {G SPACE "?token=s3cret", URL_REFUSED, "lacks its key or its token"},
    {G SPACE "/" Q, URL_REFUSED, "not that of"},
    {G "/v1/spaces/AAAA1234567" Q, URL_REFUSED, "not that of"},
    {G "/v1/spaces//messages" Q, URL_REFUSED, "not that of"},
    {G "/v1/spaces/a%2fb/messages" Q, URL_REFUSED, "not that of"},
    {G "/v2/spaces/AAAA1234567/messages" Q, URL_REFUSED, "not that of"},
    {G SPACE "/s3cret" Q, URL_REFUSED, "not that of"},
    {"https://chat.google.com/room/AAAA1234567", URL_REFUSED, "the space"},
    {"https://mail.google.com/chat/u/0/#chat/space/A", URL_REFUSED, "fragment"},
    {"https://chat.googleapis.com.evil.test" SPACE Q, URL_REFUSED,
	"not that of"},
    {"https://x.chat.googleapis.com" SPACE Q, URL_REFUSED, "not that of"},
    {"https://xchat.googleapis.com" SPACE Q, URL_REFUSED, "not that of"},
    {"http://chat.googleapis.com" SPACE Q, URL_REFUSED, "http://"},
    {G ":8443" SPACE Q, URL_REFUSED, "443"},
};

#define ERROR(status) \
	"{\"error\":{\"code\":0,\"message\":\"for s3cret\"," \
	"\"status\":\"" status "\"}}"
#define REASON(status, reason) \
	"{\"error\":{\"code\":0,\"message\":\"for s3cret\"," \
	"\"status\":\"" status "\",\"details\":[{\"@type\":\"x\"," \
	"\"reason\":" reason "}]}}"

static const struct kit_answer answers[] = {
    {200, "{\"name\":\"spaces/A/messages/B\"}", ANSWER_ACCEPTED, "", 0},
    {200, "", ANSWER_ACCEPTED, "", 0},
    {200, ERROR("NOT_FOUND"), ANSWER_ACCEPTED, "", 0},
    {302, "", ANSWER_BROKEN, "", 0},
    {400, ERROR("INVALID_ARGUMENT"), ANSWER_REFUSED, "INVALID_ARGUMENT", 0},
    {400, REASON("INVALID_ARGUMENT", "\"API_KEY_INVALID\""), ANSWER_BROKEN,
	"API_KEY_INVALID", 0},
    {400, REASON("INVALID_ARGUMENT", "\"two words\""), ANSWER_REFUSED,
	"INVALID_ARGUMENT", 0},
    {400, REASON("INVALID_ARGUMENT", "7"), ANSWER_REFUSED, "INVALID_ARGUMENT",
	0},
    {400, ERROR("FAILED_PRECONDITION"), ANSWER_BROKEN, "FAILED_PRECONDITION",
	0},
    {400, "", ANSWER_REFUSED, "", 0},
    {401, ERROR("UNAUTHENTICATED"), ANSWER_BROKEN, "UNAUTHENTICATED", 0},
    {403, ERROR("PERMISSION_DENIED"), ANSWER_BROKEN, "PERMISSION_DENIED", 0},
    {403, REASON("PERMISSION_DENIED", "\"API_KEY_SERVICE_BLOCKED\""),
	ANSWER_BROKEN, "API_KEY_SERVICE_BLOCKED", 0},
    {404, ERROR("NOT_FOUND"), ANSWER_BROKEN, "NOT_FOUND", 0},
    {404, "<html>", ANSWER_BROKEN, "", 0},
    {409, ERROR("ABORTED"), ANSWER_RETRY, "ABORTED", 0},
    {409, ERROR("ALREADY_EXISTS"), ANSWER_REFUSED, "ALREADY_EXISTS", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {429, ERROR("RESOURCE_EXHAUSTED"), ANSWER_RETRY, "RESOURCE_EXHAUSTED", 0},
    {429, REASON("RESOURCE_EXHAUSTED", "\"RATE_LIMIT_EXCEEDED\""), ANSWER_RETRY,
	"RATE_LIMIT_EXCEEDED", 0},
    {429, "{\"retry_after\":30}", ANSWER_RETRY, "", 0},
    {499, ERROR("CANCELLED"), ANSWER_UNCERTAIN, "CANCELLED", 0},
    {500, ERROR("INTERNAL"), ANSWER_RETRY, "INTERNAL", 0},
    {503, ERROR("UNAVAILABLE"), ANSWER_RETRY, "UNAVAILABLE", 0},
    {504, ERROR("DEADLINE_EXCEEDED"), ANSWER_UNCERTAIN, "DEADLINE_EXCEEDED", 0},
    {504, "", ANSWER_RETRY, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
    {600, "", ANSWER_UNCERTAIN, "", 0},
    /* Bodies that aren't what they look like. */
    {400, "[" ERROR("FAILED_PRECONDITION") "]", ANSWER_REFUSED, "", 0},
    {400, ERROR("FAILED_PRECONDITION") "x", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":\"FAILED_PRECONDITION\"}", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":{\"status\":\"A\",\"details\":{\"reason\":\"B\"}}}",
	ANSWER_REFUSED, "A", 0},
    {400, "{\"error\":{\"status\":\"A\",\"details\":[]}}", ANSWER_REFUSED, "A",
	0},
    {400, "{\"error\":{\"status\":\"A\",\"details\":[null,7]}}", ANSWER_REFUSED,
	"A", 0},
    {400, "{\"error\":{\"status\":\"A\",\"details\":[\"B\"]}}", ANSWER_REFUSED,
	"A", 0},
    {400, "null", ANSWER_REFUSED, "", 0},
};

START_TEST(test_urls)
{
	kit_urls(&app_googlechat, urls, KIT_ROWS(urls));
}
END_TEST

START_TEST(test_answers)
{
	kit_answers(&app_googlechat, answers, KIT_ROWS(answers));
}
END_TEST

/* What a name would mean, and how it is told instead; as JSON has it. */
static const char *const hostile[][2] = {
    {"<b>x</b>", "\"&lt;b&gt;x&lt;/b&gt;\""},
    {"<a href=\"https://e.test\">x</a>",
	"\"&lt;a href=&quot;https:\u200b//e.test&quot;&gt;x&lt;/a&gt;\""},
    {"&lt;b&gt;", "\"&amp;lt;b&amp;gt;\""},
    {"<users/all>", "\"&lt;users/all&gt;\""},
    {"it's", "\"it&#39;s\""},
    {"https://evil.test/", "\"https:\u200b//evil.test/\""},
    {"WWW.evil.test", "\"WWW\u200b.evil.test\""},
    /* Left alone: to be copied and searched for. */
    {"O365:jo_an@corp.example", "\"O365:jo_an@corp.example\""},
    {"192.0.2.31", "\"192.0.2.31\""},
    {"a:/b ://", "\"a:/b :\u200b//\""},
};

/* Hostile or not, what stands outside the card is plain. */
START_TEST(test_hostile)
{
	char *body;
	size_t i;

	for (i = 0; i < KIT_ROWS(hostile); i++) {
		body = kit_named(&app_googlechat, hostile[i][0]);
		kit_has(body, hostile[i][1]);
		kit_has(body, "\"fallbackText\":\"\u25c6 Critical: A host "
			      "reached urgency 87\"");
		kit_has_not(body, "\"text\":\"<users");
		free(body);
	}
}
END_TEST

START_TEST(test_host)
{
	char *body = kit_named(&app_googlechat, "desktop01");

	kit_has(body, "\"fallbackText\":\"\u25c6 Critical: Host desktop01 "
		      "reached urgency 87\"");
	kit_has(body, "\"header\":{\"title\":\"\u25c6 Critical\"}");
	kit_has(body, "\"<font color=\\\"#d93025\\\">\u25c6</font> <b>Host "
		      "desktop01 reached urgency 87</b>\"");
	kit_has(body, "{\"topLabel\":\"Type\",\"text\":\"Host\","
		      "\"wrapText\":true}");
	kit_has(body, "{\"text\":\"Open in the appliance\",\"onClick\":"
		      "{\"openLink\":{\"url\":\"https://appliance.example/"
		      "hosts/17\"}}}");
	kit_has(body, "{\"text\":\"Alert 0001\"}");
	kit_has_not(body, "Possible repeat");
	free(body);
}
END_TEST

START_TEST(test_system)
{
	struct event e = kit_check_event;
	struct message m = kit_check;
	char *body;

	e.status = (char[]){"OK"};
	m.event = &e;
	m.possible_repeat = true;
	body = kit_body(&app_googlechat, &m);
	kit_has(body, "<b>Check disk_check is back to normal on "
		      "sensor-1</b>");
	kit_has(body, "\"<b>Possible repeat: an earlier attempt may have "
		      "arrived.</b>\"");
	kit_has_not(body, "buttonList");
	free(body);
}
END_TEST

/* What costs most bytes is cut to the limit, and not much below it. */
START_TEST(test_edge)
{
	static const char *const wide[] = {"r", "\xf0\x9f\x92\xa9", "\"", "&"};
	struct event e = {.source = (char[]){"feed"},
	    .kind = EVENT_SYSTEM,
	    .check = (char[]){"c"}};
	struct message m = {
	    .kind = MESSAGE_SYSTEM, .event = &e, .alert_id = "2"};
	char *body;

	e.message = kit_times(wide[_i], 8000);
	body = kit_body(&app_googlechat, &m);
	ck_assert_uint_le(strlen(body), GOOGLECHAT_BODY_MAX);
	if (_i == 0)
		kit_has_not(body, "\u2026");
	else
		ck_assert_uint_gt(strlen(body), GOOGLECHAT_BODY_MAX - 20);
	free(body);
	free(e.message);
}
END_TEST

/* The limits themselves are seen: each of these is over one. */
START_TEST(test_limits)
{
	char *text = kit_times("x", 5000), *s = kit_named(&app_googlechat, "x");
	struct json_object *body = kit_json(s), *card;

	ck_assert_ptr_null(limits_googlechat(body, 32000));
	ck_assert_str_eq("bytes", limits_googlechat(body, 32001));
	card = json_object_object_get(
	    json_object_array_get_idx(
		json_object_object_get(body, "cardsV2"), 0),
	    "card");
	json_object_object_add(card, "sections", json_object_new_array());
	ck_assert_str_eq("widgets", limits_googlechat(body, 0));
	json_object_object_del(card, "header");
	ck_assert_str_eq("header", limits_googlechat(body, 0));
	json_object_object_add(body, "text", json_object_new_string("twice"));
	ck_assert_str_eq("unknown part", limits_googlechat(body, 0));
	json_object_object_add(
	    body, "fallbackText", json_object_new_string(text));
	ck_assert_str_eq("fallbackText", limits_googlechat(body, 0));
	json_object_put(body);
	free(s);
	free(text);
}
END_TEST

Suite *
suite_googlechat(void)
{
	Suite *suite = suite_create("googlechat");
	TCase *tc = tcase_create("googlechat");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_answers);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_system);
	tcase_add_loop_test(tc, test_edge, 0, 4);
	tcase_add_test(tc, test_limits);
	suite_add_tcase(suite, tc);
	return suite;
}
