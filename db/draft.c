/*
 * draft.c - what was typed into the editor and is tested before it is saved.
 *
 * A draft may hold a sealed URL, a credential: it is dropped as soon as nobody
 * can need it, by each new draft too.
 */
#include <stdio.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/draft.h"

enum { SQL_PUT, SQL_LOAD, SQL_DROP, SQL_PRUNE, SQL__MAX };

static const char *const text[SQL__MAX] = {
    /*
     * Over an earlier one of the same session only: whoever guesses a form's
     * id changes no row of somebody else.
     */
    [SQL_PUT] =
	"INSERT INTO draft (id, session_hash, typed_at, request_id,"
	" destination_id, version, name, app, enabled, hosts, accounts, system,"
	" host_urgency, host_threat, host_certainty, host_either,"
	" account_urgency, account_threat, account_certainty, account_either,"
	" url_host, seal_id, sealed)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	" $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
	" ON CONFLICT (id) DO UPDATE SET typed_at = excluded.typed_at,"
	" request_id = excluded.request_id,"
	" destination_id = excluded.destination_id,"
	" version = excluded.version, name = excluded.name,"
	" app = excluded.app, enabled = excluded.enabled,"
	" hosts = excluded.hosts, accounts = excluded.accounts,"
	" system = excluded.system, host_urgency = excluded.host_urgency,"
	" host_threat = excluded.host_threat,"
	" host_certainty = excluded.host_certainty,"
	" host_either = excluded.host_either,"
	" account_urgency = excluded.account_urgency,"
	" account_threat = excluded.account_threat,"
	" account_certainty = excluded.account_certainty,"
	" account_either = excluded.account_either,"
	" url_host = excluded.url_host, seal_id = excluded.seal_id,"
	" sealed = excluded.sealed"
	" WHERE draft.session_hash = excluded.session_hash",
    [SQL_LOAD] =
	"SELECT id, session_hash, typed_at, request_id, destination_id,"
	" version, name, app, enabled, hosts, accounts, system,"
	" host_urgency, host_threat, host_certainty, host_either,"
	" account_urgency, account_threat, account_certainty, account_either,"
	" url_host, seal_id, sealed FROM draft"
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

/* Four columns in a row; read_threshold() is its mirror. */
static void
bind_threshold(struct db_stmt *s, int n, const struct threshold *t)
{
	db_bind_int(s, n, t->urgency);
	db_bind_int(s, n + 1, t->threat);
	db_bind_int(s, n + 2, t->certainty);
	db_bind_int(s, n + 3, t->either);
}

static int
put(struct db *db, const struct draft *f)
{
	struct db_stmt *s = stmt(db, SQL_PUT);
	const struct destination *d = &f->d;

	db_bind_int(s, 1, f->id);
	db_bind_text(s, 2, f->session_hash);
	db_bind_int(s, 3, d->saved_at);
	db_bind_int(s, 4, f->request_id);
	db_bind_int(s, 5, d->id);
	db_bind_int(s, 6, d->version);
	db_bind_text(s, 7, d->name);
	db_bind_text(s, 8, d->app);
	db_bind_int(s, 9, d->rule.enabled);
	db_bind_int(s, 10, d->rule.hosts);
	db_bind_int(s, 11, d->rule.accounts);
	db_bind_int(s, 12, d->rule.system);
	bind_threshold(s, 13, &d->rule.host);
	bind_threshold(s, 17, &d->rule.account);
	db_bind_text(s, 21, d->url_host);
	db_bind_int(s, 22, d->seal_id);
	db_bind_text(s, 23, d->sealed);
	return db_run(s);
}

/* The request first: the draft names it. */
static int
test_in(
    struct db *db, struct draft *f, struct request *r, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_PRUNE);

	db_bind_int(s, 1, c->at_ms - DRAFT_KEEP_MS);
	if (db_run(s) < 0 || request_put(db, r, c) < 0)
		return -1;
	f->request_id = r->id;
	f->d.saved_at = c->at_ms;
	return put(db, f);
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
read_threshold(struct db_stmt *s, int column, struct threshold *t)
{
	t->urgency = (int)db_int(s, column);
	t->threat = (int)db_int(s, column + 1);
	t->certainty = (int)db_int(s, column + 2);
	t->either = db_int(s, column + 3) != 0;
}

/* Copies, since the text of a row ends with the next step; *f owns them. */
static void
read_row(struct db_stmt *s, struct draft *f)
{
	struct destination *d = &f->d;

	memset(f, 0, sizeof(*f));
	f->id = db_int(s, 0);
	snprintf(f->session_hash, sizeof(f->session_hash), "%s", db_text(s, 1));
	d->saved_at = db_int(s, 2);
	f->request_id = db_int(s, 3);
	d->id = db_int(s, 4);
	d->version = db_int(s, 5);
	d->name = xstrdup(db_text(s, 6));
	d->app = xstrdup(db_text(s, 7));
	d->rule.enabled = db_int(s, 8) != 0;
	d->rule.hosts = db_int(s, 9) != 0;
	d->rule.accounts = db_int(s, 10) != 0;
	d->rule.system = db_int(s, 11) != 0;
	read_threshold(s, 12, &d->rule.host);
	read_threshold(s, 16, &d->rule.account);
	d->url_host = xstrdup(db_text(s, 20));
	d->seal_id = db_int(s, 21);
	d->sealed = xstrdup(db_text(s, 22));
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
