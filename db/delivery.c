/*
 * delivery.c - the state machine of deliveries; the moves are in delivery.h.
 *
 * Each UPDATE of one delivery is fenced: its WHERE names the states that may
 * be left, so a move that does not exist changes no row instead of the wrong
 * one.
 *
 * The partial indexes of outbox.sql are used only where a WHERE repeats their
 * condition, so the lists of states stand in the text and are not bound.
 */
#include <assert.h>
#include <string.h>

#include "core/log.h"
#include "db/delivery.h"

enum {
	SQL_ADD,
	SQL_DUE,
	SQL_DUE_TESTS,
	SQL_NEXT_DUE,
	SQL_CLAIM,
	SQL_FINISH,
	SQL_RECOVER,
	SQL_WAITING,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    /*
     * due_at is created_at: a new delivery may go at once.  Name and app are
     * copied, since the log must still name a destination that was deleted.
     */
    [SQL_ADD] = "INSERT INTO delivery (id, kind, event_seq, request_id,"
		" destination_id, destination_name, app, state, created_at,"
		" due_at, expires_at, attempts, possible_repeat, score,"
		" members) VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8,"
		" $8, $9, 0, 0, $10, $11)",
    /*
     * By due_at, then by id, which is the order of index delivery_due and, ids
     * growing with time, of the alerts: after an outage the oldest goes first.
     */
    [SQL_DUE] = "SELECT id, event_seq, request_id, destination_id, created_at,"
		" expires_at, attempts, possible_repeat, members"
		" FROM delivery"
		" WHERE destination_id = $1 AND state IN ('queued', 'unknown')"
		" AND kind <> 'test' AND due_at <= $2 ORDER BY due_at, id"
		" LIMIT $3",
    /*
     * Tests wait for nobody: no due time, no held destination, no pause that
     * the receiver asked for.  A person sits in front of the answer.  One that
     * went to `unknown` is not sent again; nobody waits for it any more.
     */
    [SQL_DUE_TESTS] =
	"SELECT id, event_seq, request_id, destination_id, created_at,"
	" expires_at, attempts, possible_repeat, members FROM delivery"
	" WHERE kind = 'test' AND ended_at IS NULL AND state = 'queued'"
	" ORDER BY id LIMIT $1",
    [SQL_NEXT_DUE] = "SELECT min(due_at) FROM delivery"
		     " WHERE destination_id = $1"
		     " AND state IN ('queued', 'unknown') AND kind <> 'test'",
    /*
     * Counted with the claim, in the transaction that makes it durable: a
     * crash after it leaves an attempt too many on record, never one too few.
     */
    [SQL_CLAIM] = "UPDATE delivery SET state = 'sending',"
		  " attempts = attempts + 1"
		  " WHERE id = $1 AND state IN ('queued', 'unknown')",
    /*
     * possible_repeat is only ever set: once a message may have arrived, no
     * later answer makes that untrue. reason and ended_at of a delivery that
     * goes on waiting become NULL again.
     */
    [SQL_FINISH] = "UPDATE delivery SET state = $2, due_at = $3,"
		   " possible_repeat = CASE WHEN $4 = 1"
		   " THEN 1 ELSE possible_repeat END, reason = $5,"
		   " ended_at = $6 WHERE id = $1 AND state = 'sending'",
    /*
     * Nobody knows how far those requests got.  Failing them could lose an
     * alert, so they go again, and the message says that it may be a repeat.
     */
    [SQL_RECOVER] = "UPDATE delivery SET state = 'unknown', due_at = $1,"
		    " possible_repeat = 1 WHERE state = 'sending'",
    [SQL_WAITING] = "SELECT min(destination_id) FROM delivery"
		    " WHERE state IN ('queued', 'unknown', 'held')"
		    " AND destination_id > $1",
};

const struct db_sql delivery_sql = {&schema_outbox, text, SQL__MAX};

static const char *const names[DELIVERY__MAX] = {
    [DELIVERY_QUEUED] = "queued",
    [DELIVERY_SENDING] = "sending",
    [DELIVERY_ACCEPTED] = "accepted",
    [DELIVERY_FAILED] = "failed",
    [DELIVERY_UNKNOWN] = "unknown",
    [DELIVERY_HELD] = "held",
    [DELIVERY_IN_DIGEST] = "in digest",
    [DELIVERY_CANCELLED] = "cancelled",
};

#define TO(state) (1U << (state))

/* The moves of delivery.h, by the state that is left. */
static const unsigned moves[DELIVERY__MAX] = {
    [DELIVERY_QUEUED] = TO(DELIVERY_SENDING) | TO(DELIVERY_IN_DIGEST) |
			TO(DELIVERY_HELD) | TO(DELIVERY_FAILED) |
			TO(DELIVERY_CANCELLED),
    [DELIVERY_SENDING] = TO(DELIVERY_ACCEPTED) | TO(DELIVERY_QUEUED) |
			 TO(DELIVERY_UNKNOWN) | TO(DELIVERY_HELD) |
			 TO(DELIVERY_FAILED) | TO(DELIVERY_CANCELLED),
    [DELIVERY_UNKNOWN] = TO(DELIVERY_SENDING) | TO(DELIVERY_HELD) |
			 TO(DELIVERY_FAILED) | TO(DELIVERY_CANCELLED),
    [DELIVERY_HELD] =
	TO(DELIVERY_QUEUED) | TO(DELIVERY_FAILED) | TO(DELIVERY_CANCELLED),
    [DELIVERY_IN_DIGEST] =
	TO(DELIVERY_ACCEPTED) | TO(DELIVERY_FAILED) | TO(DELIVERY_CANCELLED),
};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &delivery_sql, i);
}

