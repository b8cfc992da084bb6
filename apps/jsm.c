/*
 * jsm.c - Jira Service Management's alerts, and Opsgenie's, which they come
 * from: each alert opens one, and a system check that is back to normal closes
 * its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/escape.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/incident.h"
#include "apps/jsm.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * Documented to read HTML, while phones and mails show the same text as it is:
 * references would be seen there.  So tags and references are broken up, and
 * look alike in both.
 */
static char *
inert(const char *text)
{
	return escape_split(text, "<&");
}

/* Those of headline_grade(); a test is of the lowest. */
static const char *const priorities[GRADE__MAX] = {
    [GRADE_LOW] = "P4",
    [GRADE_MEDIUM] = "P3",
    [GRADE_HIGH] = "P2",
    [GRADE_CRITICAL] = "P1",
    [GRADE_PROBLEM] = "P1",
    [GRADE_NORMAL] = "P5",
    [GRADE_NOTICE] = "P3",
    [GRADE_TEST] = "P5",
};

/* To filter and route by: constants, none with a blank or a comma. */
static const char *const grades[GRADE__MAX] = {
    [GRADE_LOW] = "low",
    [GRADE_MEDIUM] = "medium",
    [GRADE_HIGH] = "high",
    [GRADE_CRITICAL] = "critical",
    [GRADE_PROBLEM] = "problem",
    [GRADE_NORMAL] = "normal",
    [GRADE_NOTICE] = "notice",
    [GRADE_TEST] = "info",
};

static struct json_object *
tags(const struct message *m)
{
	struct json_object *list = xjson_array();

	xjson_append(list, xjson_string("tocsin"));
	xjson_append(list, xjson_string(incident_kind(m)));
	xjson_append(list, xjson_string(grades[headline_grade(m)]));
	return list;
}

/* The title, made harmless. */
static char *
title_of(const struct message *m, unsigned max_points)
{
	char *raw = incident_title(m, max_points), *safe = inert(raw);

	free(raw);
	return safe;
}

/*
 * The title is far shorter than the rest allows, and what happened stands
 * behind the name: so names are cut here, and not the title's end.  A point
 * less takes off four units at most, two for each of two names.
 */
static char *
title(const struct message *m, unsigned max_points)
{
	unsigned points =
	    max_points < JSM_MESSAGE_UNITS ? max_points : JSM_MESSAGE_UNITS;
	char *text = title_of(m, points);
	size_t n;

	while ((n = text_units(text)) > JSM_MESSAGE_UNITS && points > 1) {
		n = (n - JSM_MESSAGE_UNITS + 3) / 4;
		points = n < points ? points - (unsigned)n : 1;
		free(text);
		text = title_of(m, points);
	}
	return text;
}

/* A line for each fact, and one below it for its link. */
static void
print_facts(FILE *f, const struct facts *facts)
{
	unsigned i;

	for (i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->fact[i];
		char *safe = inert(fact->value);

		fprintf(f, "%s: %s\n", fact->label, safe);
		if (fact->link != NULL)
			fprintf(f, "%s: %s\n", fact->title, fact->link);
		free(safe);
	}
}

/*
 * All that a card would say, as plain lines.  Links stand as they are: a
 * zero-width space would lead elsewhere.
 */
static char *
description(
    const struct message *m, const struct facts *facts, unsigned max_points)
{
	char *badge = headline_badge(m), *raw = headline_text(m, max_points);
	char *head = inert(raw), *foot = headline_footer(m, max_points);
	char *safe = inert(foot), *text = NULL;
	size_t bytes = 0;
	FILE *f = xmemstream(&text, &bytes);

	fprintf(f, "%s\n%s\n\n", badge, head);
	if (headline_note(m) != NULL)
		fprintf(f, "%s\n\n", headline_note(m));
	print_facts(f, facts);
	fprintf(f, "\n%s", safe);
	if (m->possible_repeat)
		fprintf(f, "\n%s", HEADLINE_REPEAT);
	xmemstream_close(f);
	free(safe);
	free(foot);
	free(head);
	free(raw);
	free(badge);
	return text;
}

/* The form that closes takes a note, and what it closes is in the URL. */
static struct json_object *
closing(char *text)
{
	struct json_object *o = xjson_object();

	xjson_add_string(o, "user", "Tocsin");
	xjson_add_string(o, "source", "Tocsin");
	xjson_add_string(o, "note", text);
	return o;
}

static struct json_object *
opening(const struct message *m, const char *text, const struct facts *facts,
    unsigned max_points)
{
	struct json_object *o = xjson_object();
	char key[INCIDENT_KEY_BYTES], *name, *message = title(m, max_points);

	xjson_add_string(o, "message", message);
	xjson_add_string(o, "alias", incident_key(m, key));
	xjson_add_string(o, "description", text);
	xjson_add(o, "tags", tags(m));
	xjson_add(o, "details", incident_details(m, facts, inert));
	if (m->event != NULL) {
		name = headline_name(m, max_points);
		incident_add(o, "entity", name, inert);
		free(name);
	}
	xjson_add_string(o, "source", "Tocsin");
	xjson_add_string(o, "priority", priorities[headline_grade(m)]);
	free(message);
	return o;
}

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	unsigned points = limits->max[FACT_NAME];
	struct facts facts = {0};
	struct json_object *o;
	char *text;

	facts_build(m, detail, limits, &facts);
	text = description(m, &facts, points);
	o = incident_over(m) ? closing(text) : opening(m, text, &facts, points);
	free(text);
	facts_clear(&facts);
	return o;
}

static size_t
member_units(struct json_object *o, const char *name)
{
	const char *text =
	    json_object_get_string(json_object_object_get(o, name));

	return text == NULL ? 0 : text_units(text);
}

static size_t
over(size_t n, size_t max)
{
	return n > max ? n - max : 0;
}

/*
 * How much is too much: each member has a length of its own.  A note may be
 * longer than a description, and is held to be none.
 */
static size_t
excess(struct json_object *o)
{
	struct json_object *details = json_object_object_get(o, "details");
	size_t n = 0;

	if (details != NULL) {
		json_object_object_foreach(details, name, value)
		{
			n += text_units(name) +
			     text_units(json_object_get_string(value));
		}
	}
	return over(n, JSM_DETAILS_UNITS) +
	       over(member_units(o, "message"), JSM_MESSAGE_UNITS) +
	       over(member_units(o, "description"), JSM_DESCRIPTION_UNITS) +
	       over(member_units(o, "note"), JSM_DESCRIPTION_UNITS);
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = excess,
	    .max = 0,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

extern const struct app app_jsm;

const struct app app_jsm = {
    .name = "jsm",
    .label = "Jira Service Management",
    .icon = "brand-jira",
    .hue = "blue",
    .content_type = "application/json",
    /*
     * No number is published: limits grow with the plan and its users.  One
     * a second is careful, and 429 says the rest.
     */
    .pace = {60, 10},
    .forms = jsm_forms,
    .forms_count = JSM_FORMS,
    .url_wrong = jsm_url_wrong,
    .url_hint = "Where you still use Opsgenie, see the steps.",
    .url_usual = "https://api.atlassian.com/jsm/ops/integration/v2/alerts",
    .secret = &jsm_secret,
    .help = jsm_help,
    .warning = "A test alert opens an alert of the lowest priority (P5). Close "
	       "it by hand in Jira Service Management.",
    .format = format,
    .suffix = jsm_suffix,
    .headers = jsm_headers,
    .classify = jsm_classify,
};
