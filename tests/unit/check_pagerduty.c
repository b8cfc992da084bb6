/*
 * check_pagerduty.c - the PagerDuty app: URLs and keys, events, answers.  The
 * exact bytes are held in tests/golden/pagerduty.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/pagerduty.h"
#include "core/xmalloc.h"
#include "tests/unit/limits.h"
#include "tests/unit/ops_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_pagerduty;

static const struct app *const app = &app_pagerduty;

#define US "https://events.pagerduty.com"
#define EU "https://events.eu.pagerduty.com"

START_TEST(test_urls)
{
	static const char *const good[] = {US "/v2/enqueue", EU "/v2/enqueue",
	    "https://EVENTS.PagerDuty.com:443/v2/enqueue"};
	static const char *const other[] = {US "/v2/change/enqueue",
	    EU "/generic/2010-04-15/create_event.json",
	    US "/integration/0123456789abcdef0123456789abcdef/enqueue",
	    US "/x-ere/0123456789abcdef0123456789abcdef"};
	static const char *const bad[] = {US, US "/v2/enqueue/", US "/v2",
	    US "/v2/enqueue/x", US "//v2/enqueue", US "/V2/enqueue",
	    US "/v2%2Fenqueue", "https://pagerduty.com/v2/enqueue",
	    "https://api.pagerduty.com/v2/enqueue",
	    "https://x.events.pagerduty.com/v2/enqueue",
	    "https://events.pagerduty.com.evil.test/v2/enqueue",
	    "https://events-pagerduty.com/v2/enqueue",
	    "https://evil.test/events.pagerduty.com/v2/enqueue"};
	size_t i;

	ops_url(app, app->url_usual, URL_OK, "");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ops_url(app, good[i], URL_OK, "");
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ops_url(app, other[i], URL_REFUSED, "another PagerDuty API");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ops_url(app, bad[i], URL_REFUSED, "is not that of PagerDuty");
	ops_url(app, "http://events.pagerduty.com/v2/enqueue", URL_REFUSED, "");
	ops_url(app, US ":8443/v2/enqueue", URL_REFUSED, "");
}
END_TEST

START_TEST(test_secrets)
{
	static const char *const good[] = {"0123456789abcdef0123456789abcdef",
	    "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123"};
	static const char *const bad[] = {"", "e+kd5BWM-NCknhB3XnYg",
	    "0123456789abcdef0123456789abcde",
	    "0123456789abcdef0123456789abcdef0",
	    " 0123456789abcdef0123456789abcde",
	    "0123456789abcdef0123456789abcde\n", APP_SECRET_MARK,
	    "0123456789abcdef\"},{0123456789ab",
	    "01234567-89ab-cdef-0123-456789ab"};

	ops_secrets(app, good, sizeof(good) / sizeof(good[0]), 1);
	ops_secrets(app, bad, sizeof(bad) / sizeof(bad[0]), 0);
}
END_TEST

START_TEST(test_trigger)
{
	struct json_object *o = ops_body(app, &ops_host, limits_pagerduty);

	ck_assert_str_eq("trigger", ops_text(o, "event_action"));
	ck_assert_str_eq("0001", ops_text(o, "dedup_key"));
	ck_assert_str_eq("Tocsin", ops_text(o, "client"));
	ck_assert_str_eq("desktop01", ops_text(o, "payload/source"));
	ck_assert_str_eq("critical", ops_text(o, "payload/severity"));
	ck_assert_str_eq(
	    "2026-11-18T11:06:40Z", ops_text(o, "payload/timestamp"));
	ck_assert_str_eq("87 (threshold: urgency 80 or higher)",
	    ops_text(o, "payload/custom_details/Urgency"));
	ck_assert_str_eq("", ops_text(o, "payload/component"));
	ck_assert_uint_eq(
	    1, json_object_array_length(json_object_object_get(o, "links")));
	json_object_put(o);
}
END_TEST

/* What the check's problem opened, its return to normal resolves. */
START_TEST(test_resolve)
{
	struct json_object *o = ops_body(app, &ops_check, limits_pagerduty);
	struct event e = ops_check_event;
	struct message m = ops_check;
	char *key = xstrdup(ops_text(o, "dedup_key"));

	ck_assert_str_eq("trigger", ops_text(o, "event_action"));
	ck_assert_str_eq("sensor-1", ops_text(o, "payload/source"));
	ck_assert_str_eq("disk_check", ops_text(o, "payload/component"));
	json_object_put(o);
	e.status = (char[]){"OK"};
	m.event = &e;
	m.alert_id = "0009";
	o = ops_body(app, &m, limits_pagerduty);
	ck_assert_str_eq("resolve", ops_text(o, "event_action"));
	ck_assert_str_eq(key, ops_text(o, "dedup_key"));
	json_object_put(o);
	/* Neither problem nor normal: an incident of its own. */
	e.status = NULL;
	e.device = (char[]){" "};
	o = ops_body(app, &m, limits_pagerduty);
	ck_assert_str_eq("trigger", ops_text(o, "event_action"));
	ck_assert_str_eq("0009", ops_text(o, "dedup_key"));
	ck_assert_str_eq("appliance", ops_text(o, "payload/source"));
	json_object_put(o);
	e.source = (char[]){""};
	o = ops_body(app, &m, limits_pagerduty);
	ck_assert_str_eq("Tocsin", ops_text(o, "payload/source"));
	json_object_put(o);
	free(key);
}
END_TEST

