/*
 * check_jsm.c - the Jira Service Management app: URLs and keys, alerts, how
 * they are closed, answers.  The exact bytes are held in tests/golden/jsm.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/jsm.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_jsm;

static const struct app *const app = &app_jsm;

#define JSM "https://api.atlassian.com/jsm/ops/integration/v2/alerts"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {JSM, URL_OK, NULL},
	    {"https://api.opsgenie.com/v2/alerts", URL_WARN, "5 April 2027"},
	    {"https://api.eu.opsgenie.com:443/v2/alerts", URL_WARN,
		"5 April 2027"},
	    {"https://api.atlassian.com/jsm/ops/api/0123-45/v1/alerts",
		URL_REFUSED, "Jira's REST API"},
	    {"https://api.atlassian.com/ex/jira/0123-45/rest/api/3/issue",
		URL_REFUSED, "Jira's REST API"},
	    /* A slash at the end would take the closing elsewhere. */
	    {JSM "/", URL_REFUSED, "without a slash"},
	    {JSM "/x", URL_REFUSED, "without a slash"},
	    {JSM "//", URL_REFUSED, "without a slash"},
	    {"https://api.atlassian.com", URL_REFUSED, "without a slash"},
	    {"https://api.atlassian.com/v2/alerts", URL_REFUSED,
		"without a slash"},
	    {"https://api.opsgenie.com/jsm/ops/integration/v2/alerts",
		URL_REFUSED, "without a slash"},
	    {"https://api.opsgenie.com/v1/alerts", URL_REFUSED,
		"without a slash"},
	    {"https://api.opsgenie.com/v2/alerts/", URL_REFUSED,
		"without a slash"},
	    {"https://app.opsgenie.com/v2/alerts", URL_REFUSED,
		"without a slash"},
	    {"https://opsgenie.com/v2/alerts", URL_REFUSED, "without a slash"},
	    {"https://x.api.opsgenie.com/v2/alerts", URL_REFUSED,
		"without a slash"},
	    {"https://api.opsgenie.com.evil.test/v2/alerts", URL_REFUSED,
		"without a slash"},
	    {"https://example.atlassian.net/jsm/ops/integration/v2/alerts",
		URL_REFUSED, "without a slash"},
	};

	kit_urls(app, rows, KIT_ROWS(rows));
}
END_TEST

START_TEST(test_secrets)
{
	static const char *const good[] = {
	    "01234567-89ab-cdef-0123-456789abcdef",
	    "01234567-89ab-cdef-0123q-456789abcdef",
	    "0123456789abcdef0123456789abcdef"};
	static const char *const bad[] = {"", "short",
	    "GenieKey 01234567-89ab-cdef-0123-456789abcdef",
	    "01234567-89ab-cdef-0123-456789abcdef\r\nX: y",
	    "01234567-89ab-cdef-0123-456789abcde\xc3\xa9",
	    "ATATT3xFfGF0123456789_-=0123456789ABCDEF"};
	struct app_sending s = {.secret = good[0]};
	char *lines[APP_HEADERS_MAX];

	kit_secrets(app, good, KIT_ROWS(good), true);
	kit_secrets(app, bad, KIT_ROWS(bad), false);
	ck_assert_uint_eq(1, app->headers(&s, lines));
	ck_assert_str_eq("Authorization: GenieKey "
			 "01234567-89ab-cdef-0123-456789abcdef",
	    lines[0]);
	free(lines[0]);
}
END_TEST

