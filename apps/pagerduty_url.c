/*
 * pagerduty_url.c - PagerDuty's two addresses and its integration keys, and
 * how to get one.
 */
#include <stddef.h>

#include "apps/pagerduty.h"

/* The other APIs of these hosts take other bodies, and say so by 400. */
#define OTHER "^/(v2/change/enqueue|generic/.*|integration/.*|x-ere/.*)$"

static const char why_other[] =
    "Destination URL is that of another PagerDuty API (change events, Events "
    "API v1 or an orchestration). Use the Events API v2: leave Destination URL "
    "empty, or enter https://events.pagerduty.com/v2/enqueue.";

#define ENQUEUE(host) \
	{ \
		host, "^/v2/enqueue$", NULL, URL_OK, NULL \
	}
#define REFUSED(host) \
	{ \
		host, OTHER, NULL, URL_REFUSED, why_other \
	}

const struct url_form pagerduty_forms[PAGERDUTY_FORMS] = {
    ENQUEUE("events.pagerduty.com"),
    ENQUEUE("events.eu.pagerduty.com"),
    REFUSED("events.pagerduty.com"),
    REFUSED("events.eu.pagerduty.com"),
};

const char pagerduty_url_wrong[] =
    "Destination URL is not that of PagerDuty's Events API v2. It is "
    "https://events.pagerduty.com/v2/enqueue, in the EU service region "
    "https://events.eu.pagerduty.com/v2/enqueue.";

/* The API itself says: 32 characters, alphanumeric. */
const struct app_secret pagerduty_secret = {
    .label = "Integration key",
    .hint = "Of an Events API v2 integration: 32 letters and digits.",
    .pattern = "^[A-Za-z0-9]{32}$",
    .why = "Integration key must be 32 letters and digits: that of an "
	   "integration of the type Events API v2. A REST API key, which is "
	   "shorter, sends no events.",
};

static const char *const service[] = {
    "In PagerDuty, open Services, then Service Directory, and choose the "
    "service that is to be alerted.",
    "On its Integrations tab, press Add an integration (or Add another "
    "integration), choose Events API V2 and press Add.",
    "Open the new integration in the list, copy its Integration Key and paste "
    "it here.",
    "Leave Destination URL empty, unless your PagerDuty is at "
    "eu.pagerduty.com: then enter https://events.eu.pagerduty.com/v2/enqueue.",
    NULL,
};
static const char *const orchestration[] = {
    "Open Automation, then Event Orchestration, and choose the global "
    "orchestration.",
    "On its Integrations tab, copy the Integration Key and paste it here.",
    NULL,
};
static const char *const incidents[] = {
    "Each alert about a host or an account opens an incident of its own, "
    "which someone resolves by hand.",
    "A system check that reports a problem opens one; once the check is back "
    "to normal, Tocsin resolves it.",
    "A test alert opens one of the lowest severity (info), which someone "
    "resolves by hand.",
    NULL,
};

const struct app_help pagerduty_help[] = {
    {"For a service", service, NULL},
    {"For an event orchestration", orchestration,
	"Its rules decide which service is alerted, if any: Tocsin can't see "
	"that an event matched none."},
    {"What opens and what resolves", incidents, NULL},
    {NULL, NULL, NULL},
};
