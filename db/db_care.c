/*
 * db_care.c - checkpoints and checks of an open database.
 */
#include <string.h>

#include "db/db_file.h"

/*
 * TRUNCATE falls back to a partial checkpoint when a reader or writer is in
 * the way, so its answer counts only as 0|0|0.  It also needs a WAL index
 * that this connection has read: hence the read first.
 */
static int
checkpoint_once(struct db *db)
{
	int log_frames = -1, copied = -1, rc;

	rc = sqlite3_exec(db_handle(db), "SELECT count(*) FROM sqlite_schema",
	    NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_wal_checkpoint_v2(db_handle(db), NULL,
		    SQLITE_CHECKPOINT_TRUNCATE, &log_frames, &copied);
	if (db_class(rc) == DB_BUSY)
		return 0;
	if (rc != SQLITE_OK)
		return db_failed(db, rc, "checkpoint");
	return log_frames == 0 && copied == 0;
}

/* Run a pragma that answers one value. */
static int
pragma(struct db *db, const char *sql, int64_t *number, bool *ok)
{
	sqlite3_stmt *s = NULL;
	const char *text;
	int rc;

	rc = sqlite3_prepare_v2(db_handle(db), sql, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*number = sqlite3_column_int64(s, 0);
		text = (const char *)sqlite3_column_text(s, 0);
		*ok = text != NULL && strcmp(text, "ok") == 0;
	}
	sqlite3_finalize(s);
	return rc == SQLITE_ROW ? 0 : db_failed(db, rc, sql);
}

void
db_wait(struct db *db, int ms)
{
	sqlite3_busy_timeout(db_handle(db), ms < 0 ? BUSY_WAIT_MS : ms);
}

int
db_checkpoint(struct db *db, int wait_ms)
{
	int64_t usual = BUSY_WAIT_MS;
	bool ok;
	int done;

	if (pragma(db, "PRAGMA busy_timeout", &usual, &ok) != 0)
		return -1;
	sqlite3_busy_timeout(db_handle(db), wait_ms);
	done = checkpoint_once(db);
	sqlite3_busy_timeout(db_handle(db), (int)usual);
	return done;
}

/*
 * The file as it is, whoever wrote it: a hook that counts would know only of
 * the commits of this connection.
 */
int64_t
db_wal_bytes(struct db *db)
{
	sqlite3_file *wal = NULL;
	sqlite3_int64 bytes = 0;

	if (sqlite3_file_control(db_handle(db), NULL,
		SQLITE_FCNTL_JOURNAL_POINTER, &wal) != SQLITE_OK ||
	    wal == NULL || wal->pMethods == NULL ||
	    wal->pMethods->xFileSize(wal, &bytes) != SQLITE_OK)
		return 0;
	return bytes;
}

int64_t
db_changes_seen(struct db *db)
{
	int64_t version = -1;
	bool ok = false;

	return pragma(db, "PRAGMA data_version", &version, &ok) == 0 ? version
								     : -1;
}

static int
look(struct db *db, const char *sql, const char *name)
{
	int64_t number = 0;
	bool ok = false;

	if (pragma(db, sql, &number, &ok) != 0)
		return -1;
	return ok ? 0 : db_failed(db, SQLITE_CORRUPT, name);
}

int
db_quick_check(struct db *db)
{
	return look(
	    db, "PRAGMA quick_check(1)", "quick_check; restore a backup");
}

int
db_full_check(struct db *db)
{
	return look(db, "PRAGMA integrity_check(1)", "integrity_check");
}

const char *
db_version(void)
{
	return sqlite3_libversion();
}
