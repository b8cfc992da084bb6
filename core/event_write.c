/*
 * event_write.c - an event as one line of JSON in Tocsin's own shape; see
 * event_to_json() in event_parse.h.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/event_rules.h"
#include "core/utf8.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

static void
put_text(struct json_object *o, const char *name, const char *text)
{
	char *clean;

	if (text == NULL)
		return;
	clean = utf8_scrub(text);
	xjson_add(o, name, xjson_string(clean));
	free(clean);
}

static void
put_score(struct json_object *o, const char *name, int score)
{
	if (score != SCORE_NONE)
		xjson_add(o, name, xjson_int(score));
}

static void
put_entity(struct json_object *o, const struct event *e)
{
	put_text(o, "type", entity_type_name(e->entity_type));
	put_text(o, "id", e->entity_id);
	put_text(o, "name", e->entity_name);
	put_score(o, "urgency", e->urgency);
	put_score(o, "threat", e->threat);
	put_score(o, "certainty", e->certainty);
	xjson_add(o, "decreased", xjson_boolean(e->decreased));
}

static void
put_system(struct json_object *o, const struct event *e)
{
	put_text(o, "check", e->check);
	put_text(o, "device", e->device);
	put_text(o, "status", e->status);
	put_text(o, "message", e->message);
}

/* A detail that outside SQL spoilt is left out: the line stays readable. */
static void
put_detail(struct json_object *o, const char *detail)
{
	char why[EVENT_WHY_BYTES];
	struct json_object *v;
	char *clean;

	if (detail == NULL)
		return;
	clean = utf8_scrub(detail);
	v = event_json_read(clean, strlen(clean), EVENT_DEPTH_MAX, why);
	if (json_object_is_type(v, json_type_object))
		xjson_add(o, "detail", v);
	else
		json_object_put(v);
	free(clean);
}

char *
event_to_json(const struct event *e)
{
	struct json_object *o = xjson_object();
	char *line;

	put_text(o, "kind", event_kind_name(e->kind));
	if (e->kind == EVENT_ENTITY)
		put_entity(o, e);
	else
		put_system(o, e);
	/* A time that could not be read back only repeats received_at. */
	if (event_at_ok(e->event_at))
		xjson_add(o, "at", xjson_int(e->event_at));
	put_text(o, "url", e->url);
	put_text(o, "source", e->source);
	put_text(o, "source_id", e->source_id);
	put_detail(o, e->detail);
	line = xstrdup(event_json_text(o));
	json_object_put(o);
	return line;
}
