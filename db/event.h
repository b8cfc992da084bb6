/*
 * event.h - events.db: what producers report and the worker takes in.
 */
#ifndef TOCSIN_DB_EVENT_H
#define TOCSIN_DB_EVENT_H

#include <stdint.h>

#include "core/event.h"
#include "core/event_parse.h"
#include "db/db.h"

extern const struct db_sql event_sql;

/* A row as read: an event, or why it is none. */
struct event_row {
	struct event event;        /* of a malformed one only seq is sure */
	char why[EVENT_WHY_BYTES]; /* "" if the event is sound */
};

/* event_row_clear(r): free what r holds and zero it. */
void event_row_clear(struct event_row *r);

/*
 * event_insert(db, e): store e inside the caller's transaction; seq is given
 * by the database.  1 stored, 0 a duplicate of (source, source_id), -1.
 */
int event_insert(struct db *db, const struct event *e);

/*
 * event_read(db, after, rows, max): up to max rows with a seq above after, in
 * row order, each validated; the caller clears them.  Their number, or -1.
 */
int event_read(struct db *db, int64_t after, struct event_row *rows, int max);

/* event_newest(db, seq): the highest seq ever given, 0 if none.  0 or -1. */
int event_newest(struct db *db, int64_t *seq);

/*
 * event_sum(seq, source, source_id): which event that is, as a number that is
 * not 0.  Pure.
 */
int64_t event_sum(int64_t seq, const char *source, const char *source_id);

/* event_stored_sum(db, seq, sum): of the row there: 1, 0 none (*sum 0), -1. */
int event_stored_sum(struct db *db, int64_t seq, int64_t *sum);

/*
 * event_oldest(db, seq): the lowest seq still there, or one above the newest
 * ever given when there is none.  0 or -1.
 */
int event_oldest(struct db *db, int64_t *seq);

/*
 * event_prune(db, before_ms, upto_seq, max): delete up to max rows received
 * before that time that the worker is done with.  Their number, or -1.
 */
int event_prune(struct db *db, int64_t before_ms, int64_t upto_seq, int max);

#endif
