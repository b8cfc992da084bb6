/*
 * splunk.c - Splunk by its HTTP Event Collector: each alert is an event to
 * search for, so it is flat, and a number stays a number.
 *
 * All text is plain there: JSON is all the escaping there is.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/incident.h"
#include "apps/record.h"
#include "apps/splunk.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* An event in the making. */
struct telling {
	const struct message *m;
	const struct fact_limits *limits;
	struct json_object *event;
};

static void
add_text(struct telling *t, const char *name, const char *text)
{
	record_text(t->event, name, text, t->limits->max[FACT_NAME]);
}

static void
add_entity(struct telling *t, const struct event *e)
{
	xjson_add_string(
	    t->event, "entity_type", entity_type_name(e->entity_type));
	add_text(t, "entity_id", e->entity_id);
	add_text(t, "entity_name", e->entity_name);
	record_scores(t->event, e);
}

static void
add_system(struct telling *t, const struct event *e)
{
	add_text(t, "check", e->check);
	add_text(t, "device", e->device);
	add_text(t, "status", e->status);
	xjson_add(t->event, "problem",
	    xjson_boolean(headline_grade(t->m) == GRADE_PROBLEM));
}

static void
add_event(struct telling *t, const struct event *e)
{
	if (t->m->kind == MESSAGE_ENTITY)
		add_entity(t, e);
	else
		add_system(t, e);
	add_text(t, "feed", e->source);
}

/*
 * What is searched for, before any long text.  "source" and "host" are Splunk's
 * own: a field of that name inside would become a second value of it.
 */
static void
add_head(struct telling *t)
{
	const struct message *m = t->m;
	char *text = headline_text(m, t->limits->max[FACT_NAME]);
	char key[INCIDENT_KEY_BYTES];

	xjson_add_string(t->event, "kind", incident_kind(m));
	add_text(t, "alert_id", m->alert_id);
	xjson_add_string(t->event, "incident", incident_key(m, key));
	xjson_add_string(t->event, "grade", headline_of(m).word);
	xjson_add_string(t->event, "headline", text);
	free(text);
	if (m->kind == MESSAGE_DIGEST)
		xjson_add(t->event, "count", xjson_int(m->digest->count));
	if (m->event != NULL)
		add_event(t, m->event);
	add_text(t, "destination", m->destination);
	add_text(t, "criterion", m->criterion);
	xjson_add(
	    t->event, "possible_repeat", xjson_boolean(m->possible_repeat));
}

/* Told above already, by another name or as a number. */
static bool
is_told(const struct telling *t, const char *name)
{
	static const char *const other[] = {
	    "name", "type", "source", "time", "threshold", "and"};
	size_t i;

	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (strcmp(other[i], name) == 0)
			return true;
	return json_object_object_get_ex(t->event, name, NULL) != 0;
}

/* "Attack rating" as it is easily typed into a search: attack_rating. */
static char *
field_name(const struct message *m, const struct fact *f, unsigned i)
{
	if (m->kind == MESSAGE_DIGEST && i < m->digest->ntop)
		return xasprintf("alert_%u", i + 1);
	return record_word(f->label);
}

/* What the alert is about has the plain name; others tell whose link it is. */
static void
add_link(struct telling *t, const char *name, const struct fact *f)
{
	const struct event *e = t->m->event;
	const char *about = e != NULL ? e->url : NULL;
	char *field;

	if (f->link == NULL)
		return;
	if (f->link == about || strcmp(name, "and") == 0)
		field = xstrdup("link");
	else
		field = xasprintf("%s_link", name);
	xjson_add_string(t->event, field, f->link);
	free(field);
}

static void
add_fact(struct telling *t, const struct fact *f, unsigned i)
{
	bool listed = t->m->kind == MESSAGE_DIGEST && i < t->m->digest->ntop;
	char *name = field_name(t->m, f, i), *text;

	if (listed) {
		text = xasprintf("%s: %s", f->label, f->value);
		xjson_add_string(t->event, name, text);
		free(text);
	} else if (!is_told(t, name)) {
		xjson_add_string(t->event, name, f->value);
	}
	add_link(t, name, f);
	free(name);
}

static struct json_object *
event(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct telling t = {m, limits, xjson_object()};
	struct facts facts = {0};
	unsigned i;

	facts_build(m, detail, limits, &facts);
	add_head(&t);
	for (i = 0; i < facts.count; i++)
		add_fact(&t, &facts.fact[i], i);
	facts_clear(&facts);
	return t.event;
}

/*
 * Without a time, Splunk takes its own: that is better than one that nobody's
 * calendar has.
 */
static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();
	char iso[TEXT_TIME_BYTES];
	int64_t at = record_time(m);
	const char *feed = m->event != NULL ? m->event->source : "tocsin";
	/* A source is never empty but where somebody's SQL made it so. */
	char *host = text_clean(
	    feed[0] != '\0' ? feed : "tocsin", limits->max[FACT_NAME]);

	if (text_iso(at, iso)[0] != '\0')
		xjson_add(o, "time", xjson_thousandths(at));
	xjson_add_string(o, "host", host);
	xjson_add_string(o, "source", "tocsin");
	xjson_add_string(o, "sourcetype", "tocsin:alert");
	xjson_add(o, "event", event(m, detail, limits));
	free(host);
	return o;
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = fit_bytes,
	    .max = SPLUNK_MAX_BYTES,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

extern const struct app app_splunk;

/* No pace: it is made for far more events than there are alerts. */
const struct app app_splunk = {
    .name = "splunk",
    .label = "Splunk",
    .icon = "database-search",
    .hue = "orange",
    .content_type = "application/json",
    .forms = splunk_forms,
    .forms_count = SPLUNK_FORMS,
    .url_wrong = splunk_url_wrong,
    .url_hint = "Host and port of your HTTP Event Collector, then "
		"/services/collector/event.",
    .own_host = true,
    .secret = &splunk_secret,
    .help = splunk_help,
    .format = format,
    .headers = splunk_headers,
    .classify = splunk_classify,
};
