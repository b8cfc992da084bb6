/*
 * draft.c - what was typed into the editor and is tested before it is saved.
 *
 * A draft may hold a sealed URL, a credential: it is dropped as soon as nobody
 * can need it, by each new draft too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/audit_detail.h"
#include "db/destination_row.h"
#include "db/draft.h"
#include "db/retired_key.h"

enum { SQL_DROP_OWN, SQL_PUT, SQL_LOAD, SQL_DROP, SQL_PRUNE, SQL__MAX };

static const char *const text[SQL__MAX] = {
    /*
     * A second test from the same form takes the first one's place.  That of
     * another session stays and is in the way: whoever guesses a form's id
     * changes no row of somebody else.
     */
    [SQL_DROP_OWN] = "DELETE FROM draft WHERE id = $1 AND session_hash = $2",
    [SQL_PUT] =
	"INSERT INTO draft (id, session_hash, typed_at, request_id,"
	" destination_id, version, " DESTINATION_COLUMNS ")"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	" $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,"
	" $26, $27, $28, $29)"
	" ON CONFLICT (id) DO NOTHING",
    [SQL_LOAD] = "SELECT id, session_hash, typed_at, request_id,"
		 " destination_id, version, " DESTINATION_COLUMNS " FROM draft"
		 " WHERE id = $1 AND typed_at >= $2",
    [SQL_DROP] = "DELETE FROM draft WHERE id = $1",
    [SQL_PRUNE] = "DELETE FROM draft WHERE typed_at < $1",
};

const struct db_sql draft_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &draft_sql, i);
}

void
draft_clear(struct draft *f)
{
	destination_clear(&f->d);
	memset(f, 0, sizeof(*f));
}

static int
put(struct db *db, const struct draft *f)
{
	struct db_stmt *s = stmt(db, SQL_DROP_OWN);

	db_bind_int(s, 1, f->id);
	db_bind_text(s, 2, f->session_hash);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_PUT);
	db_bind_int(s, 1, f->id);
	db_bind_text(s, 2, f->session_hash);
	db_bind_int(s, 3, f->d.saved_at);
	db_bind_int(s, 4, f->request_id);
	db_bind_int(s, 5, f->d.id);
	db_bind_int(s, 6, f->d.version);
	destination_bind(s, 7, &f->d);
	return db_run(s);
}

/* Where a test went to is told, since it need not be saved anywhere. */
static int
tell(struct db *db, const struct draft *f, const struct change *c)
{
	char *detail = audit_pair("url_host", NULL, f->d.url_host);
	struct audit a = {
	    .action = "test sent",
	    .object_id = f->d.id,
	    .object = f->d.name,
	    .detail = detail,
	};
	int rc = audit_put(db, &a, c);

	free(detail);
	return rc;
}

/* The request first: the draft names it. */
static int
test_in(
    struct db *db, struct draft *f, struct request *r, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_PRUNE);
	int rc = retired_key_bars(db, &f->d, f->beside);

	/* First of all: the draft that this one replaces may hold the same. */
	f->resealed = rc > 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	db_bind_int(s, 1, c->at_ms - DRAFT_KEEP_MS);
	if (db_run(s) < 0 || request_put(db, r, c) < 0)
		return -1;
	f->request_id = r->id;
	f->d.saved_at = c->at_ms;
	rc = put(db, f);
	return rc <= 0 ? rc : tell(db, f, c);
}

int
draft_test(
    struct db *db, struct draft *f, struct request *r, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	r->kind = REQUEST_TEST;
	r->destination_id = 0;
	r->draft_id = f->id;
	r->asked_at = c->at_ms;
	return db_finish(db, test_in(db, f, r, c));
}

static void
read_row(struct db_stmt *s, struct draft *f)
{
	memset(f, 0, sizeof(*f));
	f->id = db_int(s, 0);
	snprintf(f->session_hash, sizeof(f->session_hash), "%s", db_text(s, 1));
	f->d.saved_at = db_int(s, 2);
	f->request_id = db_int(s, 3);
	f->d.id = db_int(s, 4);
	f->d.version = db_int(s, 5);
	destination_columns(s, 6, &f->d);
}

int
draft_load(struct db *db, int64_t id, int64_t now_ms, struct draft *f)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	int rc;

	db_bind_int(s, 1, id);
	db_bind_int(s, 2, now_ms - DRAFT_KEEP_MS);
	if ((rc = db_step(s)) <= 0)
		return rc;
	read_row(s, f);
	db_done(s);
	return 1;
}

int
draft_drop(struct db *db, int64_t id)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_DROP);
	db_bind_int(s, 1, id);
	return db_finish(db, db_run(s));
}

int
draft_prune(struct db *db, int64_t before_ms)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_PRUNE);
	db_bind_int(s, 1, before_ms);
	return db_finish(db, db_run(s));
}
