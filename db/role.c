/*
 * role.c - custom roles; see role.h.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "core/xjson.h"
#include "db/audit.h"
#include "db/role.h"

enum {
	SQL_FIND,
	SQL_PERMISSIONS,
	SQL_LIST,
	SQL_ADD,
	SQL_GRANT,
	SQL_DENY,
	SQL_REMOVE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_FIND] = "SELECT name FROM role WHERE name_key = lower($1)",
    [SQL_PERMISSIONS] = "SELECT permission FROM role_permission"
			" WHERE name_key = lower($1)",
    [SQL_LIST] = "SELECT name FROM role ORDER BY name_key LIMIT $1",
    [SQL_ADD] = "INSERT INTO role (name_key, name, created_at, created_by)"
		" SELECT lower($1), $1, $2, $3"
		" WHERE (SELECT count(*) FROM role) < $4"
		" ON CONFLICT (name_key) DO NOTHING",
    [SQL_GRANT] = "INSERT INTO role_permission (name_key, permission)"
		  " VALUES (lower($1), $2)",
    [SQL_DENY] = "DELETE FROM role_permission WHERE name_key = lower($1)"
		 " AND NOT EXISTS (SELECT 1 FROM user WHERE"
		 " lower(role) = lower($1) AND user.name_key IS NOT NULL)",
    [SQL_REMOVE] = "DELETE FROM role WHERE name_key = lower($1)"
		   " AND NOT EXISTS (SELECT 1 FROM user WHERE"
		   " lower(role) = lower($1) AND user.name_key IS NOT NULL)",
};

const struct db_sql role_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &role_sql, i);
}

/* The statement i with the role's name as its $1. */
static struct db_stmt *
stmt_of(struct db *db, unsigned i, const char *name)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_text(s, 1, name);
	return s;
}

bool
role_name_is(const char *name)
{
	size_t bytes = strlen(name);

	return bytes > 0 && bytes <= ROLE_NAME_MAX && name[0] != ' ' &&
	       name[bytes - 1] != ' ' &&
	       strspn(name,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "abcdefghijklmnopqrstuvwxyz0123456789 ._-&()") == bytes;
}

int
role_spelling(struct db *db, const char *name, char *out)
{
	const struct role *known = role_find(name);
	struct db_stmt *s;
	int rc;

	out[0] = '\0';
	if (known != NULL) {
		snprintf(out, ROLE_NAME_MAX + 1, "%s", known->name);
		return 1;
	}
	s = stmt_of(db, SQL_FIND, name);
	rc = db_step(s);
	if (rc > 0)
		snprintf(out, ROLE_NAME_MAX + 1, "%s", db_text(s, 0));
	db_done(s);
	return rc;
}

/* Rows that name no permission of today's give nothing. */
static int
custom_permissions(struct db *db, const char *name, unsigned *set)
{
	struct db_stmt *s = stmt_of(db, SQL_PERMISSIONS, name);
	enum permission p;
	int rc;

	while ((rc = db_step(s)) > 0) {
		p = permission_find(db_text(s, 0));
		if (p != PERMISSION_NONE)
			*set |= 1U << p;
	}
	*set = permission_complete(*set);
	return rc;
}

int
role_permissions(struct db *db, const char *name, unsigned *set)
{
	const struct role *known = role_find(name);
	char spelling[ROLE_NAME_MAX + 1];
	unsigned given = PERMISSION(SIGNED_IN);
	int rc = 1;

	*set = 0;
	if (known != NULL) {
		given |= permission_complete(known->permissions);
	} else {
		rc = role_spelling(db, name, spelling);
		if (rc > 0 && custom_permissions(db, name, &given) < 0)
			rc = -1;
	}
	if (rc > 0)
		*set = given;
	return rc;
}

/* {"permissions": {"new": [...]}} */
static int
tell(struct db *db, const char *action, const char *name, unsigned set,
    const struct change *c)
{
	struct audit a = {.action = action, .object = name};
	struct json_object *o = xjson_object(), *list;
	unsigned p;
	int rc;

	list = xjson_add_array(xjson_add_object(o, "permissions"), "new");
	for (p = 0; p < PERMISSION__MAX; p++)
		if ((set & 1U << p) != 0)
			xjson_append(list,
			    xjson_string(permission_name((enum permission)p)));
	if (set != 0)
		a.detail = xjson_text(o, JSON_C_TO_STRING_PLAIN);
	rc = audit_put(db, &a, c);
	json_object_put(o);
	return rc;
}

static int
grant(struct db *db, const char *name, unsigned set)
{
	struct db_stmt *s;
	unsigned p;

	for (p = PERMISSION_VIEW_DESTINATIONS; p < PERMISSION_ROLE__MAX; p++) {
		if ((set & 1U << p) == 0)
			continue;
		s = stmt_of(db, SQL_GRANT, name);
		db_bind_text(s, 2, permission_name((enum permission)p));
		if (db_run(s) < 0)
			return -1;
	}
	return 1;
}

int
role_add(struct db *db, const char *name, unsigned set, const struct change *c)
{
	struct db_stmt *s;
	int rc;

	if (role_find(name) != NULL)
		return 0;
	if (db_begin(db) != 0)
		return -1;
	s = stmt_of(db, SQL_ADD, name);
	db_bind_int(s, 2, c->at_ms);
	db_bind_text(s, 3, c->by);
	db_bind_int(s, 4, ROLE_MAX);
	rc = db_run(s);
	if (rc > 0)
		rc = grant(db, name, permission_complete(set));
	if (rc > 0)
		rc = tell(db, "role added", name, permission_complete(set), c);
	return db_finish(db, rc);
}

/* Its permissions first: their rows refer to it. */
int
role_remove(struct db *db, const char *name, const struct change *c)
{
	char spelling[ROLE_NAME_MAX + 1];
	int rc;

	if (role_find(name) != NULL)
		return 0;
	if (db_begin(db) != 0)
		return -1;
	rc = role_spelling(db, name, spelling);
	if (rc > 0 && db_run(stmt_of(db, SQL_DENY, name)) < 0)
		rc = -1;
	if (rc > 0)
		rc = db_run(stmt_of(db, SQL_REMOVE, name));
	if (rc > 0)
		rc = tell(db, "role removed", spelling, 0, c);
	return db_finish(db, rc);
}

int
role_list(struct db *db, struct custom_role *out, int max)
{
	struct db_stmt *s = stmt(db, SQL_LIST);
	int i, n = 0, rc = 0;

	db_bind_int(s, 1, max);
	while (n < max && (rc = db_step(s)) > 0)
		snprintf(out[n++].name, sizeof(out->name), "%s", db_text(s, 0));
	db_done(s);
	for (i = 0; rc >= 0 && i < n; i++) {
		out[i].permissions = 0;
		rc = custom_permissions(db, out[i].name, &out[i].permissions);
	}
	return rc < 0 ? -1 : n;
}
