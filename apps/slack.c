/*
 * slack.c - Slack by incoming webhook: the app itself, which URLs are its own
 * and what its answers mean.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/slack.h"

/* GovSlack is a world of its own, with the same paths. */
#define SLACK "hooks.slack.com"
#define GOVSLACK "hooks.slack-gov.com"

/* Workspace, webhook and secret. */
#define WEBHOOK "^/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+/?$"

/* Every text is a constant, so that none can repeat a URL. */
static const char why_workflow[] =
    "Destination URL starts a workflow of Workflow Builder. That takes flat "
    "variables and would drop the alert. Make an incoming webhook instead: in "
    "an app of yours at api.slack.com/apps, open Incoming Webhooks, turn it "
    "on, press Add New Webhook and paste the URL that it shows.";
static const char why_cut[] =
    "Destination URL is not a whole webhook: three parts have to follow "
    "/services/. Copy it again, to its very end.";

static const struct url_form forms[] = {
    {SLACK, WEBHOOK, NULL, URL_OK, NULL},
    {GOVSLACK, WEBHOOK, NULL, URL_OK, NULL},
    {SLACK, "^/(workflows|triggers)/", NULL, URL_REFUSED, why_workflow},
    {GOVSLACK, "^/(workflows|triggers)/", NULL, URL_REFUSED, why_workflow},
    {SLACK, "^/services(/|$)", NULL, URL_REFUSED, why_cut},
    {GOVSLACK, "^/services(/|$)", NULL, URL_REFUSED, why_cut},
};

static const char *const webhook[] = {
    "Open api.slack.com/apps (GovSlack: api.slack-gov.com/apps), press Create "
    "New App, choose From scratch, name it and choose the workspace.",
    "In the app's settings, open Incoming Webhooks and turn on Activate "
    "Incoming Webhooks.",
    "Press Add New Webhook, choose the channel and press Allow.",
    "Under Webhook URLs, press Copy, and paste the URL here.",
    NULL,
};
static const char *const refused[] = {
    "URLs with /workflows/ or /triggers/ start a workflow of Workflow Builder, "
    "which can't show an alert: make an incoming webhook, as above.",
    "One webhook posts to one channel. For another channel, press Add New "
    "Webhook again.",
    NULL,
};

static const struct app_help help[] = {
    {"For a channel", webhook,
	"For a private channel, whoever presses Allow has to be a member of "
	"it. Where apps need approval, an admin of the workspace is asked "
	"first."},
    {"If the URL is refused", refused, NULL},
    {NULL, NULL, NULL},
};

/*
 * Slack's words, whatever the status: it was not always the same.  Those of
 * the message stand here for the case that they come with a 200.
 */
static const struct answer_rule known[] = {
    {0, "invalid_token", ANSWER_BROKEN},
    {0, "no_service", ANSWER_BROKEN},
    {0, "no_service_id", ANSWER_BROKEN},
    {0, "no_active_hooks", ANSWER_BROKEN},
    {0, "no_team", ANSWER_BROKEN},
    {0, "team_disabled", ANSWER_BROKEN},
    {0, "channel_not_found", ANSWER_BROKEN},
    {0, "channel_is_archived", ANSWER_BROKEN},
    /* Nobody is named in a message of ours: it is the webhook's own user. */
    {0, "user_not_found", ANSWER_BROKEN},
    {0, "action_prohibited", ANSWER_BROKEN},
    {0, "posting_to_general_channel_denied", ANSWER_BROKEN},
    {0, "rate_limited", ANSWER_RETRY},
    {0, "ratelimited", ANSWER_RETRY},
    {0, "rollup_error", ANSWER_RETRY},
    {0, "invalid_payload", ANSWER_REFUSED},
    {0, "invalid_blocks", ANSWER_REFUSED},
    {0, "invalid_blocks_format", ANSWER_REFUSED},
    {0, "invalid_attachments", ANSWER_REFUSED},
    {0, "too_many_attachments", ANSWER_REFUSED},
    {0, "msg_blocks_too_long", ANSWER_REFUSED},
    {0, "msg_too_long", ANSWER_REFUSED},
    {0, "no_text", ANSWER_REFUSED},
    {0, "missing_text_or_fallback_or_attachments", ANSWER_REFUSED},
};

/*
 * A word by itself, or {"ok":false,"error":"word","retry_after":1}.  Returns
 * whether it is the one word that says yes, by itself.
 */
static bool
read_answer(const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);
	bool object = json_object_is_type(o, json_type_object);

	answer_none(detail);
	if (object) {
		answer_member(o, "error", detail->code);
		detail->retry_after_ms = answer_retry_after(o);
	} else {
		answer_word(body, len, detail->code);
	}
	json_object_put(o);
	return !object && strcmp(detail->code, "ok") == 0;
}

/*
 * A 2xx without "ok" and without a word that is known is nothing that Slack
 * says of a webhook: a proxy's page, perhaps.  The message may be lost, so it
 * is sent again.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	bool ok = read_answer(body, len, detail);
	enum answer answer;

	/* Whatever they say besides, these pass. */
	if (status == 429 || status >= 500)
		return answer_by_status(status);
	answer = answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
	if (answer != ANSWER_ACCEPTED)
		return answer;
	if (status != 200 || !ok)
		return ANSWER_UNCERTAIN;
	detail->code[0] = '\0';
	return ANSWER_ACCEPTED;
}

extern const struct app app_slack;

const struct app app_slack = {
    .name = "slack",
    .label = "Slack",
    .icon = "brand-slack",
    .hue = "pink",
    .content_type = "application/json",
    /* Its own rule for webhooks: one a second, short bursts of more. */
    .pace = {60, 3},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong =
	"Destination URL is not that of a Slack incoming webhook. A right one "
	"looks like https://hooks.slack.com/services/T.../B.../...",
    .url_hint = "Paste the whole URL that Slack shows for the webhook.",
    .help = help,
    .format = slack_format,
    .classify = classify,
};
