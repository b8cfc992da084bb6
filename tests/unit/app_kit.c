/*
 * app_kit.c - sample alerts, and what holds for every body; see app_kit.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/text.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"

const struct event kit_host_event = {
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

const struct event kit_check_event = {
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

const struct message kit_host = {
    .kind = MESSAGE_ENTITY,
    .event = &kit_host_event,
    .destination = "SOC",
    .criterion = "urgency 80 or higher",
    .alert_id = "0001",
};

const struct message kit_check = {
    .kind = MESSAGE_SYSTEM,
    .event = &kit_check_event,
    .destination = "SOC",
    .alert_id = "0002",
};

const struct message kit_test = {
    .kind = MESSAGE_TEST,
    .destination = "SOC",
    .alert_id = "0003",
    .sent_at = INT64_C(1795000000000),
};

struct json_object *
kit_json(const char *body)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body, (int)strlen(body) + 1);
	if (json_tokener_get_error(tok) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(tok);
	return o;
}

/* Where the secret goes into the body: once, and put in at the first. */
static const char *
mark_fault(const struct app *app, const char *body)
{
	const char *mark = strstr(body, APP_SECRET_MARK);

	if (app->secret == NULL || app->headers != NULL)
		return NULL;
	if (mark == NULL)
		return "no mark for the secret";
	return strstr(mark + 1, APP_SECRET_MARK) == NULL ? NULL
							 : "a second mark";
}

static const char *
body_fault(const struct app *app, const char *body, size_t len)
{
	const char *fault = mark_fault(app, body), *p;
	struct json_object *o;

	if (fault != NULL)
		return fault;
	if (len != strlen(body))
		return "not as long as it says";
	/* The reader takes some of these, and others do not. */
	if (!text_utf8(body, len))
		return "no UTF-8";
	for (p = body; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			return "a control character";
	o = kit_json(body);
	if (o == NULL)
		return "no JSON";
	fault = limits_fault(app->name, o, len);
	json_object_put(o);
	return fault;
}

/* A suffix is part of a URL: nothing in it needs escaping. */
static const char *
suffix_fault(const struct app *app, const struct message *m)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "-._~/?=&";
	char *suffix = app->suffix != NULL ? app->suffix(m) : NULL;
	bool bad = suffix != NULL && suffix[strspn(suffix, set)] != '\0';

	free(suffix);
	return bad ? "its suffix" : NULL;
}

/* Of a body that was made for m. */
static const char *
fault_of(const struct app *app, const struct message *m, const char *body,
    size_t len)
{
	static char said[2200];
	const char *fault = body_fault(app, body, len);

	if (fault == NULL)
		fault = suffix_fault(app, m);
	if (fault == NULL)
		return NULL;
	snprintf(said, sizeof(said), "%s: %s: %.2000s", app->name, fault, body);
	return said;
}

const char *
kit_fault(const struct app *app, const struct message *m, size_t *bytes)
{
	char *body = app->format(m, bytes);
	const char *fault = fault_of(app, m, body, *bytes);

	free(body);
	return fault;
}

/* The log holds the hash of what was sent against it. */
static const char *
again_fault(const struct app *app, const struct message *m, const char *body,
    size_t len)
{
	size_t len2;
	char *again = app->format(m, &len2);
	bool same = len == len2 && memcmp(body, again, len) == 0;

	free(again);
	return same ? NULL : "other bytes when made again";
}

const char *
kit_again_fault(const struct app *app, const struct message *m)
{
	size_t len;
	char *body = app->format(m, &len);
	const char *fault = again_fault(app, m, body, len);

	free(body);
	return fault;
}

char *
kit_body(const struct app *app, const struct message *m)
{
	size_t len;
	char *body = app->format(m, &len);
	const char *fault = fault_of(app, m, body, len);

	if (fault == NULL)
		fault = again_fault(app, m, body, len);
	ck_assert_msg(fault == NULL, "%s", fault);
	return body;
}

char *
kit_about(const struct app *app, const struct event *e)
{
	struct message m = kit_host;

	m.kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
	m.event = e;
	return kit_body(app, &m);
}

char *
kit_named(const struct app *app, const char *name)
{
	struct event e = kit_host_event;
	char *copy = xstrdup(name), *body;

	e.entity_name = copy;
	body = kit_about(app, &e);
	free(copy);
	return body;
}

struct json_object *
kit_read(const struct app *app, const struct message *m)
{
	char *body = kit_body(app, m);
	struct json_object *o = kit_json(body);

	free(body);
	return o;
}

const char *
kit_text(struct json_object *o, const char *path)
{
	const char *slash = strchr(path, '/');
	struct json_object *v = NULL;
	char name[64];

	snprintf(name, sizeof(name), "%.*s",
	    slash == NULL ? (int)strlen(path) : (int)(slash - path), path);
	if (!json_object_object_get_ex(o, name, &v))
		return "";
	if (slash != NULL)
		return kit_text(v, slash + 1);
	return json_object_is_type(v, json_type_string)
		   ? json_object_get_string(v)
		   : "";
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

char *
kit_times(const char *piece, size_t n)
{
	size_t len = strlen(piece), i;
	char *s = xcalloc(1, len * n + 1);

	for (i = 0; i < n; i++)
		memcpy(s + i * len, piece, len);
	return s;
}

size_t
kit_long(const struct app *app, size_t n)
{
	struct event e = kit_host_event;
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	char *text = kit_times("@", n), *rest = kit_times("~", 2030), *body;
	size_t bytes;

	json_object_array_add(list, json_object_new_string(text));
	json_object_object_add(o, "active_detection_types", list);
	json_object_object_add(
	    o, "urgency_reason", json_object_new_string(text));
	e.entity_name = text;
	e.url = xasprintf("https://a.example/%s", rest);
	e.detail = xstrdup(json_object_to_json_string(o));
	body = kit_about(app, &e);
	bytes = strlen(body);
	free(body);
	free(e.detail);
	free(e.url);
	json_object_put(o);
	free(rest);
	free(text);
	return bytes;
}
