/*
 * health.c - the state of destinations, and answers to requests.
 *
 * Both tables are written whole, over an earlier row: what counts is how
 * things stand now.  What happened on the way is in the attempts.
 */
#include <stdio.h>
#include <string.h>

#include "db/health.h"

enum {
	SQL_LOAD,
	SQL_STORE,
	SQL_REPLY_STORE,
	SQL_REPLY_EXPIRE,
	SQL_REPLY_LOAD,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_LOAD] = "SELECT broken_since, broken_reason, broken_version, told,"
		 " quiet_until, failures, open_since, open_until, allowance,"
		 " cancel_upto, cancel_reason, last_accepted_at,"
		 " broken_here"
		 " FROM destination_health WHERE destination_id = $1",
    /*
     * One statement for the first and every later time, so that no caller has
     * to know whether the destination has a row yet.
     */
    [SQL_STORE] =
	"INSERT INTO destination_health (destination_id, broken_since,"
	" broken_reason, broken_version, told, quiet_until, failures,"
	" open_since, open_until, allowance, cancel_upto, cancel_reason,"
	" last_accepted_at, broken_here)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
	" ON CONFLICT (destination_id)"
	" DO UPDATE SET broken_since = excluded.broken_since,"
	" broken_reason = excluded.broken_reason,"
	" broken_version = excluded.broken_version, told = excluded.told,"
	" quiet_until = excluded.quiet_until, failures = excluded.failures,"
	" open_since = excluded.open_since, open_until = excluded.open_until,"
	" allowance = excluded.allowance, cancel_upto = excluded.cancel_upto,"
	" cancel_reason = excluded.cancel_reason,"
	" last_accepted_at = excluded.last_accepted_at,"
	" broken_here = excluded.broken_here",
    /*
     * A request is answered twice: "working" as it is taken, then its end.
     * The id is the request's, never used again, so nobody reads an older
     * answer.
     */
    [SQL_REPLY_STORE] =
	"INSERT INTO answer (request_id, state, http_status, message, hint,"
	" at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (request_id)"
	" DO UPDATE SET state = excluded.state,"
	" http_status = excluded.http_status, message = excluded.message,"
	" hint = excluded.hint, at = excluded.at",
    /*
     * "+" keeps this off the index by expires_at, where every alert that
     * expires at the same time stands too.
     */
    [SQL_REPLY_EXPIRE] =
	"UPDATE answer SET state = 'failed', message = $2, hint = $3, at = $1"
	" WHERE state = 'working' AND request_id IN (SELECT request_id"
	" FROM delivery WHERE kind = 'test' AND ended_at IS NULL"
	" AND +expires_at <= $1 AND state <> 'sending')",
    [SQL_REPLY_LOAD] = "SELECT state, http_status, message, hint, at"
		       " FROM answer WHERE request_id = $1",
};

const struct db_sql health_sql = {&schema_outbox, text, SQL__MAX};

/* By enum answer_state; the words are those of the table's CHECK. */
static const char *const states[] = {"working", "done", "failed"};

/*
 * 0 in the struct is NULL in the table, where a time of 0 would be a moment of
 * 1970 to whoever looks with SQL.
 */
static void
bind_or_null(struct db_stmt *s, int n, int64_t v)
{
	if (v != 0)
		db_bind_int(s, n, v);
}

/* NULL reads as "". */
static void
read_text(struct db_stmt *s, int column, char *out)
{
	if (!db_null(s, column))
		snprintf(out, HEALTH_REASON_BYTES, "%s", db_text(s, column));
}

