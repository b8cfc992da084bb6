/*
 * request.h - what the web tier asks of the worker, in config.db.
 */
#ifndef TOCSIN_DB_REQUEST_H
#define TOCSIN_DB_REQUEST_H

#include <stdint.h>

#include "db/change.h"
#include "db/db.h"

extern const struct db_sql request_sql;

enum request_kind { REQUEST_TEST, REQUEST_TRY_AGAIN };

/* Either destination_id or draft_id is set, the other one 0. */
struct request {
	int64_t id;
	enum request_kind kind;
	int64_t destination_id;
	int64_t draft_id; /* a test of what is not saved yet */
	int64_t asked_at;
};

/*
 * request_add(db, r, c): store r in a transaction of its own.  Its id is the
 * caller's wish and raised to lie above every other one, so that whoever goes
 * by ids misses none.  Rows over a day old are dropped.  1 or -1.
 */
int request_add(struct db *db, struct request *r, const struct change *c);

/*
 * request_put(db, r, c): the same inside the caller's transaction, who tells
 * the audit trail.
 */
int request_put(struct db *db, struct request *r, const struct change *c);

/* request_next(db, after, r): the oldest with a larger id: 1, 0 or -1. */
int request_next(struct db *db, int64_t after, struct request *r);

/* request_count(db, since, n): how many were asked since then.  0 or -1. */
int request_count(struct db *db, int64_t since, int64_t *n);

#endif
