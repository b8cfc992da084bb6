/*
 * slack_body.c - an alert as Block Kit.
 *
 * Whoever names a host may choose any text, and mrkdwn reads <!channel>, links,
 * emphasis and :emoji: in it.  So there is none: foreign text stands in
 * plain_text or in the text elements of rich_text, which read no markup and
 * make no links, and neither wants entities in the place of & < >.
 *
 * What has to be seen stands in blocks of the message: clients hide what is in
 * an attachment behind "Show more".  The attachment is there for its coloured
 * bar, which blocks have none of; and only where there are blocks beside it is
 * `text` not shown as a part of the message.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/escape.h"
#include "apps/facts.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/slack.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * All blocks together may have some 13,000 characters; nobody tells how those
 * are counted, only that each element weighs more than its text.  A message
 * that is over is refused, so keep far away.
 */
#define BODY_MAX 9000

#define HEADER_MAX 150

/* Longest names in a header to try first; six points fit whatever they are. */
#define HEADER_NAME_POINTS 96
#define HEADER_NAME_LEAST 6

/* emoji false: ":fire:" stays what it is. */
static struct json_object *
plain_text(const char *text)
{
	struct json_object *o = slack_typed("plain_text");

	xjson_add_string(o, "text", text);
	xjson_add(o, "emoji", xjson_boolean(false));
	return o;
}

/* Names are cut, so that what happened is still said behind them. */
static char *
header_text(const struct message *m)
{
	char *badge = headline_badge(m), *head, *text = NULL;
	unsigned points = HEADER_NAME_POINTS;

	for (;; points /= 2) {
		free(text);
		head = headline_text(m, points);
		text = xasprintf("%s: %s", badge, head);
		free(head);
		if (slack_weight(text) <= HEADER_MAX ||
		    points <= HEADER_NAME_LEAST)
			break;
	}
	free(badge);
	return text;
}

static struct json_object *
header(const struct message *m)
{
	struct json_object *o = slack_typed("header");
	char *text = header_text(m);

	xjson_add(o, "text", plain_text(text));
	free(text);
	return o;
}

/*
 * The bar, and the id by which the alert is found in the delivery log.  Only
 * colours by number are shown beside blocks, and no other member is allowed
 * there.
 */
static struct json_object *
bar(const struct message *m, unsigned max_points)
{
	static const char *const colors[] = {
	    [TONE_INFO] = "#2F6FBF",
	    [TONE_GOOD] = "#2E9E5B",
	    [TONE_WARNING] = "#E0A100",
	    [TONE_ATTENTION] = "#D03B3B",
	};
	struct json_object *o = xjson_object();
	struct json_object *context = slack_typed("context"), *elements;
	char *text = headline_footer(m, max_points);

	xjson_add_string(o, "color", colors[headline_of(m).tone]);
	elements = xjson_add_array(context, "elements");
	xjson_append(elements, plain_text(text));
	if (m->possible_repeat)
		xjson_append(elements, plain_text(HEADLINE_REPEAT));
	xjson_append(xjson_add_array(o, "blocks"), context);
	free(text);
	return o;
}

/*
 * For notifications, and clients that can't show blocks.  It is mrkdwn; the
 * plain headline has nothing that could mean something there, and what it may
 * ever have is escaped.
 */
static struct json_object *
fallback(const struct message *m)
{
	char *text = headline_summary(m);
	char *safe = escape_angles(text);
	struct json_object *o = xjson_string(safe);

	free(safe);
	free(text);
	return o;
}

/*
 * Slack would fetch the first links of a message to show what they lead to:
 * none of its business.
 */
static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *body = xjson_object(), *blocks;
	struct facts facts = {0};

	facts_build(m, detail, limits, &facts);
	xjson_add(body, "text", fallback(m));
	xjson_add(body, "unfurl_links", xjson_boolean(false));
	xjson_add(body, "unfurl_media", xjson_boolean(false));
	blocks = xjson_add_array(body, "blocks");
	xjson_append(blocks, header(m));
	if (headline_note(m) != NULL)
		slack_note(blocks, headline_note(m));
	slack_facts(blocks, &facts);
	xjson_append(xjson_add_array(body, "attachments"),
	    bar(m, limits->max[FACT_NAME]));
	facts_clear(&facts);
	return body;
}

static size_t
body_weight(struct json_object *body)
{
	return slack_weight(fit_sent(body));
}

char *
slack_format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = body_weight,
	    .max = BODY_MAX,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}
