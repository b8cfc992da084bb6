/*
 * teams.c - Microsoft Teams by a workflow: the app itself, the envelope, and
 * the card's size.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/facts.h"
#include "apps/teams.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* What a card is cut down to if need be, in this order. */
static const struct fact_limits least = {
    {[FACT_DETECTIONS] = 0, [FACT_TEXT] = 40, [FACT_NAME] = 20}};

size_t
teams_card_bytes(struct json_object *card)
{
	const char *p = xjson_text(
	    card, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	size_t n = 2;

	/* JSON text has no control bytes left to escape. */
	for (; *p != '\0'; p++)
		n += *p == '"' || *p == '\\' ? 2 : 1;
	return n;
}

/* The card within limits, or NULL if it is too long. */
static struct json_object *
try(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits, size_t max_bytes)
{
	struct json_object *card = teams_build(m, detail, limits);

	if (teams_card_bytes(card) <= max_bytes)
		return card;
	json_object_put(card);
	return NULL;
}

/*
 * Lower one limit just as far as needed, by halving; its least value if even
 * that is too long.
 */
static struct json_object *
lower(const struct message *m, struct json_object *detail,
    struct fact_limits *limits, enum fact_limit which, size_t max_bytes)
{
	unsigned low = least.max[which], high = limits->max[which];
	struct json_object *best, *card;

	limits->max[which] = low;
	best = try(m, detail, limits, max_bytes);
	/* From here on low fits and high does not. */
	while (best != NULL && high - low > 1) {
		limits->max[which] = low + (high - low) / 2;
		card = try(m, detail, limits, max_bytes);
		if (card == NULL) {
			high = limits->max[which];
			continue;
		}
		low = limits->max[which];
		json_object_put(best);
		best = card;
	}
	return best;
}

struct json_object *
teams_card(const struct message *m, size_t max_bytes)
{
	struct json_object *detail = facts_detail(m);
	struct fact_limits limits = {{
	    [FACT_DETECTIONS] = facts_detections(detail),
	    [FACT_TEXT] = FACT_TEXT_POINTS,
	    [FACT_NAME] = FACT_NAME_POINTS,
	}};
	struct json_object *card = try(m, detail, &limits, max_bytes);
	enum fact_limit which = 0;

	for (; card == NULL && which < FACT_LIMIT__MAX; which++)
		card = lower(m, detail, &limits, which, max_bytes);
	if (card == NULL)
		card = teams_build(m, detail, &least);
	json_object_put(detail);
	return card;
}

/*
 * The toast's text.  No card shows it, and what reads it is up to the flow:
 * so it tells nothing that could be markup.
 */
static struct json_object *
summary(struct json_object *card)
{
	return json_object_get(json_object_object_get(card, "fallbackText"));
}

/*
 * The workflow's template walks over attachments; a request without them is
 * accepted all the same and fails later, unseen.
 */
static char *
format(const struct message *m, size_t *len)
{
	struct json_object *card = teams_card(m, TEAMS_CARD_MAX_BYTES);
	struct json_object *body = xjson_object();
	struct json_object *attachment = xjson_object();
	struct json_object *list = xjson_array();
	const char *text;
	char *copy;

	xjson_add(body, "type", xjson_string("message"));
	xjson_add(body, "summary", summary(card));
	xjson_add(attachment, "contentType",
	    xjson_string("application/vnd.microsoft.card.adaptive"));
	xjson_add(attachment, "contentUrl", NULL);
	xjson_add(attachment, "content", card);
	xjson_append(list, attachment);
	xjson_add(body, "attachments", list);
	text = xjson_text_length(
	    body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, len);
	copy = xstrdup(text);
	json_object_put(body);
	return copy;
}

extern const struct app app_teams;

const struct app app_teams = {
    .name = "teams",
    .label = "Microsoft Teams",
    .content_type = "application/json",
    /*
     * A flow's posting step: 60 a minute for its owner, 3 a second for a
     * channel; what is above that fails unseen, after the endpoint took it.
     */
    .pace = {60, 3},
    .hosts_listed = true,
    .recognise = teams_recognise,
    .format = format,
    .classify = teams_classify,
};
