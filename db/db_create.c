/*
 * db_create.c - making the database files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/xmalloc.h"
#include "db/db_file.h"

/* Make the tables and mark the file as ours, all in one transaction. */
static int
fill(sqlite3 *h, const struct db_schema *schema)
{
	char *sql = xasprintf("BEGIN IMMEDIATE;%s;PRAGMA application_id=%d;"
			      "PRAGMA user_version=%d;COMMIT",
	    schema->sql, schema->application_id, schema->version);
	int rc;

	/*
	 * WAL is kept in the file, so it is set once; not possible inside a
	 * transaction.  That is written without a journal, which nobody would
	 * play back: there is nothing yet to go back to.
	 */
	rc = sqlite3_exec(h,
	    "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL", NULL, NULL,
	    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, sql, NULL, NULL, NULL);
	free(sql);
	return rc;
}

/*
 * Make the new name durable too: fsync() of a file says nothing about the
 * directory that names it, and after a power cut it may not be there.
 */
static int
sync_directory(const char *path)
{
	char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');
	int fd, rc = -1;

	if (slash != NULL)
		*slash = '\0';
	fd =
	    open(slash != NULL ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		rc = fsync(fd);
		close(fd);
	}
	free(dir);
	return rc;
}

/* No tables and no mark: new, or a creation that was cut short. */
static bool
is_empty(sqlite3 *h)
{
	int id = -1, tables = -1;

	return db_file_pragma(h, "PRAGMA application_id", &id) == SQLITE_OK &&
	       db_file_pragma(h, "SELECT count(*) FROM sqlite_schema",
		   &tables) == SQLITE_OK &&
	       id == 0 && tables == 0;
}

/*
 * Fill the file if it is empty; any other content is left as it is: set-up may
 * be run again at any time, and never costs data.
 */
static int
make(const char *path, const struct db_schema *schema, char *why)
{
	sqlite3 *h = NULL;
	int rc;

	rc = sqlite3_open_v2(path, &h,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
	    db_file_vfs());
	if (rc == SQLITE_OK)
		rc = db_file_configure(h, DB_OWN);
	if (rc == SQLITE_OK && is_empty(h))
		rc = fill(h, schema);
	if (rc != SQLITE_OK)
		snprintf(why, DB_WHY_BYTES, "%s: %s", path, sqlite3_errmsg(h));
	sqlite3_close(h);
	if (rc == SQLITE_OK && sync_directory(path) != 0) {
		snprintf(why, DB_WHY_BYTES, "%s: %s", path, strerror(errno));
		rc = SQLITE_IOERR;
	}
	return rc == SQLITE_OK ? 0 : -1;
}

int
db_create(const char *path, const struct db_schema *schema, char *why)
{
	struct db *db;
	int done;

	if (make(path, schema, why) != 0)
		return -1;
	/* Opening judges an existing one; the checkpoint syncs a new one. */
	if (db_open(path, schema, DB_OWN, &db, why) != DB_OPENED)
		return -1;
	done = db_checkpoint(db, BUSY_WAIT_MS);
	if (done < 0)
		snprintf(why, DB_WHY_BYTES,
		    "%s: the checkpoint failed; check the disk", path);
	db_close(db);
	return done < 0 ? -1 : 0;
}
