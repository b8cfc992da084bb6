/*
 * user_edit.c - users change; see user.h.
 *
 * Each change looks at the row within its transaction and writes the audit row
 * there, so what the trail tells is what was so.
 */
#include <json-c/json.h>
#include <stddef.h>
#include <string.h>

#include "core/xjson.h"
#include "db/audit.h"
#include "db/role.h"
#include "db/user.h"
#include "db/user_row.h"

enum {
	SQL_PASSWORD,
	SQL_REHASH,
	SQL_NO_PASSWORD,
	SQL_DISABLE,
	SQL_ENABLE,
	SQL_REMOVE,
	SQL_ROLE,
	SQL_TOTP,
	SQL_USE_TOTP,
	SQL_FAILED,
	SQL_END_SESSIONS,
	SQL_END_INVITATIONS,
	SQL_DROP_CODES,
	SQL__MAX
};

/*
 * Not the last Super Admin who may sign in: $1 is the user, $2 that role's
 * name.  Within the statement, so that two who disable each other at once don't
 * both succeed.
 */
#define NOT_THE_LAST \
	" AND (role <> $2 OR disabled_at IS NOT NULL OR EXISTS (SELECT 1" \
	" FROM user AS u WHERE u.role = $2 AND u.id <> $1" \
	" AND u.disabled_at IS NULL AND u.name_key IS NOT NULL))"

#define THERE " WHERE id = $1 AND name_key IS NOT NULL"

static const char *const text[SQL__MAX] = {
    /*
     * Fenced by when the one that was looked at was set, which each new one
     * raises: two forms that were filled with the same old password do not
     * both set one.  Not by its hash: the same password may have got another
     * one meanwhile (SQL_REHASH).
     */
    [SQL_PASSWORD] =
	"UPDATE user SET password = $2,"
	" password_at = max(password_at + 1, $3)" THERE " AND password_at = $4",
    [SQL_REHASH] = "UPDATE user SET password = $2" THERE " AND password = $3",
    [SQL_NO_PASSWORD] = "UPDATE user SET password = '',"
			" password_at = max(password_at + 1, $2)" THERE,
    [SQL_DISABLE] = "UPDATE user SET disabled_at = $3" THERE
		    " AND disabled_at IS NULL" NOT_THE_LAST,
    [SQL_ENABLE] = "UPDATE user SET disabled_at = NULL" THERE
		   " AND disabled_at IS NOT NULL",
    /* The row stays for the record; what opened anything goes. */
    [SQL_REMOVE] =
	"UPDATE user SET name_key = NULL, password = '', totp = '',"
	" disabled_at = coalesce(disabled_at, $3)" THERE NOT_THE_LAST,
    [SQL_ROLE] =
	"UPDATE user SET role = $3" THERE " AND role <> $3" NOT_THE_LAST,
    [SQL_TOTP] = "UPDATE user SET totp = $2, totp_step = $3" THERE,
    /* One statement: of two requests with one code, one changes a row. */
    [SQL_USE_TOTP] = "UPDATE user SET totp_step = $2" THERE
		     " AND totp <> '' AND totp_step < $2",
    [SQL_FAILED] = "UPDATE user SET failed = failed + 1" THERE,
    [SQL_END_SESSIONS] = "DELETE FROM session WHERE user_id = $1"
			 " AND user_id <> 0 AND id_hash <> $2",
    [SQL_END_INVITATIONS] = "DELETE FROM invitation WHERE user_id = $1",
    [SQL_DROP_CODES] = "DELETE FROM recovery_code WHERE user_id = $1",
};

const struct db_sql user_edit_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &user_edit_sql, i);
}

/* The statement i with the user as its $1. */
static struct db_stmt *
stmt_of(struct db *db, unsigned i, int64_t id)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_int(s, 1, id);
	return s;
}

int
user_cut_off(struct db *db, int64_t id, const char *keep)
{
	struct db_stmt *s = stmt_of(db, SQL_END_SESSIONS, id);

	db_bind_text(s, 2, keep != NULL ? keep : "");
	if (db_run(s) < 0 || db_run(stmt_of(db, SQL_END_INVITATIONS, id)) < 0)
		return -1;
	return 1;
}

int
user_password_in(struct db *db, const struct user *u, const char *hash,
    const struct change *c)
{
	struct db_stmt *s = stmt_of(db, SQL_PASSWORD, u->id);
	int rc;

	db_bind_text(s, 2, hash);
	db_bind_int(s, 3, c->at_ms);
	db_bind_int(s, 4, u->password_at);
	rc = db_run(s);
	return rc > 0 ? user_told(db, "password changed", u, NULL, c) : rc;
}

int
user_set_password(struct db *db, const struct user *u, const char *hash,
    const char *keep, const struct change *c)
{
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_password_in(db, u, hash, c);
	if (rc > 0)
		rc = user_cut_off(db, u->id, keep);
	return db_finish(db, rc);
}

int
user_rehash(struct db *db, const struct user *u, const char *hash)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt_of(db, SQL_REHASH, u->id);
	db_bind_text(s, 2, hash);
	db_bind_text(s, 3, u->password);
	return db_finish(db, db_run(s));
}

