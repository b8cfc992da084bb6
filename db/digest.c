/*
 * digest.c - storm digests; see digest.h.
 */
#include "db/digest.h"

enum {
	SQL_OPEN,
	SQL_BEYOND,
	SQL_PLACE,
	SQL_JOIN,
	SQL_COUNT,
	SQL_NEXT,
	SQL_HAS_ENDED,
	SQL_SETTLE_WINDOWS,
	SQL_SETTLE,
	SQL_TOP,
	SQL_MEMBERS,
	SQL__MAX
};

/*
 * What a digest may take: one that was tried already goes on by itself, since
 * the receiver may have it.
 */
#define UNTRIED \
	" FROM delivery WHERE destination_id = $1" \
	" AND state IN ('queued', 'unknown') AND state = 'queued'" \
	" AND kind = 'alert' AND attempts = 0 ORDER BY due_at, id"

#define MEMBERS_OF \
	"(SELECT id FROM delivery WHERE state = 'in digest'" \
	" AND digest_id = $1 ORDER BY id LIMIT $2)"

static const char *const text[SQL__MAX] = {
    [SQL_OPEN] = "SELECT id, created_at, state = 'queued' AND attempts = 0,"
		 " expires_at"
		 " FROM delivery WHERE destination_id = $1"
		 " AND kind = 'digest' AND ended_at IS NULL",
    [SQL_BEYOND] = "SELECT expires_at, due_at" UNTRIED " LIMIT 1 OFFSET $2",
    [SQL_PLACE] = "UPDATE delivery SET due_at = $2"
		  " WHERE id = $1 AND state = 'queued'",
    [SQL_JOIN] = "UPDATE delivery SET state = 'in digest', digest_id = $4"
		 " WHERE id IN (SELECT id FROM (SELECT id, expires_at" UNTRIED
		 " LIMIT $3 OFFSET $2) WHERE expires_at <= $5)",
    [SQL_COUNT] = "UPDATE delivery SET members = members + $2 WHERE id = $1",
    /* From one digest to the next, however many members each has. */
    [SQL_NEXT] = "SELECT min(digest_id) FROM delivery"
		 " WHERE state = 'in digest' AND digest_id > $1",
    [SQL_HAS_ENDED] = "SELECT ended_at FROM delivery WHERE id = $1",
    [SQL_SETTLE_WINDOWS] =
	"DELETE FROM window WHERE delivery_id IN " MEMBERS_OF
	" AND (SELECT state FROM delivery WHERE id = $1) <> 'accepted'",
    [SQL_SETTLE] = "UPDATE delivery SET (state, reason, ended_at) ="
		   " (SELECT state, reason, ended_at FROM delivery"
		   " WHERE id = $1) WHERE id IN " MEMBERS_OF,
    [SQL_TOP] = "SELECT event_seq FROM delivery"
		" WHERE digest_id IS NOT NULL AND digest_id = $1"
		" ORDER BY score DESC, id LIMIT $2",
    [SQL_MEMBERS] = "SELECT members FROM delivery WHERE destination_id = $1"
		    " AND kind = 'digest' AND ended_at IS NULL",
};

const struct db_sql digest_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &digest_sql, i);
}

int
digest_open(struct db *db, int64_t destination_id, struct digest_row *d)
{
	struct db_stmt *s = stmt(db, SQL_OPEN);
	int rc;

	db_bind_int(s, 1, destination_id);
	if ((rc = db_step(s)) <= 0)
		return rc;
	d->id = db_int(s, 0);
	d->created_at = db_int(s, 1);
	d->fresh = db_int(s, 2) != 0;
	d->expires_at = db_int(s, 3);
	d->destination_id = destination_id;
	db_done(s);
	return 1;
}

int
digest_beyond(
    struct db *db, int64_t destination_id, int keep, struct digest_row *first)
{
	struct db_stmt *s = stmt(db, SQL_BEYOND);
	int rc;

	db_bind_int(s, 1, destination_id);
	db_bind_int(s, 2, keep);
	if ((rc = db_step(s)) <= 0)
		return rc;
	first->expires_at = db_int(s, 0);
	first->due_at = db_int(s, 1);
	db_done(s);
	return 1;
}

int
digest_place(struct db *db, const struct digest_row *d)
{
	struct db_stmt *s = stmt(db, SQL_PLACE);

	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, d->due_at);
	return db_run(s);
}

int
digest_join(struct db *db, const struct digest_row *d, int keep, int max)
{
	struct db_stmt *s = stmt(db, SQL_JOIN);
	int n;

	db_bind_int(s, 1, d->destination_id);
	db_bind_int(s, 2, keep);
	db_bind_int(s, 3, max);
	db_bind_int(s, 4, d->id);
	db_bind_int(s, 5, d->expires_at);
	if ((n = db_run(s)) <= 0)
		return n;
	s = stmt(db, SQL_COUNT);
	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, n);
	return db_run(s) < 0 ? -1 : n;
}

/* The first digest that has ended and not all of its members: 1, 0, -1. */
static int
find_ended(struct db *db, int64_t *id)
{
	struct db_stmt *s;
	int64_t ended_at;
	int rc;

	*id = 0;
	for (;;) {
		s = stmt(db, SQL_NEXT);
		db_bind_int(s, 1, *id);
		if ((rc = db_one_int(s, id)) <= 0)
			return rc;
		s = stmt(db, SQL_HAS_ENDED);
		db_bind_int(s, 1, *id);
		if ((rc = db_one_int(s, &ended_at)) != 0)
			return rc;
	}
}

int
digest_settle(struct db *db, int max)
{
	struct db_stmt *s;
	int64_t id;
	int rc = find_ended(db, &id);

	if (rc <= 0)
		return rc;
	s = stmt(db, SQL_SETTLE_WINDOWS);
	db_bind_int(s, 1, id);
	db_bind_int(s, 2, max);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_SETTLE);
	db_bind_int(s, 1, id);
	db_bind_int(s, 2, max);
	return db_run(s);
}

int
digest_top(struct db *db, int64_t id, int64_t *seqs, int max)
{
	struct db_stmt *s = stmt(db, SQL_TOP);
	int n = 0, rc = 0;

	db_bind_int(s, 1, id);
	db_bind_int(s, 2, max);
	while (n < max && (rc = db_step(s)) > 0)
		seqs[n++] = db_int(s, 0);
	db_done(s);
	return rc < 0 ? -1 : n;
}

int
digest_members(struct db *db, int64_t destination_id, int64_t *n)
{
	struct db_stmt *s = stmt(db, SQL_MEMBERS);

	*n = 0;
	db_bind_int(s, 1, destination_id);
	return db_one_int(s, n);
}
