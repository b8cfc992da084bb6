/*
 * event.c - events.db: what producers report and the worker takes in.
 *
 * Producers that are not ours write here too, by plain SQL. So reading trusts
 * nothing: each row is either a sound event or one with a reason why it is
 * none, and a bad one never stops those behind it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/event.h"
#include "db/sum.h"

enum {
	SQL_INSERT,
	SQL_READ,
	SQL_NEXT,
	SQL_NEWEST,
	SQL_OLDEST,
	SQL_NAMES,
	SQL_PRUNE,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    /*
     * A feed that is read again after a crash reports the same events again.
     * The first row counts and keeps its place in the order; the second is no
     * error. seq is not given: the database numbers rows inside the write
     * transaction, so the order of rows is the order of commits and the cursor
     * skips none.
     */
    [SQL_INSERT] =
	"INSERT INTO event (source, source_id, received_at, event_at, kind,"
	" entity_type, entity_id, entity_name, urgency, threat, certainty,"
	" decreased, check_name, device, status, message, url, detail)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	" $14, $15, $16, $17, $18)"
	" ON CONFLICT (source, source_id) DO NOTHING",
    [SQL_READ] = "SELECT seq, source, source_id, received_at, event_at, kind,"
		 " entity_type, entity_id, entity_name, urgency, threat,"
		 " certainty, decreased, check_name, device, status, message,"
		 " url, detail FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
    /*
     * The highest ever given, not the highest there is: after pruning the
     * table may be empty, and a cursor must not seem to be beyond its end.
     */
    [SQL_NEXT] = "SELECT min(seq) FROM event WHERE seq > $1",
    [SQL_NEWEST] = "SELECT seq FROM sqlite_sequence WHERE name = 'event'",
    [SQL_OLDEST] = "SELECT min(seq) FROM event",
    [SQL_NAMES] = "SELECT source, source_id FROM event WHERE seq = $1",
    /*
     * Two conditions: old enough, and behind the worker's cursor.  An event
     * that was not decided is kept however old it is.  Oldest first by index
     * event_received; the limit keeps the write lock short for the producers.
     */
    [SQL_PRUNE] = "DELETE FROM event WHERE seq IN (SELECT seq FROM event"
		  " WHERE received_at < $1 AND seq <= $2"
		  " ORDER BY received_at LIMIT $3)",
};

const struct db_sql event_sql = {&schema_events, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &event_sql, i);
}

void
event_row_clear(struct event_row *r)
{
	event_clear(&r->event);
	r->why[0] = '\0';
}

/* An absent score is NULL, which no comparison takes for a low one. */
static void
bind_score(struct db_stmt *s, int n, int score)
{
	if (score == SCORE_NONE)
		db_bind_null(s, n);
	else
		db_bind_int(s, n, score);
}

/*
 * $6 to $12, for entities alone.  A system event leaves them NULL, whatever is
 * in the struct: its enum would otherwise be stored as "host".
 */
static void
bind_entity(struct db_stmt *s, const struct event *e)
{
	db_bind_text(s, 6, entity_type_name(e->entity_type));
	db_bind_text(s, 7, e->entity_id);
	db_bind_text(s, 8, e->entity_name);
	bind_score(s, 9, e->urgency);
	bind_score(s, 10, e->threat);
	bind_score(s, 11, e->certainty);
	db_bind_int(s, 12, e->decreased);
}

int
event_insert(struct db *db, const struct event *e)
{
	struct db_stmt *s = stmt(db, SQL_INSERT);

	db_bind_text(s, 1, e->source);
	db_bind_text(s, 2, e->source_id);
	db_bind_int(s, 3, e->received_at);
	db_bind_int(s, 4, e->event_at);
	db_bind_text(s, 5, event_kind_name(e->kind));
	/* The column is NOT NULL; bind_entity() gives the real one. */
	db_bind_int(s, 12, 0);
	if (e->kind == EVENT_ENTITY)
		bind_entity(s, e);
	db_bind_text(s, 13, e->check);
	db_bind_text(s, 14, e->device);
	db_bind_text(s, 15, e->status);
	db_bind_text(s, 16, e->message);
	db_bind_text(s, 17, e->url);
	db_bind_text(s, 18, e->detail);
	return db_run(s);
}

/*
 * A score as stored; anything that no score can be becomes a number that
 * event_validate() refuses, not one that wraps round into the bounds.
 */
static int
read_score(struct db_stmt *s, int column)
{
	int64_t v;

	if (db_null(s, column))
		return SCORE_NONE;
	v = db_int(s, column);
	return v < 0 || v > 100 ? 101 : (int)v;
}

/*
 * A copy: SQLite's text ends with the next step, and a batch is decided after
 * the last one.
 */
static char *
read_text(struct db_stmt *s, int column)
{
	return xstrdup_null(db_text(s, column));
}

