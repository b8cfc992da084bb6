/*
 * delivery_count.c - numbers about the deliveries in outbox.db; delivery.c
 * alone changes them.
 */
#include "db/delivery.h"

enum { SQL_NEWEST, SQL_WAITING_COUNT, SQL__MAX };

static const char *const text[SQL__MAX] = {
    /*
     * Ids carry the wall clock's time.  One that was set back would give out
     * ids that are taken; the program makes the next ones above this.
     */
    [SQL_NEWEST] = "SELECT max(id) FROM delivery",
    /*
     * Alerts alone: a test that was asked for a moment ago is nothing that
     * anybody would miss.  The states stand in the text, so that the partial
     * index delivery_waiting serves.
     */
    [SQL_WAITING_COUNT] = "SELECT count(*) FROM delivery"
			  " WHERE destination_id = $1 AND kind = 'alert'"
			  " AND state IN ('queued', 'unknown', 'held')",
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

	*n = 0;
	db_bind_int(s, 1, destination_id);
	return db_one_int(s, n) < 0 ? -1 : 0;
}
