/*
 * reseal.h - what is sealed in config.db, row by row, for a change of keys.
 */
#ifndef TOCSIN_DB_RESEAL_H
#define TOCSIN_DB_RESEAL_H

#include <stdint.h>

#include "core/seal_ring.h"
#include "db/db.h"

extern const struct db_sql reseal_sql;

/* What was done to one destination. */
struct reseal_count {
	int64_t sealed; /* rows with anything that was sealed again */
	int64_t left;   /* rows that no key opens */
	int64_t named;  /* of rows and old keys of the ring, how many stay */
};

/*
 * reseal_next(db, to, after, id): the next destination, in the order of ids,
 * of which a row names another key than `to`: 1 and *id, 0 or -1.
 */
int reseal_next(struct db *db, const char *to, int64_t after, int64_t *id);

/*
 * reseal_destination(db, r, id, n): seal for r's first key what that
 * destination has, in one transaction: all versions and drafts, for a secret
 * is bound to the text of its URL.  What was done is added to *n, and what no
 * key opens is logged and left as it is.  1 or -1.
 */
int reseal_destination(
    struct db *db, struct seal_ring *r, int64_t id, struct reseal_count *n);

#endif
