/*
 * webex.c - Webex by an incoming webhook.
 *
 * A message is one text of Markdown, in which some HTML is live as well.  Which
 * parser reads it is not told; character references suit every one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/markdown.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * "The maximum message length is 7439 bytes."  Kept for all of the body: what
 * else is counted is not told.
 */
#define WEBEX_MAX_BYTES 7439

/*
 * Clients make links of addresses that they see.  A zero-width space ends
 * those with a slash and those of mail, and mentions as well.
 */
static char *
shown(const char *text)
{
	return markdown_text(text, "@/");
}

/* Bold is the badge alone: foreign text may end where bold can't. */
static void
write_headline(FILE *f, const struct message *m, unsigned max_points)
{
	char *badge = headline_badge(m);
	char *head = headline_text(m, max_points);
	char *safe = shown(head);

	fprintf(f, "**%s:** %s\n", badge, safe);
	free(safe);
	free(head);
	free(badge);
}

static void
write_fact(FILE *f, const struct fact *fact)
{
	char *value = shown(fact->value), *link;

	fprintf(f, "\n- **%s:** %s", fact->label, value);
	free(value);
	if (fact->link == NULL)
		return;
	link = markdown_link(fact->title, fact->link);
	fprintf(f, " \u2013 %s", link);
	free(link);
}

static void
write_all(FILE *f, const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct facts facts = {0};
	char *foot, *safe;
	unsigned i;

	write_headline(f, m, limits->max[FACT_NAME]);
	if (headline_note(m) != NULL)
		fprintf(f, "\n%s\n", headline_note(m));
	facts_build(m, detail, limits, &facts);
	for (i = 0; i < facts.count; i++)
		write_fact(f, &facts.fact[i]);
	facts_clear(&facts);
	foot = headline_footer(m, limits->max[FACT_NAME]);
	safe = shown(foot);
	fprintf(f, "\n\n%s", safe);
	if (m->possible_repeat)
		fprintf(f, "\n\n**%s**", HEADLINE_REPEAT);
	free(safe);
	free(foot);
}

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *body = xjson_object();
	char *text = NULL;
	size_t bytes = 0;
	FILE *f = xmemstream(&text, &bytes);

	write_all(f, m, detail, limits);
	xmemstream_close(f);
	xjson_add_string(body, "markdown", text);
	free(text);
	return body;
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = fit_bytes,
	    .max = WEBEX_MAX_BYTES,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

/*
 * Errors are sentences; the word beside them is what Cisco's support asks for.
 * When to come back stands in a header only.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);

	answer_none(detail);
	answer_member(o, "trackingId", detail->code);
	json_object_put(o);
	/* "Temporarily unavailable", with a Retry-After: not WebDAV's. */
	return status == 423 ? ANSWER_RETRY : answer_by_status(status);
}

#define INCOMING "^/v1/webhooks/incoming/[A-Za-z0-9_=-]+/?$"

static const char why_old[] =
    "The host api.ciscospark.com is the former name of webexapis.com and may "
    "stop answering: put webexapis.com in its place, the rest of the URL "
    "stays.";

static const struct url_form forms[] = {
    {"webexapis.com", INCOMING, NULL, URL_OK, NULL},
    /* Webex for Government. */
    {"api-usgov.webex.com", INCOMING, NULL, URL_OK, NULL},
    {"api.ciscospark.com", INCOMING, NULL, URL_WARN, why_old},
};

static const char *const steps[] = {
    "Open apphub.webex.com, look for Incoming Webhooks by Webex, press "
    "Connect and sign in.",
    "Further down on the same page, give the webhook a name, choose the "
    "space and press Add.",
    "Copy the Webhook URL that is shown.",
    NULL,
};
static const struct app_help help[] = {
    {"For a space", steps,
	"The webhook belongs to whoever made it, and ends when that person "
	"leaves the space or the organisation. Where Incoming Webhooks can't "
	"be connected, an administrator has to allow it in Control Hub."},
    {NULL, NULL, NULL},
};

extern const struct app app_webex;

const struct app app_webex = {
    .name = "webex",
    .label = "Webex",
    .icon = "message-2",
    .hue = "teal",
    .content_type = "application/json",
    /* No figure is published; it answers 429 with when to come back. */
    .pace = {60, 5},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong = "Destination URL is not that of a Webex incoming webhook. A "
		 "right one looks like https://webexapis.com/v1/webhooks/"
		 "incoming/...",
    .url_hint = "Paste the Webhook URL that Webex shows.",
    .help = help,
    .format = format,
    .classify = classify,
};
