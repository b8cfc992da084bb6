/*
 * check_splunk.c - the Splunk app: URLs and tokens, events, answers.  The exact
 * bytes are held in tests/golden/splunk.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/splunk.h"
#include "tests/unit/limits.h"
#include "tests/unit/ops_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_splunk;

static const struct app *const app = &app_splunk;

#define HEC "https://splunk.example.com:8088/services/collector"

START_TEST(test_urls)
{
	static const char *const good[] = {HEC, HEC "/event", HEC "/event/1.0",
	    "https://splunk/services/collector/event",
	    "https://http-inputs-acme.splunkcloud.com/services/collector",
	    "https://splunk.example:443/services/collector/event?channel=1"};
	static const char *const other[] = {HEC "/raw", HEC "/raw/1.0",
	    HEC "/ack", HEC "/health", HEC "/event/", HEC "/event/2.0", HEC "/",
	    HEC "/event/1x0", HEC "/s2s"};
	static const char *const bad[] = {"https://splunk.example.com:8088",
	    "https://splunk.example.com:8088/", HEC "s", HEC "event",
	    "https://splunk.example.com/x/services/collector/event",
	    "https://splunk.example.com/Services/collector",
	    "https://splunk.example.com/services/receivers/simple"};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ops_url(app, good[i], URL_OK, "");
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ops_url(app, other[i], URL_REFUSED, "takes no alerts");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ops_url(app, bad[i], URL_REFUSED, "HTTP Event Collector");
	ops_url(app, "http://splunk.example.com:8088/services/collector",
	    URL_REFUSED, "");
	ops_url(
	    app, "https://192.0.2.1:8088/services/collector", URL_REFUSED, "");
}
END_TEST

START_TEST(test_secrets)
{
	static const char *const good[] = {
	    "12345678-abcd-1234-abcd-1234567890ab",
	    "12345678-ABCD-1234-ABCD-1234567890AB"};
	static const char *const bad[] = {"",
	    "Splunk 12345678-abcd-1234-abcd-1234567890ab",
	    "12345678-abcd-1234-abcd-1234567890a",
	    "12345678-abcd-1234-abcd-1234567890abc",
	    "12345678abcd1234abcd1234567890ab",
	    "12345678-abcd-1234-abcd-1234567890ag",
	    "12345678-abcd-1234-abcd-1234567890ab\n"};
	struct app_sending s = {.secret = good[0]};
	char *lines[APP_HEADERS_MAX];

	ops_secrets(app, good, sizeof(good) / sizeof(good[0]), 1);
	ops_secrets(app, bad, sizeof(bad) / sizeof(bad[0]), 0);
	ck_assert_uint_eq(1, app->headers(&s, lines));
	ck_assert_str_eq("Authorization: Splunk "
			 "12345678-abcd-1234-abcd-1234567890ab",
	    lines[0]);
	free(lines[0]);
}
END_TEST

static int
number(struct json_object *o, const char *name)
{
	struct json_object *v =
	    json_object_object_get(json_object_object_get(o, "event"), name);

	ck_assert(json_object_is_type(v, json_type_int));
	return json_object_get_int(v);
}

START_TEST(test_entity)
{
	struct json_object *o = ops_body(app, &ops_host, limits_splunk);

	ck_assert_str_eq("appliance", ops_text(o, "host"));
	ck_assert_str_eq("tocsin", ops_text(o, "source"));
	ck_assert_str_eq("tocsin:alert", ops_text(o, "sourcetype"));
	ck_assert_str_eq("1795000000.123",
	    json_object_get_string(json_object_object_get(o, "time")));
	ck_assert_str_eq("host", ops_text(o, "event/kind"));
	ck_assert_str_eq("host", ops_text(o, "event/entity_type"));
	ck_assert_str_eq("17", ops_text(o, "event/entity_id"));
	ck_assert_str_eq("desktop01", ops_text(o, "event/entity_name"));
	ck_assert_int_eq(87, number(o, "urgency"));
	ck_assert_ptr_null(json_object_object_get(
	    json_object_object_get(o, "event"), "threat"));
	ck_assert_str_eq("0001", ops_text(o, "event/alert_id"));
	ck_assert_str_eq("SOC", ops_text(o, "event/destination"));
	ck_assert_str_eq(
	    "urgency 80 or higher", ops_text(o, "event/criterion"));
	ck_assert_str_eq(
	    "https://appliance.example/hosts/17", ops_text(o, "event/link"));
	json_object_put(o);
}
END_TEST

START_TEST(test_quadrant)
{
	struct event e = ops_host_event;
	struct message m = ops_host;
	struct json_object *o;

	e.urgency = SCORE_NONE;
	e.threat = 0;
	e.certainty = 100;
	m.event = &e;
	o = ops_body(app, &m, limits_splunk);
	ck_assert_int_eq(0, number(o, "threat"));
	ck_assert_int_eq(100, number(o, "certainty"));
	ck_assert_str_eq("Medium", ops_text(o, "event/quadrant"));
	json_object_put(o);
}
END_TEST

START_TEST(test_others)
{
	struct digest d = {.count = 70,
	    .ntop = 2,
	    .top = {&ops_check_event, &ops_host_event},
	    .link = "https://t.example/"};
	struct message m = {
	    .kind = MESSAGE_DIGEST, .digest = &d, .alert_id = "7"};
	struct json_object *o = ops_body(app, &ops_check, limits_splunk);

	ck_assert_str_eq("disk_check", ops_text(o, "event/check"));
	ck_assert_str_eq("sensor-1", ops_text(o, "event/device"));
	ck_assert_str_eq("failure", ops_text(o, "event/status"));
	ck_assert_str_eq("Disk 3 is missing.", ops_text(o, "event/message"));
	json_object_put(o);
	o = ops_body(app, &ops_test, limits_splunk);
	ck_assert_str_eq("tocsin", ops_text(o, "host"));
	ck_assert_str_eq("test", ops_text(o, "event/kind"));
	json_object_put(o);
	/* As new as the newest that it names. */
	o = ops_body(app, &m, limits_splunk);
	ck_assert_str_eq("1795000000.123",
	    json_object_get_string(json_object_object_get(o, "time")));
	ck_assert_int_eq(70, number(o, "count"));
	ck_assert_str_eq("Critical: Host desktop01 reached urgency 87",
	    ops_text(o, "event/alert_2"));
	ck_assert_str_eq("https://t.example/", ops_text(o, "event/link"));
	json_object_put(o);
	d.ntop = 0;
	o = ops_body(app, &m, limits_splunk);
	ck_assert_ptr_null(json_object_object_get(o, "time"));
	json_object_put(o);
}
END_TEST

