/*
 * db_error.c - SQLite's result codes, as what a caller can do about them.
 */
#include "core/xmalloc.h"
#include "db/db_file.h"

/*
 * What a caller can do about an error is all that it has to tell apart.  The
 * low byte is SQLite's primary code; the extended ones above it only say more.
 * Running out of memory ends the process here: no state is left half-changed,
 * since whatever was not committed is undone at the next start.
 */
enum db_error
db_class(int rc)
{
	/* The one of them that says nothing about the disk. */
	if (rc == SQLITE_IOERR_NOMEM)
		xmalloc_failed();
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return DB_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return DB_BUSY;
	case SQLITE_FULL:
		return DB_FULL;
	case SQLITE_TOOBIG:
		return DB_TOO_BIG;
	case SQLITE_AUTH:
		return DB_DENIED;
	case SQLITE_CONSTRAINT:
		return DB_CONSTRAINT;
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return DB_BROKEN;
	case SQLITE_NOMEM:
		xmalloc_failed();
	default:
		return DB_OTHER;
	}
}

/*
 * The index of the WAL (-shm) can't grow on a full disk, and SQLite calls that
 * an I/O error.  No data are in it, so it is what any other lack of space is.
 */
int
db_reason(sqlite3 *h, int rc)
{
	return (rc & 0xff) == SQLITE_IOERR &&
		       sqlite3_extended_errcode(h) == SQLITE_IOERR_SHMSIZE
		   ? SQLITE_FULL
		   : rc;
}
