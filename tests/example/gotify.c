/*
 * gotify.c - Gotify, by the message API of a server of one's own.
 *
 * The example of apps/README.md: all that a new app takes, in one file.
 */
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * A title and a message are columns of text, which MySQL ends at 65,535 bytes;
 * other databases take more.  Kept for all of the body.
 */
#define GOTIFY_MAX_BYTES 65535

/*
 * Its clients read Markdown only where extras ask for it, so text stands there
 * as it is; and each fact is one line, so that none can pass for another.
 */
static void
write_facts(FILE *f, const struct facts *facts)
{
	const struct fact *fact;
	unsigned i;

	for (i = 0; i < facts->count; i++) {
		fact = &facts->fact[i];
		fprintf(f, "%s: %s\n", fact->label, fact->value);
		if (fact->link != NULL)
			fprintf(f, "%s: %s\n", fact->title, fact->link);
	}
}

static char *
message_text(const struct message *m, const struct facts *facts, unsigned max)
{
	char *text = NULL, *foot = headline_footer(m, max);
	size_t bytes = 0;
	FILE *f = xmemstream(&text, &bytes);

	if (headline_note(m) != NULL)
		fprintf(f, "%s\n", headline_note(m));
	write_facts(f, facts);
	fputs(foot, f);
	if (m->possible_repeat)
		fprintf(f, "\n%s", HEADLINE_REPEAT);
	xmemstream_close(f);
	free(foot);
	return text;
}

/* From 4 on phones make a sound, and are at their loudest from 8 on. */
static const int priorities[GRADE__MAX] = {
    [GRADE_LOW] = 4,
    [GRADE_MEDIUM] = 5,
    [GRADE_HIGH] = 7,
    [GRADE_CRITICAL] = 10,
    [GRADE_PROBLEM] = 8,
    [GRADE_NORMAL] = 4,
    [GRADE_NOTICE] = 5,
    [GRADE_TEST] = 4,
};

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *body = xjson_object();
	unsigned max = limits->max[FACT_NAME];
	struct facts facts = {0};
	char *badge = headline_badge(m), *head = headline_text(m, max);
	char *title = xasprintf("%s: %s", badge, head), *text;

	facts_build(m, detail, limits, &facts);
	text = message_text(m, &facts, max);
	xjson_add_string(body, "title", title);
	xjson_add_string(body, "message", text);
	xjson_add(body, "priority", xjson_int(priorities[headline_grade(m)]));
	free(text);
	facts_clear(&facts);
	free(title);
	free(head);
	free(badge);
	return body;
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = fit_bytes,
	    .max = GOTIFY_MAX_BYTES,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

/*
 * What was taken comes back with a number, and a 2xx without one is somebody
 * else's: a page to sign in, say.  Errors are sentences; their status tells.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);
	char id[APP_CODE_BYTES];

	answer_none(detail);
	answer_number(o, "id", id);
	json_object_put(o);
	if (status >= 200 && status < 300 && id[0] == '\0')
		return ANSWER_BROKEN;
	return answer_by_status(status);
}

static const struct url_form forms[] = {
    {NULL, "^(/[A-Za-z0-9._~-]+)*/message$", "token", URL_OK, NULL},
};

static const char *const steps[] = {
    "In Gotify, open Apps, press Create Application and name it Tocsin.",
    "Copy the token that is shown.",
    "Enter https://your-server/message?token= and the token behind it.",
    NULL,
};
static const struct app_help help[] = {
    {"For an application", steps, NULL},
    {NULL, NULL, NULL},
};

extern const struct app app_gotify;

const struct app app_gotify = {
    .name = "gotify",
    .label = "Gotify",
    .icon = "bell-ringing",
    .hue = "blue",
    .content_type = "application/json",
    /* It has no limit of its own: people do. */
    .pace = {60, 10},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong = "Destination URL is not that of a Gotify server's messages. "
		 "A right one looks like https://your-server/message?token=...",
    .url_cut = "Destination URL lacks the token: ...?token= and the token of "
	       "an application.",
    .url_hint = "The server's address, then /message?token= and the token.",
    .own_host = true,
    .help = help,
    .format = format,
    .classify = classify,
};
