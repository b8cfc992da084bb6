/*
 * prune.c - rows of outbox.db that have been kept long enough.
 */
#include "db/prune.h"

/*
 * In the order of indexes: with nothing to prune, one look is all that it
 * costs, however many rows there are.
 */
#define ENDED \
	"(SELECT id FROM delivery WHERE ended_at < $1" \
	" ORDER BY ended_at, id LIMIT $2)"
#define OF_EVENTS(table) \
	"DELETE FROM " table \
	" WHERE event_seq IN (SELECT event_seq FROM " table \
	" WHERE event_seq < $1 ORDER BY event_seq LIMIT $2)"

enum {
	SQL_ATTEMPTS, /* before the deliveries that name them */
	SQL_DELIVERIES,
	SQL_WINDOWS,
	SQL_ANSWERS,
	SQL_STEPS,
	SQL_BY_TIME_END,
	SQL_DECISIONS = SQL_BY_TIME_END,
	SQL_ALERTS,
	SQL_TIMES,
	SQL_QUARANTINE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_ATTEMPTS] = "DELETE FROM attempt WHERE delivery_id IN " ENDED,
    [SQL_DELIVERIES] = "DELETE FROM delivery WHERE id IN " ENDED,
    [SQL_WINDOWS] =
	"DELETE FROM window WHERE delivery_id IN (SELECT delivery_id"
	" FROM window WHERE opened_at < $1 ORDER BY opened_at LIMIT $2)",
    [SQL_ANSWERS] = "DELETE FROM answer WHERE request_id IN (SELECT request_id"
		    " FROM answer WHERE at < $1 LIMIT $2)",
    /* A handful in years: no limit needed. */
    [SQL_STEPS] = "DELETE FROM clock_step WHERE at < $1",
    [SQL_DECISIONS] = OF_EVENTS("decision"),
    /* What waits longer than events are kept is told all the same. */
    [SQL_ALERTS] =
	"DELETE FROM alert WHERE event_seq IN (SELECT event_seq FROM alert"
	" WHERE event_seq < $1 AND NOT EXISTS (SELECT 1 FROM delivery d"
	" WHERE d.event_seq = alert.event_seq AND d.ended_at IS NULL)"
	" ORDER BY event_seq LIMIT $2)",
    [SQL_TIMES] = OF_EVENTS("event_time"),
    [SQL_QUARANTINE] = OF_EVENTS("quarantine"),
};

const struct db_sql prune_sql = {&schema_outbox, text, SQL__MAX};

int
outbox_prune(struct db *db, int64_t before_ms, int64_t first_seq, int max)
{
	int deleted = 0, rc = 0;
	unsigned i;

	if (db_begin(db) != 0)
		return -1;
	for (i = 0; i < SQL__MAX && rc >= 0; i++) {
		struct db_stmt *s = db_stmt(db, &prune_sql, i);

		db_bind_int(s, 1, i < SQL_BY_TIME_END ? before_ms : first_seq);
		db_bind_int(s, 2, max);
		if ((rc = db_run(s)) > 0)
			deleted += rc;
	}
	if (rc < 0)
		return db_finish(db, rc);
	return db_commit(db) == 0 ? deleted : -1;
}
