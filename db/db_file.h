/*
 * db_file.h - opening, judging and making the database files; for db.c.
 */
#ifndef TOCSIN_DB_FILE_H
#define TOCSIN_DB_FILE_H

#include <sqlite3.h>

#include "db/db.h"

/* How long a writer waits for another one's transaction. */
#define BUSY_WAIT_MS 30000

/*
 * db_file_open(path, schema, mode, handle, why): as db_open(), to a bare
 * handle with every setting made and every migration done.
 */
enum db_opened db_file_open(const char *path, const struct db_schema *schema,
    enum db_mode mode, sqlite3 **handle, char *why);

#endif
