/*
 * audit_verify.h - is the audit trail in outbox.db what the worker wrote?
 */
#ifndef TOCSIN_DB_AUDIT_VERIFY_H
#define TOCSIN_DB_AUDIT_VERIFY_H

#include "core/chain.h"
#include "db/db.h"

#define AUDIT_VERDICT_BYTES 200

struct audit_verdict {
	int64_t rows;   /* looked at */
	int64_t first;  /* number of the first one; 0: there is none */
	int64_t last;   /* and of the last one */
	size_t anchors; /* that were compared with a row */
	bool sound;
	int64_t bad_n; /* the first that is not as it was written */
	char why[AUDIT_VERDICT_BYTES];
};

/* What was noted elsewhere of rows; put into the order of n. */
struct audit_anchors {
	struct chain_anchor *list;
	size_t n;
};

/*
 * audit_verify(db, k, a, v): read the whole chain, each row once, and compare
 * it with its macs, its signed ends and the anchors: 0 and *v, or -1 on a
 * database error, logged.  k NULL looks at numbers and ends alone: for a test
 * of what the macs are good for.
 */
int audit_verify(struct db *db, const struct private_key *k,
    struct audit_anchors *a, struct audit_verdict *v);

#endif
