/*
 * invitation.c - one-time codes that let somebody set a password; see
 * invitation.h.
 */
#include <stdio.h>
#include <string.h>

#include "core/ids.h"
#include "db/audit.h"
#include "db/invitation.h"
#include "db/user_row.h"

enum {
	SQL_DROP_OF,
	SQL_ADD,
	SQL_FIND,
	SQL_FIRST,
	SQL_USE,
	SQL_PRUNE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_DROP_OF] = "DELETE FROM invitation WHERE user_id = $1",
    [SQL_ADD] = "INSERT INTO invitation"
		" (id, hash, user_id, until, made_at, made_by)"
		" VALUES ($1, $2, $3, $4, $5, $6)",
    [SQL_FIND] = "SELECT user_id, until FROM invitation"
		 " WHERE hash = $1 AND until > $2",
    [SQL_FIRST] = "SELECT 1 FROM invitation WHERE user_id = 0 AND until > $1",
    /* Gone with its use: of two requests with one code, one finds it. */
    [SQL_USE] = "DELETE FROM invitation WHERE hash = $1 AND until > $2"
		" AND (user_id = 0) = $3",
    [SQL_PRUNE] = "DELETE FROM invitation WHERE until <= $1",
};

const struct db_sql invitation_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &invitation_sql, i);
}

/* The statement i with a user's id as its $1. */
static struct db_stmt *
stmt_of(struct db *db, unsigned i, int64_t user_id)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_int(s, 1, user_id);
	return s;
}

static int
make_in(struct db *db, const struct user *u, const char *hash,
    const struct change *c)
{
	struct db_stmt *s;

	if (db_run(stmt_of(db, SQL_DROP_OF, u->id)) < 0)
		return -1;
	s = stmt_of(db, SQL_ADD, id_new(c->at_ms));
	db_bind_text(s, 2, hash);
	db_bind_int(s, 3, u->id);
	db_bind_int(s, 4, c->at_ms + INVITATION_LIFE_MS);
	db_bind_int(s, 5, c->at_ms);
	db_bind_text(s, 6, c->by);
	if (db_run(s) < 0)
		return -1;
	return user_told(db,
	    u->id == 0 ? "first-run code made" : "user invited", u, NULL, c);
}

int
invitation_make(
    struct db *db, int64_t user_id, const char *hash, const struct change *c)
{
	struct user u = {0};
	int rc;

	if (db_begin(db) != 0)
		return -1;
	if (user_id != 0) {
		rc = user_load(db, user_id, &u);
	} else {
		rc = user_any(db);
		rc = rc < 0 ? -1 : rc == 0;
	}
	if (rc > 0)
		rc = make_in(db, &u, hash, c);
	return db_finish(db, rc);
}

int
invitation_find(
    struct db *db, const char *hash, int64_t now_ms, struct invitation *i)
{
	struct db_stmt *s = stmt(db, SQL_FIND);
	int rc;

	db_bind_text(s, 1, hash);
	db_bind_int(s, 2, now_ms);
	rc = db_step(s);
	if (rc > 0) {
		i->user_id = db_int(s, 0);
		i->until = db_int(s, 1);
	}
	db_done(s);
	return rc;
}

int
invitation_first(struct db *db, int64_t now_ms)
{
	int64_t found;

	return db_one_int(stmt_of(db, SQL_FIRST, now_ms), &found);
}

/* Take it out of the table: whether it was there is the answer. */
static int
take(struct db *db, const char *hash, bool first, int64_t now_ms)
{
	struct db_stmt *s = stmt(db, SQL_USE);

	db_bind_text(s, 1, hash);
	db_bind_int(s, 2, now_ms);
	db_bind_int(s, 3, first);
	return db_run(s);
}

static int
use_in(struct db *db, const char *hash, const char *password,
    const struct change *c)
{
	struct invitation i = {0};
	struct user u = {0};
	int rc;

	rc = invitation_find(db, hash, c->at_ms, &i);
	if (rc > 0)
		rc = take(db, hash, false, c->at_ms);
	if (rc > 0)
		rc = user_load(db, i.user_id, &u);
	if (rc > 0 && u.disabled_at != 0)
		rc = 0;
	if (rc > 0)
		rc = user_password_in(db, &u, password, c);
	if (rc > 0)
		rc = user_cut_off(db, u.id, NULL);
	return rc;
}

int
invitation_use(struct db *db, const char *hash, const char *password,
    const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, use_in(db, hash, password, c));
}

static int
use_first_in(struct db *db, const char *hash, const struct user *u,
    const struct change *c)
{
	struct user first = *u;
	int rc;

	rc = take(db, hash, true, c->at_ms);
	if (rc > 0) {
		rc = user_any(db);
		rc = rc < 0 ? -1 : rc == 0;
	}
	snprintf(first.role, sizeof(first.role), "%s", ROLE_SUPER_ADMIN);
	if (rc > 0)
		rc = user_add_in(db, &first, c);
	/* Others for the same purpose are of no use any more. */
	if (rc > 0 && db_run(stmt_of(db, SQL_DROP_OF, 0)) < 0)
		rc = -1;
	return rc;
}

int
invitation_use_first(struct db *db, const char *hash, const struct user *u,
    const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, use_first_in(db, hash, u, c));
}

int
invitation_prune(struct db *db, int64_t now_ms)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, db_run(stmt_of(db, SQL_PRUNE, now_ms)));
}
