/*
 * session.c - sessions of browsers, in config.db.
 *
 * Whether a session has ended is asked of its times at each look, not of
 * session_prune(): a row that nobody has dropped yet opens nothing.
 */
#include <stdio.h>
#include <string.h>

#include "db/session.h"
#include "db/session_row.h"
#include "db/setting.h"

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
    /*
     * All but the $1 that were used last.  Anonymous ones first: whoever asks
     * without a cookie must not sign anybody out.
     */
    [SQL_TRIM] = "DELETE FROM session WHERE id_hash IN (SELECT id_hash"
		 " FROM session ORDER BY user_id <> 0 DESC, seen_at DESC,"
		 " id_hash LIMIT -1 OFFSET $1)",
    [SQL_ADD] = "INSERT INTO session (id_hash, created_at, seen_at, flash)"
		" VALUES ($1, $2, $2, '')",
    [SQL_LOAD] = "SELECT created_at, seen_at, flash, shown_id, user_id, stage,"
		 " proved_at, address, agent FROM session WHERE id_hash = $1",
    /* Forward only: a late request must not make it look idle. */
    [SQL_SEEN] = "UPDATE session SET seen_at = max(seen_at, $2)"
		 " WHERE id_hash = $1",
    [SQL_FLASH] = "UPDATE session SET flash = $2 WHERE id_hash = $1",
    /*
     * A signed-in one that was idle for too long stays for an hour, so that
     * its browser can be told what happened.
     */
    [SQL_PRUNE] = "DELETE FROM session WHERE created_at <= $2"
		  " OR (user_id = 0 AND seen_at <= $1)"
		  " OR (stage = 'code due' AND created_at <= $3)"
		  " OR (stage = 'signed in' AND seen_at <= $4)",
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

/* One that is written otherwise opens nothing. */
static enum session_stage
stage_of(const char *stage)
{
	return strcmp(stage, "signed in") == 0  ? SESSION_SIGNED_IN
	       : strcmp(stage, "code due") == 0 ? SESSION_CODE_DUE
						: SESSION_ANONYMOUS;
}

void
session_read(struct db_stmt *s, struct session_row *row)
{
	row->created_at = db_int(s, 0);
	row->seen_at = db_int(s, 1);
	snprintf(row->flash, sizeof(row->flash), "%s", db_text(s, 2));
	row->shown_id = db_int(s, 3);
	row->user_id = db_int(s, 4);
	row->stage = stage_of(db_text(s, 5));
	row->proved_at = db_int(s, 6);
	snprintf(row->address, sizeof(row->address), "%s", db_text(s, 7));
	snprintf(row->agent, sizeof(row->agent), "%s", db_text(s, 8));
}

/* How long it may be idle, and live.  0 or -1. */
static int
bounds(struct db *db, enum session_stage stage, int64_t *idle, int64_t *life)
{
	struct settings settings;

	*idle = SESSION_IDLE_MS;
	*life = SESSION_LIFE_MS;
	if (stage == SESSION_CODE_DUE)
		*life = SESSION_CODE_MS;
	if (stage != SESSION_SIGNED_IN)
		return 0;
	if (settings_load(db, &settings) != 0)
		return -1;
	*idle = settings.session_idle_ms;
	*life = settings.session_life_ms;
	return 0;
}

int
session_alive(struct db *db, const struct session_row *row, int64_t now_ms)
{
	int64_t idle, life;

	if (bounds(db, row->stage, &idle, &life) != 0)
		return -1;
	return row->seen_at > now_ms - idle && row->created_at > now_ms - life;
}

int
session_load(
    struct db *db, const char *hash, int64_t now_ms, struct session_row *row)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	enum session_stage was;
	int rc;

	memset(row, 0, sizeof(*row));
	db_bind_text(s, 1, hash);
	if ((rc = db_step(s)) <= 0)
		return rc;
	session_read(s, row);
	db_done(s);
	rc = session_alive(db, row, now_ms);
	if (rc <= 0) {
		was = row->stage;
		memset(row, 0, sizeof(*row));
		row->stage = was;
	}
	return rc;
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

size_t
session_cut(const char *s, size_t max)
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
	    (int)session_cut(flash, SESSION_FLASH_BYTES - 1), flash);
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
	struct settings settings;
	struct db_stmt *s;

	if (settings_load(db, &settings) != 0 || db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_PRUNE);
	db_bind_int(s, 1, now_ms - SESSION_IDLE_MS);
	db_bind_int(s, 2, now_ms - SESSION_LIFE_MS);
	db_bind_int(s, 3, now_ms - SESSION_CODE_MS);
	db_bind_int(s, 4, now_ms - settings.session_idle_ms - SESSION_TOLD_MS);
	return db_finish(db, db_run(s));
}
