/*
 * audit.h - the audit trail as it is written: rows of config.db, which the
 * worker takes over (worker/audit.c) and chains in outbox.db.
 */
#ifndef TOCSIN_DB_AUDIT_H
#define TOCSIN_DB_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/change.h"
#include "db/db.h"

extern const struct db_sql audit_sql;

/* What somebody did, or was refused. */
struct audit {
	const char *action; /* "destination saved"; a literal */
	bool refused;
	int64_t object_id;  /* what it was done to, or 0 */
	const char *object; /* its name, or NULL */
	const char *detail; /* a JSON object, no secret in it; NULL: {} */
};

/*
 * audit_put(db, a, c): add the row, within the caller's write transaction: so
 * nothing is changed that is not told, and nothing told that was not done.
 * 1 or -1.
 */
int audit_put(struct db *db, const struct audit *a, const struct change *c);

/* audit_note(db, a, c): the same in a transaction of its own. */
int audit_note(struct db *db, const struct audit *a, const struct change *c);

#endif
