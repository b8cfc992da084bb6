/*
 * apps.c - the list of destination apps, in the order of the pages.
 */
#include <string.h>

#include "apps/app.h"

/* A new app is one line here and one file beside this one. */
/* clang-format off */
#define APPS \
	APP(teams) \
	APP(slack) \
	APP(discord) \
	APP(googlechat) \
	APP(jsm) \
	APP(mattermost) \
	APP(pagerduty) \
	APP(rocketchat) \
	APP(splunk) \
	APP(webex) \
	APP(webhook)
/* clang-format on */

#define APP(name) extern const struct app app_##name;
APPS
#undef APP

#define APP(name) &app_##name,
    static const struct app *const apps[] = {APPS NULL};

const struct app *
app_find(const char *name)
{
	unsigned i;

	for (i = 0; apps[i] != NULL; i++)
		if (strcmp(apps[i]->name, name) == 0)
			return apps[i];
	return NULL;
}

const struct app *
app_at(unsigned i)
{
	return i < sizeof(apps) / sizeof(apps[0]) ? apps[i] : NULL;
}
