/*
 * db.h - the statement API under every table file: one engine, SQLite.
 *
 * A second engine is another db.c.  Calls that touch a file can block for as
 * long as the disk takes; a writer waits up to BUSY_WAIT_MS for its turn.
 */
#ifndef TOCSIN_DB_H
#define TOCSIN_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;

#define DB_WHY_BYTES 400

/* From version-1 to version; the last step's version is the schema's. */
struct db_migration {
	int version;
	const char *sql;
};

/* What makes a file one of ours, and up to date. */
struct db_schema {
	const char *name;       /* "config.db" */
	int32_t application_id; /* PRAGMA application_id */
	int version;            /* PRAGMA user_version */
	const char *sql;        /* a new file of this version, complete */
	const struct db_migration *migrations; /* ended by version 0 */
};

/* The three schemas: db/NAME.sql and its migrations. */
extern const struct db_schema schema_config;
extern const struct db_schema schema_events;
extern const struct db_schema schema_outbox;

/* The SQL of one table file; a test prepares all of it. */
struct db_sql {
	const struct db_schema *schema;
	const char *const *text;
	unsigned count;
};

/* Every db_sql there is, ended by NULL. */
extern const struct db_sql *const db_all_sql[];

enum db_mode {
	DB_READ,  /* never writes; needs no right on the directory */
	DB_WRITE, /* writes; somebody else migrates and checkpoints */
	DB_OWN    /* the one that migrates and checkpoints this file */
};

/* Why a call failed; db_error() tells for the last one. */
enum db_error {
	DB_OK,
	DB_BUSY,       /* somebody else holds the lock: try again */
	DB_FULL,       /* no space: try again when there is some */
	DB_TOO_BIG,    /* a value over the limit on what is ever read */
	DB_CONSTRAINT, /* a UNIQUE or CHECK rule said no */
	DB_DENIED,     /* the caller may not (db/permit.h): a bug above */
	DB_BROKEN,     /* I/O error or damaged file: stop acknowledging, exit */
	DB_OTHER
};

/* How db_open() ended. */
enum db_opened {
	DB_OPENED,
	DB_NOT_YET, /* missing, or not readable yet: wait and try again */
	DB_REFUSED  /* foreign, damaged, or of a newer program: never */
};

/*
 * db_create(path, schema, why): make a new database with its -wal and -shm,
 * with the mode that the umask leaves of 0644, and sync it.  An existing one of
 * the same schema is left as it is.  Returns 0, or -1 with the reason in why
 * (DB_WHY_BYTES).
 */
int db_create(const char *path, const struct db_schema *schema, char *why);

/*
 * db_open(path, schema, mode, db, why): open an existing database, migrating
 * it first where its owner finds it older.  An owner then calls
 * db_checkpoint(): nothing may be acknowledged before that.  Anything but
 * DB_OPENED leaves a reason in why and *db NULL.  The file is never created or
 * changed when it is refused.
 */
enum db_opened db_open(const char *path, const struct db_schema *schema,
    enum db_mode mode, struct db **db, char *why);

/* db_close(db): finalise all statements and close; NULL is fine. */
void db_close(struct db *db);

/*
 * db_begin, db_commit, db_rollback: one write transaction (BEGIN IMMEDIATE),
 * durable when db_commit returned 0.  -1: db_error() tells why, it has been
 * logged, and nothing of the transaction is kept.
 */
int db_begin(struct db *db);
int db_commit(struct db *db);
void db_rollback(struct db *db);

/* db_begin_read(db): one read snapshot until db_rollback(); 0 or -1. */
int db_begin_read(struct db *db);

/*
 * db_stmt(db, sql, i): statement i of a table file, reset and with nothing
 * bound; prepared at its first use and kept until db_close().
 */
struct db_stmt *db_stmt(struct db *db, const struct db_sql *sql, unsigned i);

/* db_bind_*(s, n, v): give $n its value; text is copied, NULL is NULL. */
void db_bind_int(struct db_stmt *s, int n, int64_t v);
void db_bind_text(struct db_stmt *s, int n, const char *v);
void db_bind_null(struct db_stmt *s, int n);

/* db_step(s): 1 a row, 0 no more rows, -1 an error, logged. */
int db_step(struct db_stmt *s);

/* db_run(s): step to the end; rows changed, or -1. */
int db_run(struct db_stmt *s);

/*
 * db_one_int(s, value): the first column of the first row: 1 and *value, 0
 * without a row or when it is NULL, or -1.
 */
int db_one_int(struct db_stmt *s, int64_t *value);

/*
 * db_finish(db, rc): end a write transaction by what its steps said: commit
 * on rc > 0, roll back otherwise.  Returns rc, or -1 when the commit failed.
 */
int db_finish(struct db *db, int rc);

/* db_done(s): end reading before the last row. */
void db_done(struct db_stmt *s);

/* Columns of the current row, from 0.  Text stays valid until the next step. */
int64_t db_int(struct db_stmt *s, int column);
const char *db_text(struct db_stmt *s, int column);
size_t db_bytes(struct db_stmt *s, int column); /* of text, any NUL in it too */
bool db_null(struct db_stmt *s, int column);

/* db_error(db): the class of the last failure. */
enum db_error db_error(const struct db *db);

/* db_error_clear(db): the last failure was dealt with: DB_OK from now on. */
void db_error_clear(struct db *db);

/* db_wait(db, ms): wait that long for another writer; -1: as at the start. */
void db_wait(struct db *db, int ms);

/*
 * db_checkpoint(db, wait_ms): copy the whole WAL into the file, sync, and cut
 * the WAL to nothing.  1 when nothing is left, 0 when a reader or writer was
 * in the way for wait_ms, -1 on an error, logged.
 */
int db_checkpoint(struct db *db, int wait_ms);

/* db_wal_bytes(db): how long its WAL is now; 0 where that can't be told. */
int64_t db_wal_bytes(struct db *db);

/* db_changes_seen(db): a number that changes when another process commits. */
int64_t db_changes_seen(struct db *db);

/* db_quick_check(db): 0 sound, -1 damaged, logged. */
int db_quick_check(struct db *db);

/* db_full_check(db): the same, with what its indexes hold; takes longer. */
int db_full_check(struct db *db);

/* db_version(): SQLite's version, for the start-up line. */
const char *db_version(void);

#endif
