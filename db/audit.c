/*
 * audit.c - the audit trail as it is written; see audit.h.
 */
#include <stddef.h>

#include "db/audit.h"

enum { SQL_ADD, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_ADD] = "INSERT INTO audit (at, by, address, via, action, outcome,"
		" object_id, object, detail)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
};

const struct db_sql audit_sql = {&schema_config, text, SQL__MAX};

static const char * or (const char *text_or_null, const char *otherwise)
{
	return text_or_null != NULL ? text_or_null : otherwise;
}

int
audit_put(struct db *db, const struct audit *a, const struct change *c)
{
	struct db_stmt *s = db_stmt(db, &audit_sql, SQL_ADD);

	db_bind_int(s, 1, c->at_ms);
	db_bind_text(s, 2, c->by);
	db_bind_text(s, 3, or (c->from, ""));
	db_bind_text(s, 4, or (c->via, "cli"));
	db_bind_text(s, 5, a->action);
	db_bind_text(s, 6, a->refused ? "refused" : "done");
	db_bind_int(s, 7, a->object_id);
	db_bind_text(s, 8, or (a->object, ""));
	db_bind_text(s, 9, or (a->detail, "{}"));
	return db_run(s);
}

int
audit_note(struct db *db, const struct audit *a, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, audit_put(db, a, c));
}
