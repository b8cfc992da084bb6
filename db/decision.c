/*
 * decision.c - what the deciding transaction reads and writes.
 *
 * Nothing here begins or ends a transaction.  The caller does, so that entity,
 * decision, window, delivery and cursor become durable together or not at all:
 * that is what decides an event exactly once.
 */
#include "db/decision.h"
#include "db/sum.h"

enum {
	SQL_ENTITY_LOAD,
	SQL_ENTITY_STORE,
	SQL_CHECK_LOAD,
	SQL_CHECK_STORE,
	SQL_WINDOW_LOAD,
	SQL_WINDOW_OPEN,
	SQL_WINDOW_FREE,
	SQL_DECISION_ADD,
	SQL_DECISION_CHECK,
	SQL_EVENT_TIME_ADD,
	SQL_QUARANTINE_ADD,
	SQL_USE_ADD,
	SQL_USE_NEWEST,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_ENTITY_LOAD] = "SELECT last_at, urgency, threat, certainty"
			" FROM entity WHERE source = $1 AND entity_type = $2"
			" AND entity_id = $3",
    [SQL_ENTITY_STORE] =
	"INSERT INTO entity (source, entity_type, entity_id, last_at,"
	" urgency, threat, certainty) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	" ON CONFLICT (source, entity_type, entity_id) DO UPDATE SET"
	" last_at = excluded.last_at, urgency = excluded.urgency,"
	" threat = excluded.threat, certainty = excluded.certainty",
    [SQL_CHECK_LOAD] = "SELECT status FROM system_check WHERE source = $1"
		       " AND check_name = $2 AND device = $3",
    [SQL_CHECK_STORE] =
	"INSERT INTO system_check (source, check_name, device, status,"
	" changed_at) VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (source, check_name, device) DO UPDATE SET"
	" status = excluded.status, changed_at = excluded.changed_at",
    /*
     * The destination is $4, so that entity_stmt() can bind $1 to $3 for every
     * statement that is about an entity.  Up to $5 what waits is about to be
     * cancelled, slice by slice: nobody will be told of it.
     */
    [SQL_WINDOW_LOAD] =
	"SELECT opened_at FROM window WHERE destination_id = $4"
	" AND source = $1 AND entity_type = $2 AND entity_id = $3"
	" AND NOT (delivery_id <= $5 AND EXISTS (SELECT 1 FROM delivery d"
	" WHERE d.id = window.delivery_id AND d.state IN"
	" ('queued', 'unknown', 'held', 'in digest')))",
    /*
     * A window that is over is not deleted when it ends; the next alert takes
     * its row over, and delivery_id with it.  So an older delivery that fails
     * later frees nothing: the window is no longer the one that it opened.
     */
    [SQL_WINDOW_OPEN] =
	"INSERT INTO window (source, entity_type, entity_id, destination_id,"
	" opened_at, delivery_id) VALUES ($1, $2, $3, $4, $5, $6)"
	" ON CONFLICT (destination_id, source, entity_type, entity_id)"
	" DO UPDATE SET opened_at = excluded.opened_at,"
	" delivery_id = excluded.delivery_id",
    [SQL_WINDOW_FREE] = "DELETE FROM window WHERE delivery_id = $1",
    /*
     * No ON CONFLICT: to decide an event a second time for a destination is a
     * bug, and the primary key turns it into an error that rolls the whole
     * batch back.
     */
    [SQL_DECISION_ADD] =
	"INSERT INTO decision (event_seq, destination_id,"
	" destination_version, verdict, at, window_until, delivery_id, sum)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    /* Rows from before there were sums have none to compare with. */
    [SQL_DECISION_CHECK] =
	"SELECT event_seq, destination_id, destination_version, verdict, at,"
	" window_until, delivery_id, sum FROM decision WHERE sum <> 0",
    [SQL_EVENT_TIME_ADD] =
	"INSERT INTO event_time (event_seq, at) VALUES ($1, $2)",
    [SQL_QUARANTINE_ADD] =
	"INSERT INTO quarantine (event_seq, reason, at) VALUES ($1, $2, $3)",
    /*
     * The first event that a version was used from is what explains the
     * verdicts that have no row; a later reload must not move it.
     */
    [SQL_USE_ADD] = "INSERT INTO destination_use"
		    " (destination_id, version, from_seq) VALUES ($1, $2, $3)"
		    " ON CONFLICT (destination_id, version) DO NOTHING",
    [SQL_USE_NEWEST] = "SELECT max(version) FROM destination_use"
		       " WHERE destination_id = $1",
};

const struct db_sql decision_sql = {&schema_outbox, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &decision_sql, i);
}

/*
 * $1 to $3: which entity.  The source is part of it: two appliances number
 * their hosts independently, and host 7 of one is not host 7 of the other.
 */
static struct db_stmt *
entity_stmt(struct db *db, unsigned i, const struct event *e)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_text(s, 1, e->source);
	db_bind_text(s, 2, entity_type_name(e->entity_type));
	db_bind_text(s, 3, e->entity_id);
	return s;
}

int
entity_load(struct db *db, const struct event *e, struct entity_state *state)
{
	struct db_stmt *s = entity_stmt(db, SQL_ENTITY_LOAD, e);
	int rc = db_step(s);

	state->known = rc > 0;
	if (rc <= 0)
		return rc;
	state->last_at = db_int(s, 0);
	state->urgency = (int)db_int(s, 1);
	state->threat = (int)db_int(s, 2);
	state->certainty = (int)db_int(s, 3);
	db_done(s);
	return 1;
}

int
entity_store(
    struct db *db, const struct event *e, const struct entity_state *state)
{
	struct db_stmt *s = entity_stmt(db, SQL_ENTITY_STORE, e);

