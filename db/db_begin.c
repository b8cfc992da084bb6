/*
 * db_begin.c - transactions; see db.h.
 */
#include <sqlite3.h>
#include <stddef.h>

#include "db/db_file.h"
#include "db/db_inside.h"

static int
execute(struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_failed(db, rc, sql);
}

/*
 * IMMEDIATE takes the write lock now.  A transaction that begins by reading
 * and then wants to write can be refused in its middle, with no way to wait;
 * this one waits at its start, for as long as the busy timeout says.
 */
int
db_begin(struct db *db)
{
	return execute(db, "BEGIN IMMEDIATE");
}

/*
 * No lock yet: the first read takes its snapshot.  Held long, it keeps
 * checkpoints from finishing and the WAL from being cut.
 */
int
db_begin_read(struct db *db)
{
	return execute(db, "BEGIN");
}

/*
 * A commit that failed can leave its transaction open; ended here, the next
 * one does not find itself inside it.
 */
int
db_commit(struct db *db)
{
	if (execute(db, "COMMIT") == 0)
		return 0;
	db_rollback(db);
	return -1;
}

void
db_rollback(struct db *db)
{
	/*
	 * Why it came to this is what the caller asks for, not how the
	 * rollback went.
	 */
	enum db_error error = db->error;

	/* FULL and IOERR may have rolled back already; then there is none. */
	if (!sqlite3_get_autocommit(db->handle))
		(void)execute(db, "ROLLBACK");
	db->error = error;
}

/* 0 is "not granted": rolled back as well, but no error of the database's. */
int
db_finish(struct db *db, int rc)
{
	if (rc > 0)
		return db_commit(db) == 0 ? rc : -1;
	db_rollback(db);
	return rc;
}