START_TEST(test_severity)
{
	static const struct {
		int urgency, threat, certainty;
		const char *severity;
	} table[] = {{100, -1, -1, "critical"}, {80, -1, -1, "critical"},
	    {79, -1, -1, "error"}, {50, -1, -1, "error"},
	    {49, -1, -1, "warning"}, {30, -1, -1, "warning"},
	    {29, -1, -1, "info"}, {0, -1, -1, "info"}, {-1, 50, 50, "critical"},
	    {-1, 50, 49, "error"}, {-1, 49, 50, "warning"},
	    {-1, 49, 49, "info"}};
	struct event e = ops_host_event;
	struct message m = ops_host;
	struct json_object *o;
	size_t i;

	m.event = &e;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		e.urgency = table[i].urgency;
		e.threat = table[i].threat;
		e.certainty = table[i].certainty;
		o = ops_body(app, &m, limits_pagerduty);
		ck_assert_str_eq(
		    table[i].severity, ops_text(o, "payload/severity"));
		json_object_put(o);
	}
	o = ops_body(app, &ops_test, limits_pagerduty);
	ck_assert_str_eq("info", ops_text(o, "payload/severity"));
	json_object_put(o);
}
END_TEST

/* Whoever names a host after the mark gets no key for it. */
START_TEST(test_mark)
{
	struct event e = ops_host_event;
	struct message m = ops_host;
	struct json_object *o;

	e.entity_name = (char[]){APP_SECRET_MARK};
	e.source = (char[]){"a" APP_SECRET_MARK};
	e.url = (char[]){"https://a.example/" APP_SECRET_MARK};
	e.detail = (char[]){
	    "{\"urgency_reason\":\"\\u0040@SECRET@@ @@SECRET@@SECRET@@\"}"};
	m.event = &e;
	m.destination = m.criterion = m.alert_id = APP_SECRET_MARK;
	o = ops_body(app, &m, limits_pagerduty);
	ck_assert_str_eq(APP_SECRET_MARK, ops_text(o, "routing_key"));
	ck_assert_ptr_nonnull(strstr(ops_text(o, "payload/summary"), "SECRET"));
	ck_assert_uint_eq(
	    0, json_object_array_length(json_object_object_get(o, "links")));
	json_object_put(o);
}
END_TEST

/* The longest summary there is; a time that is none. */
START_TEST(test_edges)
{
	struct event e = ops_check_event;
	struct message m = ops_check;
	struct json_object *o;
	char name[900];
	size_t i;

	for (i = 0; i + 4 < sizeof(name); i += 4)
		memcpy(name + i, "\xf0\x9f\x92\xa9", 5);
	e.check = e.device = name;
	e.event_at = INT64_MAX;
	m.event = &e;
	o = ops_body(app, &m, limits_pagerduty);
	ck_assert_uint_eq(4 * 199 * 2 + 2 * 3 +
			      strlen("Check  reports a problem "
				     "on "),
	    strlen(ops_text(o, "payload/summary")));
	ck_assert_str_eq("", ops_text(o, "payload/timestamp"));
	json_object_put(o);
}
END_TEST

START_TEST(test_hostile)
{
	ops_hostile(app, limits_pagerduty);
}
END_TEST

#define INVALID(errors) \
	"{\"status\":\"invalid event\",\"message\":\"Event object is " \
	"invalid\",\"errors\":[" errors "]}"

static const struct ops_answer answers[] = {
    {202,
	"{\"status\":\"success\",\"message\":\"Event processed\","
	"\"dedup_key\":\"x\"}",
	ANSWER_ACCEPTED, "success"},
    {202, "", ANSWER_ACCEPTED, ""},
    {200, "", ANSWER_ACCEPTED, ""},
    {400,
	INVALID("\"Length of 'routing_key' is incorrect (should be 32 "
		"characters)\""),
	ANSWER_BROKEN, "invalid_routing_key"},
    {400, INVALID("\"x\",\"'routing_key' is missing or blank\""), ANSWER_BROKEN,
	"invalid_routing_key"},
    {400, INVALID("\"Invalid routing key\""), ANSWER_BROKEN,
	"invalid_routing_key"},
    {400, "Invalid Routing Key", ANSWER_BROKEN, "invalid_routing_key"},
    {400, INVALID("\"'payload.severity' is invalid\""), ANSWER_REFUSED,
	"invalid_event"},
    {400, INVALID(""), ANSWER_REFUSED, "invalid_event"},
    {400, "", ANSWER_REFUSED, ""},
    {400, "{\"status\":7}", ANSWER_REFUSED, ""},
    {400, "{\"status\":\"a\\u0000b\"}", ANSWER_REFUSED, "a"},
    {400, "{\"status\":\"https://x/?key=abc\"}", ANSWER_REFUSED, ""},
    {400, "[]", ANSWER_REFUSED, ""},
    {403, "{\"status\":\"throttle exceeded\"}", ANSWER_RETRY,
	"throttle_exceeded"},
    {403, "", ANSWER_BROKEN, ""},
    {404, "", ANSWER_BROKEN, ""},
    {413, "", ANSWER_REFUSED, ""},
    {429, "{\"status\":\"throttle exceeded\"}", ANSWER_RETRY,
	"throttle_exceeded"},
    {429, "routing key", ANSWER_RETRY, ""},
    {500, "", ANSWER_RETRY, ""},
    {503, "<html>routing_key</html>", ANSWER_RETRY, ""},
    {301, "", ANSWER_BROKEN, ""},
    {0, "", ANSWER_UNCERTAIN, ""},
};

START_TEST(test_answers)
{
	ops_answers(app, answers, sizeof(answers) / sizeof(answers[0]));
}
END_TEST

Suite *
suite_pagerduty(void)
{
	Suite *suite = suite_create("pagerduty");
	TCase *tc = tcase_create("pagerduty");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_secrets);
	tcase_add_test(tc, test_trigger);
	tcase_add_test(tc, test_resolve);
	tcase_add_test(tc, test_severity);
	tcase_add_test(tc, test_mark);
	tcase_add_test(tc, test_edges);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
