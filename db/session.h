/*
 * session.h - sessions of browsers, in config.db.
 *
 * Only the hash of a cookie comes here (core/secret.h, purpose "session").
 * Writing calls make their own transaction.  -1 is a database error, logged.
 */
#ifndef TOCSIN_DB_SESSION_H
#define TOCSIN_DB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/secret.h"
#include "db/change.h"
#include "db/db.h"
#include "db/user.h"

extern const struct db_sql session_sql;
extern const struct db_sql session_user_sql;

#define SESSION_FLASH_BYTES 400
#define SESSION_ADDRESS_BYTES 64
#define SESSION_AGENT_BYTES 200 /* what is longer is cut */

/*
 * An anonymous session nobody used for so long has ended; so has one of that
 * age.  For signed-in ones the settings session_idle and session_life say it.
 */
#define SESSION_IDLE_MS INT64_C(43200000)
#define SESSION_LIFE_MS INT64_C(86400000)

/* So long a password that was given waits for the second factor's code. */
#define SESSION_CODE_MS INT64_C(600000)

/* More than this many at once: the ones idle longest end, anonymous first. */
#define SESSION_MAX 10000

/* More than this many of one user, of one stage: the same. */
#define SESSION_USER_MAX 50

/* A signed-in one that was idle too long can be told of for so long. */
#define SESSION_TOLD_MS INT64_C(3600000)

enum session_stage {
	SESSION_ANONYMOUS, /* ties forms to a browser, and nothing more */
	SESSION_CODE_DUE,  /* the password was right, the code is not given */
	SESSION_SIGNED_IN
};

struct session_row {
	int64_t created_at; /* signed in: when; its life counts from there */
	int64_t seen_at;
	char flash[SESSION_FLASH_BYTES];
	int64_t shown_id; /* names it on pages; 0: anonymous */
	int64_t user_id;  /* 0: anonymous */
	enum session_stage stage;
	int64_t proved_at; /* when the password was given last */
	char address[SESSION_ADDRESS_BYTES];
	char agent[SESSION_AGENT_BYTES];
};

/* session_add(db, hash, now_ms): a new one; see SESSION_MAX.  1 or -1. */
int session_add(struct db *db, const char *hash, int64_t now_ms);

/*
 * session_load(db, hash, now_ms, row): 1; 0 where there is none or it has
 * ended; -1.  On 0, row->stage is SESSION_SIGNED_IN where it was that and
 * ended by time, so that a page can say so; nothing else of row counts then.
 */
int session_load(
    struct db *db, const char *hash, int64_t now_ms, struct session_row *row);

/* session_seen(db, hash, now_ms): it was used.  1, 0 or -1. */
int session_seen(struct db *db, const char *hash, int64_t now_ms);

/*
 * session_flash(db, hash, text): what the next page tells, cut to
 * SESSION_FLASH_BYTES on a character; "" when it was told.  1, 0 or -1.
 */
int session_flash(struct db *db, const char *hash, const char *text);

/*
 * session_prune(db, now_ms): drop those that have ended, signed-in ones
 * SESSION_TOLD_MS after that.  Rows, or -1.
 */
int session_prune(struct db *db, int64_t now_ms);

/* A session that takes the place of another one: a step up. */
struct session_step {
	const char *old_hash;     /* ends in the same transaction */
	const char *hash;         /* of the new cookie */
	const struct user *user;  /* as it was loaded and its password judged */
	enum session_stage stage; /* the new one's */
	int64_t proved_at;
	const char *agent; /* the browser's name for itself, or NULL */
};

/*
 * session_promote(db, step, c): the old session ends and a new one begins, from
 * the address c->from.  From stage to SIGNED_IN it is a sign-in: audited as
 * "signed in", user's signed_in_at is set and failed is 0 again.  Where the old
 * one was signed in as the same user (the password was asked for again), the
 * new one keeps its life.  Of more than SESSION_USER_MAX the ones idle longest
 * end.  1; 0 where the old one is gone, or the user is gone,
 * disabled, or has another password by now; -1.
 */
int session_promote(
    struct db *db, const struct session_step *step, const struct change *c);

/*
 * session_list_user(db, user_id, now_ms, out, max): a user's signed-in ones
 * that have not ended, the last used first; their number, or -1.
 */
int session_list_user(struct db *db, int64_t user_id, int64_t now_ms,
    struct session_row *out, int max);

/*
 * session_end(db, user_id, shown_id, c): end that one of the user's; audited
 * as "session ended".  session_end_user(db, user_id, except_hash, c): all of
 * them but one (or NULL); audited too.  Their number, 0, or -1.
 */
int session_end(
    struct db *db, int64_t user_id, int64_t shown_id, const struct change *c);
int session_end_user(struct db *db, int64_t user_id, const char *except_hash,
    const struct change *c);

/*
 * session_sign_out(db, hash, c): this one ends; audited as "signed out" where
 * it was somebody's.  1, 0 or -1.
 */
int session_sign_out(struct db *db, const char *hash, const struct change *c);

#endif
