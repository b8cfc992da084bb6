/*
 * db_file.h - what the SQLite engine's own files share: db_error.c, db_vfs.c,
 * db_file.c, db.c, db_care.c, db_create.c and copy.c, each of which may use
 * those before it.  Nobody else includes it.
 */
#ifndef TOCSIN_DB_FILE_H
#define TOCSIN_DB_FILE_H

#include <sqlite3.h>

#include "db/db.h"

/* How long a writer waits for another one's transaction. */
#define BUSY_WAIT_MS 30000

/* A reader waits for recovery or an exclusive lock only, and not for long. */
#define READ_WAIT_MS 1000

/*
 * db_file_open(path, schema, mode, handle, why): as db_open(), to a bare
 * handle with every setting made and every migration done.
 */
enum db_opened db_file_open(const char *path, const struct db_schema *schema,
    enum db_mode mode, sqlite3 **handle, char *why);

/*
 * db_file_vfs(): the layer of files that every database is opened by; see
 * db_vfs.c.  Not for several threads at once.
 */
const char *db_file_vfs(void);

/*
 * db_file_plain(path, why): whether it is missing or a regular file, with no
 * rollback journal beside it; else the reason is in why.
 */
bool db_file_plain(const char *path, char *why);

/* db_file_configure(h, mode): every setting of a connection; SQLite's code. */
int db_file_configure(sqlite3 *h, enum db_mode mode);

/* db_file_pragma(h, sql, value): the number that sql answers; SQLite's code. */
int db_file_pragma(sqlite3 *h, const char *sql, int *value);

/* db_file_text(h, sql, out, bytes): the text, cut to bytes; as above. */
int db_file_text(sqlite3 *h, const char *sql, char *out, size_t bytes);

/* db_handle(db): SQLite's own handle, which stays db's. */
sqlite3 *db_handle(struct db *db);

/* db_class(rc): SQLite's result code as what a caller can do about it. */
enum db_error db_class(int rc);

/* db_reason(h, rc): rc of the last call on h; SQLITE_FULL where it is that. */
int db_reason(sqlite3 *h, int rc);

/*
 * db_failed(db, rc, doing): remember the class of rc and log what failed;
 * doing may be SQL, whose text never holds values.  Returns -1.
 */
int db_failed(struct db *db, int rc, const char *doing);

#endif