/* The two words that the struct holds as enums: are they known ones? */
static void
read_words(struct db_stmt *s, struct event_row *r)
{
	const char *kind = db_text(s, 5), *type = db_text(s, 6);

	if (kind != NULL && strcmp(kind, event_kind_name(EVENT_SYSTEM)) == 0) {
		r->event.kind = EVENT_SYSTEM;
		return;
	}
	if (kind == NULL || strcmp(kind, event_kind_name(EVENT_ENTITY)) != 0) {
		snprintf(r->why, sizeof(r->why),
		    "kind: neither 'entity' nor 'system'");
		return;
	}
	r->event.kind = EVENT_ENTITY;
	if (type != NULL && strcmp(type, entity_type_name(ENTITY_HOST)) == 0)
		r->event.entity_type = ENTITY_HOST;
	else if (type != NULL &&
		 strcmp(type, entity_type_name(ENTITY_ACCOUNT)) == 0)
		r->event.entity_type = ENTITY_ACCOUNT;
	else
		snprintf(r->why, sizeof(r->why),
		    "entity_type: neither 'host' nor 'account'");
}

static void
read_row(struct db_stmt *s, struct event_row *r)
{
	struct event *e = &r->event;

	/* Whatever is wrong with it: event_row_clear() may be called on it. */
	memset(r, 0, sizeof(*r));
	e->seq = db_int(s, 0);
	e->source = read_text(s, 1);
	e->source_id = read_text(s, 2);
	e->received_at = db_int(s, 3);
	e->event_at = db_int(s, 4);
	read_words(s, r);
	e->entity_id = read_text(s, 7);
	e->entity_name = read_text(s, 8);
	e->urgency = read_score(s, 9);
	e->threat = read_score(s, 10);
	e->certainty = read_score(s, 11);
	e->decreased = db_int(s, 12) != 0;
	e->check = read_text(s, 13);
	e->device = read_text(s, 14);
	e->status = read_text(s, 15);
	e->message = read_text(s, 16);
	e->url = read_text(s, 17);
	e->detail = read_text(s, 18);
	/*
	 * read_words() knows more about a word that is none of ours than the
	 * struct can hold; its reason is the better one.
	 */
	if (r->why[0] == '\0')
		(void)event_validate(e, r->why, sizeof(r->why));
}

/*
 * All or none: a batch cut by an error is dropped, so that the cursor never
 * moves past a row that nobody saw.
 */
/*
 * The next row holds a value that is never loaded whole.  It is as malformed
 * as one of the wrong kind, and must not stop those behind it either.
 */
static int
read_oversized(struct db *db, int64_t after, struct event_row *r)
{
	struct db_stmt *s = stmt(db, SQL_NEXT);

	memset(r, 0, sizeof(*r));
	snprintf(r->why, sizeof(r->why), "a column is over 1000000 bytes");
	db_bind_int(s, 1, after);
	return db_one_int(s, &r->event.seq);
}

int
event_read(struct db *db, int64_t after, struct event_row *rows, int max)
{
	struct db_stmt *s = stmt(db, SQL_READ);
	int n = 0, rc = 0;

	db_bind_int(s, 1, after);
	db_bind_int(s, 2, max);
	while (n < max && (rc = db_step(s)) > 0)
		read_row(s, &rows[n++]);
	db_done(s);
	if (rc >= 0)
		return n;
	if (db_error(db) == DB_TOO_BIG)
		return n > 0 ? n : read_oversized(db, after, rows);
	while (n > 0)
		event_row_clear(&rows[--n]);
	return -1;
}

int
event_newest(struct db *db, int64_t *seq)
{
	*seq = 0;
	return db_one_int(stmt(db, SQL_NEWEST), seq) < 0 ? -1 : 0;
}

/*
 * Rows of outbox.db about events below this one may go.  With no event left
 * that is all of them, up to the next seq that will be given.
 */
int
event_oldest(struct db *db, int64_t *seq)
{
	int rc = db_one_int(stmt(db, SQL_OLDEST), seq);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rc = event_newest(db, seq);
	*seq += 1;
	return rc;
}

int64_t
event_sum(int64_t seq, const char *source, const char *source_id)
{
	/* Lengths part the two texts. */
	const int64_t columns[] = {seq, (int64_t)strlen(source)};
	char *names = xasprintf("%s%s", source, source_id);
	int64_t sum = sum_row(columns, 2, names);

	free(names);
	return sum != 0 ? sum : 1;
}

int
event_stored_sum(struct db *db, int64_t seq, int64_t *sum)
{
	struct db_stmt *s = stmt(db, SQL_NAMES);
	int rc;

	*sum = 0;
	db_bind_int(s, 1, seq);
	if ((rc = db_step(s)) <= 0)
		return rc;
	*sum = event_sum(seq, db_text(s, 0), db_text(s, 1));
	db_done(s);
	return 1;
}

int
event_prune(struct db *db, int64_t before_ms, int64_t upto_seq, int max)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_PRUNE);
	db_bind_int(s, 1, before_ms);
	db_bind_int(s, 2, upto_seq);
	db_bind_int(s, 3, max);
	max = db_run(s);
	return max < 0 ? db_finish(db, max) : db_commit(db) == 0 ? max : -1;
}
