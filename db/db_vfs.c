/*
 * db_vfs.c - SQLite's own layer of files, blind to rollback journals.
 *
 * Producers may write in the directory of events.db.  One that is broken into
 * could lay an events.db-journal there: SQLite would play it back, and then
 * remove the file that it names as its super-journal with the rights of whoever
 * opened the database, outbox.db among others (pager_delsuper() in pager.c).
 * Looking for one first leaves a moment in between.  Ours are in WAL mode and
 * have none, so none is ever seen.
 */
#include <string.h>

#include "core/xmalloc.h"
#include "db/db_file.h"

static sqlite3_vfs *base;

/* The one way by which SQLite learns that there is a journal to play back. */
static int
blind_access(sqlite3_vfs *vfs, const char *name, int flags, int *there)
{
	static const char journal[] = "-journal";
	size_t n = strlen(name), k = sizeof(journal) - 1;

	(void)vfs;
	if (n >= k && strcmp(name + n - k, journal) == 0) {
		*there = 0;
		return SQLITE_OK;
	}
	return base->xAccess(base, name, flags, there);
}

const char *
db_file_vfs(void)
{
	static sqlite3_vfs blind;

	if (base != NULL)
		return blind.zName;
	base = sqlite3_vfs_find(NULL);
	if (base == NULL)
		xmalloc_failed();
	blind = *base;
	blind.zName = "tocsin";
	blind.pNext = NULL;
	blind.xAccess = blind_access;
	if (sqlite3_vfs_register(&blind, 0) != SQLITE_OK)
		xmalloc_failed();
	return blind.zName;
}
