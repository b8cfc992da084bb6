/*
 * db_inside.h - a connection and its statements, for the files of the
 * statement API alone.
 */
#ifndef TOCSIN_DB_INSIDE_H
#define TOCSIN_DB_INSIDE_H

#include <sqlite3.h>

#include "db/db.h"
#include "db/permit_judge.h"

/*
 * Statements kept for one table file, until the database is closed: preparing
 * one costs more than running most of them.
 */
struct kept {
	const struct db_sql *sql;
	struct db_stmt *stmts;
	struct kept *next;
};

/* Most parameters of one statement. */
#define PARAMS_MAX 32

/*
 * To SQLite "$7" is a name, numbered by where it first stands in the text;
 * at[7] is that number, or 0 where the statement has no $7.
 */
struct db_stmt {
	struct db *db;
	sqlite3_stmt *stmt;
	int at[PARAMS_MAX + 1];
	int refused;    /* why a value could not be bound; 0: all were */
	unsigned needs; /* what its caller must have; see permit.h */
};

/*
 * name is the schema's, for the log. error is that of the last failure and is
 * kept until the next one: a caller asks for it after cleaning up.
 */
struct db {
	sqlite3 *handle;
	const char *name;
	struct kept *kept;
	enum db_error error;
	struct permit permit;
};

#endif
