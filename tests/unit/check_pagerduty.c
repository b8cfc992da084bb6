/*
 * check_pagerduty.c - the PagerDuty app: URLs and keys, events, answers.  The
 * exact bytes are held in tests/golden/pagerduty.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/pagerduty.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_pagerduty;

static const struct app *const app = &app_pagerduty;

#define US "https://events.pagerduty.com"
#define EU "https://events.eu.pagerduty.com"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {US "/v2/enqueue", URL_OK, NULL},
	    {EU "/v2/enqueue", URL_OK, NULL},
	    {"https://EVENTS.PagerDuty.com:443/v2/enqueue", URL_OK, NULL},
	    {US "/v2/change/enqueue", URL_REFUSED, "another PagerDuty API"},
	    {EU "/generic/2010-04-15/create_event.json", URL_REFUSED,
		"another PagerDuty API"},
	    {US "/integration/0123456789abcdef0123456789abcdef/enqueue",
		URL_REFUSED, "another PagerDuty API"},
	    {US "/x-ere/0123456789abcdef0123456789abcdef", URL_REFUSED,
		"another PagerDuty API"},
	    {US, URL_REFUSED, "is not that of PagerDuty"},
	    {US "/v2/enqueue/", URL_REFUSED, "is not that of PagerDuty"},
	    {US "/v2", URL_REFUSED, "is not that of PagerDuty"},
	    {US "/v2/enqueue/x", URL_REFUSED, "is not that of PagerDuty"},
	    {US "//v2/enqueue", URL_REFUSED, "is not that of PagerDuty"},
	    {US "/V2/enqueue", URL_REFUSED, "is not that of PagerDuty"},
	    {US "/v2%2Fenqueue", URL_REFUSED, "is not that of PagerDuty"},
	    {"https://pagerduty.com/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"https://api.pagerduty.com/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"https://x.events.pagerduty.com/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"https://events.pagerduty.com.evil.test/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"https://events-pagerduty.com/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"https://evil.test/events.pagerduty.com/v2/enqueue", URL_REFUSED,
		"is not that of PagerDuty"},
	    {"http://events.pagerduty.com/v2/enqueue", URL_REFUSED, ""},
	    {US ":8443/v2/enqueue", URL_REFUSED, ""},
	};

	kit_urls(app, rows, KIT_ROWS(rows));
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

	kit_secrets(app, good, KIT_ROWS(good), true);
	kit_secrets(app, bad, KIT_ROWS(bad), false);
}
END_TEST

START_TEST(test_trigger)
{
	struct json_object *o = kit_read(app, &kit_host);

	ck_assert_str_eq("trigger", kit_text(o, "event_action"));
	ck_assert_str_eq("0001", kit_text(o, "dedup_key"));
	ck_assert_str_eq("Tocsin", kit_text(o, "client"));
	ck_assert_str_eq("desktop01", kit_text(o, "payload/source"));
	ck_assert_str_eq("critical", kit_text(o, "payload/severity"));
	ck_assert_str_eq(
	    "2026-11-18T11:06:40Z", kit_text(o, "payload/timestamp"));
	ck_assert_str_eq("87 (threshold: urgency 80 or higher)",
	    kit_text(o, "payload/custom_details/Urgency"));
	ck_assert_str_eq("", kit_text(o, "payload/component"));
	ck_assert_uint_eq(
	    1, json_object_array_length(json_object_object_get(o, "links")));
	json_object_put(o);
}
END_TEST

/* What the check's problem opened, its return to normal resolves. */
START_TEST(test_resolve)
{
	struct json_object *o = kit_read(app, &kit_check);
	struct event e = kit_check_event;
	struct message m = kit_check;
	char *key = xstrdup(kit_text(o, "dedup_key"));

	ck_assert_str_eq("trigger", kit_text(o, "event_action"));
	ck_assert_str_eq("sensor-1", kit_text(o, "payload/source"));
	ck_assert_str_eq("disk_check", kit_text(o, "payload/component"));
	json_object_put(o);
	e.status = (char[]){"OK"};
	m.event = &e;
	m.alert_id = "0009";
	o = kit_read(app, &m);
	ck_assert_str_eq("resolve", kit_text(o, "event_action"));
	ck_assert_str_eq(key, kit_text(o, "dedup_key"));
	json_object_put(o);
	/* Neither problem nor normal: an incident of its own. */
	e.status = NULL;
	e.device = (char[]){" "};
	o = kit_read(app, &m);
	ck_assert_str_eq("trigger", kit_text(o, "event_action"));
	ck_assert_str_eq("0009", kit_text(o, "dedup_key"));
	ck_assert_str_eq("appliance", kit_text(o, "payload/source"));
	json_object_put(o);
	e.source = (char[]){""};
	o = kit_read(app, &m);
	ck_assert_str_eq("Tocsin", kit_text(o, "payload/source"));
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
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o;
	size_t i;

	m.event = &e;
	for (i = 0; i < KIT_ROWS(table); i++) {
		e.urgency = table[i].urgency;
		e.threat = table[i].threat;
		e.certainty = table[i].certainty;
		o = kit_read(app, &m);
		ck_assert_str_eq(
		    table[i].severity, kit_text(o, "payload/severity"));
		json_object_put(o);
	}
	o = kit_read(app, &kit_test);
	ck_assert_str_eq("info", kit_text(o, "payload/severity"));
	json_object_put(o);
}
END_TEST

