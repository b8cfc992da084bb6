/*
 * delivery_mass.c - moves of many deliveries at once; see delivery.h.
 *
 * Each takes the rows that it moves in a fixed order and at most $max of them,
 * so that the windows freed by one statement are those of the rows that the
 * next one moves.
 */
#include "db/delivery.h"

enum {
	SQL_HOLD,
	SQL_RELEASE,
	SQL_HASTEN,
	SQL_CANCEL_WINDOWS,
	SQL_CANCEL,
	SQL_EXPIRE_WINDOWS,
	SQL_EXPIRE,
	SQL_NEXT_EXPIRY,
	SQL__MAX
};

/*
 * What has not ended and is not on its way: the states that cancelling and
 * expiry may touch. `sending` is not among them: a request that has left ends
 * by itself, and its outcome must find its row.  Nor is `in digest`: those end
 * as their digest does.
 */
#define WAITING "('queued', 'unknown', 'held')"

#define CANCELLED \
	"(SELECT id FROM delivery WHERE destination_id = $1" \
	" AND state IN " WAITING \
	" AND id <= $2 AND kind <> 'test' ORDER BY id LIMIT $3)"

#define EXPIRED \
	"(SELECT id FROM delivery WHERE expires_at <= $1" \
	" AND state IN " WAITING " ORDER BY expires_at, id LIMIT $2)"

static const char *const text[SQL__MAX] = {
    /*
     * Never tests: an accepted one is what shows that a broken destination
     * works again, so it has to get out.
     */
    [SQL_HOLD] = "UPDATE delivery SET state = 'held', reason = $2"
		 " WHERE id IN (SELECT id FROM delivery"
		 " WHERE destination_id = $1 AND kind <> 'test'"
		 " AND state IN ('queued', 'unknown')"
		 " ORDER BY due_at, id LIMIT $3)",
    /*
     * Due now, whatever pause was left: what stood in the way has been mended.
     * expires_at stays: being held does not make an old alert news.
     */
    [SQL_RELEASE] = "UPDATE delivery SET state = 'queued', due_at = $2,"
		    " reason = NULL WHERE id IN (SELECT id FROM delivery"
		    " WHERE destination_id = $1 AND state = 'held'"
		    " ORDER BY id LIMIT $3)",
    [SQL_HASTEN] = "UPDATE delivery SET due_at = $2"
		   " WHERE id IN (SELECT id FROM delivery"
		   " WHERE destination_id = $1 AND kind <> 'test'"
		   " AND state IN ('queued', 'unknown') AND due_at > $2"
		   " ORDER BY due_at, id LIMIT $3)",
    /* The windows first: afterwards nobody knows which ones they were. */
    [SQL_CANCEL_WINDOWS] = "DELETE FROM window WHERE delivery_id IN " CANCELLED,
    [SQL_CANCEL] = "UPDATE delivery SET state = 'cancelled', reason = $4,"
		   " ended_at = $5 WHERE id IN " CANCELLED,
    [SQL_EXPIRE_WINDOWS] = "DELETE FROM window WHERE delivery_id IN " EXPIRED,
    [SQL_EXPIRE] = "UPDATE delivery SET state = 'failed', reason = $3,"
		   " ended_at = $1 WHERE id IN " EXPIRED,
    [SQL_NEXT_EXPIRY] =
	"SELECT min(expires_at) FROM delivery WHERE state IN " WAITING,
};

const struct db_sql delivery_mass_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &delivery_mass_sql, i);
}

int
delivery_hold(
    struct db *db, int64_t destination_id, const char *reason, int max)
{
	struct db_stmt *s = stmt(db, SQL_HOLD);

	db_bind_int(s, 1, destination_id);
	db_bind_text(s, 2, reason);
	db_bind_int(s, 3, max);
	return db_run(s);
}

/* Those two differ in the rows that they take. */
static int
make_due(struct db_stmt *s, int64_t destination_id, int64_t now, int max)
{
	db_bind_int(s, 1, destination_id);
	db_bind_int(s, 2, now);
	db_bind_int(s, 3, max);
	return db_run(s);
}

int
delivery_release(struct db *db, int64_t destination_id, int64_t now, int max)
{
	return make_due(stmt(db, SQL_RELEASE), destination_id, now, max);
}

int
delivery_hasten(struct db *db, int64_t destination_id, int64_t now, int max)
{
	return make_due(stmt(db, SQL_HASTEN), destination_id, now, max);
}

int
delivery_cancel(struct db *db, const struct cancel *c, int max)
{
	struct db_stmt *s = stmt(db, SQL_CANCEL_WINDOWS);

	db_bind_int(s, 1, c->destination_id);
	db_bind_int(s, 2, c->upto_id);
	db_bind_int(s, 3, max);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_CANCEL);
	db_bind_int(s, 1, c->destination_id);
	db_bind_int(s, 2, c->upto_id);
	db_bind_int(s, 3, max);
	db_bind_text(s, 4, c->reason);
	db_bind_int(s, 5, c->now);
	return db_run(s);
}

int
delivery_expire(struct db *db, int64_t now, const char *reason, int max)
{
	struct db_stmt *s = stmt(db, SQL_EXPIRE_WINDOWS);

	db_bind_int(s, 1, now);
	db_bind_int(s, 2, max);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_EXPIRE);
	db_bind_int(s, 1, now);
	db_bind_int(s, 2, max);
	db_bind_text(s, 3, reason);
	return db_run(s);
}

int
delivery_next_expiry(struct db *db, int64_t *at)
{
	return db_one_int(stmt(db, SQL_NEXT_EXPIRY), at);
}