int
health_load(struct db *db, int64_t destination_id, struct health *h)
{
	struct db_stmt *s = db_stmt(db, &health_sql, SQL_LOAD);
	int rc;

	/*
	 * A destination never heard of is a healthy one: new ones have no row,
	 * and an alert to them must not wait for anything.
	 */
	memset(h, 0, sizeof(*h));
	h->destination_id = destination_id;
	db_bind_int(s, 1, destination_id);
	if ((rc = db_step(s)) <= 0)
		return rc;
	/*
	 * Which settings broke: an edit makes a newer version, and that one
	 * gets its chance.  NULL columns read as 0, which is "none" in the
	 * struct.
	 */
	h->broken_since = db_int(s, 0);
	read_text(s, 1, h->reason);
	h->broken_version = db_int(s, 2);
	h->told = (enum told)db_int(s, 3);
	h->quiet_until = db_int(s, 4);
	h->breaker.failures = (unsigned)db_int(s, 5);
	h->breaker.since = db_int(s, 6);
	h->breaker.until = db_int(s, 7);
	h->breaker.allowance = (unsigned)db_int(s, 8);
	h->cancel_upto = db_int(s, 9);
	read_text(s, 10, h->cancel_reason);
	h->last_accepted_at = db_int(s, 11);
	h->broken_here = db_int(s, 12) != 0;
	db_done(s);
	return 0;
}

/*
 * The reason goes with broken_since: a healthy destination has none, whatever
 * the struct still holds from before.
 */
int
health_store(struct db *db, const struct health *h)
{
	struct db_stmt *s = db_stmt(db, &health_sql, SQL_STORE);

	db_bind_int(s, 1, h->destination_id);
	bind_or_null(s, 2, h->broken_since);
	db_bind_text(s, 3, h->broken_since != 0 ? h->reason : NULL);
	bind_or_null(s, 4, h->broken_version);
	db_bind_int(s, 5, h->told);
	/*
	 * Never NULL: 0 is simply past, and a step of the clock is added to
	 * it.
	 */
	db_bind_int(s, 6, h->quiet_until);
	db_bind_int(s, 7, h->breaker.failures);
	bind_or_null(s, 8, h->breaker.since);
	db_bind_int(s, 9, h->breaker.until);
	db_bind_int(s, 10, h->breaker.allowance);
	bind_or_null(s, 11, h->cancel_upto);
	db_bind_text(s, 12, h->cancel_upto != 0 ? h->cancel_reason : NULL);
	bind_or_null(s, 13, h->last_accepted_at);
	db_bind_int(s, 14, h->broken_since != 0 && h->broken_here);
	return db_run(s);
}

/*
 * In the transaction that carries the request out, so that an answer is never
 * there for something that did not happen.
 */
int
reply_store(struct db *db, const struct reply *r)
{
	struct db_stmt *s = db_stmt(db, &health_sql, SQL_REPLY_STORE);

	db_bind_int(s, 1, r->request_id);
	db_bind_text(s, 2, states[r->state]);
	db_bind_int(s, 3, r->http_status);
	db_bind_text(s, 4, r->message);
	db_bind_text(s, 5, r->hint);
	db_bind_int(s, 6, r->at);
	return db_run(s);
}

int
reply_expire(struct db *db, int64_t now, const struct reply *r)
{
	struct db_stmt *s = db_stmt(db, &health_sql, SQL_REPLY_EXPIRE);

	db_bind_int(s, 1, now);
	db_bind_text(s, 2, r->message);
	db_bind_text(s, 3, r->hint);
	return db_run(s);
}

int
reply_load(struct db *db, int64_t request_id, struct reply *r)
{
	struct db_stmt *s = db_stmt(db, &health_sql, SQL_REPLY_LOAD);
	int rc;

	memset(r, 0, sizeof(*r));
	r->request_id = request_id;
	db_bind_int(s, 1, request_id);
	if ((rc = db_step(s)) <= 0)
		return rc;
	/*
	 * A word that is not known reads as failed: a page that waits must
	 * end.
	 */
	while (r->state < REPLY_FAILED &&
	       strcmp(states[r->state], db_text(s, 0)) != 0)
		r->state++;
	r->http_status = db_int(s, 1);
	/* Cut rather than refused: these texts are for people to read. */
	snprintf(r->message, sizeof(r->message), "%s", db_text(s, 2));
	snprintf(r->hint, sizeof(r->hint), "%s", db_text(s, 3));
	r->at = db_int(s, 4);
	db_done(s);
	return 1;
}
