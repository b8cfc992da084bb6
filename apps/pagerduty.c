/*
 * pagerduty.c - PagerDuty by its Events API v2: each alert opens an incident,
 * and a system check that is back to normal resolves its own.
 *
 * All text is plain there: nothing is escaped but the mark below.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/escape.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/incident.h"
#include "apps/pagerduty.h"
#include "apps/record.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * The mark stands once in a body, first of all: else a host of that name would
 * have the key put in its place, for everybody to read.
 */
static char *
inert(const char *text)
{
	return strstr(text, APP_SECRET_MARK) == NULL ? xstrdup(text)
						     : escape_split(text, "@");
}

/* Those of headline_grade(); a test is of the lowest. */
static const char *const severities[GRADE__MAX] = {
    [GRADE_LOW] = "info",
    [GRADE_MEDIUM] = "warning",
    [GRADE_HIGH] = "error",
    [GRADE_CRITICAL] = "critical",
    [GRADE_PROBLEM] = "critical",
    [GRADE_NORMAL] = "info",
    [GRADE_NOTICE] = "warning",
    [GRADE_TEST] = "info",
};

/*
 * What is affected; it must not be empty.  The feed stands for a device without
 * a name, and has one but where somebody's SQL left it out.
 */
static char *
origin(const struct message *m, unsigned max_points)
{
	const char *const names[] = {m->event != NULL ? m->event->device : NULL,
	    m->event != NULL ? m->event->source : NULL, "Tocsin"};
	char *name = NULL;
	size_t i;

	if (m->kind == MESSAGE_ENTITY)
		return headline_name(m, max_points);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		free(name);
		name = text_clean(names[i], max_points);
		if (name[strspn(name, " ")] != '\0')
			break;
	}
	return name;
}

/* The members that PagerDuty sorts and groups by. */
static void
add_event(
    struct json_object *payload, const struct message *m, unsigned max_points)
{
	char *name, *feed;

	if (m->event == NULL)
		return;
	record_iso(payload, "timestamp", m->event->event_at);
	if (m->kind == MESSAGE_SYSTEM) {
		name = headline_name(m, max_points);
		incident_add(payload, "component", name, inert);
		free(name);
	}
	feed = text_clean(m->event->source, max_points);
	incident_add(payload, "group", feed, inert);
	free(feed);
}

static struct json_object *
payload(const struct message *m, const struct facts *f, unsigned max_points)
{
	struct json_object *o = xjson_object();
	char *title = incident_title(m, max_points);
	char *from = origin(m, max_points);

	incident_add(o, "summary", title, inert);
	incident_add(o, "source", from, inert);
	xjson_add_string(o, "severity", severities[headline_grade(m)]);
	add_event(o, m, max_points);
	xjson_add_string(o, "class", incident_kind(m));
	xjson_add(o, "custom_details", incident_details(m, f, inert));
	free(from);
	free(title);
	return o;
}

/* A link that could be taken for the mark is none that anybody needs. */
static struct json_object *
links(const struct facts *f)
{
	struct json_object *list = xjson_array(), *o;
	unsigned i;

	for (i = 0; i < f->count; i++) {
		if (f->fact[i].link == NULL ||
		    strstr(f->fact[i].link, APP_SECRET_MARK) != NULL)
			continue;
		o = xjson_object();
		xjson_add_string(o, "href", f->fact[i].link);
		xjson_add_string(o, "text", f->fact[i].title);
		xjson_append(list, o);
	}
	return list;
}

/*
 * Resolving needs no payload, but what it carries is shown in the incident's
 * timeline.  The mark comes first of all.
 */
static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();
	char key[INCIDENT_KEY_BYTES];
	struct facts facts = {0};

	facts_build(m, detail, limits, &facts);
	xjson_add_string(o, "routing_key", APP_SECRET_MARK);
	xjson_add_string(
	    o, "event_action", incident_over(m) ? "resolve" : "trigger");
	xjson_add_string(o, "dedup_key", incident_key(m, key));
	xjson_add(o, "payload", payload(m, &facts, limits->max[FACT_NAME]));
	xjson_add(o, "links", links(&facts));
	xjson_add_string(o, "client", "Tocsin");
	facts_clear(&facts);
	return o;
}

/*
 * The API's 512 KB, taken for the smaller kind, less the key.  A summary's
 * 1,024 characters hold the two longest names in any count of characters.
 */
static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = fit_bytes,
	    .max = 512000 - 100,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

/* A word of the answer's status: "invalid event" reads invalid_event. */
static void
status_word(struct json_object *answer, char *code)
{
	struct json_object *v;
	char *text, *p;

	code[0] = '\0';
	if (!json_object_object_get_ex(answer, "status", &v) ||
	    !json_object_is_type(v, json_type_string))
		return;
	text = xstrdup(json_object_get_string(v));
	for (p = text; *p != '\0'; p++)
		if (*p == ' ')
			*p = '_';
	answer_word(text, strlen(text), code);
	free(text);
}

/*
 * Whether the answer is about the key: "Invalid routing key", "Length of
 * 'routing_key' is incorrect (should be 32 characters)" and the like, in a
 * list of errors, in a message or as text alone.
 */
static bool
about_key(const char *body, size_t len)
{
	char *text = len == 0 ? xstrdup("") : xstrndup(body, len);
	bool found = strcasestr(text, "routing key") != NULL ||
		     strcasestr(text, "routing_key") != NULL;

	free(text);
	return found;
}

/* Version 1 of the API answered 403 to what came too fast; some still do. */
static const struct answer_rule known[] = {
    {400, "invalid_routing_key", ANSWER_BROKEN},
    {403, "throttle_exceeded", ANSWER_RETRY},
};

static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);

	answer_none(detail);
	status_word(o, detail->code);
	json_object_put(o);
	if (status == 400 && about_key(body, len))
		memcpy(detail->code, known[0].code, strlen(known[0].code) + 1);
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}

extern const struct app app_pagerduty;

const struct app app_pagerduty = {
    .name = "pagerduty",
    .label = "PagerDuty",
    .icon = "urgent",
    .hue = "green",
    .content_type = "application/json",
    /*
     * Documented: about 120 calls in any 60 seconds for an integration key.
     * Burst and rate together stay below.
     */
    .pace = {100, 10},
    .forms = pagerduty_forms,
    .forms_count = PAGERDUTY_FORMS,
    .url_wrong = pagerduty_url_wrong,
    .url_hint = "In the EU service region, enter "
		"https://events.eu.pagerduty.com/v2/enqueue.",
    .url_usual = "https://events.pagerduty.com/v2/enqueue",
    .secret = &pagerduty_secret,
    .help = pagerduty_help,
    .warning = "A test alert opens an incident of the lowest severity (info). "
	       "Resolve it by hand in PagerDuty.",
    .format = format,
    .classify = classify,
};
