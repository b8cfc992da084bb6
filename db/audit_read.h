/*
 * audit_read.h - the audit trail as people look at it: newest first, filtered.
 */
#ifndef TOCSIN_DB_AUDIT_READ_H
#define TOCSIN_DB_AUDIT_READ_H

#include "core/chain.h"
#include "db/db.h"

extern const struct db_sql audit_read_sql;

/* Longest text that is looked for, in bytes. */
#define AUDIT_FIND_BYTES 200

/* What is looked for; NULL and "" are anything. */
struct audit_filter {
	const char *who;     /* a part of it, in any letter case */
	const char *action;  /* the same */
	const char *object;  /* the same */
	const char *outcome; /* all of it */
	int64_t from_ms;     /* of `at`: not before */
	int64_t to_ms;       /* before */
};

/*
 * audit_read(db, f, range, out, max): rows between range[0] <= n < range[1]
 * that fit, newest first, into out, whose rows the caller clears; the range
 * bounds how long it can take.  How many, or -1, logged.
 */
int audit_read(struct db *db, const struct audit_filter *f,
    const int64_t range[2], struct audit_row *out, int max);

#endif
