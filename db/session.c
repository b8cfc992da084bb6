/*
 * session.c - sessions of browsers, in config.db.
 *
 * Whether a session has ended is asked of its times at each look, not of
 * session_prune(): a row that nobody has dropped yet opens nothing.
 */
#include <stdio.h>
#include <string.h>

#include "db/session.h"

enum {
	SQL_COUNT,
	SQL_TRIM,
	SQL_ADD,
	SQL_LOAD,
	SQL_SEEN,
	SQL_FLASH,
	SQL_PRUNE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_COUNT] = "SELECT count(*) FROM session",
    /* All but the $1 that were used last. */
    [SQL_TRIM] = "DELETE FROM session WHERE id_hash IN (SELECT id_hash"
		 " FROM session ORDER BY seen_at DESC, id_hash"
		 " LIMIT -1 OFFSET $1)",
    [SQL_ADD] = "INSERT INTO session (id_hash, created_at, seen_at, flash)"
		" VALUES ($1, $2, $2, '')",
    [SQL_LOAD] = "SELECT created_at, seen_at, flash FROM session"
		 " WHERE id_hash = $1 AND seen_at > $2 AND created_at > $3",
    /* Forward only: a late request must not make it look idle. */
    [SQL_SEEN] = "UPDATE session SET seen_at = max(seen_at, $2)"
		 " WHERE id_hash = $1",
    [SQL_FLASH] = "UPDATE session SET flash = $2 WHERE id_hash = $1",
    [SQL_PRUNE] = "DELETE FROM session"
		  " WHERE seen_at <= $1 OR created_at <= $2",
};

const struct db_sql session_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &session_sql, i);
}

/*
 * Anybody can have sessions made by asking without a cookie; the bound keeps
 * them from filling the disk.  Only at the bound is there anything to sort.
 */
static int
add_in(struct db *db, const char *hash, int64_t now_ms)
{
	struct db_stmt *s;
	int64_t n = 0;

	if (db_one_int(stmt(db, SQL_COUNT), &n) < 0)
		return -1;
	if (n >= SESSION_MAX) {
		s = stmt(db, SQL_TRIM);
		db_bind_int(s, 1, SESSION_MAX - 1);
		if (db_run(s) < 0)
			return -1;
	}
	s = stmt(db, SQL_ADD);
	db_bind_text(s, 1, hash);
	db_bind_int(s, 2, now_ms);
	return db_run(s);
}

int
session_add(struct db *db, const char *hash, int64_t now_ms)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, add_in(db, hash, now_ms));
}

int
session_load(
    struct db *db, const char *hash, int64_t now_ms, struct session_row *row)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	int rc;

	db_bind_text(s, 1, hash);
	db_bind_int(s, 2, now_ms - SESSION_IDLE_MS);
	db_bind_int(s, 3, now_ms - SESSION_LIFE_MS);
	if ((rc = db_step(s)) <= 0)
		return rc;
	row->created_at = db_int(s, 0);
	row->seen_at = db_int(s, 1);
	snprintf(row->flash, sizeof(row->flash), "%s", db_text(s, 2));
	db_done(s);
	return 1;
}

int
session_seen(struct db *db, const char *hash, int64_t now_ms)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_SEEN);
	db_bind_text(s, 1, hash);
	db_bind_int(s, 2, now_ms);
	return db_finish(db, db_run(s));
}

/* Where s has to end so that max bytes hold it and no character is halved. */
static size_t
cut(const char *s, size_t max)
{
	size_t len = strlen(s);

	if (len <= max)
		return len;
	/* Continuation bytes of UTF-8 are 10xxxxxx. */
	for (len = max; len > 0 && ((unsigned char)s[len] & 0xc0U) == 0x80U;)
		len--;
	return len;
}

int
session_flash(struct db *db, const char *hash, const char *flash)
{
	char kept[SESSION_FLASH_BYTES];
	struct db_stmt *s;

	snprintf(kept, sizeof(kept), "%.*s",
	    (int)cut(flash, SESSION_FLASH_BYTES - 1), flash);
	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_FLASH);
	db_bind_text(s, 1, hash);
	db_bind_text(s, 2, kept);
	return db_finish(db, db_run(s));
}

int
session_prune(struct db *db, int64_t now_ms)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_PRUNE);
	db_bind_int(s, 1, now_ms - SESSION_IDLE_MS);
	db_bind_int(s, 2, now_ms - SESSION_LIFE_MS);
	return db_finish(db, db_run(s));
}