/* Times at the ends of what is one. */
START_TEST(test_times)
{
	static const struct {
		int64_t at;
		const char *time;
	} table[] = {{0, "0.000"}, {9, "0.009"}, {1000, "1.000"},
	    {INT64_C(253402300799999), "253402300799.999"},
	    {INT64_C(253402300800000), NULL}, {-1, NULL}, {INT64_MIN, NULL},
	    {INT64_MAX, NULL}};
	struct event e = ops_host_event;
	struct message m = ops_host;
	struct json_object *o, *time;
	size_t i;

	m.event = &e;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		e.event_at = table[i].at;
		o = ops_body(app, &m, limits_splunk);
		time = json_object_object_get(o, "time");
		if (table[i].time == NULL)
			ck_assert_ptr_null(time);
		else
			ck_assert_str_eq(
			    table[i].time, json_object_get_string(time));
		json_object_put(o);
	}
}
END_TEST

/* The longest text fills the event up to its last byte. */
START_TEST(test_full)
{
	struct event e = ops_check_event;
	struct message m = ops_check;
	char text[EVENT_MESSAGE_MAX_BYTES + 1];
	size_t len;
	char *body;

	memset(text, '"', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	e.message = text;
	m.event = &e;
	body = app->format(&m, &len);
	ck_assert_uint_le(len, SPLUNK_MAX_BYTES);
	ck_assert_uint_gt(len, SPLUNK_MAX_BYTES - 2);
	free(body);
}
END_TEST

START_TEST(test_hostile)
{
	ops_hostile(app, limits_splunk);
}
END_TEST

#define CODE(n, text) "{\"text\":\"" text "\",\"code\":" n "}"

static const struct ops_answer answers[] = {
    {200, CODE("0", "Success"), ANSWER_ACCEPTED, "0"},
    {200, "{\"text\":\"Success\",\"code\":0,\"ackId\":1}\n", ANSWER_ACCEPTED,
	"0"},
    {200, CODE("9", "Server is busy"), ANSWER_REFUSED, "9"},
    {200, CODE("17", "HEC is healthy"), ANSWER_REFUSED, "17"},
    {200, "", ANSWER_UNCERTAIN, ""},
    {200, "<html>Welcome</html>", ANSWER_UNCERTAIN, ""},
    {200, CODE("\"0\"", "Success"), ANSWER_UNCERTAIN, ""},
    {204, "", ANSWER_UNCERTAIN, ""},
    {400, CODE("5", "No data"), ANSWER_REFUSED, "5"},
    {400, CODE("6", "Invalid data format"), ANSWER_REFUSED, "6"},
    {400, CODE("7", "Incorrect index"), ANSWER_BROKEN, "7"},
    {400, CODE("10", "Data channel is missing"), ANSWER_BROKEN, "10"},
    {400, CODE("11", "Invalid data channel"), ANSWER_BROKEN, "11"},
    {400, CODE("12", "Event field is required"), ANSWER_REFUSED, "12"},
    {400, CODE("13", "Event field cannot be blank"), ANSWER_REFUSED, "13"},
    {400, CODE("14", "ACK is disabled"), ANSWER_BROKEN, "14"},
    {400, CODE("15", "Error in handling indexed fields"), ANSWER_REFUSED, "15"},
    {400, CODE("16", "Query string authorization is not enabled"),
	ANSWER_BROKEN, "16"},
    {400, CODE("21", "Invalid token"), ANSWER_BROKEN, "21"},
    {400, CODE("22", "Token disabled"), ANSWER_BROKEN, "22"},
    {400, "", ANSWER_REFUSED, ""},
    {401, CODE("2", "Token is required"), ANSWER_BROKEN, "2"},
    {401, CODE("3", "Invalid authorization"), ANSWER_BROKEN, "3"},
    {403, CODE("1", "Token disabled"), ANSWER_BROKEN, "1"},
    {403, CODE("4", "Invalid token"), ANSWER_BROKEN, "4"},
    {404, "", ANSWER_BROKEN, ""},
    {413, "", ANSWER_REFUSED, ""},
    {429, CODE("26", "Queue at capacity"), ANSWER_RETRY, "26"},
    {500, CODE("8", "Internal server error"), ANSWER_RETRY, "8"},
    {503, CODE("9", "Server is busy"), ANSWER_RETRY, "9"},
    {503, CODE("23", "Server is shutting down"), ANSWER_RETRY, "23"},
    {503, "", ANSWER_RETRY, ""},
    {303, "", ANSWER_BROKEN, ""},
    {0, "", ANSWER_UNCERTAIN, ""},
};

START_TEST(test_answers)
{
	ops_answers(app, answers, sizeof(answers) / sizeof(answers[0]));
}
END_TEST

Suite *
suite_splunk(void)
{
	Suite *suite = suite_create("splunk");
	TCase *tc = tcase_create("splunk");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_secrets);
	tcase_add_test(tc, test_entity);
	tcase_add_test(tc, test_quadrant);
	tcase_add_test(tc, test_others);
	tcase_add_test(tc, test_times);
	tcase_add_test(tc, test_full);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
