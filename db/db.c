/*
 * db.c - the statement API over SQLite.
 *
 * Two faults of Debian 12's SQLite 3.40 shape this file.  Its WAL can lose
 * commits when one connection checkpoints passively while another commits
 * (fixed upstream in 3.51.3), so nobody checkpoints by accident: automatic
 * checkpoints and the one at close are off, and db_checkpoint() only ever
 * uses TRUNCATE, which takes the write lock first.  And a transient I/O error
 * can leave a hole in the page cache that the next commit hides: so
 * DB_BROKEN ends the process, and a writer that opens must complete a full
 * checkpoint before it acknowledges anything.
 */
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/db.h"
#include "db/db_file.h"
#include "db/db_inside.h"

/* For the other files of db/ alone; nobody above sees an engine. */
sqlite3 *
db_handle(struct db *db)
{
	return db->handle;
}

/*
 * A broken UNIQUE or CHECK rule is an answer that callers expect; anything
 * else the operator should read.  The SQL is logged with its $1, $2: bound
 * values, and with them a sealed URL or a name, never are.
 */
int
db_failed(struct db *db, int rc, const char *doing)
{
	rc = db_reason(db->handle, rc);
	db->error = db_class(rc);
	if (db->error != DB_CONSTRAINT)
		log_warnx("%s: %s: %s (%d)", db->name, doing,
		    sqlite3_errmsg(db->handle), rc);
	return -1;
}

enum db_opened
db_open(const char *path, const struct db_schema *schema, enum db_mode mode,
    struct db **out, char *why)
{
	enum db_opened opened;
	struct db *db;

	*out = NULL;
	db = xcalloc(1, sizeof(*db));
	db->name = schema->name;
	opened = db_file_open(path, schema, mode, &db->handle, why);
	if (opened != DB_OPENED) {
		free(db);
		return opened;
	}
	*out = db;
	return DB_OPENED;
}

static void
drop_statements(struct db *db)
{
	struct kept *k;
	unsigned i;

	while ((k = db->kept) != NULL) {
		db->kept = k->next;
		for (i = 0; i < k->sql->count; i++)
			sqlite3_finalize(k->stmts[i].stmt);
		free(k->stmts);
		free(k);
	}
}

/*
 * Statements first: sqlite3_close() refuses while one is left, and the file
 * would stay open with its locks.
 */
void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	drop_statements(db);
	sqlite3_close(db->handle);
	free(db);
}

/*
 * Of statements from before the first call nobody knows what they need: they
 * are prepared again.  Later calls change a number: setting the authorizer
 * again would have SQLite prepare all of them for each request.
 */
void
db_permit(struct db *db, unsigned set)
{
	if ((set & PERMISSION(SIGNED_IN)) != 0)
		set |= PERMIT_ACCOUNT;
	db->permit.set = set;
	db->permit.left = PERMIT_BUDGET;
	if (db->permit.on)
		return;
	db->permit.on = true;
	drop_statements(db);
	sqlite3_hard_heap_limit64(PERMIT_HEAP_BYTES);
	sqlite3_set_authorizer(db->handle, permit_judge, &db->permit);
	sqlite3_progress_handler(
	    db->handle, PERMIT_SPEND_STEPS, permit_spend, &db->permit);
}

/* A list is enough: a process uses a handful of table files. */
static struct kept *
kept_of(struct db *db, const struct db_sql *sql)
{
	struct kept *k;

	for (k = db->kept; k != NULL; k = k->next)
		if (k->sql == sql)
			return k;
	k = xcalloc(1, sizeof(*k));
	k->sql = sql;
	k->stmts = xcalloc(sql->count, sizeof(*k->stmts));
	k->next = db->kept;
	db->kept = k;
	return k;
}

/*
 * Once for each statement.  Bound by number alone, a text in which $4 stands
 * before $1 would get them exchanged.
 */
static void
number_parameters(struct db_stmt *s)
{
	char name[16];
	int n;

	for (n = 1; n <= PARAMS_MAX; n++) {
		snprintf(name, sizeof(name), "$%d", n);
		s->at[n] = sqlite3_bind_parameter_index(s->stmt, name);
	}
}

