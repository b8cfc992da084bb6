/*
 * audit_chain.c - the audit trail in outbox.db; see audit_chain.h.
 */
#include <stdio.h>
#include <string.h>

#include "db/audit_chain.h"
#include "db/audit_row.h"

enum {
	SQL_ENDS,
	SQL_SET_ENDS,
	SQL_ADD,
	SQL_NEXT,
	SQL_NEWEST,
	SQL_FIND,
	SQL_DROP,
	SQL__MAX
};

/* In the order of audit_columns(). */
#define COLUMNS "n, source_seq, at, object_id, taken_at, mac, " AUDIT_TEXTS

static const char *const text[SQL__MAX] = {
    [SQL_ENDS] = "SELECT taken_seq, start_n, start_mac, head_n, head_mac, sign"
		 " FROM audit_ends WHERE id = 1",
    [SQL_SET_ENDS] =
	"INSERT INTO audit_ends (id, taken_seq, start_n, start_mac, head_n,"
	" head_mac, sign) VALUES (1, $1, $2, $3, $4, $5, $6)"
	" ON CONFLICT (id) DO UPDATE SET taken_seq = excluded.taken_seq,"
	" start_n = excluded.start_n, start_mac = excluded.start_mac,"
	" head_n = excluded.head_n, head_mac = excluded.head_mac,"
	" sign = excluded.sign",
    [SQL_ADD] = "INSERT INTO audit (" COLUMNS ") VALUES ($1, $2, $3, $4, $5,"
		" $6, $7, $8, $9, $10, $11, $12, $13)",
    [SQL_NEXT] = "SELECT " COLUMNS " FROM audit WHERE n > $1"
		 " ORDER BY n LIMIT 1",
    [SQL_NEWEST] = "SELECT " COLUMNS " FROM audit ORDER BY n DESC LIMIT 1",
    /* The second condition is the index's own. */
    [SQL_FIND] = "SELECT " COLUMNS " FROM audit WHERE source_seq = $1"
		 " AND source_seq <> 0 ORDER BY n DESC LIMIT 1",
    [SQL_DROP] = "DELETE FROM audit WHERE n <= $1",
};

const struct db_sql audit_chain_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &audit_chain_sql, i);
}

/* One that does not fit is cut: then it is none, and nothing fits it. */
static void
read_mac(struct db_stmt *s, int column, char *mac)
{
	const char *read = db_text(s, column);

	snprintf(mac, CHAIN_MAC_BYTES, "%s", read != NULL ? read : "");
}

int
audit_ends_load(struct db *db, struct chain_ends *e)
{
	struct db_stmt *s = stmt(db, SQL_ENDS);
	int rc = db_step(s);

	if (rc <= 0)
		return rc;
	e->taken_seq = db_int(s, 0);
	e->start_n = db_int(s, 1);
	read_mac(s, 2, e->start_mac);
	e->head_n = db_int(s, 3);
	read_mac(s, 4, e->head_mac);
	read_mac(s, 5, e->sign);
	db_done(s);
	return 1;
}

int
audit_ends_store(
    struct db *db, const struct private_key *k, struct chain_ends *e)
{
	struct db_stmt *s = stmt(db, SQL_SET_ENDS);

	chain_sign(k, e);
	db_bind_int(s, 1, e->taken_seq);
	db_bind_int(s, 2, e->start_n);
	db_bind_text(s, 3, e->start_mac);
	db_bind_int(s, 4, e->head_n);
	db_bind_text(s, 5, e->head_mac);
	db_bind_text(s, 6, e->sign);
	return db_run(s);
}

int
audit_chain_add(struct db *db, const struct private_key *k,
    struct chain_ends *e, struct audit_row *r)
{
	struct db_stmt *s = stmt(db, SQL_ADD);
	int i;

	r->n = e->head_n + 1;
	chain_mac(k, e->head_mac, r, r->mac);
	db_bind_int(s, 1, r->n);
	db_bind_int(s, 2, r->source_seq);
	db_bind_int(s, 3, r->at);
	db_bind_int(s, 4, r->object_id);
	db_bind_int(s, 5, r->taken_at);
	db_bind_text(s, 6, r->mac);
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		db_bind_text(s, 7 + i, r->text[i]);
	if (db_run(s) < 0)
		return -1;
	e->head_n = r->n;
	memcpy(e->head_mac, r->mac, sizeof(e->head_mac));
	return 1;
}

static int
read_one(struct db_stmt *s, struct audit_row *r, bool *odd)
{
	int rc = db_step(s);

	memset(r, 0, sizeof(*r));
	if (rc > 0)
		*odd = !audit_columns(s, r);
	db_done(s);
	return rc;
}

int
audit_chain_next(struct db *db, int64_t after, struct audit_row *r, bool *odd)
{
	struct db_stmt *s = stmt(db, SQL_NEXT);

	db_bind_int(s, 1, after);
	return read_one(s, r, odd);
}

int
audit_chain_newest(struct db *db, struct audit_row *r)
{
	bool odd;

	return read_one(stmt(db, SQL_NEWEST), r, &odd);
}

int
audit_chain_find(struct db *db, int64_t source_seq, struct audit_row *r)
{
	struct db_stmt *s = stmt(db, SQL_FIND);
	bool odd;

	db_bind_int(s, 1, source_seq);
	return read_one(s, r, &odd);
}

int
audit_chain_drop(struct db *db, int64_t upto)
{
	struct db_stmt *s = stmt(db, SQL_DROP);

	db_bind_int(s, 1, upto);
	return db_run(s);
}
