/*
 * check_splunk.c - the Splunk app: URLs and tokens, events, answers.  The exact
 * bytes are held in tests/golden/splunk.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/splunk.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_splunk;

static const struct app *const app = &app_splunk;

#define HEC "https://splunk.example.com:8088/services/collector"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {HEC, URL_OK, NULL},
	    {HEC "/event", URL_OK, NULL},
	    {HEC "/event/1.0", URL_OK, NULL},
	    {"https://splunk/services/collector/event", URL_OK, NULL},
	    {"https://http-inputs-acme.splunkcloud.com/services/collector",
		URL_OK, NULL},
	    {"https://splunk.example:443/services/collector/event?channel=1",
		URL_OK, NULL},
	    {HEC "/raw", URL_REFUSED, "takes no alerts"},
	    {HEC "/raw/1.0", URL_REFUSED, "takes no alerts"},
	    {HEC "/ack", URL_REFUSED, "takes no alerts"},
	    {HEC "/health", URL_REFUSED, "takes no alerts"},
	    {HEC "/event/", URL_REFUSED, "takes no alerts"},
	    {HEC "/event/2.0", URL_REFUSED, "takes no alerts"},
	    {HEC "/", URL_REFUSED, "takes no alerts"},
	    {HEC "/event/1x0", URL_REFUSED, "takes no alerts"},
	    {HEC "/s2s", URL_REFUSED, "takes no alerts"},
	    {"https://splunk.example.com:8088", URL_REFUSED,
		"HTTP Event Collector"},
	    {"https://splunk.example.com:8088/", URL_REFUSED,
		"HTTP Event Collector"},
	    {HEC "s", URL_REFUSED, "HTTP Event Collector"},
	    {HEC "event", URL_REFUSED, "HTTP Event Collector"},
	    {"https://splunk.example.com/x/services/collector/event",
		URL_REFUSED, "HTTP Event Collector"},
	    {"https://splunk.example.com/Services/collector", URL_REFUSED,
		"HTTP Event Collector"},
	    {"https://splunk.example.com/services/receivers/simple",
		URL_REFUSED, "HTTP Event Collector"},
	    {"http://splunk.example.com:8088/services/collector", URL_REFUSED,
		""},
	    {"https://192.0.2.1:8088/services/collector", URL_REFUSED, ""},
	};

	kit_urls(app, rows, KIT_ROWS(rows));
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

	kit_secrets(app, good, KIT_ROWS(good), true);
	kit_secrets(app, bad, KIT_ROWS(bad), false);
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
	struct json_object *o = kit_read(app, &kit_host);

	ck_assert_str_eq("appliance", kit_text(o, "host"));
	ck_assert_str_eq("tocsin", kit_text(o, "source"));
	ck_assert_str_eq("tocsin:alert", kit_text(o, "sourcetype"));
	ck_assert_str_eq("1795000000.123",
	    json_object_get_string(json_object_object_get(o, "time")));
	ck_assert_str_eq("host", kit_text(o, "event/kind"));
	ck_assert_str_eq("host", kit_text(o, "event/entity_type"));
	ck_assert_str_eq("17", kit_text(o, "event/entity_id"));
	ck_assert_str_eq("desktop01", kit_text(o, "event/entity_name"));
	ck_assert_int_eq(87, number(o, "urgency"));
	ck_assert_ptr_null(json_object_object_get(
	    json_object_object_get(o, "event"), "threat"));
	ck_assert_str_eq("0001", kit_text(o, "event/alert_id"));
	ck_assert_str_eq("SOC", kit_text(o, "event/destination"));
	ck_assert_str_eq(
	    "urgency 80 or higher", kit_text(o, "event/criterion"));
	ck_assert_str_eq(
	    "https://appliance.example/hosts/17", kit_text(o, "event/link"));
	json_object_put(o);
}
END_TEST

START_TEST(test_quadrant)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o;

	e.urgency = SCORE_NONE;
	e.threat = 0;
	e.certainty = 100;
	m.event = &e;
	o = kit_read(app, &m);
	ck_assert_int_eq(0, number(o, "threat"));
	ck_assert_int_eq(100, number(o, "certainty"));
	ck_assert_str_eq("Medium", kit_text(o, "event/quadrant"));
	json_object_put(o);
}
END_TEST

START_TEST(test_others)
{
	struct digest d = {.count = 70,
	    .ntop = 2,
	    .top = {&kit_check_event, &kit_host_event},
	    .link = "https://t.example/"};
	struct message m = {
	    .kind = MESSAGE_DIGEST, .digest = &d, .alert_id = "7"};
	struct json_object *o = kit_read(app, &kit_check);

	ck_assert_str_eq("disk_check", kit_text(o, "event/check"));
	ck_assert_str_eq("sensor-1", kit_text(o, "event/device"));
	ck_assert_str_eq("failure", kit_text(o, "event/status"));
	ck_assert_str_eq("Disk 3 is missing.", kit_text(o, "event/message"));
	json_object_put(o);
	o = kit_read(app, &kit_test);
	ck_assert_str_eq("tocsin", kit_text(o, "host"));
	ck_assert_str_eq("test", kit_text(o, "event/kind"));
	json_object_put(o);
	/* As new as the newest that it names. */
	o = kit_read(app, &m);
	ck_assert_str_eq("1795000000.123",
	    json_object_get_string(json_object_object_get(o, "time")));
	ck_assert_int_eq(70, number(o, "count"));
	ck_assert_str_eq("Critical: Host desktop01 reached urgency 87",
	    kit_text(o, "event/alert_2"));
	ck_assert_str_eq("https://t.example/", kit_text(o, "event/link"));
	json_object_put(o);
	d.ntop = 0;
	o = kit_read(app, &m);
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
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o, *time;
	size_t i;

	m.event = &e;
	for (i = 0; i < KIT_ROWS(table); i++) {
		e.event_at = table[i].at;
		o = kit_read(app, &m);
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
	struct event e = kit_check_event;
	struct message m = kit_check;
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

#define CODE(n, text) "{\"text\":\"" text "\",\"code\":" n "}"

static const struct kit_answer answers[] = {
    {200, CODE("0", "Success"), ANSWER_ACCEPTED, "0", 0},
    {200, "{\"text\":\"Success\",\"code\":0,\"ackId\":1}\n", ANSWER_ACCEPTED,
	"0", 0},
    {200, CODE("9", "Server is busy"), ANSWER_REFUSED, "9", 0},
    {200, CODE("17", "HEC is healthy"), ANSWER_REFUSED, "17", 0},
    {200, "", ANSWER_UNCERTAIN, "", 0},
    {200, "<html>Welcome</html>", ANSWER_UNCERTAIN, "", 0},
    {200, CODE("\"0\"", "Success"), ANSWER_UNCERTAIN, "", 0},
    {204, "", ANSWER_UNCERTAIN, "", 0},
    {400, CODE("5", "No data"), ANSWER_REFUSED, "5", 0},
    {400, CODE("6", "Invalid data format"), ANSWER_REFUSED, "6", 0},
    {400, CODE("7", "Incorrect index"), ANSWER_BROKEN, "7", 0},
    {400, CODE("10", "Data channel is missing"), ANSWER_BROKEN, "10", 0},
    {400, CODE("11", "Invalid data channel"), ANSWER_BROKEN, "11", 0},
    {400, CODE("12", "Event field is required"), ANSWER_REFUSED, "12", 0},
    {400, CODE("13", "Event field cannot be blank"), ANSWER_REFUSED, "13", 0},
    {400, CODE("14", "ACK is disabled"), ANSWER_BROKEN, "14", 0},
    {400, CODE("15", "Error in handling indexed fields"), ANSWER_REFUSED, "15",
	0},
    {400, CODE("16", "Query string authorization is not enabled"),
	ANSWER_BROKEN, "16", 0},
    {400, CODE("21", "Invalid token"), ANSWER_BROKEN, "21", 0},
    {400, CODE("22", "Token disabled"), ANSWER_BROKEN, "22", 0},
    {400, "", ANSWER_REFUSED, "", 0},
    {401, CODE("2", "Token is required"), ANSWER_BROKEN, "2", 0},
    {401, CODE("3", "Invalid authorization"), ANSWER_BROKEN, "3", 0},
    {403, CODE("1", "Token disabled"), ANSWER_BROKEN, "1", 0},
    {403, CODE("4", "Invalid token"), ANSWER_BROKEN, "4", 0},
    {404, "", ANSWER_BROKEN, "", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {429, CODE("26", "Queue at capacity"), ANSWER_RETRY, "26", 0},
    {500, CODE("8", "Internal server error"), ANSWER_RETRY, "8", 0},
    {503, CODE("9", "Server is busy"), ANSWER_RETRY, "9", 0},
    {503, CODE("23", "Server is shutting down"), ANSWER_RETRY, "23", 0},
    {503, "", ANSWER_RETRY, "", 0},
    {303, "", ANSWER_BROKEN, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
};

START_TEST(test_answers)
{
	kit_answers(app, answers, KIT_ROWS(answers));
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
	tcase_add_test(tc, test_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
