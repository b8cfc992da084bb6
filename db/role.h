/*
 * role.h - custom roles, in config.db; the appliance's are core/permission.h's.
 *
 * Calls answer 1, 0 for the reason that stands with them, or -1: a database
 * error, logged.  Writing ones are a transaction each, with its audit row.
 */
#ifndef TOCSIN_DB_ROLE_H
#define TOCSIN_DB_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/permission.h"
#include "db/change.h"
#include "db/db.h"

extern const struct db_sql role_sql;

#define ROLE_MAX 100 /* custom ones at once */

struct custom_role {
	char name[ROLE_NAME_MAX + 1];
	unsigned permissions; /* a set, completed */
};

/*
 * role_name_is(text): may a role be called that?  Letters, digits, blanks
 * inside and . _ - & ( ), in ASCII.
 */
bool role_name_is(const char *text);

/*
 * role_permissions(db, name, set): what a role of that name may do, in any
 * letter case: the appliance's or a custom one.  The set holds
 * PERMISSION(SIGNED_IN) too.  0, and an empty set: there is no such role.
 */
int role_permissions(struct db *db, const char *name, unsigned *set);

/*
 * role_spelling(db, name, out): its name as it is stored with users; out has
 * ROLE_NAME_MAX + 1 bytes.  0: there is no such role.
 */
int role_spelling(struct db *db, const char *name, char *out);

/*
 * role_add(db, name, set, c): 0: there is one of that name, the appliance's
 * or a custom one, or there are ROLE_MAX.
 */
int role_add(
    struct db *db, const char *name, unsigned set, const struct change *c);

/* role_remove(db, name, c): 0: there is no such custom role, or it is used. */
int role_remove(struct db *db, const char *name, const struct change *c);

/* role_list(db, out, max): custom ones by name; their number, or -1. */
int role_list(struct db *db, struct custom_role *out, int max);

#endif
