/*
 * apps.c - the list of destination apps.  A new app is one line here and one
 * file beside this one.
 */
#include <string.h>

#include "apps/app.h"

extern const struct app app_teams;
extern const struct app app_mattermost;
extern const struct app app_rocketchat;
extern const struct app app_webex;

static const struct app *const apps[] = {
    &app_teams,
    &app_mattermost,
    &app_rocketchat,
    &app_webex,
    NULL,
};

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