	db_bind_int(s, 4, state->last_at);
	db_bind_int(s, 5, state->urgency);
	db_bind_int(s, 6, state->threat);
	db_bind_int(s, 7, state->certainty);
	return db_run(s);
}

/*
 * $1 to $3: which check.  Without a device it is '', never NULL: in a key NULL
 * is not equal to itself, and such a check would be new each time.
 */
static struct db_stmt *
check_stmt(struct db *db, unsigned i, const struct event *e)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_text(s, 1, e->source);
	db_bind_text(s, 2, e->check);
	db_bind_text(s, 3, e->device != NULL ? e->device : "");
	return s;
}

int
check_load(struct db *db, const struct event *e, enum system_status *status)
{
	int64_t value = STATUS_NONE;
	int rc = db_one_int(check_stmt(db, SQL_CHECK_LOAD, e), &value);

	*status = (enum system_status)value;
	return rc;
}

int
check_store(
    struct db *db, const struct event *e, enum system_status status, int64_t at)
{
	struct db_stmt *s = check_stmt(db, SQL_CHECK_STORE, e);

	db_bind_int(s, 4, status);
	db_bind_int(s, 5, at);
	return db_run(s);
}

int
window_load(struct db *db, int64_t destination_id, const struct event *e,
    int64_t cancel_upto, int64_t *opened_at)
{
	struct db_stmt *s = entity_stmt(db, SQL_WINDOW_LOAD, e);

	db_bind_int(s, 4, destination_id);
	db_bind_int(s, 5, cancel_upto);
	*opened_at = WINDOW_NONE;
	return db_one_int(s, opened_at);
}

int
window_open(struct db *db, int64_t destination_id, const struct event *e,
    int64_t opened_at, int64_t delivery_id)
{
	struct db_stmt *s = entity_stmt(db, SQL_WINDOW_OPEN, e);

	db_bind_int(s, 4, destination_id);
	db_bind_int(s, 5, opened_at);
	db_bind_int(s, 6, delivery_id);
	return db_run(s);
}

int
window_free(struct db *db, int64_t delivery_id)
{
	struct db_stmt *s = stmt(db, SQL_WINDOW_FREE);

	db_bind_int(s, 1, delivery_id);
	return db_run(s);
}

static int64_t
decision_sum(const struct decision *d, const char *verdict)
{
	const int64_t columns[] = {d->event_seq, d->destination_id,
	    d->destination_version, d->at, d->window_until, d->delivery_id};

	return sum_row(columns, sizeof(columns) / sizeof(columns[0]), verdict);
}

int
decision_add(struct db *db, const struct decision *d)
{
	struct db_stmt *s = stmt(db, SQL_DECISION_ADD);

	db_bind_int(s, 1, d->event_seq);
	db_bind_int(s, 2, d->destination_id);
	db_bind_int(s, 3, d->destination_version);
	db_bind_text(s, 4, verdict_name(d->verdict));
	db_bind_int(s, 5, d->at);
	if (d->window_until != 0)
		db_bind_int(s, 6, d->window_until);
	if (d->delivery_id != 0)
		db_bind_int(s, 7, d->delivery_id);
	db_bind_int(s, 8, decision_sum(d, verdict_name(d->verdict)));
	return db_run(s);
}

/*
 * As decision_add() had it, where NULL stands for 0; a 0 that is stored was
 * never written.
 */
static int64_t
int_or_null(struct db_stmt *s, int column)
{
	int64_t v = db_int(s, column);

	return v == 0 && !db_null(s, column) ? -1 : v;
}

/* The row under the cursor against its sum. */
static bool
is_sound(struct db_stmt *s)
{
	struct decision d = {
	    .event_seq = db_int(s, 0),
	    .destination_id = db_int(s, 1),
	    .destination_version = db_int(s, 2),
	    .at = db_int(s, 4),
	    .window_until = int_or_null(s, 5),
	    .delivery_id = int_or_null(s, 6),
	};

	return decision_sum(&d, db_text(s, 3)) == db_int(s, 7);
}

int
decision_check(struct db *db, int64_t *bad_seq)
{
	struct db_stmt *s = stmt(db, SQL_DECISION_CHECK);
	int rc;

	while ((rc = db_step(s)) > 0) {
		if (is_sound(s))
			continue;
		*bad_seq = db_int(s, 0);
		db_done(s);
		return 1;
	}
	return rc;
}

/* Run a statement with two numbers. */
static int
run_int_int(struct db *db, unsigned i, int64_t a, int64_t b)
{
	struct db_stmt *s = stmt(db, i);

	db_bind_int(s, 1, a);
	db_bind_int(s, 2, b);
	return db_run(s);
}

int
event_time_add(struct db *db, int64_t seq, int64_t at)
{
	return run_int_int(db, SQL_EVENT_TIME_ADD, seq, at);
}

int
quarantine_add(struct db *db, int64_t seq, const char *why, int64_t at)
{
	struct db_stmt *s = stmt(db, SQL_QUARANTINE_ADD);

	db_bind_int(s, 1, seq);
	db_bind_text(s, 2, why);
	db_bind_int(s, 3, at);
	return db_run(s);
}

int
destination_use_add(struct db *db, int64_t id, int64_t version, int64_t seq)
{
	struct db_stmt *s = stmt(db, SQL_USE_ADD);

	db_bind_int(s, 1, id);
	db_bind_int(s, 2, version);
	db_bind_int(s, 3, seq);
	return db_run(s);
}

int
destination_use_newest(struct db *db, int64_t id, int64_t *version)
{
	struct db_stmt *s = stmt(db, SQL_USE_NEWEST);

	db_bind_int(s, 1, id);
	return db_one_int(s, version);
}
