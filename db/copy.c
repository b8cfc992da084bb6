/*
 * copy.c - databases copied as a whole; see copy.h.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/copy.h"
#include "db/db_file.h"

enum { SQL_NO_SESSIONS, SQL_NO_INVITATIONS, SQL_CONFIG__MAX };

static const char *const config_text[SQL_CONFIG__MAX] = {
    [SQL_NO_SESSIONS] = "DELETE FROM session",
    [SQL_NO_INVITATIONS] = "DELETE FROM invitation",
};

enum { SQL_MARK, SQL_OUTBOX__MAX };

static const char *const outbox_text[SQL_OUTBOX__MAX] = {
    [SQL_MARK] = "UPDATE delivery SET possible_repeat = 1"
		 " WHERE ended_at IS NULL AND possible_repeat = 0",
};

const struct db_sql copy_config_sql = {
    &schema_config, config_text, SQL_CONFIG__MAX};
const struct db_sql copy_outbox_sql = {
    &schema_outbox, outbox_text, SQL_OUTBOX__MAX};

static enum db_error
failed(sqlite3 *h, int rc, const char *path, char *why)
{
	rc = db_reason(h, rc);
	snprintf(why, DB_WHY_BYTES, "%s: %s (%d)", path, sqlite3_errmsg(h), rc);
	return db_class(rc);
}

/*
 * All pages in one step: in several, each commit of somebody else would have
 * it begin anew.  A checkpoint has to wait meanwhile; nothing else does.
 */
static int
pages(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

	if (b == NULL)
		return sqlite3_errcode(to);
	(void)sqlite3_backup_step(b, -1);
	return sqlite3_backup_finish(b);
}

/* The settings of every connection, synchronous=FULL among them. */
static int
open_bare(const char *path, sqlite3 **h)
{
	int rc = sqlite3_open_v2(path, h,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
	    db_file_vfs());

	if (*h == NULL)
		xmalloc_failed();
	return rc == SQLITE_OK ? db_file_configure(*h, DB_OWN) : rc;
}

void
db_drop(const char *path, bool whole)
{
	static const char *const suffixes[] = {"-wal", "-shm", "-journal", ""};
	size_t i, n = whole ? 4 : 3;
	char *file;

	for (i = 0; i < n; i++) {
		file = xasprintf("%s%s", path, suffixes[i]);
		(void)unlink(file);
		free(file);
	}
}

/* As whoever opens it next would: each page, each index, each table. */
static int
check(const char *path, const struct db_schema *schema, char *why)
{
	struct db *db;
	int rc = -1;

	if (db_open(path, schema, DB_OWN, &db, why) != DB_OPENED)
		return -1;
	if (db_full_check(db) != 0 || db_checkpoint(db, 0) != 1)
		snprintf(why, DB_WHY_BYTES, "%s: the copy is not sound", path);
	else
		rc = 0;
	db_close(db);
	return rc;
}

int
db_copy(
    struct db *db, const char *to, const struct db_schema *schema, char *why)
{
	int fd =
	    open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	sqlite3 *h = NULL;
	int rc, done;

	if (fd < 0) {
		snprintf(why, DB_WHY_BYTES, "%s: %m", to);
		return -1;
	}
	close(fd);
	rc = open_bare(to, &h);
	if (rc == SQLITE_OK)
		rc = pages(h, db_handle(db));
	if (rc != SQLITE_OK)
		(void)failed(h, rc, to, why);
	sqlite3_close(h);
	done = rc == SQLITE_OK ? check(to, schema, why) : -1;
	/* Nothing is left in the WAL of a copy that passed. */
	db_drop(to, done != 0);
	return done;
}

static enum db_error
not_ours(const char *path, char *why)
{
	snprintf(why, DB_WHY_BYTES,
	    "%s: not a Tocsin database of this kind, or not in WAL mode", path);
	return DB_OTHER;
}

/*
 * Whose file is it that would be written over?  In another mode than WAL it
 * would be written with a rollback journal, which nobody plays back
 * (db_vfs.c); with pages of another size not at all.
 */
static enum db_error
same_kind(sqlite3 *from, sqlite3 *to, const char *path, char *why)
{
	static const char *const same[] = {
	    "PRAGMA application_id", "PRAGMA page_size"};
	char mode[8] = "";
	int ours, theirs, rc;
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		ours = theirs = 0;
		rc = db_file_pragma(to, same[i], &theirs);
		if (rc != SQLITE_OK)
			return failed(to, rc, path, why);
		rc = db_file_pragma(from, same[i], &ours);
		if (rc != SQLITE_OK || ours != theirs)
			return not_ours(path, why);
	}
	rc = db_file_text(to, "PRAGMA journal_mode", mode, sizeof(mode));
	if (rc != SQLITE_OK)
		return failed(to, rc, path, why);
	return strcmp(mode, "wal") == 0 ? DB_OK : not_ours(path, why);
}

/* All pages, and then out of the WAL. */
static enum db_error
write_over(sqlite3 *from, sqlite3 *to, const char *path, char *why)
{
	int rc = pages(to, from);

	if (rc == SQLITE_OK)
		rc = sqlite3_wal_checkpoint_v2(
		    to, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	/*
	 * A reader may keep the WAL from being cut; whoever owns the file cuts
	 * it later.
	 */
	if (rc == SQLITE_OK || db_class(rc) == DB_BUSY)
		return DB_OK;
	return failed(to, rc, path, why);
}

enum db_error
db_put_back(struct db *db, const char *path, bool only_look, char *why)
{
	enum db_error done = DB_OTHER;
	sqlite3 *h = NULL;
	int rc;

	if (!db_file_plain(path, why))
		return DB_OTHER;
	rc = open_bare(path, &h);
	done = rc == SQLITE_OK ? same_kind(db_handle(db), h, path, why)
			       : failed(h, rc, path, why);
	if (done == DB_OK && !only_look)
		done = write_over(db_handle(db), h, path, why);
	sqlite3_close(h);
	return done;
}

static int
tell(struct db *db, const char *from, const struct change *c)
{
	struct json_object *o = xjson_object();
	int rc;

	xjson_add_string(o, "from", from);
	rc = audit_put(db,
	    &(struct audit){
		.action = "backup put back",
		.detail = xjson_text(o, JSON_C_TO_STRING_PLAIN),
	    },
	    c);
	json_object_put(o);
	return rc;
}

int
copy_calm_config(struct db *db, const char *from, const struct change *c)
{
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = db_run(db_stmt(db, &copy_config_sql, SQL_NO_SESSIONS));
	if (rc >= 0)
		rc = db_run(db_stmt(db, &copy_config_sql, SQL_NO_INVITATIONS));
	if (rc >= 0)
		rc = tell(db, from, c);
	return db_finish(db, rc) > 0 ? 0 : -1;
}

int
copy_mark_outbox(struct db *db)
{
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = db_run(db_stmt(db, &copy_outbox_sql, SQL_MARK));
	return db_finish(db, rc < 0 ? -1 : 1) > 0 ? 0 : -1;
}
