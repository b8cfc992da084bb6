/*
 * ops_kit.c - samples and tables for the incident apps and Splunk; see
 * ops_kit.h.  Hostile alerts are in ops_hostile.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/text.h"
#include "tests/unit/ops_kit.h"

const struct event ops_host_event = {
    .source = (char[]){"appliance"},
    .source_id = (char[]){"host:1"},
    .event_at = INT64_C(1795000000123),
    .kind = EVENT_ENTITY,
    .entity_type = ENTITY_HOST,
    .entity_id = (char[]){"17"},
    .entity_name = (char[]){"desktop01"},
    .urgency = 87,
    .threat = SCORE_NONE,
    .certainty = SCORE_NONE,
    .url = (char[]){"https://appliance.example/hosts/17"},
};

const struct event ops_check_event = {
    .source = (char[]){"appliance"},
    .source_id = (char[]){"health:1"},
    .event_at = INT64_C(1795000000000),
    .kind = EVENT_SYSTEM,
    .urgency = SCORE_NONE,
    .threat = SCORE_NONE,
    .certainty = SCORE_NONE,
    .check = (char[]){"disk_check"},
    .device = (char[]){"sensor-1"},
    .status = (char[]){"failure"},
    .message = (char[]){"Disk 3 is missing."},
};

const struct message ops_host = {
    .kind = MESSAGE_ENTITY,
    .event = &ops_host_event,
    .destination = "SOC",
    .criterion = "urgency 80 or higher",
    .alert_id = "0001",
};

const struct message ops_check = {
    .kind = MESSAGE_SYSTEM,
    .event = &ops_check_event,
    .destination = "SOC",
    .alert_id = "0002",
};

const struct message ops_test = {
    .kind = MESSAGE_TEST,
    .destination = "SOC",
    .alert_id = "0003",
    .sent_at = INT64_C(1795000000000),
};

static struct json_object *
strictly(const char *body, size_t len)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	ck_assert(text_utf8(body, len));
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body, (int)len + 1);
	ck_assert_msg(json_tokener_get_error(tok) == json_tokener_success,
	    "%.3000s", body);
	json_tokener_free(tok);
	return o;
}

struct json_object *
ops_read(const char *body, size_t len, limits_of *limits)
{
	struct json_object *o;
	const char *fault;

	ck_assert_uint_eq(len, strlen(body));
	o = strictly(body, len);
	fault = limits(o, len);
	ck_assert_msg(fault == NULL, "%s: %.3000s", fault, body);
	return o;
}

struct json_object *
ops_body(const struct app *app, const struct message *m, limits_of *limits)
{
	size_t len;
	char *body = app->format(m, &len);
	struct json_object *o = ops_read(body, len, limits);

	free(body);
	return o;
}

const char *
ops_text(struct json_object *o, const char *path)
{
	const char *slash = strchr(path, '/');
	struct json_object *v = NULL;
	char name[64];

	snprintf(name, sizeof(name), "%.*s",
	    slash == NULL ? (int)strlen(path) : (int)(slash - path), path);
	if (!json_object_object_get_ex(o, name, &v))
		return "";
	if (slash != NULL)
		return ops_text(v, slash + 1);
	return json_object_is_type(v, json_type_string)
		   ? json_object_get_string(v)
		   : "";
}

void
ops_url(const struct app *app, const char *url, enum url_verdict verdict,
    const char *says)
{
	struct url_judgement j;

	app_recognise(app, url, NULL, &j);
	ck_assert_msg(j.verdict == verdict, "%s: %s", url, j.why);
	ck_assert_msg(
	    strstr(j.why, says) != NULL, "%s: %s has no %s", url, j.why, says);
	if (verdict == URL_OK)
		ck_assert_str_eq("", j.why);
}

void
ops_secrets(
    const struct app *app, const char *const *secrets, size_t n, int good)
{
	size_t i;

	for (i = 0; i < n; i++)
		ck_assert_msg(
		    (app_secret_fault(app, secrets[i]) == NULL) == (good != 0),
		    "%s", secrets[i]);
}

void
ops_answers(const struct app *app, const struct ops_answer *table, size_t n)
{
	struct answer_detail detail;
	enum answer answer;
	size_t i;

	for (i = 0; i < n; i++) {
		memset(&detail, 'x', sizeof(detail));
		answer = app->classify(table[i].status, table[i].body,
		    strlen(table[i].body), &detail);
		ck_assert_msg(answer == table[i].answer, "%ld %s: %d, not %d",
		    table[i].status, table[i].body, (int)answer,
		    (int)table[i].answer);
		ck_assert_str_eq(table[i].code, detail.code);
		ck_assert_int_eq(-1, detail.retry_after_ms);
	}
	/* A body may be nothing at all. */
	ck_assert_int_ne(ANSWER_ACCEPTED, app->classify(500, NULL, 0, &detail));
	ck_assert_str_eq("", detail.code);
}
