/*
 * app_kit.c - alerts and tables for the suites of single apps; see app_kit.h.
 */
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"

const struct event kit_host = {
    .source = (char[]){"appliance"},
    .source_id = (char[]){"host:1"},
    .event_at = INT64_C(1795000000000),
    .kind = EVENT_ENTITY,
    .entity_type = ENTITY_HOST,
    .entity_id = (char[]){"17"},
    .entity_name = (char[]){"desktop01"},
    .urgency = 87,
    .threat = SCORE_NONE,
    .certainty = SCORE_NONE,
    .url = (char[]){"https://appliance.example/hosts/17"},
};

const struct event kit_system = {
    .source = (char[]){"feed"},
    .kind = EVENT_SYSTEM,
    .check = (char[]){"disk_check"},
    .device = (char[]){"S1"},
    .status = (char[]){"failure"},
    .message = (char[]){"RAID degraded"},
};

void
kit_answers(const struct app *app, const struct kit_answer *rows, size_t n)
{
	struct answer_detail detail;
	enum answer answer;
	size_t i;

	for (i = 0; i < n; i++) {
		memset(&detail, 'x', sizeof(detail));
		answer = app->classify(rows[i].status, rows[i].body,
		    strlen(rows[i].body), &detail);
		ck_assert_msg(answer == rows[i].answer, "%ld %s: %d, not %d",
		    rows[i].status, rows[i].body, (int)answer,
		    (int)rows[i].answer);
		ck_assert_str_eq(rows[i].code, detail.code);
		ck_assert_int_eq(detail.retry_after_ms, -1);
	}
}

void
kit_urls(const struct app *app, const char *const *urls, size_t n,
    enum url_verdict verdict)
{
	struct url_judgement j;
	size_t i;

	for (i = 0; i < n; i++) {
		app_recognise(app, urls[i], NULL, &j);
		ck_assert_msg(j.verdict == verdict, "%s: %s", urls[i], j.why);
		ck_assert_msg(
		    (j.why[0] == '\0') == (verdict == URL_OK), "%s", j.why);
		ck_assert_uint_lt(strlen(j.why) + 1, APP_WHY_BYTES);
		ck_assert_ptr_null(strstr(j.why, "s3cret"));
	}
}

char *
kit_body(const struct app *app, const struct event *e)
{
	struct message m = {
	    .kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM,
	    .event = e,
	    .destination = "SOC",
	    .criterion = "urgency 80 or higher",
	    .alert_id = "0001"};
	size_t len;
	char *body = app->format(&m, &len);

	ck_assert_uint_eq(len, strlen(body));
	return body;
}

char *
kit_named(const struct app *app, const char *name)
{
	struct event e = kit_host;
	char *copy = xstrdup(name), *body;

	e.entity_name = copy;
	body = kit_body(app, &e);
	free(copy);
	return body;
}

void
kit_has(const char *body, const char *text)
{
	ck_assert_msg(
	    strstr(body, text) != NULL, "no %s in %.3000s", text, body);
}

void
kit_has_not(const char *body, const char *text)
{
	ck_assert_msg(strstr(body, text) == NULL, "%s in %.3000s", text, body);
}

size_t
kit_long(const struct app *app, size_t n)
{
	struct event e = kit_host;
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	char *text = xcalloc(1, n + 1), *url = xcalloc(1, 2049), *body;
	size_t bytes;

	memset(text, '@', n);
	memset(url, '~', 2048);
	memcpy(url, "https://a.example/", 18);
	json_object_array_add(list, json_object_new_string(text));
	json_object_object_add(o, "active_detection_types", list);
	json_object_object_add(
	    o, "urgency_reason", json_object_new_string(text));
	e.entity_name = text;
	e.url = url;
	e.detail = xstrdup(json_object_to_json_string(o));
	body = kit_body(app, &e);
	bytes = strlen(body);
	free(body);
	free(e.detail);
	json_object_put(o);
	free(url);
	free(text);
	return bytes;
}