const char *
delivery_state_name(enum delivery_state s)
{
	return names[s];
}

bool
delivery_may_move(enum delivery_state from, enum delivery_state to)
{
	return (moves[from] & TO(to)) != 0;
}

static const char *
kind_of(const struct delivery *d)
{
	if (d->request_id != 0)
		return "test";
	return d->event_seq != 0 ? "alert" : "digest";
}

int
delivery_add(struct db *db, const struct delivery *d)
{
	struct db_stmt *s = stmt(db, SQL_ADD);

	db_bind_int(s, 1, d->id);
	db_bind_text(s, 2, kind_of(d));
	if (d->event_seq != 0)
		db_bind_int(s, 3, d->event_seq);
	if (d->request_id != 0)
		db_bind_int(s, 4, d->request_id);
	db_bind_int(s, 5, d->destination_id);
	db_bind_text(s, 6, d->destination_name);
	db_bind_text(s, 7, d->app);
	db_bind_int(s, 8, d->created_at);
	db_bind_int(s, 9, d->expires_at);
	db_bind_int(s, 10, d->score);
	if (d->request_id == 0 && d->event_seq == 0)
		db_bind_int(s, 11, 0);
	return db_run(s);
}

static int
read_rows(struct db_stmt *s, struct delivery *out, int max)
{
	int n = 0, rc = 0;

	while (n < max && (rc = db_step(s)) > 0) {
		struct delivery *d = &out[n++];

		memset(d, 0, sizeof(*d));
		d->id = db_int(s, 0);
		d->event_seq = db_int(s, 1);
		d->request_id = db_int(s, 2);
		d->destination_id = db_int(s, 3);
		d->created_at = db_int(s, 4);
		d->expires_at = db_int(s, 5);
		d->attempts = db_int(s, 6);
		d->possible_repeat = db_int(s, 7) != 0;
		d->members = db_int(s, 8);
	}
	db_done(s);
	return rc < 0 ? -1 : n;
}

int
delivery_due(struct db *db, int64_t destination_id, int64_t now,
    struct delivery *out, int max)
{
	struct db_stmt *s = stmt(db, SQL_DUE);

	db_bind_int(s, 1, destination_id);
	db_bind_int(s, 2, now);
	db_bind_int(s, 3, max);
	return read_rows(s, out, max);
}

int
delivery_due_tests(struct db *db, struct delivery *out, int max)
{
	struct db_stmt *s = stmt(db, SQL_DUE_TESTS);

	db_bind_int(s, 1, max);
	return read_rows(s, out, max);
}

int
delivery_next_due(struct db *db, int64_t destination_id, int64_t *at)
{
	struct db_stmt *s = stmt(db, SQL_NEXT_DUE);

	db_bind_int(s, 1, destination_id);
	return db_one_int(s, at);
}

/*
 * A fenced UPDATE that changed no row means that two parts of the worker
 * disagree about a delivery: a bug, and going on could send twice.
 */
static int
fenced(int changed, int64_t id, enum delivery_state to)
{
	if (changed == 0)
		fatalx("delivery %lld was not in the state that it leaves for "
		       "'%s'; this is a bug, nothing was changed",
		    (long long)id, names[to]);
	return changed;
}

int
delivery_claim(struct db *db, struct delivery *d)
{
	struct db_stmt *s = stmt(db, SQL_CLAIM);
	int rc;

	db_bind_int(s, 1, d->id);
	rc = fenced(db_run(s), d->id, DELIVERY_SENDING);
	if (rc > 0)
		d->attempts++;
	return rc;
}

int
delivery_finish(struct db *db, int64_t id, const struct delivery_end *end)
{
	struct db_stmt *s = stmt(db, SQL_FINISH);
	bool waits = (moves[end->to] & TO(DELIVERY_CANCELLED)) != 0;

	assert(delivery_may_move(DELIVERY_SENDING, end->to));
	db_bind_int(s, 1, id);
	db_bind_text(s, 2, names[end->to]);
	db_bind_int(s, 3, end->due_at);
	db_bind_int(s, 4, end->repeat);
	db_bind_text(s, 5, end->reason);
	/* Only an end has a time: pruning takes every row that has one. */
	if (!waits)
		db_bind_int(s, 6, end->at);
	return fenced(db_run(s), id, end->to);
}

/*
 * Before anything is claimed, so that whatever is `sending` was left so by an
 * earlier process.
 */
int
delivery_recover(struct db *db, int64_t now)
{
	struct db_stmt *s = stmt(db, SQL_RECOVER);

	db_bind_int(s, 1, now);
	return db_run(s);
}

int
delivery_waiting(struct db *db, int64_t *id)
{
	struct db_stmt *s = stmt(db, SQL_WAITING);

	db_bind_int(s, 1, *id);
	return db_one_int(s, id);
}
