/*
 * teams.c - Microsoft Teams by a workflow: the app itself, the envelope, and
 * the card's size.
 */
#include <json-c/json.h>

#include "apps/fit.h"
#include "apps/teams.h"
#include "core/xjson.h"

size_t
teams_card_bytes(struct json_object *card)
{
	const char *p = fit_sent(card);
	size_t n = 2;

	/* JSON text has no control bytes left to escape. */
	for (; *p != '\0'; p++)
		n += *p == '"' || *p == '\\' ? 2 : 1;
	return n;
}

struct json_object *
teams_card(const struct message *m, size_t max_bytes)
{
	struct fit fit = {
	    .build = teams_build,
	    .length = teams_card_bytes,
	    .max = max_bytes,
	    .most = FACTS_MOST,
	};

	return fit_body(&fit, m);
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

	xjson_add_string(body, "type", "message");
	xjson_add(body, "summary", summary(card));
	xjson_add_string(attachment, "contentType",
	    "application/vnd.microsoft.card.adaptive");
	xjson_add(attachment, "contentUrl", NULL);
	xjson_add(attachment, "content", card);
	xjson_append(list, attachment);
	xjson_add(body, "attachments", list);
	return fit_text(body, len);
}

extern const struct app app_teams;

const struct app app_teams = {
    .name = "teams",
    .label = "Microsoft Teams",
    .icon = "brand-teams",
    .hue = "violet",
    .content_type = "application/json",
    /*
     * A flow's posting step: 60 a minute for its owner, 3 a second for a
     * channel; what is above that fails unseen, after the endpoint took it.
     */
    .pace = {60, 3},
    .forms = teams_forms,
    .forms_count = TEAMS_FORMS,
    .url_wrong = teams_url_wrong,
    .url_cut = teams_url_cut,
    .url_hint = "Paste the whole URL that the workflow shows.",
    .help = teams_help,
    .format = format,
    .classify = teams_classify,
};
