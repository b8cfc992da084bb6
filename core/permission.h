/*
 * permission.h - what somebody may do, in the appliance's words, and the
 * roles that it has.
 *
 * A role is a set of permissions.  Those of the appliance are listed here;
 * custom ones are rows of config.db (db/role.h).
 */
#ifndef TOCSIN_PERMISSION_H
#define TOCSIN_PERMISSION_H

#include <stdbool.h>

enum permission {
	PERMISSION_NONE,      /* anybody */
	PERMISSION_SIGNED_IN, /* any user: what is their own account's */
	/* Those that a role can give. */
	PERMISSION_VIEW_DESTINATIONS,
	PERMISSION_EDIT_DESTINATIONS,
	PERMISSION_VIEW_AUDIT,
	PERMISSION_ROLE__MAX,
	/* Of a program, by its token. */
	PERMISSION_SEND_EVENTS = PERMISSION_ROLE__MAX,
	PERMISSION__MAX
};

/* A set of them: a bit for each. */
#define PERMISSION(p) (1U << (PERMISSION_##p))

/* permission_name(p): "Configuration - Edit Event Destinations". */
const char *permission_name(enum permission p);

/*
 * permission_find(name): one that a role can give, by its name, whatever the
 * letter case; PERMISSION_NONE where there is none.
 */
enum permission permission_find(const char *name);

/* permission_complete(set): with what a permission implies: editing viewing. */
unsigned permission_complete(unsigned set);

/*
 * A role of the appliance.  Its users API names these (v3.4); which of them
 * hold the two permissions of destinations is documented, and everything else
 * is denied.
 */
struct role {
	const char *name;
	unsigned permissions;
};

/* All of them, ended by a NULL name. */
extern const struct role roles[];

#define ROLE_NAME_MAX 64 /* characters */

/* The one role that somebody always has: the first user gets it. */
#define ROLE_SUPER_ADMIN "Super Admin"

/* role_find(name): one of the appliance's, in any letter case, or NULL. */
const struct role *role_find(const char *name);

#endif
