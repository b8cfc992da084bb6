/*
 * splunk_api.c - how a HTTP Event Collector is spoken to: its addresses, tokens
 * and answers.
 */
#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/splunk.h"
#include "core/xmalloc.h"

static const char why_other[] =
    "Destination URL takes no alerts: raw text, acknowledgements and health "
    "have addresses of their own. Let it end in /services/collector/event.";

/* Any name: people run it themselves, and Splunk Cloud's names vary. */
const struct url_form splunk_forms[SPLUNK_FORMS] = {
    {NULL, "^/services/collector(/event(/1\\.0)?)?$", NULL, URL_OK, NULL},
    {NULL, "^/services/collector/", NULL, URL_REFUSED, why_other},
};

const char splunk_url_wrong[] =
    "Destination URL is not that of a HTTP Event Collector. A right one looks "
    "like https://splunk.example.com:8088/services/collector/event.";

const struct app_secret splunk_secret = {
    .label = "Token",
    .hint = "Of a HTTP Event Collector input, as "
	    "12345678-abcd-1234-abcd-1234567890ab.",
    .pattern = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
    .why = "Token must be the Token Value of a HTTP Event Collector input: 32 "
	   "hexadecimal digits in five groups, without the word Splunk.",
};

static const char *const enterprise[] = {
    "In Splunk Web, open Settings, Data inputs, HTTP Event Collector. Under "
    "Global Settings, All Tokens has to be Enabled and Enable SSL ticked.",
    "Press New Token, name it tocsin, leave Enable indexer acknowledgement "
    "off, and press Next.",
    "Choose the index that alerts go to, press Review, then Submit, and paste "
    "the Token Value here.",
    "Enter https://HOST:8088/services/collector/event, with the name of your "
    "Splunk for HOST.",
    NULL,
};
static const char *const cloud[] = {
    "Open Settings, Data inputs, HTTP Event Collector, press New Token, name "
    "it tocsin, choose the index and press Submit.",
    "Paste the Token Value here.",
    "Enter https://http-inputs-STACK.splunkcloud.com/services/collector/event, "
    "with the name of your deployment for STACK.",
    NULL,
};
static const char *const search[] = {
    "Alerts have the source type tocsin:alert: search for "
    "sourcetype=\"tocsin:alert\".",
    "Fields are, among others, kind, grade, entity_name, urgency, threat, "
    "certainty, check, device, status, alert_id and link.",
    NULL,
};

const struct app_help splunk_help[] = {
    {"For Splunk Enterprise", enterprise,
	"Its certificate has to be one that this machine trusts."},
    {"For Splunk Cloud Platform", cloud, NULL},
    {"To find alerts", search, NULL},
    {NULL, NULL, NULL},
};

unsigned
splunk_headers(const struct app_sending *s, char *out[APP_HEADERS_MAX])
{
	out[0] = xasprintf("Authorization: Splunk %s", s->secret);
	return 1;
}

/*
 * By the code in the body, where the status says less: 400 is both an event
 * that is refused (5, 6, 12, 13, 15) and a token that takes none of ours.
 */
static const struct answer_rule known[] = {
    {400, "7", ANSWER_BROKEN},  /* the token's index is not there */
    {400, "10", ANSWER_BROKEN}, /* acknowledgement is on: no channel */
    {400, "11", ANSWER_BROKEN}, /* the same, a bad one */
    {400, "14", ANSWER_BROKEN}, /* the address of acknowledgements */
    {400, "16", ANSWER_BROKEN}, /* a token in the URL */
    {400, "21", ANSWER_BROKEN}, /* the token is unknown, */
    {400, "22", ANSWER_BROKEN}, /* or disabled */
};

/*
 * Every collector says "code":0 when it took an event.  What says 2xx without
 * it may be anything that answers at that address.
 */
enum answer
splunk_classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);

	answer_none(detail);
	answer_number(o, "code", detail->code);
	json_object_put(o);
	if (status >= 200 && status < 300) {
		if (detail->code[0] == '\0')
			return ANSWER_UNCERTAIN;
		return detail->code[0] == '0' ? ANSWER_ACCEPTED
					      : ANSWER_REFUSED;
	}
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}
