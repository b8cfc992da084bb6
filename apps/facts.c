/*
 * facts.c - an event as an ordered list of facts; see facts.h.
 *
 * The feed's `severity` is never told: it does not follow the score (events
 * with urgency 76 say "Low").
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/facts.h"
#include "apps/facts_detail.h"
#include "apps/facts_digest.h"
#include "apps/headline.h"
#include "core/text.h"
#include "core/url.h"
#include "core/xmalloc.h"

/* What the makers below need at hand. */
struct telling {
	const struct message *m;
	struct json_object *detail;
	const struct fact_limits *limits;
	struct facts *out;
};

/*
 * Append a fact with a value of the caller's, which it takes over.  A blank
 * value is no fact: clients refuse a card with an empty text, or leave a hole.
 * Returns the fact, NULL if there is none.
 */
static struct fact *
put(struct telling *t, const char *label, char *value)
{
	struct fact *f = &t->out->fact[t->out->count];

	if (value[strspn(value, " ")] == '\0' || t->out->count == FACTS_MAX) {
		free(value);
		return NULL;
	}
	*f = (struct fact){.label = label, .value = value};
	t->out->count++;
	return f;
}

/*
 * Append foreign text, cleaned and cut; NULL and "" add nothing.  All text of
 * event, detail and settings comes through here or through headline_name().
 */
static struct fact *
put_text(struct telling *t, const char *label, const char *text,
    enum fact_limit limit)
{
	return put(t, label, text_clean(text, t->limits->max[limit]));
}

/*
 * Only links that can be clicked anywhere: a relative one makes some apps
 * refuse the whole message.
 */
static void
put_link(struct fact *f, const char *link, const char *title)
{
	if (f == NULL || !url_is_link(link))
		return;
	f->link = link;
	f->title = title;
}

static void
put_detections(struct telling *t)
{
	char *value = detail_detections(t->detail, t->limits);

	if (value != NULL)
		put(t, "Active detections", value);
}

/*
 * Nested in newer feeds, flat in older ones; sometimes only a type.  The flat
 * one is asked for too: rows written by SQL keep whatever members they came
 * with.
 */
static void
put_last_detection(struct telling *t)
{
	struct json_object *last = NULL;
	const char *type, *url;

	json_object_object_get_ex(t->detail, "last_detection", &last);
	type = detail_text(last, "type");
	if (type == NULL)
		type = detail_text(t->detail, "last_detection_type");
	url = detail_text(last, "url");
	if (url == NULL)
		url = detail_text(t->detail, "last_detection_url");
	put_link(put_text(t, "Last detection", type, FACT_NAME), url,
	    "Open the detection");
}

/* 0 to 2 in the feed, words on its pages. */
static void
put_importance(struct telling *t)
{
	static const char *const words[] = {"Low", "Medium", "High"};
	int n = detail_number(t->detail, "importance", 2);

	if (n >= 0)
		put(t, "Importance", xstrdup(words[n]));
}

/*
 * The appliance's own verdict, told as it is: it may say "No" where the
 * destination's threshold is below the appliance's.
 */
static void
put_prioritized(struct telling *t)
{
	struct json_object *v;

	if (json_object_object_get_ex(t->detail, "is_prioritized", &v) &&
	    json_object_is_type(v, json_type_boolean))
		put(t, "Prioritized",
		    xstrdup(json_object_get_boolean(v) ? "Yes" : "No"));
}

/* A rating on a known scale, which is told with it. */
static void
put_number(struct telling *t, const char *label, const char *name, int max)
{
	int n = detail_number(t->detail, name, max);

	if (n >= 0)
		put(t, label, xasprintf("%d of %d", n, max));
}

/* Respond UX: one score, with what it was held against. */
static void
put_urgency(struct telling *t)
{
	char *criterion;

	if (t->m->criterion == NULL) {
		put(t, "Urgency", xasprintf("%d", t->m->event->urgency));
		return;
	}
	criterion = text_clean(t->m->criterion, t->limits->max[FACT_NAME]);
	put(t, "Urgency",
	    xasprintf("%d (threshold: %s)", t->m->event->urgency, criterion));
	free(criterion);
}

