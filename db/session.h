/*
 * session.h - sessions of browsers, in config.db.
 *
 * Only the hash of a cookie comes here (core/secret.h, purpose "session").
 * Writing calls make their own transaction.  -1 is a database error, logged.
 */
#ifndef TOCSIN_DB_SESSION_H
#define TOCSIN_DB_SESSION_H

#include <stdint.h>

#include "db/db.h"

extern const struct db_sql session_sql;

#define SESSION_FLASH_BYTES 400

/* A session nobody used for so long has ended; so has one of that age. */
#define SESSION_IDLE_MS INT64_C(43200000)
#define SESSION_LIFE_MS INT64_C(86400000)

/* More than this many at once: the ones idle longest end. */
#define SESSION_MAX 10000

struct session_row {
	int64_t created_at;
	int64_t seen_at;
	char flash[SESSION_FLASH_BYTES];
};

/* session_add(db, hash, now_ms): a new one; see SESSION_MAX.  1 or -1. */
int session_add(struct db *db, const char *hash, int64_t now_ms);

/*
 * session_load(db, hash, now_ms, row): 1; 0 where there is none or it has
 * ended; -1.
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

/* session_prune(db, now_ms): drop those that have ended.  Rows, or -1. */
int session_prune(struct db *db, int64_t now_ms);

#endif
