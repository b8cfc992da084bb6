/*
 * session_user.c - sessions of users: begun, listed and ended; see session.h.
 */
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/utf8.h"
#include "core/xmalloc.h"
#include "db/session.h"
#include "db/session_row.h"
#include "db/user_row.h"

enum {
	SQL_LIFE,
	SQL_DROP,
	SQL_BEGIN,
	SQL_BOUND,
	SQL_SIGNED_IN,
	SQL_LIST,
	SQL_END,
	SQL_END_ALL,
	SQL_WHOSE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    /* NULL: its life begins now. */
    [SQL_LIFE] = "SELECT CASE WHEN stage = 'signed in' AND user_id = $2"
		 " THEN created_at END FROM session WHERE id_hash = $1",
    [SQL_DROP] = "DELETE FROM session WHERE id_hash = $1",
    /*
     * The user as the password was judged against: who was disabled, or got
     * another password in that tenth of a second, does not get in.
     */
    [SQL_BEGIN] = "INSERT INTO session (id_hash, created_at, seen_at, flash,"
		  " shown_id, user_id, stage, proved_at, address, agent)"
		  " SELECT $1, $2, $3, '', $4, id, $5, $6, $7, $8 FROM user"
		  " WHERE id = $9 AND password_at = $10"
		  " AND disabled_at IS NULL AND name_key IS NOT NULL",
    /*
     * Of one stage: whoever has the password and not the code ends none that
     * is signed in.  Not the new one, whatever the clock said to others.
     */
    [SQL_BOUND] = "DELETE FROM session WHERE id_hash IN (SELECT id_hash"
		  " FROM session WHERE user_id = $1 AND user_id <> 0"
		  " AND stage = $2 ORDER BY id_hash = $3 DESC, seen_at DESC,"
		  " created_at DESC, id_hash LIMIT -1 OFFSET $4)",
    [SQL_SIGNED_IN] = "UPDATE user SET signed_in_at = $2, failed = 0"
		      " WHERE id = $1",
    [SQL_LIST] = "SELECT created_at, seen_at, '', shown_id, user_id, stage,"
		 " proved_at, address, agent FROM session WHERE user_id = $1"
		 " AND user_id <> 0 AND stage = 'signed in'"
		 " ORDER BY seen_at DESC, shown_id DESC",
    [SQL_END] = "DELETE FROM session WHERE user_id = $1 AND user_id <> 0"
		" AND shown_id = $2",
    [SQL_END_ALL] = "DELETE FROM session WHERE user_id = $1 AND user_id <> 0"
		    " AND id_hash <> $2",
    [SQL_WHOSE] = "SELECT user_id FROM session WHERE id_hash = $1"
		  " AND stage = 'signed in'",
};

const struct db_sql session_user_sql = {&schema_config, text, SQL__MAX};

/* In the order of the enum. */
static const char *const stages[] = {"anonymous", "code due", "signed in"};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &session_user_sql, i);
}

static struct db_stmt *
stmt_of(struct db *db, unsigned i, int64_t user_id)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_int(s, 1, user_id);
	return s;
}

/*
 * When the session that ends began, where the new one goes on with its life;
 * 0 where it does not.  1; 0 where it is not there; -1.
 */
static int
life_of(struct db *db, const struct session_step *step, int64_t *created_at)
{
	struct db_stmt *s = stmt(db, SQL_LIFE);
	int rc;

	db_bind_text(s, 1, step->old_hash);
	db_bind_int(s, 2, step->user->id);
	rc = db_step(s);
	if (rc > 0)
		*created_at = db_int(s, 0);
	db_done(s);
	return rc;
}

static int
drop(struct db *db, const char *hash)
{
	struct db_stmt *s = stmt(db, SQL_DROP);

	db_bind_text(s, 1, hash);
	return db_run(s);
}

/* A browser calls itself what it likes: made well-formed and cut. */
static void
bind_agent(struct db_stmt *s, int n, const char *agent)
{
	char *clean = utf8_scrub(agent != NULL ? agent : "");

	clean[session_cut(clean, SESSION_AGENT_BYTES - 1)] = '\0';
	db_bind_text(s, n, clean);
	free(clean);
}