START_TEST(test_open)
{
	struct json_object *o = kit_read(app, &kit_host);

	ck_assert_str_eq("Critical: Host desktop01 reached urgency 87",
	    kit_text(o, "message"));
	ck_assert_str_eq("0001", kit_text(o, "alias"));
	ck_assert_str_eq("P1", kit_text(o, "priority"));
	ck_assert_str_eq("desktop01", kit_text(o, "entity"));
	ck_assert_str_eq("Tocsin", kit_text(o, "source"));
	ck_assert_str_eq("0001", kit_text(o, "details/Alert"));
	ck_assert_ptr_nonnull(strstr(kit_text(o, "description"),
	    "\nOpen in the appliance: https://appliance.example/hosts/17\n"));
	ck_assert_ptr_null(app->suffix(&kit_host));
	ck_assert_ptr_null(app->suffix(&kit_test));
	ck_assert_ptr_null(app->suffix(&kit_check));
	json_object_put(o);
}
END_TEST

/* What the check's problem opened, its return to normal closes. */
START_TEST(test_close)
{
	struct json_object *o = kit_read(app, &kit_check);
	struct event e = kit_check_event;
	struct message m = kit_check;
	char *right =
	    xasprintf("/%s/close?identifierType=alias", kit_text(o, "alias"));
	char *suffix;

	json_object_put(o);
	e.status = (char[]){"OK"};
	m.event = &e;
	m.alert_id = "0009";
	suffix = app->suffix(&m);
	ck_assert_str_eq(right, suffix);
	free(suffix);
	free(right);
	o = kit_read(app, &m);
	ck_assert_str_eq("Tocsin", kit_text(o, "user"));
	ck_assert_str_eq("", kit_text(o, "message"));
	ck_assert_ptr_nonnull(
	    strstr(kit_text(o, "note"), "disk_check is back to normal"));
	json_object_put(o);
}
END_TEST

START_TEST(test_priority)
{
	static const struct {
		int urgency;
		const char *priority;
	} table[] = {{80, "P1"}, {79, "P2"}, {50, "P2"}, {49, "P3"}, {30, "P3"},
	    {29, "P4"}, {0, "P4"}};
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o = kit_read(app, &kit_test);
	size_t i;

	ck_assert_str_eq("P5", kit_text(o, "priority"));
	json_object_put(o);
	m.event = &e;
	for (i = 0; i < KIT_ROWS(table); i++) {
		e.urgency = table[i].urgency;
		o = kit_read(app, &m);
		ck_assert_str_eq(table[i].priority, kit_text(o, "priority"));
		json_object_put(o);
	}
}
END_TEST

/* Its title may be HTML and may be plain: neither shows another text. */
START_TEST(test_html)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o;

	e.entity_name = (char[]){"<b>x</b> &lt; y"};
	m.event = &e;
	o = kit_read(app, &m);
	ck_assert_str_eq("Critical: Host <\u200bb>x<\u200b/b> &\u200blt; y "
			 "reached urgency 87",
	    kit_text(o, "message"));
	ck_assert_str_eq(
	    "<\u200bb>x<\u200b/b> &\u200blt; y", kit_text(o, "details/Name"));
	ck_assert_str_eq(
	    "<\u200bb>x<\u200b/b> &\u200blt; y", kit_text(o, "entity"));
	ck_assert_ptr_null(strstr(kit_text(o, "description"), "<b"));
	ck_assert_ptr_null(strstr(kit_text(o, "description"), "&l"));
	json_object_put(o);
}
END_TEST

/* The title's name is cut and its end stays; one more point would not fit. */
static void
check_title(const char *piece, size_t length)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	char name[EVENT_NAME_MAX_BYTES + 1];
	size_t len = strlen(piece), i;
	struct json_object *o;

	for (i = 0; i + len < sizeof(name); i += len)
		memcpy(name + i, piece, len + 1);
	e.entity_name = name;
	m.event = &e;
	o = kit_read(app, &m);
	ck_assert_uint_eq(length, strlen(kit_text(o, "message")));
	ck_assert_ptr_nonnull(
	    strstr(kit_text(o, "message"), "\u2026 reached urgency 87"));
	json_object_put(o);
}

