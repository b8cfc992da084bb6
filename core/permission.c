/*
 * permission.c - permissions and the appliance's roles; see permission.h.
 */
#include <stddef.h>
#include <strings.h>

#include "core/permission.h"

const struct role roles[] = {
    {ROLE_SUPER_ADMIN, PERMISSION(VIEW_DESTINATIONS) |
			   PERMISSION(EDIT_DESTINATIONS) |
			   PERMISSION(VIEW_AUDIT)},
    {"Restricted Admin",
	PERMISSION(VIEW_DESTINATIONS) | PERMISSION(EDIT_DESTINATIONS)},
    {"Admin", 0},
    {"Setting Admin", 0},
    {"Security Analyst", 0},
    {"Global Analyst", 0},
    {"Read-Only", 0},
    {"Auditor", PERMISSION(VIEW_AUDIT)},
    {"Vectra MDR", 0},
    {NULL, 0},
};

static const char *const names[PERMISSION__MAX] = {
    [PERMISSION_NONE] = "none",
    [PERMISSION_SIGNED_IN] = "Signed in",
    [PERMISSION_VIEW_DESTINATIONS] = "Configuration - View Event Destinations",
    [PERMISSION_EDIT_DESTINATIONS] = "Configuration - Edit Event Destinations",
    [PERMISSION_VIEW_AUDIT] = "Configuration - View Audit Log",
    [PERMISSION_SEND_EVENTS] = "Send events",
};

const char *
permission_name(enum permission p)
{
	return names[p];
}

enum permission
permission_find(const char *name)
{
	unsigned p;

	for (p = PERMISSION_VIEW_DESTINATIONS; p < PERMISSION_ROLE__MAX; p++)
		if (strcasecmp(names[p], name) == 0)
			return (enum permission)p;
	return PERMISSION_NONE;
}

unsigned
permission_complete(unsigned set)
{
	if ((set & PERMISSION(EDIT_DESTINATIONS)) != 0)
		set |= PERMISSION(VIEW_DESTINATIONS);
	return set;
}

const struct role *
role_find(const char *name)
{
	const struct role *r;

	for (r = roles; r->name != NULL; r++)
		if (strcasecmp(r->name, name) == 0)
			return r;
	return NULL;
}
