/*
 * teams_url.c - which URLs start a Teams workflow.
 *
 * Microsoft changed the form of these URLs in August 2025 and again in June
 * 2026: hosts are a table here, and the operator's configuration can add to
 * it.  The URL is only judged, never rebuilt; it is sent as typed.
 */
#include <stdio.h>
#include <string.h>

#include "apps/teams.h"
#include "core/url.h"

/* The two forms of path. */
enum form {
	FORM_LOGIC = 1,       /* /workflows/... */
	FORM_ENVIRONMENT = 2, /* /powerautomate/automations/direct/... */
	FORM_ANY = FORM_LOGIC | FORM_ENVIRONMENT
};

struct endpoint {
	const char *suffix;
	enum form form;
	enum url_verdict verdict;
};

static const struct endpoint endpoints[] = {
    /* Environments: commercial, GCC, GCC High, DoD, China. */
    {".environment.api.powerplatform.com", FORM_ENVIRONMENT, URL_OK},
    {".environment.api.gov.powerplatform.microsoft.us", FORM_ENVIRONMENT,
	URL_OK},
    {".environment.api.high.powerplatform.microsoft.us", FORM_ENVIRONMENT,
	URL_OK},
    {".environment.api.appsplatform.us", FORM_ENVIRONMENT, URL_OK},
    {".environment.api.powerplatform.partner.microsoftonline.cn",
	FORM_ENVIRONMENT, URL_OK},
    /* Logic Apps; the sovereign clouds did not take part in the move. */
    {".logic.azure.com", FORM_LOGIC, URL_WARN},
    {".logic.azure.us", FORM_LOGIC, URL_OK},
    {".logic.azure.cn", FORM_LOGIC, URL_OK},
};

/* Office 365 connectors, switched off by Microsoft in May 2026. */
static const char *const retired[] = {
    "webhook.office.com",
    "outlook.office.com",
    "outlook.office365.com",
};

/* Every text is a constant, so that none can repeat a URL. */
static const char why_retired[] =
    "Destination URL is an Office 365 connector, which Microsoft retired in "
    "May 2026. In Teams, open Workflows at the channel or chat, choose the "
    "template that posts when a webhook request is received, and paste the "
    "URL it shows.";
static const char why_no_sig[] =
    "Destination URL holds no signature (sig): anyone in the tenant may "
    "start the flow, Tocsin may not. Set Who can trigger the flow to Anyone, "
    "save, and copy the URL again, to its very end.";
static const char why_other[] =
    "Destination URL is not that of a Teams workflow. A right one looks like "
    "https://default....environment.api.powerplatform.com/powerautomate/"
    "automations/direct/workflows/.../triggers/manual/paths/invoke?..."
    "&sig=...";
static const char why_moved[] =
    "Power Automate stopped its flows at logic.azure.com on 30 November "
    "2025. Keep this URL only if it starts a stand-alone Logic App; else open "
    "the workflow and copy the URL that it shows now.";

/* Past word if p starts with it, else NULL; a NULL p stays NULL. */
static const char *
past(const char *p, const char *word)
{
	size_t len = strlen(word);

	return p != NULL && strncmp(p, word, len) == 0 ? p + len : NULL;
}

/* Past one or more bytes out of set, else NULL. */
static const char *
past_any(const char *p, const char *set)
{
	size_t len = p == NULL ? 0 : strspn(p, set);

	return len > 0 ? p + len : NULL;
}

/*
 * The form that a path has, 0 if it starts no flow.  Nothing is decoded: an
 * encoded slash or letter is none of Microsoft's.
 */
static unsigned
path_form(const char *path)
{
	static const char id[] = "abcdefghijklmnopqrstuvwxyz0123456789_-"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *p = past(path, "/powerautomate/automations/direct");
	unsigned form = p == NULL ? FORM_LOGIC : FORM_ENVIRONMENT;
	const char *unit = past(p, "/cu/");

	if (p == NULL)
		p = path;
	if (unit != NULL)
		p = past_any(unit, "0123456789");
	p = past_any(past(p, "/workflows/"), id);
	p = past_any(past(p, "/triggers/"), id);
	p = past(p, "/paths/invoke");
	if (p != NULL && *p == '/')
		p++;
	return p != NULL && *p == '\0' ? form : 0;
}

/* Tenants had a label of their own before the first of these. */
static bool
is_retired(const char *host)
{
	char suffix[64];
	size_t i;

	for (i = 0; i < sizeof(retired) / sizeof(retired[0]); i++) {
		snprintf(suffix, sizeof(suffix), ".%s", retired[i]);
		if (strcmp(host, retired[i]) == 0 ||
		    url_host_under(host, suffix))
			return true;
	}
	return false;
}

/* The endpoint that a host belongs to; form 0 if it is none. */
static struct endpoint
find(const char *host, const char *const *suffixes)
{
	struct endpoint operators = {NULL, FORM_ANY, URL_OK};
	struct endpoint none = {NULL, 0, URL_REFUSED};
	size_t i;

	for (i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
		if (url_host_under(host, endpoints[i].suffix))
			return endpoints[i];
	for (; suffixes != NULL && *suffixes != NULL; suffixes++)
		if (url_host_under(host, *suffixes))
			return operators;
	return none;
}

/*
 * In this order, so that the reason is the most useful one: a retired
 * connector has no right path, and a URL of another product no signature.
 */
static enum url_verdict
judge(const struct url *u, const char *const *suffixes, const char **why)
{
	struct endpoint at = find(u->host, suffixes);

	*why = why_retired;
	if (is_retired(u->host))
		return URL_REFUSED;
	*why = why_other;
	if ((path_form(u->path) & at.form) == 0)
		return URL_REFUSED;
	*why = why_no_sig;
	if (!url_query_has(u->query, "sig"))
		return URL_REFUSED;
	*why = at.verdict == URL_WARN ? why_moved : "";
	return at.verdict;
}

void
teams_recognise(
    const char *url, const char *const *suffixes, struct url_judgement *out)
{
	struct url u;
	enum url_fault fault = url_parse(url, &u);
	const char *why = url_fault_text(fault);

	out->verdict = URL_REFUSED;
	if (fault == URL_FAULT_NONE)
		out->verdict = judge(&u, suffixes, &why);
	snprintf(out->host, sizeof(out->host), "%s", u.host);
	snprintf(out->why, sizeof(out->why), "%s", why);
	url_clear(&u);
}