static int
drop_factor(struct db *db, int64_t id)
{
	struct db_stmt *s = stmt_of(db, SQL_TOTP, id);

	db_bind_text(s, 2, "");
	db_bind_int(s, 3, 0);
	if (db_run(s) < 0 || db_run(stmt_of(db, SQL_DROP_CODES, id)) < 0)
		return -1;
	return 1;
}

static int
reset_in(struct db *db, const struct user *u, bool second_factor,
    const struct change *c)
{
	struct db_stmt *s = stmt_of(db, SQL_NO_PASSWORD, u->id);
	int rc;

	db_bind_int(s, 2, c->at_ms);
	rc = db_run(s);
	if (rc > 0)
		rc = user_cut_off(db, u->id, NULL);
	if (rc > 0 && second_factor)
		rc = drop_factor(db, u->id);
	if (rc > 0)
		rc = user_told(db, "user reset", u,
		    second_factor ? "{\"second factor\":\"removed\"}" : NULL,
		    c);
	return rc;
}

int
user_reset(
    struct db *db, int64_t id, bool second_factor, const struct change *c)
{
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0)
		rc = reset_in(db, &u, second_factor, c);
	return db_finish(db, rc);
}

/* One whose access ends: i disables or removes, action tells it. */
static int
shut_out(struct db *db, unsigned i, int64_t id, const char *action,
    const struct change *c)
{
	struct db_stmt *s;
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0) {
		s = stmt_of(db, i, id);
		db_bind_text(s, 2, ROLE_SUPER_ADMIN);
		db_bind_int(s, 3, c->at_ms);
		rc = db_run(s);
	}
	if (rc > 0)
		rc = user_cut_off(db, id, NULL);
	if (rc > 0 && i == SQL_REMOVE)
		rc = db_run(stmt_of(db, SQL_DROP_CODES, id)) < 0 ? -1 : 1;
	if (rc > 0)
		rc = user_told(db, action, &u, NULL, c);
	return db_finish(db, rc);
}

int
user_disable(struct db *db, int64_t id, const struct change *c)
{
	return shut_out(db, SQL_DISABLE, id, "user disabled", c);
}

int
user_remove(struct db *db, int64_t id, const struct change *c)
{
	return shut_out(db, SQL_REMOVE, id, "user removed", c);
}

int
user_enable(struct db *db, int64_t id, const struct change *c)
{
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0)
		rc = db_run(stmt_of(db, SQL_ENABLE, id));
	if (rc > 0)
		rc = user_told(db, "user enabled", &u, NULL, c);
	return db_finish(db, rc);
}

static int
tell_role(struct db *db, const struct user *u, const char *role,
    const struct change *c)
{
	struct json_object *o = xjson_object(), *change;
	int rc;

	change = xjson_add_object(o, "role");
	xjson_add_string(change, "old", u->role);
	xjson_add_string(change, "new", role);
	rc = user_told(
	    db, "user changed", u, xjson_text(o, JSON_C_TO_STRING_PLAIN), c);
	json_object_put(o);
	return rc;
}

int
user_set_role(
    struct db *db, int64_t id, const char *role, const struct change *c)
{
	char name[ROLE_NAME_MAX + 1];
	struct db_stmt *s;
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0)
		rc = role_spelling(db, role, name);
	if (rc > 0) {
		s = stmt_of(db, SQL_ROLE, id);
		db_bind_text(s, 2, ROLE_SUPER_ADMIN);
		db_bind_text(s, 3, name);
		rc = db_run(s);
	}
	if (rc > 0)
		rc = tell_role(db, &u, name, c);
	return db_finish(db, rc);
}

int
user_set_totp(struct db *db, int64_t id, const char *sealed, int64_t step,
    const struct change *c)
{
	struct db_stmt *s;
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0) {
		s = stmt_of(db, SQL_TOTP, id);
		db_bind_text(s, 2, sealed);
		db_bind_int(s, 3, step);
		rc = db_run(s);
	}
	if (rc > 0)
		rc = user_told(db, "second factor added", &u, NULL, c);
	return db_finish(db, rc);
}

int
user_clear_totp(struct db *db, int64_t id, const struct change *c)
{
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, id, &u);
	if (rc > 0 && u.totp[0] == '\0')
		rc = 0;
	if (rc > 0)
		rc = drop_factor(db, id);
	if (rc > 0)
		rc = user_told(db, "second factor removed", &u, NULL, c);
	return db_finish(db, rc);
}

int
user_use_totp(struct db *db, int64_t id, int64_t step)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt_of(db, SQL_USE_TOTP, id);
	db_bind_int(s, 2, step);
	return db_finish(db, db_run(s));
}

int
user_failed(
    struct db *db, int64_t id, const struct audit *a, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	if (db_run(stmt_of(db, SQL_FAILED, id)) < 0)
		return db_finish(db, -1);
	return db_finish(db, a != NULL ? audit_put(db, a, c) : 1);
}
