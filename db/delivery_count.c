/*
 * delivery_count.c - numbers about the deliveries in outbox.db.
 */
#include "db/delivery.h"
#include "db/digest.h"

enum { SQL_NEWEST, SQL_WAITING_COUNT, SQL_OLDEST, SQL__MAX };

static const char *const text[SQL__MAX] = {
    /*
     * Ids carry the wall clock's time.  One that was set back would give out
     * ids that are taken; the program makes the next ones above this.
     */
    [SQL_NEWEST] = "SELECT max(id) FROM delivery",
    /*
     * Alerts alone: a test that was asked for a moment ago is nothing that
     * anybody would miss, and a digest is counted by its members.  The states
     * stand in the text, so that the partial indexes serve; the limit keeps a
     * page from counting a million rows.
     */
    [SQL_WAITING_COUNT] =
	"SELECT count(*) FROM (SELECT id FROM delivery"
	" WHERE destination_id = $1 AND kind = 'alert'"
	" AND state IN ('queued', 'unknown', 'held') LIMIT $2)",
    [SQL_OLDEST] =
	"SELECT min(created_at) FROM delivery WHERE ended_at IS NULL",
};

const struct db_sql delivery_count_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &delivery_count_sql, i);
}

int
delivery_newest(struct db *db, int64_t *id)
{
	*id = 0;
	return db_one_int(stmt(db, SQL_NEWEST), id) < 0 ? -1 : 0;
}

int
delivery_waiting_count(struct db *db, int64_t destination_id, int64_t *n)
{
	struct db_stmt *s = stmt(db, SQL_WAITING_COUNT);
	int64_t in_digest;

	*n = 0;
	db_bind_int(s, 1, destination_id);
	db_bind_int(s, 2, DELIVERY_COUNT_MAX);
	if (db_one_int(s, n) < 0 ||
	    digest_members(db, destination_id, &in_digest) < 0)
		return -1;
	*n += in_digest;
	if (*n > DELIVERY_COUNT_MAX)
		*n = DELIVERY_COUNT_MAX;
	return 0;
}

int
delivery_oldest(struct db *db, int64_t *created_at)
{
	return db_one_int(stmt(db, SQL_OLDEST), created_at);
}
