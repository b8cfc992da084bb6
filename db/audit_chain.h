/*
 * audit_chain.h - the audit trail in outbox.db, where the worker chains it.
 *
 * Writing calls stand inside the caller's transaction; -1 is a database error,
 * logged.
 */
#ifndef TOCSIN_DB_AUDIT_CHAIN_H
#define TOCSIN_DB_AUDIT_CHAIN_H

#include "core/chain.h"
#include "db/db.h"

extern const struct db_sql audit_chain_sql;

/* audit_ends_load(db, e): 1, 0 before the first row was stored, -1. */
int audit_ends_load(struct db *db, struct chain_ends *e);

/* audit_ends_store(db, k, e): sign and store them.  1 or -1. */
int audit_ends_store(
    struct db *db, const struct private_key *k, struct chain_ends *e);

/*
 * audit_chain_add(db, k, e, r): the next row: r gets its n and mac, and e
 * moves to it in memory; audit_ends_store() follows.  1 or -1.
 */
int audit_chain_add(struct db *db, const struct private_key *k,
    struct chain_ends *e, struct audit_row *r);

/*
 * audit_chain_next(db, after, r): the first row behind n = after, which the
 * caller clears; *odd where it holds what is no text of ours.  1, 0 or -1.
 */
int audit_chain_next(
    struct db *db, int64_t after, struct audit_row *r, bool *odd);

/* audit_chain_newest(db, r): the last row, as above.  1, 0 or -1. */
int audit_chain_newest(struct db *db, struct audit_row *r);

/*
 * audit_chain_find(db, source_seq, r): the newest row that came from that one
 * of config.db, as above.  1, 0 or -1.
 */
int audit_chain_find(struct db *db, int64_t source_seq, struct audit_row *r);

/* audit_chain_drop(db, upto): up to that n: how many rows went, or -1. */
int audit_chain_drop(struct db *db, int64_t upto);

#endif
