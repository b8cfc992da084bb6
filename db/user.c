/*
 * user.c - who may sign in: found, listed and added; see user.h.
 * user_edit.c changes them.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/xjson.h"
#include "db/audit.h"
#include "db/role.h"
#include "db/user.h"
#include "db/user_row.h"

enum { SQL_FIND, SQL_LOAD, SQL_LIST, SQL_ANY, SQL_ADD, SQL__MAX };

#define COLUMNS \
	"SELECT id, name, role, password, password_at," \
	" coalesce(disabled_at, 0), totp, totp_step, signed_in_at, failed," \
	" created_at FROM user WHERE "

static const char *const text[SQL__MAX] = {
    [SQL_FIND] = COLUMNS "name_key = lower($1)",
    /* A removed one has no key. */
    [SQL_LOAD] = COLUMNS "id = $1 AND name_key IS NOT NULL",
    [SQL_LIST] = COLUMNS "name_key IS NOT NULL ORDER BY name_key LIMIT $1",
    [SQL_ANY] = "SELECT 1 FROM user WHERE name_key IS NOT NULL LIMIT 1",
    /* Count and name are judged by the statement that adds the row. */
    [SQL_ADD] = "INSERT INTO user (id, name, name_key, role, password,"
		" password_at, created_at, created_by)"
		" SELECT $1, $2, lower($2), $3, $4, $5, $5, $6 WHERE"
		" (SELECT count(*) FROM user WHERE name_key IS NOT NULL) < $7"
		" ON CONFLICT (name_key) DO NOTHING",
};

const struct db_sql user_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &user_sql, i);
}

bool
user_name_is(const char *name)
{
	size_t bytes = strlen(name);

	return bytes > 0 && bytes <= USER_NAME_MAX &&
	       strspn(name,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "abcdefghijklmnopqrstuvwxyz0123456789._@-") == bytes &&
	       strcasecmp(name, "nobody") != 0 &&
	       strcasecmp(name, "worker") != 0;
}

/* What is longer than it can be was not written here: it opens nothing. */
static void
read_row(struct db_stmt *s, struct user *u)
{
	memset(u, 0, sizeof(*u));
	u->id = db_int(s, 0);
	snprintf(u->name, sizeof(u->name), "%s", db_text(s, 1));
	snprintf(u->role, sizeof(u->role), "%s", db_text(s, 2));
	snprintf(u->password, sizeof(u->password), "%s", db_text(s, 3));
	u->password_at = db_int(s, 4);
	u->disabled_at = db_int(s, 5);
	snprintf(u->totp, sizeof(u->totp), "%s", db_text(s, 6));
	u->totp_step = db_int(s, 7);
	u->signed_in_at = db_int(s, 8);
	u->failed = db_int(s, 9);
	u->created_at = db_int(s, 10);
}

static int
one(struct db_stmt *s, struct user *u)
{
	int rc = db_step(s);

	if (rc > 0)
		read_row(s, u);
	db_done(s);
	return rc;
}

int
user_find(struct db *db, const char *name, struct user *u)
{
	struct db_stmt *s = stmt(db, SQL_FIND);

	db_bind_text(s, 1, name);
	return one(s, u);
}

int
user_load(struct db *db, int64_t id, struct user *u)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);

	db_bind_int(s, 1, id);
	return one(s, u);
}

int
user_list(struct db *db, struct user *out, int max)
{
	struct db_stmt *s = stmt(db, SQL_LIST);
	int n = 0, rc = 0;

	db_bind_int(s, 1, max);
	while (n < max && (rc = db_step(s)) > 0)
		read_row(s, &out[n++]);
	db_done(s);
	return rc < 0 ? -1 : n;
}

int
user_any(struct db *db)
{
	int64_t found;

	return db_one_int(stmt(db, SQL_ANY), &found);
}

/* Without a password nobody signs in by one: that is no secret to tell. */
static int
tell_added(struct db *db, const struct user *u, const struct change *c)
{
	struct json_object *o = xjson_object(), *role;
	int rc;

	role = xjson_add_object(o, "role");
	xjson_add_string(role, "new", u->role);
	rc = user_told(
	    db, "user added", u, xjson_text(o, JSON_C_TO_STRING_PLAIN), c);
	json_object_put(o);
	return rc;
}

int
user_told(struct db *db, const char *action, const struct user *u,
    const char *detail, const struct change *c)
{
	const struct audit a = {
	    .action = action,
	    .object_id = u->id,
	    .object = u->name,
	    .detail = detail,
	};

	return audit_put(db, &a, c);
}

int
user_add_in(struct db *db, const struct user *u, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_ADD);
	int rc;

	db_bind_int(s, 1, u->id);
	db_bind_text(s, 2, u->name);
	db_bind_text(s, 3, u->role);
	db_bind_text(s, 4, u->password);
	db_bind_int(s, 5, c->at_ms);
	db_bind_text(s, 6, c->by);
	db_bind_int(s, 7, USER_MAX);
	rc = db_run(s);
	return rc > 0 ? tell_added(db, u, c) : rc;
}

int
user_add(struct db *db, const struct user *u, const struct change *c)
{
	struct user added = *u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = role_spelling(db, u->role, added.role);
	if (rc > 0)
		rc = user_add_in(db, &added, c);
	return db_finish(db, rc);
}