/* Whoever names a host after the mark gets no key for it. */
START_TEST(test_mark)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o;

	e.entity_name = (char[]){APP_SECRET_MARK};
	e.source = (char[]){"a" APP_SECRET_MARK};
	e.url = (char[]){"https://a.example/" APP_SECRET_MARK};
	e.detail = (char[]){
	    "{\"urgency_reason\":\"\\u0040@SECRET@@ @@SECRET@@SECRET@@\"}"};
	m.event = &e;
	m.destination = m.criterion = m.alert_id = APP_SECRET_MARK;
	o = kit_read(app, &m);
	ck_assert_str_eq(APP_SECRET_MARK, kit_text(o, "routing_key"));
	ck_assert_ptr_nonnull(strstr(kit_text(o, "payload/summary"), "SECRET"));
	ck_assert_uint_eq(
	    0, json_object_array_length(json_object_object_get(o, "links")));
	json_object_put(o);
}
END_TEST

/* The longest summary there is; a time that is none. */
START_TEST(test_edges)
{
	struct event e = kit_check_event;
	struct message m = kit_check;
	struct json_object *o;
	char name[900];
	size_t i;

	for (i = 0; i + 4 < sizeof(name); i += 4)
		memcpy(name + i, "\xf0\x9f\x92\xa9", 5);
	e.check = e.device = name;
	e.event_at = INT64_MAX;
	m.event = &e;
	o = kit_read(app, &m);
	ck_assert_uint_eq(4 * 199 * 2 + 2 * 3 +
			      strlen("Check  reports a problem "
				     "on "),
	    strlen(kit_text(o, "payload/summary")));
	ck_assert_str_eq("", kit_text(o, "payload/timestamp"));
	json_object_put(o);
}
END_TEST

#define INVALID(errors) \
	"{\"status\":\"invalid event\",\"message\":\"Event object is " \
	"invalid\",\"errors\":[" errors "]}"

static const struct kit_answer answers[] = {
    {202,
	"{\"status\":\"success\",\"message\":\"Event processed\","
	"\"dedup_key\":\"x\"}",
	ANSWER_ACCEPTED, "success", 0},
    {202, "", ANSWER_ACCEPTED, "", 0},
    {200, "", ANSWER_ACCEPTED, "", 0},
    {400,
	INVALID("\"Length of 'routing_key' is incorrect (should be 32 "
		"characters)\""),
	ANSWER_BROKEN, "invalid_routing_key", 0},
    {400, INVALID("\"x\",\"'routing_key' is missing or blank\""), ANSWER_BROKEN,
	"invalid_routing_key", 0},
    {400, INVALID("\"Invalid routing key\""), ANSWER_BROKEN,
	"invalid_routing_key", 0},
    {400, "Invalid Routing Key", ANSWER_BROKEN, "invalid_routing_key", 0},
    {400, INVALID("\"'payload.severity' is invalid\""), ANSWER_REFUSED,
	"invalid_event", 0},
    {400, INVALID(""), ANSWER_REFUSED, "invalid_event", 0},
    {400, "", ANSWER_REFUSED, "", 0},
    {400, "{\"status\":7}", ANSWER_REFUSED, "", 0},
    {400, "{\"status\":\"a\\u0000b\"}", ANSWER_REFUSED, "a", 0},
    {400, "{\"status\":\"https://x/?key=abc\"}", ANSWER_REFUSED, "", 0},
    {400, "[]", ANSWER_REFUSED, "", 0},
    {403, "{\"status\":\"throttle exceeded\"}", ANSWER_RETRY,
	"throttle_exceeded", 0},
    {403, "", ANSWER_BROKEN, "", 0},
    {404, "", ANSWER_BROKEN, "", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {429, "{\"status\":\"throttle exceeded\"}", ANSWER_RETRY,
	"throttle_exceeded", 0},
    {429, "routing key", ANSWER_RETRY, "", 0},
    {500, "", ANSWER_RETRY, "", 0},
    {503, "<html>routing_key</html>", ANSWER_RETRY, "", 0},
    {301, "", ANSWER_BROKEN, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
};

START_TEST(test_answers)
{
	kit_answers(app, answers, KIT_ROWS(answers));
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
	tcase_add_test(tc, test_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
