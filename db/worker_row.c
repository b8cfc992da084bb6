/*
 * worker_row.c - the worker's own row in outbox.db, and what moves with the
 * clock.
 */
#include <stdio.h>

#include "db/worker_row.h"

/* Rows that one statement moves with the clock. */
#define SLICE 1000

enum {
	SQL_LOAD,
	SQL_STORE,
	SQL_STEP_ADD,
	SQL_WINDOWS_UPTO,
	SQL_STEP_WINDOWS,
	SQL_DUE_UPTO,
	SQL_STEP_DUE,
	SQL_GAP_DUE,
	SQL_STEP_HEALTH,
	SQL_JUMP,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    /*
     * One row of id 1, written whole each time: cursor and clock readings of
     * different moments must never stand side by side.
     */
    [SQL_LOAD] = "SELECT cursor, last_at, last_request, wall_ms,"
		 " boot_ms, boot_id, heartbeat_at, cursor_sum"
		 " FROM worker WHERE id = 1",
    [SQL_STORE] =
	"INSERT INTO worker (id, cursor, last_at, last_request, wall_ms,"
	" boot_ms, boot_id, heartbeat_at, cursor_sum)"
	" VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)"
	" ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor,"
	" last_at = excluded.last_at, last_request = excluded.last_request,"
	" wall_ms = excluded.wall_ms, boot_ms = excluded.boot_ms,"
	" boot_id = excluded.boot_id, heartbeat_at = excluded.heartbeat_at,"
	" cursor_sum = excluded.cursor_sum",
    [SQL_STEP_ADD] = "INSERT INTO clock_step (at, step_ms) VALUES ($1, $2)",
    /*
     * In slices by an index that the change leaves alone: a statement that
     * changes a million rows, or the index it finds them by, keeps a list or a
     * copy of them in memory.  All slices are one transaction.
     */
    [SQL_WINDOWS_UPTO] =
	"SELECT max(delivery_id) FROM (SELECT delivery_id FROM window"
	" WHERE delivery_id > $1 ORDER BY delivery_id LIMIT $2)",
    [SQL_STEP_WINDOWS] = "UPDATE window SET opened_at = opened_at + $1"
			 " WHERE delivery_id > $2 AND delivery_id <= $3",
    /* "+": by id, since any index of those that wait is changed. */
    [SQL_DUE_UPTO] = "SELECT max(id) FROM (SELECT id FROM delivery"
		     " WHERE id > $1 AND +ended_at IS NULL"
		     " ORDER BY id LIMIT $2)",
    /*
     * Ended deliveries stay as they are: their times are a record of what the
     * clock said then.  Those under way move as well, or a step forward during
     * a request would use up the time that its retries have.
     */
    [SQL_STEP_DUE] = "UPDATE delivery SET due_at = due_at + $1,"
		     " expires_at = expires_at + $1,"
		     " created_at = created_at + $1"
		     " WHERE id > $2 AND id <= $3 AND +ended_at IS NULL",
    /* They are as old as they are: created_at stays. */
    [SQL_GAP_DUE] = "UPDATE delivery SET due_at = due_at + $1,"
		    " expires_at = expires_at + $1"
		    " WHERE id > $2 AND id <= $3 AND +ended_at IS NULL",
    [SQL_STEP_HEALTH] =
	"UPDATE destination_health SET quiet_until = quiet_until + $1,"
	" open_until = open_until + $1",
    [SQL_JUMP] = "SELECT max(at) FROM clock_step WHERE abs(step_ms) > $1",
};

const struct db_sql worker_row_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &worker_row_sql, i);
}

int
worker_load(struct db *db, struct worker_row *w)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	int rc;

	if ((rc = db_step(s)) <= 0)
		return rc;
	w->cursor = db_int(s, 0);
	w->last_at = db_int(s, 1);
	w->last_request = db_int(s, 2);
	w->wall_ms = db_int(s, 3);
	w->boot_ms = db_int(s, 4);
	snprintf(w->boot_id, sizeof(w->boot_id), "%s", db_text(s, 5));
	w->heartbeat_at = db_int(s, 6);
	w->cursor_sum = db_int(s, 7);
	db_done(s);
	return 1;
}

int
worker_store(struct db *db, const struct worker_row *w)
{
	struct db_stmt *s = stmt(db, SQL_STORE);

	db_bind_int(s, 1, w->cursor);
	db_bind_int(s, 2, w->last_at);
	db_bind_int(s, 3, w->last_request);
	db_bind_int(s, 4, w->wall_ms);
	db_bind_int(s, 5, w->boot_ms);
	db_bind_text(s, 6, w->boot_id);
	db_bind_int(s, 7, w->heartbeat_at);
	db_bind_int(s, 8, w->cursor_sum);
	return db_run(s);
}

/* Move all rows of a table by ms, a slice after the other: 1 or -1. */
static int
move(struct db *db, unsigned upto, unsigned update, int64_t ms)
{
	int64_t from = 0, to;
	struct db_stmt *s;
	int rc;

	for (;;) {
		s = stmt(db, upto);
		db_bind_int(s, 1, from);
		db_bind_int(s, 2, SLICE);
		if ((rc = db_one_int(s, &to)) <= 0)
			return rc < 0 ? -1 : 1;
		s = stmt(db, update);
		db_bind_int(s, 1, ms);
		db_bind_int(s, 2, from);
		db_bind_int(s, 3, to);
		if (db_run(s) < 0)
			return -1;
		from = to;
	}
}

/* A handful of rows: one a destination. */
static int
move_health(struct db *db, int64_t ms)
{
	struct db_stmt *s = stmt(db, SQL_STEP_HEALTH);

	db_bind_int(s, 1, ms);
	return db_run(s);
}

static int
add(struct db *db, int64_t at, int64_t ms)
{
	struct db_stmt *s = stmt(db, SQL_STEP_ADD);

	db_bind_int(s, 1, at);
	db_bind_int(s, 2, ms);
	return db_run(s);
}

/*
 * All in the caller's transaction, the record last: moved rows without the one
 * that says why could not be explained to anybody.
 */
int
clock_step_add(struct db *db, int64_t at, int64_t step_ms)
{
	if (move(db, SQL_WINDOWS_UPTO, SQL_STEP_WINDOWS, step_ms) < 0 ||
	    move(db, SQL_DUE_UPTO, SQL_STEP_DUE, step_ms) < 0 ||
	    move_health(db, step_ms) < 0)
		return -1;
	return add(db, at, step_ms);
}

int
clock_gap_add(struct db *db, int64_t at, int64_t gap_ms)
{
	if (move(db, SQL_DUE_UPTO, SQL_GAP_DUE, gap_ms) < 0 ||
	    move_health(db, gap_ms) < 0)
		return -1;
	return add(db, at, gap_ms);
}

int
clock_jump_newest(struct db *db, int64_t over_ms, int64_t *at)
{
	struct db_stmt *s = stmt(db, SQL_JUMP);

	db_bind_int(s, 1, over_ms);
	return db_one_int(s, at);
}
