/*
 * request.c - what the web tier asks of the worker.
 */
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/request.h"

#define DAY_MS INT64_C(86400000)

enum {
	SQL_PRUNE,
	SQL_NEWEST,
	SQL_ADD,
	SQL_NAME,
	SQL_NEXT,
	SQL_COUNT,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_PRUNE] = "DELETE FROM request WHERE asked_at < $1"
		  " AND id < (SELECT max(id) FROM request)",
    [SQL_NEWEST] = "SELECT max(id) FROM request",
    [SQL_ADD] = "INSERT INTO request"
		" (id, kind, destination_id, draft_id, asked_at, asked_by)"
		" VALUES ($1, $2, $3, $4, $5, $6)",
    [SQL_NAME] = "SELECT name FROM destination_version"
		 " WHERE destination_id = $1 ORDER BY version DESC LIMIT 1",
    [SQL_NEXT] = "SELECT id, kind, destination_id, draft_id, asked_at"
		 " FROM request WHERE id > $1 ORDER BY id LIMIT 1",
    [SQL_COUNT] = "SELECT count(*) FROM request WHERE asked_at >= $1",
};

const struct db_sql request_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &request_sql, i);
}

/* Names as stored, in the order of the enum. */
static const char *const request_names[] = {"test", "try again"};

int
request_put(struct db *db, struct request *r, const struct change *c)
{
	struct db_stmt *s;
	int64_t newest = 0;

	/*
	 * Whatever a day-old request wanted is past: a test is not sent after
	 * a minute, and what was held has expired.
	 */
	s = stmt(db, SQL_PRUNE);
	db_bind_int(s, 1, c->at_ms - DAY_MS);
	if (db_run(s) < 0)
		return -1;
	/* Above the newest whatever the clock says: the worker goes by it. */
	if (db_one_int(stmt(db, SQL_NEWEST), &newest) < 0)
		return -1;
	if (r->id <= newest)
		r->id = newest + 1;
	s = stmt(db, SQL_ADD);
	db_bind_int(s, 1, r->id);
	db_bind_text(s, 2, request_names[r->kind]);
	/* Whichever is not meant stays NULL. */
	if (r->destination_id != 0)
		db_bind_int(s, 3, r->destination_id);
	if (r->draft_id != 0)
		db_bind_int(s, 4, r->draft_id);
	db_bind_int(s, 5, r->asked_at);
	db_bind_text(s, 6, c->by);
	return db_run(s);
}

/* By the name that it has; the row outlasts it. */
static int
tell(struct db *db, const struct request *r, const struct change *c)
{
	struct audit a = {
	    .action = r->kind == REQUEST_TEST ? "test sent" : "tried again",
	    .object_id = r->destination_id,
	};
	struct db_stmt *s = stmt(db, SQL_NAME);
	char *name = NULL;
	int rc;

	db_bind_int(s, 1, r->destination_id);
	rc = db_step(s);
	if (rc > 0)
		name = xstrdup(db_text(s, 0));
	db_done(s);
	a.object = name;
	rc = rc < 0 ? -1 : audit_put(db, &a, c);
	free(name);
	return rc;
}

int
request_add(struct db *db, struct request *r, const struct change *c)
{
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = request_put(db, r, c);
	return db_finish(db, rc <= 0 ? rc : tell(db, r, c));
}

int
request_next(struct db *db, int64_t after, struct request *r)
{
	struct db_stmt *s = stmt(db, SQL_NEXT);
	int rc;

	db_bind_int(s, 1, after);
	if ((rc = db_step(s)) <= 0)
		return rc;
	r->id = db_int(s, 0);
	r->kind = strcmp(db_text(s, 1), request_names[REQUEST_TEST]) == 0
		      ? REQUEST_TEST
		      : REQUEST_TRY_AGAIN;
	r->destination_id = db_int(s, 2);
	/* NULL reads as 0: none. */
	r->draft_id = db_int(s, 3);
	r->asked_at = db_int(s, 4);
	db_done(s);
	return 1;
}

int
request_count(struct db *db, int64_t since, int64_t *n)
{
	struct db_stmt *s = stmt(db, SQL_COUNT);

	db_bind_int(s, 1, since);
	return db_one_int(s, n) > 0 ? 0 : -1;
}
