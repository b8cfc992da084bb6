/*
 * draft.h - what was typed into the editor and is tested before it is saved;
 * in config.db.
 */
#ifndef TOCSIN_DB_DRAFT_H
#define TOCSIN_DB_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/destination.h"
#include "core/secret.h"
#include "db/change.h"
#include "db/db.h"
#include "db/request.h"

extern const struct db_sql draft_sql;

/* A draft is kept for this long. */
#define DRAFT_KEEP_MS INT64_C(3600000)

/*
 * d.id is the destination that it edits, or that a new one will be; d.version
 * the version that it edits, 0 for a new one.  d.sealed is "" where the URL
 * was not touched; it is sealed for {d.id, d.seal_id}, so that a save takes it
 * over as it is.  d.saved_at is when it was typed; d.slot is not kept.
 */
struct draft {
	int64_t id; /* the form's */
	char session_hash[SECRET_HASH_BYTES];
	int64_t request_id; /* its test */
	struct destination d;
	const char *beside; /* a stored URL that d.secret was sealed beside */
	bool resealed;      /* draft_test() found it sealed for a past key */
};

/* draft_clear(f): free what f holds and zero it. */
void draft_clear(struct draft *f);

/*
 * draft_test(db, f, r, c): store f, over an earlier one of the same form and
 * session, and ask the worker to test it, in one transaction.  r's kind,
 * draft_id, asked_at and f's request_id are set here.  1; 0 where the form is
 * another session's, or f->resealed is set: the keys were changed, so load and
 * seal again; -1.
 */
int draft_test(
    struct db *db, struct draft *f, struct request *r, const struct change *c);

/*
 * draft_load(db, id, now_ms, f): a draft that is not over DRAFT_KEEP_MS old,
 * for whomever: the web tier compares session_hash.  1 and *f, which the
 * caller clears; 0; -1.
 */
int draft_load(struct db *db, int64_t id, int64_t now_ms, struct draft *f);

/* draft_drop(db, id): it was saved, or is not wanted.  1, 0 or -1. */
int draft_drop(struct db *db, int64_t id);

/* draft_prune(db, before_ms): drop what was typed before.  Rows, or -1. */
int draft_prune(struct db *db, int64_t before_ms);

#endif