struct db_stmt *
db_stmt(struct db *db, const struct db_sql *sql, unsigned i)
{
	struct db_stmt *s = &kept_of(db, sql)->stmts[i];
	int rc;

	s->db = db;
	if (s->stmt == NULL) {
		db->permit.needs = 0;
		db->permit.recording = true;
		rc = sqlite3_prepare_v3(db->handle, sql->text[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
		db->permit.recording = false;
		s->needs = db->permit.needs;
		if (rc != SQLITE_OK) {
			/* s->stmt is NULL: every step of it fails too. */
			(void)db_failed(db, rc, sql->text[i]);
			return s;
		}
		number_parameters(s);
	}
	sqlite3_reset(s->stmt);
	sqlite3_clear_bindings(s->stmt);
	s->refused = 0;
	return s;
}

/*
 * A value that could not be bound is NULL to SQLite: what must not be stored in
 * its place.  An unprepared statement (MISUSE) fails at its step, and a
 * parameter that the text has not (RANGE) is none.
 */
static void
bound(struct db_stmt *s, int rc)
{
	if (rc == SQLITE_NOMEM)
		xmalloc_failed();
	if (rc == SQLITE_TOOBIG)
		s->refused = rc;
}

void
db_bind_int(struct db_stmt *s, int n, int64_t v)
{
	bound(s, sqlite3_bind_int64(s->stmt, s->at[n], v));
}

/* TRANSIENT: SQLite copies.  The caller may free its text before the step. */
void
db_bind_text(struct db_stmt *s, int n, const char *v)
{
	bound(s, sqlite3_bind_text(s->stmt, s->at[n], v, -1, SQLITE_TRANSIENT));
}

void
db_bind_null(struct db_stmt *s, int n)
{
	bound(s, sqlite3_bind_null(s->stmt, s->at[n]));
}

/* Before it touches anything; where nothing is restricted, nothing is needed.
 */
static bool
permitted(const struct db_stmt *s)
{
	struct db *db = s->db;

	if ((s->needs & ~db->permit.set) == 0)
		return true;
	permit_missing(&db->permit, s->needs, sqlite3_sql(s->stmt));
	db->error = DB_DENIED;
	sqlite3_reset(s->stmt);
	return false;
}

/*
 * Reset at its end, with and without an error: a statement left in its middle
 * would hold its snapshot, and the next checkpoint could not finish.
 */
int
db_step(struct db_stmt *s)
{
	int rc;

	/* Why it could not be prepared was told then. */
	if (s->stmt == NULL || !permitted(s))
		return -1;
	rc = s->refused != 0 ? s->refused : sqlite3_step(s->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		(void)db_failed(s->db, rc, sqlite3_sql(s->stmt));
	sqlite3_reset(s->stmt);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
db_run(struct db_stmt *s)
{
	int rc;

	while ((rc = db_step(s)) > 0)
		;
	return rc < 0 ? -1 : sqlite3_changes(s->db->handle);
}

void
db_done(struct db_stmt *s)
{
	sqlite3_reset(s->stmt);
}

int64_t
db_int(struct db_stmt *s, int column)
{
	return sqlite3_column_int64(s->stmt, column);
}

/* Text that there is no memory for looks like NULL: as if nothing was there. */
const char *
db_text(struct db_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s->stmt, column);

	if (text == NULL && sqlite3_errcode(s->db->handle) == SQLITE_NOMEM)
		xmalloc_failed();
	return text;
}

size_t
db_bytes(struct db_stmt *s, int column)
{
	return (size_t)sqlite3_column_bytes(s->stmt, column);
}

bool
db_null(struct db_stmt *s, int column)
{
	return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

/*
 * min() and max() over no rows answer one row with NULL in it, so both are
 * "not there" to the caller.
 */
int
db_one_int(struct db_stmt *s, int64_t *value)
{
	int rc = db_step(s);

	if (rc > 0) {
		if (db_null(s, 0))
			rc = 0;
		else
			*value = db_int(s, 0);
		db_done(s);
	}
	return rc;
}

enum db_error
db_error(const struct db *db)
{
	return db->error;
}

void
db_error_clear(struct db *db)
{
	db->error = DB_OK;
}