static int
begin(struct db *db, const struct session_step *step, int64_t created_at,
    const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_BEGIN);

	db_bind_text(s, 1, step->hash);
	db_bind_int(s, 2, created_at);
	db_bind_int(s, 3, c->at_ms);
	db_bind_int(s, 4, id_new(c->at_ms));
	db_bind_text(s, 5, stages[step->stage]);
	db_bind_int(s, 6, step->proved_at);
	db_bind_text(s, 7, c->from != NULL ? c->from : "");
	bind_agent(s, 8, step->agent);
	db_bind_int(s, 9, step->user->id);
	db_bind_int(s, 10, step->user->password_at);
	return db_run(s);
}

/* One user must not fill the table: the others' sessions are there too. */
static int
bound(struct db *db, const struct session_step *step)
{
	struct db_stmt *s = stmt_of(db, SQL_BOUND, step->user->id);

	db_bind_text(s, 2, stages[step->stage]);
	db_bind_text(s, 3, step->hash);
	db_bind_int(s, 4, SESSION_USER_MAX);
	return db_run(s) < 0 ? -1 : 1;
}

static int
signed_in(struct db *db, const struct user *u, const struct change *c)
{
	struct db_stmt *s = stmt_of(db, SQL_SIGNED_IN, u->id);

	db_bind_int(s, 2, c->at_ms);
	if (db_run(s) < 0)
		return -1;
	return user_told(db, "signed in", u, NULL, c);
}

static int
promote_in(
    struct db *db, const struct session_step *step, const struct change *c)
{
	int64_t created_at = 0;
	bool again;
	int rc;

	rc = life_of(db, step, &created_at);
	if (rc > 0)
		rc = drop(db, step->old_hash);
	again = created_at != 0;
	if (rc > 0)
		rc = begin(db, step, again ? created_at : c->at_ms, c);
	if (rc > 0)
		rc = bound(db, step);
	if (rc <= 0 || step->stage != SESSION_SIGNED_IN)
		return rc;
	return again ? user_told(db, "password confirmed", step->user, NULL, c)
		     : signed_in(db, step->user, c);
}

int
session_promote(
    struct db *db, const struct session_step *step, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, promote_in(db, step, c));
}

/*
 * Read whole before anything else is asked: whether each has ended is told by
 * settings, which are another statement.
 */
int
session_list_user(struct db *db, int64_t user_id, int64_t now_ms,
    struct session_row *out, int max)
{
	struct db_stmt *s = stmt_of(db, SQL_LIST, user_id);
	int n = 0, alive, rc;

	while (n < max && (rc = db_step(s)) > 0) {
		session_read(s, &out[n]);
		if ((alive = session_alive(db, &out[n], now_ms)) < 0) {
			rc = -1;
			break;
		}
		n += alive;
	}
	db_done(s);
	return n < max && rc < 0 ? -1 : n;
}

/* What ended, in the audit trail: nothing where nothing did. */
static int
ended(struct db *db, int64_t user_id, int rc, const struct change *c)
{
	struct user u;
	int there;

	if (rc <= 0)
		return rc;
	there = user_load(db, user_id, &u);
	if (there > 0)
		there = user_told(db,
		    rc == 1 ? "session ended" : "sessions ended", &u, NULL, c);
	return there < 0 ? -1 : rc;
}

int
session_end(
    struct db *db, int64_t user_id, int64_t shown_id, const struct change *c)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt_of(db, SQL_END, user_id);
	db_bind_int(s, 2, shown_id);
	return db_finish(db, ended(db, user_id, db_run(s), c));
}

int
session_end_user(struct db *db, int64_t user_id, const char *except_hash,
    const struct change *c)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt_of(db, SQL_END_ALL, user_id);
	db_bind_text(s, 2, except_hash != NULL ? except_hash : "");
	return db_finish(db, ended(db, user_id, db_run(s), c));
}

static int
sign_out_in(struct db *db, const char *hash, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_WHOSE);
	int64_t user_id = 0;
	struct user u;
	int rc;

	db_bind_text(s, 1, hash);
	if (db_one_int(s, &user_id) < 0 || (rc = drop(db, hash)) < 0)
		return -1;
	if (rc > 0 && user_id != 0 && user_load(db, user_id, &u) > 0)
		rc = user_told(db, "signed out", &u, NULL, c);
	return rc;
}

int
session_sign_out(struct db *db, const char *hash, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, sign_out_in(db, hash, c));
}
