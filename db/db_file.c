/*
 * db_file.c - opening, judging and migrating the database files.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/audit_read.h"
#include "db/db_file.h"

/*
 * For every connection. synchronous=FULL is what makes an acknowledgement
 * true: a commit is on the disk when it returns.  No automatic checkpoints,
 * for the reason at the top of db.c.  The rest distrusts a file that other
 * programs may have written: cells are checked as they are read, and nothing
 * of the file is mapped, where a truncation by somebody else would end the
 * process with SIGBUS. Temporary tables stay in memory, out of anybody's
 * directory.
 */
static const char settings[] = "PRAGMA synchronous=FULL;"
			       "PRAGMA foreign_keys=ON;"
			       "PRAGMA wal_autocheckpoint=0;"
			       "PRAGMA cell_size_check=ON;"
			       "PRAGMA mmap_size=0;"
			       "PRAGMA temp_store=MEMORY;";

/*
 * SQLite's own advice for hostile files (security.html), as far as we go: our
 * statements need little, so what is above that is an attack or a damaged
 * file.  Lengths are in bytes; the largest value stored, the copy of an
 * alerting event with its detail, is far below.
 */
static const struct {
	int limit;
	int value;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, 1000000},
    {SQLITE_LIMIT_SQL_LENGTH, 100000},
    {SQLITE_LIMIT_COLUMN, 100},
    {SQLITE_LIMIT_EXPR_DEPTH, 20},
    {SQLITE_LIMIT_COMPOUND_SELECT, 3},
    {SQLITE_LIMIT_VDBE_OP, 25000},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 0},
    /* What is looked for in the audit trail, each character escaped. */
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 2 * AUDIT_FIND_BYTES + 2},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 64},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
};

static const struct {
	int op;
	int value;
} flags[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
};

/*
 * Flags and limits come before the first statement: from then on the schema in
 * the file is somebody else's text being read.
 */
int
db_file_configure(sqlite3 *h, enum db_mode mode)
{
	int keep = 1;
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		sqlite3_db_config(h, flags[i].op, flags[i].value, NULL);
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(h, limits[i].limit, limits[i].value);
	sqlite3_busy_timeout(h, mode == DB_READ ? READ_WAIT_MS : BUSY_WAIT_MS);
	/*
	 * The WAL files outlive the last connection: readers without rights on
	 * the directory can't make them and need -wal and -shm there.
	 */
	sqlite3_file_control(h, NULL, SQLITE_FCNTL_PERSIST_WAL, &keep);
	return sqlite3_exec(h, settings, NULL, NULL, NULL);
}

/*
 * Without db.c's statements: there is no struct db before the file is judged.
 */
int
db_file_pragma(sqlite3 *h, const char *sql, int *value)
{
	sqlite3_stmt *s = NULL;
	int rc;

	rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW)
		*value = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int
db_file_text(sqlite3 *h, const char *sql, char *out, size_t bytes)
{
	sqlite3_stmt *s = NULL;
	const char *text;
	int rc;

	rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		text = (const char *)sqlite3_column_text(s, 0);
		snprintf(out, bytes, "%s", text != NULL ? text : "");
	}
	sqlite3_finalize(s);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* A pragma takes no parameters; the number is ours and needs no quoting. */
static int
set_version(sqlite3 *h, int version)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", version);
	return sqlite3_exec(h, sql, NULL, NULL, NULL);
}

/* One step in one transaction: old or new, never between. */
static int
migrate_step(sqlite3 *h, const struct db_migration *m)
{
	int rc = sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_exec(h, m->sql, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = set_version(h, m->version);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, "COMMIT", NULL, NULL, NULL);
	/*
	 * A failed step is rolled back by the close that follows it: a
	 * ROLLBACK here would wipe the reason before it is told.
	 */
	return rc;
}

/*
 * Step by step and each durable by itself: cut short, the next start goes on
 * where this one ended.
 */
static int
migrate(sqlite3 *h, const struct db_schema *schema, int version)
{
	const struct db_migration *m;
	int rc = SQLITE_OK;

	for (m = schema->migrations; m->version != 0 && rc == SQLITE_OK; m++)
		if (m->version > version) {
			rc = migrate_step(h, m);
			if (rc == SQLITE_OK)
				log_info("%s: migrated to version %d",
				    schema->name, m->version);
		}
	return rc;
}

/*
 * Final: waiting would not change what this file is.  The text tells the
 * operator what to do, since no page will.
 */
static enum db_opened
refuse(const char *path, const char *what, char *why)
{
	snprintf(why, DB_WHY_BYTES, "%s: %s", path, what);
	return DB_REFUSED;
}

/* What the operator can do about an error that no waiting mends. */
static const char *
advice(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "; it is damaged, or no database: restore a backup";
	case SQLITE_IOERR:
		return "; check the disk, then start again";
	default:
		return "";
	}
}

/* An SQLite error while opening: worth waiting for, or final? */
static enum db_opened
trouble(sqlite3 *h, int rc, const char *path, char *why)
{
	rc = db_reason(h, rc);
	snprintf(why, DB_WHY_BYTES, "%s: %s (%d)%s", path,
	    rc == SQLITE_FULL ? "no space left on its disk" : sqlite3_errmsg(h),
	    rc, advice(rc));
	switch (rc & 0xff) {
	case SQLITE_CANTOPEN:
	case SQLITE_BUSY:
	case SQLITE_FULL:
	case SQLITE_READONLY: /* -shm not there yet, for a reader */
		return DB_NOT_YET;
	default:
		return DB_REFUSED;
	}
}

