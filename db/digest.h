/*
 * digest.h - storm digests in outbox.db: one message that tells of many
 * alerts, which end as it ends.
 *
 * A digest is a delivery of its own (delivery.h), with no event.  A
 * destination has at most one that has not ended.  Calls stand inside the
 * caller's transaction; -1 is a database error, logged.
 */
#ifndef TOCSIN_DB_DIGEST_H
#define TOCSIN_DB_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

extern const struct db_sql digest_sql;

/* A digest that has not ended. */
struct digest_row {
	int64_t id;
	int64_t destination_id;
	int64_t created_at;
	int64_t expires_at; /* takes no alert that lives longer */
	int64_t due_at;     /* its place in the queue */
	bool fresh; /* queued, and never tried: it may still take members */
};

/* digest_open(db, destination_id, d): that destination's: 1, 0 or -1. */
int digest_open(struct db *db, int64_t destination_id, struct digest_row *d);

/*
 * digest_beyond(db, destination_id, keep, first): whether more than keep
 * alerts wait for it that were never tried; of the first that is too many,
 * when it is due and when it is given up.  1, 0 or -1.
 */
int digest_beyond(
    struct db *db, int64_t destination_id, int keep, struct digest_row *first);

/*
 * digest_place(db, d): a new digest, queued, goes where d->due_at says: behind
 * all that stand before its members.  1 or -1.
 */
int digest_place(struct db *db, const struct digest_row *d);

/*
 * digest_join(db, d, keep, max): of the queued alerts that were never tried,
 * leave the keep oldest and put up to max of the others into d, as far as they
 * are given up no later than d: queued -> in digest.  Their number, or -1.
 */
int digest_join(struct db *db, const struct digest_row *d, int keep, int max);

/*
 * digest_settle(db, max): members of digests that have ended end likewise:
 * in digest -> accepted, failed or cancelled; the windows that those opened
 * are freed unless it was accepted.  Up to max; their number, 0 when nothing
 * is left to do, or -1.
 */
int digest_settle(struct db *db, int max);

/*
 * digest_top(db, id, seqs, max): the events of the members with the highest
 * scores, best first, older before newer.  Their number, or -1.
 */
int digest_top(struct db *db, int64_t id, int64_t *seqs, int max);

/*
 * digest_members(db, destination_id, n): how many alerts wait in that
 * destination's digest.  1, 0 (and *n 0) or -1.
 */
int digest_members(struct db *db, int64_t destination_id, int64_t *n);

#endif
