/*
 * mattermost.c - Mattermost by an incoming webhook.
 *
 * Three parsers read a message: the web client's marked, the phones'
 * commonmark, and the server's, which decides who is notified.  They unescape
 * different sets by a backslash, and the web client looks for hashtags,
 * channels, emoji and addresses after that; character references suit all.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/attachments.h"
#include "apps/fit.h"
#include "apps/markdown.h"

/*
 * What one post holds.  Attachments may be longer, but are not read then; so
 * this is kept for all of the body.
 */
#define MATTERMOST_MAX_UNITS 16383

/*
 * The server decodes a reference and then finds "@all" in the text: only
 * something between the two ends a mention.
 */
static char *
shown(const char *text)
{
	return markdown_text(text, "@");
}

static const struct attachment_style style = {
    .shown = shown, .summary_above = false, .footer = true};

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	return attachments_build(&style, m, detail, limits);
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = attachments_units,
	    .max = MATTERMOST_MAX_UNITS,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

static const struct answer_rule known[] = {
    /* Incoming webhooks are switched off for the whole server. */
    {501, "web.incoming_webhook.disabled.app_error", ANSWER_BROKEN},
    /* There is no webhook of that id any more. */
    {400, "web.incoming_webhook.invalid.app_error", ANSWER_BROKEN},
    {400, "web.incoming_webhook.user.app_error", ANSWER_BROKEN},
    /* The channel is archived, or few may write there. */
    {0, "api.post.create_post.can_not_post_to_deleted.error", ANSWER_BROKEN},
    {0, "api.post.create_post.town_square_read_only", ANSWER_BROKEN},
};

/*
 * What was posted is answered by "ok".  Anything else in a 2xx, a page to log
 * in most often, comes from somebody in front of Mattermost or in its place.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o;
	char word[APP_CODE_BYTES];

	answer_none(detail);
	answer_word(body, len, word);
	if (status >= 200 && status < 300)
		return strcmp(word, "ok") == 0 ? ANSWER_ACCEPTED
					       : ANSWER_BROKEN;
	o = answer_parse(body, len);
	answer_member(o, "id", detail->code);
	json_object_put(o);
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}

/* Ids are 26 letters and digits; the server may stand below a path. */
static const struct url_form forms[] = {
    {NULL, "^(/[A-Za-z0-9._~-]+)*/hooks/[A-Za-z0-9]{26}$", NULL, URL_OK, NULL},
};

static const char *const steps[] = {
    "In Mattermost, open the product menu at the top left and choose "
    "Integrations, then Incoming Webhooks.",
    "Press Add Incoming Webhook, give it a title and choose the channel. "
    "Lock to this channel is worth choosing.",
    "Press Save and copy the URL that is shown.",
    NULL,
};
static const char *const missing[] = {
    "In the System Console, open Integrations, then Integration Management, "
    "and set Enable Incoming Webhooks to true.",
    "Whoever makes the webhook needs the permission to manage incoming "
    "webhooks.",
    NULL,
};
static const struct app_help help[] = {
    {"For a channel", steps,
	"The webhook posts in the name of whoever made it, and ends with that "
	"account's access to the channel."},
    {"If there is no Incoming Webhooks", missing, NULL},
    {NULL, NULL, NULL},
};

extern const struct app app_mattermost;

const struct app app_mattermost = {
    .name = "mattermost",
    .label = "Mattermost",
    .icon = "message-circle",
    .hue = "blue",
    .content_type = "application/json",
    /* Its own limiter, where it is switched on: 10 a second, 100 at once. */
    .pace = {600, 100},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong = "Destination URL is not that of a Mattermost incoming "
		 "webhook. A right one looks like https://your-server/hooks/"
		 "..., with 26 letters and digits at its end.",
    .url_hint = "Paste the URL that Mattermost shows for the webhook.",
    .own_host = true,
    .help = help,
    .format = format,
    .classify = classify,
};
