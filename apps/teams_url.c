/*
 * teams_url.c - which URLs start a Teams workflow, and how to get one.
 *
 * Microsoft changed the form of these URLs in August 2025 and again in June
 * 2026: hosts are a table here, and the operator's configuration can add to
 * it.
 */
#include <stddef.h>

#include "apps/teams.h"

/* Nothing is decoded: an encoded slash or letter is none of Microsoft's. */
#define INVOKE \
	"/workflows/[A-Za-z0-9_-]+/triggers/[A-Za-z0-9_-]+/paths/invoke/?$"
#define LOGIC "^" INVOKE
#define ENVIRONMENT "^/powerautomate/automations/direct(/cu/[0-9]+)?" INVOKE

/* Every text is a constant, so that none can repeat a URL. */
static const char why_retired[] =
    "Destination URL is an Office 365 connector, which Microsoft retired in "
    "May 2026. In Teams, open Workflows at the channel or chat, choose the "
    "template that posts when a webhook request is received, and paste the "
    "URL it shows.";
static const char why_moved[] =
    "Power Automate stopped its flows at logic.azure.com on 30 November "
    "2025. Keep this URL only if it starts a stand-alone Logic App; else open "
    "the workflow and copy the URL that it shows now.";

#define RETIRED(host) \
	{ \
		host, NULL, NULL, URL_REFUSED, why_retired \
	}
#define FLOW(host, path) \
	{ \
		host, path, "sig", URL_OK, NULL \
	}

const struct url_form teams_forms[TEAMS_FORMS] = {
    /* Office 365 connectors; tenants had a label of their own before one. */
    RETIRED("webhook.office.com"),
    RETIRED(".webhook.office.com"),
    RETIRED("outlook.office.com"),
    RETIRED("outlook.office365.com"),
    /* Environments: commercial, GCC, GCC High, DoD, China. */
    FLOW(".environment.api.powerplatform.com", ENVIRONMENT),
    FLOW(".environment.api.gov.powerplatform.microsoft.us", ENVIRONMENT),
    FLOW(".environment.api.high.powerplatform.microsoft.us", ENVIRONMENT),
    FLOW(".environment.api.appsplatform.us", ENVIRONMENT),
    FLOW(".environment.api.powerplatform.partner.microsoftonline.cn",
	ENVIRONMENT),
    /* Logic Apps; the sovereign clouds did not take part in the move. */
    {".logic.azure.com", LOGIC, "sig", URL_WARN, why_moved},
    FLOW(".logic.azure.us", LOGIC),
    FLOW(".logic.azure.cn", LOGIC),
};

const char teams_url_cut[] =
    "Destination URL holds no signature (sig): anyone in the tenant may "
    "start the flow, Tocsin may not. Set Who can trigger the flow to Anyone, "
    "save, and copy the URL again, to its very end.";
const char teams_url_wrong[] =
    "Destination URL is not that of a Teams workflow. A right one looks like "
    "https://default....environment.api.powerplatform.com/powerautomate/"
    "automations/direct/workflows/.../triggers/manual/paths/invoke?..."
    "&sig=...";

static const char *const channel[] = {
    "In Teams, open More options (\u2022\u2022\u2022) beside the channel and "
    "choose Workflows.",
    "Choose the template \u201cSend webhook alerts to a channel\u201d. It may "
    "be called \u201cPost to a channel when a webhook request is "
    "received\u201d.",
    "Sign in, choose team and channel, and press Add workflow.",
    "Copy the URL at once, all of it, and paste it here.",
    NULL,
};
static const char *const chat[] = {
    "In Teams, open More options (\u2022\u2022\u2022) in the chat and choose "
    "Workflows.",
    "Choose \u201cSend webhook alerts to a chat\u201d, sign in, choose the "
    "chat and press Add workflow.",
    "Copy the URL at once, all of it, and paste it here.",
    NULL,
};
static const char *const refused[] = {
    "In the workflow, Who can trigger the flow has to be Anyone. Copy the URL "
    "again afterwards.",
    "URLs of the retired Office 365 connectors (webhook.office.com) no longer "
    "work: make a workflow instead.",
    NULL,
};

const struct app_help teams_help[] = {
    {"For a channel", channel,
	"Where Channel Moderation is on, also turn on Allow bots to submit "
	"channel messages in the channel's settings; else Teams accepts the "
	"alert and never shows it."},
    {"For a chat", chat, NULL},
    {"If the URL is refused", refused, NULL},
    {NULL, NULL, NULL},
};
