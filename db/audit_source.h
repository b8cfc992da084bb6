/*
 * audit_source.h - rows of the audit trail in config.db, as the worker takes
 * them over and the keeper drops them.  -1 is a database error, logged.
 */
#ifndef TOCSIN_DB_AUDIT_SOURCE_H
#define TOCSIN_DB_AUDIT_SOURCE_H

#include "core/chain.h"
#include "db/db.h"

extern const struct db_sql audit_source_sql;

/*
 * audit_source_next(db, after, r): the oldest row with a larger seq, which the
 * caller clears.  1; 0: there is none; -1, where db_error() may be DB_TOO_BIG:
 * audit_source_seq() then still tells its number.
 */
int audit_source_next(struct db *db, int64_t after, struct audit_row *r);

/* audit_source_seq(db, after, seq): the number alone of the next row. */
int audit_source_seq(struct db *db, int64_t after, int64_t *seq);

/* audit_source_newest(db, seq): 1, 0 where there is no row, -1. */
int audit_source_newest(struct db *db, int64_t *seq);

/*
 * audit_source_when(db, after, seq, at): number and time of the next row, for
 * the keeper.  1, 0 or -1.
 */
int audit_source_when(struct db *db, int64_t after, int64_t *seq, int64_t *at);

/* audit_source_drop(db, upto): up to that one: how many rows went, or -1. */
int audit_source_drop(struct db *db, int64_t upto);

#endif
