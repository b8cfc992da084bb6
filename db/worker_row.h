/*
 * worker_row.h - the worker's own row in outbox.db, and what moves with the
 * clock.
 *
 * Writing calls stand inside the caller's transaction; -1 is a database error,
 * logged.
 */
#ifndef TOCSIN_DB_WORKER_ROW_H
#define TOCSIN_DB_WORKER_ROW_H

#include <stdint.h>

#include "core/clock.h"
#include "db/db.h"

extern const struct db_sql worker_row_sql;

/* Table `worker`: see db/outbox.sql. */
struct worker_row {
	int64_t cursor;
	int64_t cursor_sum; /* event_sum() of that event; 0: not known */
	int64_t last_at;
	int64_t last_request;
	int64_t wall_ms;
	int64_t boot_ms;
	char boot_id[BOOT_ID_BYTES];
	int64_t heartbeat_at;
};

/* worker_load(db, w): 1, 0 before the first one is stored, -1. */
int worker_load(struct db *db, struct worker_row *w);
int worker_store(struct db *db, const struct worker_row *w);

/*
 * clock_step_add(db, at, step_ms): the wall clock was stepped: move windows
 * and due times with it, so that none ends early or late, and record it.
 */
int clock_step_add(struct db *db, int64_t at, int64_t step_ms);

/*
 * clock_gap_add(db, at, gap_ms): the machine was off, or its clock is ahead:
 * who can tell?  Move due times alone, and record it: nothing that waited
 * meanwhile is given up for that.
 */
int clock_gap_add(struct db *db, int64_t at, int64_t gap_ms);

/*
 * clock_jump_newest(db, over_ms, at): when a step or gap of over that much was
 * last recorded: 1 and *at, 0 never, or -1.
 */
int clock_jump_newest(struct db *db, int64_t over_ms, int64_t *at);

#endif
