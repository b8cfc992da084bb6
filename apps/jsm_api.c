/*
 * jsm_api.c - how Jira Service Management and Opsgenie are spoken to: their
 * addresses, keys and answers.
 */
#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/incident.h"
#include "apps/jsm.h"
#include "core/xmalloc.h"

static const char why_opsgenie[] =
    "Opsgenie ends on 5 April 2027. Move to Jira Service Management before "
    "then, make an API integration there, and replace both Destination URL and "
    "API key.";
static const char why_rest[] =
    "Destination URL is that of Jira's REST API, which takes an account's "
    "token. Leave Destination URL empty and enter the API key of an "
    "integration.";

const struct url_form jsm_forms[JSM_FORMS] = {
    {"api.atlassian.com", "^/jsm/ops/integration/v2/alerts$", NULL, URL_OK,
	NULL},
    {"api.atlassian.com", "^/(jsm/ops/api|ex/jira)/", NULL, URL_REFUSED,
	why_rest},
    {"api.opsgenie.com", "^/v2/alerts$", NULL, URL_WARN, why_opsgenie},
    {"api.eu.opsgenie.com", "^/v2/alerts$", NULL, URL_WARN, why_opsgenie},
};

const char jsm_url_wrong[] =
    "Destination URL is not where Jira Service Management takes alerts. It is "
    "https://api.atlassian.com/jsm/ops/integration/v2/alerts, without a slash "
    "at its end.";

/*
 * Keys look like UUIDs and not all of them are.  What must be told apart is an
 * account's token: it is far longer and holds other characters.
 */
const struct app_secret jsm_secret = {
    .label = "API key",
    .hint = "Of an API integration: letters, digits and hyphens.",
    .pattern = "^[A-Za-z0-9-]{32,64}$",
    .why = "API key must be that of an API integration: 32 to 64 letters, "
	   "digits and hyphens. An Atlassian account's API token opens no "
	   "alerts.",
};

static const char *const integration[] = {
    "In Jira Service Management, open the operations page of the team that is "
    "to be alerted, and there Integrations.",
    "Press Add integration, choose API, name it Tocsin and press Continue.",
    "Under Steps to configure the integration, copy the API key and paste it "
    "here.",
    "Press Turn on integration.",
    "Leave Destination URL empty.",
    NULL,
};
static const char *const opsgenie[] = {
    "Opsgenie ends on 5 April 2027: use it only until you have moved.",
    "In Opsgenie, open Teams, choose the team, open Integrations, press Add "
    "integration and choose API.",
    "Copy the API key, turn the integration on, and paste the key here. A key "
    "from API key management opens no alerts.",
    "Enter https://api.opsgenie.com/v2/alerts as Destination URL, in the EU "
    "https://api.eu.opsgenie.com/v2/alerts.",
    NULL,
};
static const char *const incidents[] = {
    "Each alert about a host or an account opens an alert of its own, which "
    "someone closes by hand.",
    "A system check that reports a problem opens one; once the check is back "
    "to normal, Tocsin closes it.",
    "A test alert opens one of the lowest priority (P5), which someone closes "
    "by hand.",
    NULL,
};

const struct app_help jsm_help[] = {
    {"For a team", integration,
	"Its rules decide whether an alert is made: Tocsin is told only that "
	"the request was taken."},
    {"With Opsgenie", opsgenie, NULL},
    {"What opens and what closes", incidents, NULL},
    {NULL, NULL, NULL},
};

/* An alert is closed by its alias, at an address of its own. */
char *
jsm_suffix(const struct message *m)
{
	char key[INCIDENT_KEY_BYTES];

	if (!incident_over(m))
		return NULL;
	return xasprintf(
	    "/%s/close?identifierType=alias", incident_key(m, key));
}

unsigned
jsm_headers(const struct app_sending *s, char *out[APP_HEADERS_MAX])
{
	out[0] = xasprintf("Authorization: GenieKey %s", s->secret);
	return 1;
}

/*
 * What was taken is only queued there: the request's id finds what became of
 * it in the integration's logs.  Errors may have a number finer than the
 * status, 40301 for a key that opens no alerts.
 */
enum answer
jsm_classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);

	answer_none(detail);
	if (status >= 200 && status < 300)
		answer_member(o, "requestId", detail->code);
	else
		answer_number(o, "code", detail->code);
	json_object_put(o);
	/* The plan does not include what the key asks for. */
	return status == 402 ? ANSWER_BROKEN : answer_by_status(status);
}