/*
 * Before SQLite sees it: a pipe would hold it up for ever.  A rollback journal
 * it does not see (db_vfs.c), but somebody had something in mind.
 */
bool
db_file_plain(const char *path, char *why)
{
	char *journal = xasprintf("%s-journal", path);
	bool strange = false, beside;
	struct stat st;

	if (lstat(path, &st) == 0)
		strange = !S_ISREG(st.st_mode);
	beside = lstat(journal, &st) == 0 && st.st_size > 0;
	free(journal);
	if (strange)
		(void)refuse(path,
		    "not a regular file; put the database there, or run "
		    "'tocsin setup'",
		    why);
	else if (beside)
		(void)refuse(path,
		    "a rollback journal (-journal) lies beside it, which is "
		    "not Tocsin's; move it away, or restore a backup",
		    why);
	return !strange && !beside;
}

/*
 * The owner looks through all of it: damage met later would end a process in
 * the middle of its work.  In another mode than WAL, readers and writers would
 * wait for each other, and no checkpoint would ever be complete.
 */
static enum db_opened
inspect(sqlite3 *h, const char *path, enum db_mode mode, char *why)
{
	char text[16] = "";
	int rc;

	rc = db_file_text(h, "PRAGMA journal_mode", text, sizeof(text));
	if (rc == SQLITE_OK && strcmp(text, "wal") != 0)
		return refuse(path,
		    "not in WAL mode: another program changed it; restore a "
		    "backup, or set PRAGMA journal_mode=WAL",
		    why);
	if (rc == SQLITE_OK && mode == DB_OWN) {
		rc = db_file_text(
		    h, "PRAGMA quick_check(1)", text, sizeof(text));
		if (rc == SQLITE_OK && strcmp(text, "ok") != 0)
			return refuse(path,
			    "damaged (quick_check); restore a backup", why);
	}
	return rc == SQLITE_OK ? DB_OPENED : trouble(h, rc, path, why);
}

/* Every statement that there is for it must find its tables and columns. */
static enum db_opened
has_tables(
    sqlite3 *h, const char *path, const struct db_schema *schema, char *why)
{
	const struct db_sql *const *sql;
	sqlite3_stmt *s;
	unsigned i;
	int rc;

	for (sql = db_all_sql; *sql != NULL; sql++)
		for (i = 0; (*sql)->schema == schema && i < (*sql)->count;
		     i++) {
			rc = sqlite3_prepare_v2(
			    h, (*sql)->text[i], -1, &s, NULL);
			sqlite3_finalize(s);
			if (rc == SQLITE_OK)
				continue;
			if (rc != SQLITE_ERROR)
				return trouble(h, rc, path, why);
			snprintf(why, DB_WHY_BYTES,
			    "%s: %s; its tables were changed: restore a backup",
			    path, sqlite3_errmsg(h));
			return DB_REFUSED;
		}
	return DB_OPENED;
}

/* Is it ours, and of which version?  Migrates where mode allows. */
static enum db_opened
judge(sqlite3 *h, const char *path, const struct db_schema *schema,
    enum db_mode mode, char *why)
{
	int id = 0, version = 0, rc;
	enum db_opened opened;

	rc = db_file_pragma(h, "PRAGMA application_id", &id);
	if (rc == SQLITE_OK)
		rc = db_file_pragma(h, "PRAGMA user_version", &version);
	if (rc != SQLITE_OK)
		return trouble(h, rc, path, why);
	/*
	 * Before the version: a foreign file has a user_version of its own
	 * meaning.
	 */
	if (id != schema->application_id)
		return refuse(path,
		    "not a Tocsin database of this kind (application_id); "
		    "check the path, then run 'tocsin setup'",
		    why);
	/*
	 * An older program does not know which rules a newer one relies on;
	 * writing by the old ones could break them.
	 */
	if (version > schema->version)
		return refuse(path,
		    "made by a newer Tocsin (user_version); install that one",
		    why);
	if (version < 1)
		return refuse(path,
		    "of no version that there was (user_version); restore a "
		    "backup",
		    why);
	opened = inspect(h, path, mode, why);
	if (opened != DB_OPENED)
		return opened;
	if (version == schema->version)
		return has_tables(h, path, schema, why);
	/* Only the owner migrates, or two processes would do it at once. */
	if (mode != DB_OWN) {
		snprintf(why, DB_WHY_BYTES,
		    "%s: version %d; waiting for its owner to migrate it", path,
		    version);
		return DB_NOT_YET;
	}
	rc = migrate(h, schema, version);
	return rc == SQLITE_OK ? has_tables(h, path, schema, why)
			       : trouble(h, rc, path, why);
}

/*
 * Never creates: a mistyped path must not become an empty database that looks
 * like one where nothing has happened.
 */
enum db_opened
db_file_open(const char *path, const struct db_schema *schema,
    enum db_mode mode, sqlite3 **handle, char *why)
{
	int open_flags =
	    mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	enum db_opened opened;
	sqlite3 *h = NULL;
	int rc;

	*handle = NULL;
	if (!db_file_plain(path, why))
		return DB_REFUSED;
	/* No URI, no symbolic link: the path is exactly what was configured. */
	rc = sqlite3_open_v2(path, &h,
	    open_flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
	    db_file_vfs());
	if (h == NULL)
		xmalloc_failed();
	if (rc == SQLITE_OK)
		rc = db_file_configure(h, mode);
	opened = rc == SQLITE_OK ? judge(h, path, schema, mode, why)
				 : trouble(h, rc, path, why);
	/*
	 * Closed also where opening failed: SQLite makes a handle even then.
	 */
	if (opened == DB_OPENED)
		*handle = h;
	else
		sqlite3_close(h);
	return opened;
}