/* Quadrant UX: two scores and the quadrant that they fall into. */
static void
put_quadrant(struct telling *t)
{
	const struct event *e = t->m->event;

	put(t, "Threat", xasprintf("%d", e->threat));
	put(t, "Certainty", xasprintf("%d", e->certainty));
	put(t, "Quadrant", xstrdup(headline_of(t->m).word));
	put_text(t, "Threshold", t->m->criterion, FACT_NAME);
}

/* Syslog and API name it differently; no scale is documented for either. */
static void
put_privilege(struct telling *t)
{
	int n = detail_number(t->detail, "privilege", INT_MAX);

	if (n < 0)
		n = detail_number(t->detail, "privilege_level", INT_MAX);
	if (n >= 0)
		put(t, "Privilege", xasprintf("%d", n));
}

static void
put_time(struct telling *t, const char *label, int64_t ms)
{
	char when[TEXT_TIME_BYTES];

	put(t, label, xstrdup(text_time(ms, when)));
}

/* What it is, how bad, why, and where to look; the address book last. */
static void
put_entity(struct telling *t)
{
	const struct event *e = t->m->event;
	const char *ip = detail_text(t->detail, "host_ip");

	put_link(put(t, "Name", headline_name(t->m, t->limits->max[FACT_NAME])),
	    e->url, "Open in the appliance");
	put(t, "Type",
	    xstrdup(e->entity_type == ENTITY_HOST ? "Host" : "Account"));
	if (e->urgency != SCORE_NONE)
		put_urgency(t);
	else
		put_quadrant(t);
	put_number(t, "Attack rating", "attack_rating", 10);
	put_importance(t);
	put_prioritized(t);
	put_text(t, "Urgency reason", detail_text(t->detail, "urgency_reason"),
	    FACT_TEXT);
	put_text(t, "Host IP", ip != NULL ? ip : detail_text(t->detail, "ip"),
	    FACT_NAME);
	put_privilege(t);
	put_last_detection(t);
	put_detections(t);
	put_time(t, "Event time", e->event_at);
}

/*
 * The status is the feed's own word: the headline has said already whether
 * that is a problem.
 */
static void
put_system(struct telling *t)
{
	const struct event *e = t->m->event;

	put_link(
	    put(t, "Check", headline_name(t->m, t->limits->max[FACT_NAME])),
	    e->url, "Open in the appliance");
	put_text(t, "Device", e->device, FACT_NAME);
	put_text(t, "Status", e->status, FACT_NAME);
	put_text(t, "Message", e->message, FACT_TEXT);
	put_time(t, "Time", e->event_at);
	put_text(t, "Version", detail_text(t->detail, "version"), FACT_NAME);
}

/* The first ones: what an alert is about stands before its details. */
static void
keep_links(struct facts *out, unsigned max)
{
	unsigned i;

	for (i = 0; i < out->count; i++) {
		if (out->fact[i].link == NULL)
			continue;
		if (max == 0)
			out->fact[i].link = NULL;
		else
			max--;
	}
}

/*
 * Source and destination last, on every kind: they say where the message comes
 * from, not what happened.
 */
void
facts_build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits, struct facts *out)
{
	struct telling t = {m, detail, limits, out};

	memset(out, 0, sizeof(*out));
	switch (m->kind) {
	case MESSAGE_ENTITY:
		put_entity(&t);
		break;
	case MESSAGE_SYSTEM:
		put_system(&t);
		break;
	case MESSAGE_DIGEST:
		facts_digest(m, limits, out);
		break;
	case MESSAGE_TEST:
		put_time(&t, "Sent", m->sent_at);
		break;
	}
	if (m->event != NULL)
		put_text(&t, "Source", m->event->source, FACT_NAME);
	put_text(&t, "Destination", m->destination, FACT_NAME);
	keep_links(out, limits->max[FACT_LINKS]);
}

void
facts_clear(struct facts *f)
{
	unsigned i;

	for (i = 0; i < f->count; i++)
		free(f->fact[i].value);
	f->count = 0;
}