START_TEST(test_title)
{
	/* 130 less the 34 around the name and its ellipsis: 95. */
	size_t around = strlen("Critical: Host \u2026 reached urgency 87");

	check_title("x", around + 95);
	check_title("\xc3\xa9", around + 2 * 95);
	check_title("\xf0\x9f\x92\xa9", around + 4 * 47);
	check_title("<", around + 4 * 47);
}
END_TEST

/* The longest text: cut where the details end, and no sooner. */
START_TEST(test_details)
{
	struct event e = kit_check_event;
	struct message m = kit_check;
	char text[EVENT_MESSAGE_MAX_BYTES + 1];
	struct json_object *o;
	const char *p;
	size_t all = 0;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	e.message = text;
	m.event = &e;
	o = kit_read(app, &m);
	json_object_object_foreach(
	    json_object_object_get(o, "details"), name, value)
	{
		all += strlen(name) + strlen(json_object_get_string(value));
	}
	/* The ellipsis is one character of three bytes. */
	ck_assert_uint_eq(8000 + 2, all);
	json_object_put(o);
	/* A note has no details beside it. */
	e.status = (char[]){"OK"};
	o = kit_read(app, &m);
	ck_assert_ptr_nonnull(strstr(kit_text(o, "note"), text));
	json_object_put(o);
	/* Each of these takes two characters, so the note is what ends. */
	memset(text, '<', sizeof(text) - 1);
	o = kit_read(app, &m);
	all = 0;
	for (p = kit_text(o, "note"); *p != '\0'; p++)
		all += ((unsigned char)*p & 0xc0) != 0x80;
	ck_assert_uint_le(all, JSM_DESCRIPTION_UNITS);
	ck_assert_uint_ge(all, JSM_DESCRIPTION_UNITS - 1);
	json_object_put(o);
}
END_TEST

#define ID "43a29c5c-3dbf-4fa4-9c26-f4f71023e120"
#define TAKEN \
	"{\"result\":\"Request will be processed\",\"requestId\":\"" ID "\"}"

static const struct kit_answer answers[] = {
    {202, TAKEN, ANSWER_ACCEPTED, ID, 0},
    {202, "", ANSWER_ACCEPTED, "", 0},
    {200, "{\"requestId\":7}", ANSWER_ACCEPTED, "", 0},
    {400, "{\"message\":\"Body is not processable\"}", ANSWER_REFUSED, "", 0},
    {401, "{\"message\":\"Could not authenticate\",\"requestId\":\"" ID "\"}",
	ANSWER_BROKEN, "", 0},
    {402, "", ANSWER_BROKEN, "", 0},
    {403,
	"{\"code\":40301,\"message\":\"To perform this action, use an API "
	"key from an API integration.\"}",
	ANSWER_BROKEN, "40301", 0},
    {403, "", ANSWER_BROKEN, "", 0},
    {404, "", ANSWER_BROKEN, "", 0},
    {410, "", ANSWER_BROKEN, "", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {422,
	"{\"message\":\"Request body is not processable\",\"errors\":"
	"{\"message\":\"Message can not be empty.\"}}",
	ANSWER_REFUSED, "", 0},
    {429, "{\"message\":\"You are making too many requests!\"}", ANSWER_RETRY,
	"", 0},
    {500, "", ANSWER_RETRY, "", 0},
    {503, "<html></html>", ANSWER_RETRY, "", 0},
    {302, "", ANSWER_BROKEN, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
};

START_TEST(test_answers)
{
	kit_answers(app, answers, KIT_ROWS(answers));
}
END_TEST

Suite *
suite_jsm(void)
{
	Suite *suite = suite_create("jsm");
	TCase *tc = tcase_create("jsm");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_secrets);
	tcase_add_test(tc, test_open);
	tcase_add_test(tc, test_close);
	tcase_add_test(tc, test_priority);
	tcase_add_test(tc, test_html);
	tcase_add_test(tc, test_title);
	tcase_add_test(tc, test_details);
	tcase_add_test(tc, test_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
