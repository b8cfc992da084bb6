/*
 * record.c - an alert for programs; see record.h.
 *
 * Texts are cleaned and cut like those of every app: a program that shows them
 * again should not have to.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/headline.h"
#include "apps/record.h"
#include "core/text.h"
#include "core/url.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

void
record_text(struct json_object *o, const char *name, const char *text,
    unsigned max_points)
{
	char *clean = text_clean(text, max_points);

	if (clean[strspn(clean, " ")] != '\0')
		xjson_add_string(o, name, clean);
	free(clean);
}

/* A text that is the caller's and passes to here. */
static void
add_own(struct json_object *o, const char *name, char *text)
{
	xjson_add_string(o, name, text);
	free(text);
}

void
record_scores(struct json_object *o, const struct event *e)
{
	const struct {
		const char *name;
		int score;
	} scores[] = {{"urgency", e->urgency}, {"threat", e->threat},
	    {"certainty", e->certainty}};
	size_t i;

	for (i = 0; i < sizeof(scores) / sizeof(scores[0]); i++)
		if (scores[i].score != SCORE_NONE)
			xjson_add(
			    o, scores[i].name, xjson_int(scores[i].score));
}

char *
record_word(const char *label)
{
	char *word = xstrdup(label), *p;

	for (p = word; *p != '\0'; p++)
		*p = *p == ' ' ? '_' : (char)tolower((unsigned char)*p);
	return word;
}

void
record_iso(struct json_object *o, const char *name, int64_t ms)
{
	char iso[TEXT_TIME_BYTES];

	if (text_iso(ms, iso)[0] != '\0')
		xjson_add_string(o, name, iso);
}

static void
add_entity(struct json_object *o, const struct event *e, unsigned max)
{
	struct json_object *entity = xjson_add_object(o, "entity");

	xjson_add_string(entity, "type", entity_type_name(e->entity_type));
	record_text(entity, "id", e->entity_id, max);
	record_text(entity, "name", e->entity_name, max);
	record_scores(o, e);
}

static void
add_event(struct json_object *o, const struct event *e,
    const struct fact_limits *limits)
{
	unsigned max = limits->max[FACT_NAME];

	record_text(o, "source", e->source, max);
	record_text(o, "source_id", e->source_id, max);
	record_iso(o, "at", e->event_at);
	if (e->kind == EVENT_ENTITY) {
		add_entity(o, e, max);
	} else {
		record_text(o, "check", e->check, max);
		record_text(o, "device", e->device, max);
		record_text(o, "status", e->status, max);
		record_text(o, "message", e->message, limits->max[FACT_TEXT]);
	}
	if (limits->max[FACT_LINKS] > 0 && url_is_link(e->url))
		xjson_add_string(o, "link", e->url);
}

/* As people are told them in other apps, in that order. */
static void
add_facts(struct json_object *o, const struct message *m,
    struct json_object *detail, const struct fact_limits *limits)
{
	struct json_object *list = xjson_add_array(o, "facts"), *one;
	struct facts facts;
	unsigned i;

	facts_build(m, detail, limits, &facts);
	for (i = 0; i < facts.count; i++) {
		one = xjson_object();
		xjson_add_string(one, "label", facts.fact[i].label);
		xjson_add_string(one, "value", facts.fact[i].value);
		xjson_add_string(one, "link", facts.fact[i].link);
		xjson_append(list, one);
	}
	facts_clear(&facts);
}

struct json_object *
record_build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();
	unsigned max = limits->max[FACT_NAME];

	record_text(o, "alert_id", m->alert_id, max);
	add_own(o, "headline", headline_text(m, max));
	add_own(o, "severity", record_word(headline_of(m).word));
	record_text(o, "destination", m->destination, max);
	record_text(o, "criterion", m->criterion, max);
	if (m->possible_repeat)
		xjson_add(o, "possible_repeat", xjson_boolean(true));
	if (m->kind == MESSAGE_DIGEST)
		xjson_add(o, "count", xjson_int(m->digest->count));
	if (m->event != NULL)
		add_event(o, m->event, limits);
	add_facts(o, m, detail, limits);
	return o;
}

const char *
record_type(const struct message *m)
{
	static const char *const types[] = {
	    [MESSAGE_ENTITY] = "tocsin.alert.entity",
	    [MESSAGE_SYSTEM] = "tocsin.alert.system",
	    [MESSAGE_TEST] = "tocsin.test",
	    [MESSAGE_DIGEST] = "tocsin.alert.digest",
	};

	return types[m->kind];
}

int64_t
record_time(const struct message *m)
{
	int64_t latest = -1;
	unsigned i;

	if (m->event != NULL)
		return m->event->event_at;
	if (m->kind != MESSAGE_DIGEST)
		return m->sent_at;
	for (i = 0; i < m->digest->ntop; i++)
		if (m->digest->top[i]->event_at > latest)
			latest = m->digest->top[i]->event_at;
	return latest;
}
