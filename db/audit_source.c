/*
 * audit_source.c - rows of the audit trail in config.db; see audit_source.h.
 */
#include <string.h>

#include "db/audit_row.h"
#include "db/audit_source.h"

enum { SQL_NEXT, SQL_SEQ, SQL_NEWEST, SQL_WHEN, SQL_DROP, SQL__MAX };

/* In the order of audit_columns(): what only the chain has is empty. */
#define COLUMNS "0, seq, at, object_id, 0, '', " AUDIT_TEXTS

static const char *const text[SQL__MAX] = {
    [SQL_NEXT] = "SELECT " COLUMNS " FROM audit WHERE seq > $1"
		 " ORDER BY seq LIMIT 1",
    [SQL_SEQ] = "SELECT min(seq) FROM audit WHERE seq > $1",
    [SQL_NEWEST] = "SELECT max(seq) FROM audit",
    [SQL_WHEN] = "SELECT seq, at FROM audit WHERE seq > $1"
		 " ORDER BY seq LIMIT 1",
    [SQL_DROP] = "DELETE FROM audit WHERE seq <= $1",
};

const struct db_sql audit_source_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &audit_source_sql, i);
}

static int
read_one(struct db_stmt *s, int64_t seq, struct audit_row *r)
{
	int rc;

	memset(r, 0, sizeof(*r));
	db_bind_int(s, 1, seq);
	rc = db_step(s);
	/* A NUL ends the text here and so in the chain: seen by all alike. */
	if (rc > 0)
		(void)audit_columns(s, r);
	db_done(s);
	return rc;
}

int
audit_source_next(struct db *db, int64_t after, struct audit_row *r)
{
	return read_one(stmt(db, SQL_NEXT), after, r);
}

int
audit_source_seq(struct db *db, int64_t after, int64_t *seq)
{
	struct db_stmt *s = stmt(db, SQL_SEQ);

	db_bind_int(s, 1, after);
	return db_one_int(s, seq);
}

int
audit_source_newest(struct db *db, int64_t *seq)
{
	return db_one_int(stmt(db, SQL_NEWEST), seq);
}

int
audit_source_when(struct db *db, int64_t after, int64_t *seq, int64_t *at)
{
	struct db_stmt *s = stmt(db, SQL_WHEN);
	int rc;

	db_bind_int(s, 1, after);
	rc = db_step(s);
	if (rc > 0) {
		*seq = db_int(s, 0);
		*at = db_int(s, 1);
	}
	db_done(s);
	return rc;
}

int
audit_source_drop(struct db *db, int64_t upto)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_DROP);
	db_bind_int(s, 1, upto);
	return db_finish(db, db_run(s));
}
