/*
 * token.c - who may send events by HTTP; see token.h.
 */
#include <stdio.h>

#include "db/audit.h"
#include "db/token.h"

enum { SQL_ADD, SQL_FIND, SQL_LIST, SQL_REMOVE, SQL__MAX };

static const char *const text[SQL__MAX] = {
    /*
     * Count and name are judged by the statement that adds the row, so that
     * two who add at once can't both be the last to fit.
     */
    [SQL_ADD] = "INSERT INTO token (id, name, hash, created_at, created_by)"
		" SELECT $1, $2, $3, $4, $5"
		" WHERE (SELECT count(*) FROM token) < $6"
		" ON CONFLICT (name) DO NOTHING",
    [SQL_FIND] = "SELECT id, name, created_at FROM token WHERE hash = $1",
    [SQL_LIST] = "SELECT id, name, created_at FROM token ORDER BY name"
		 " LIMIT $1",
    [SQL_REMOVE] = "DELETE FROM token WHERE name = $1",
};

const struct db_sql token_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &token_sql, i);
}

/* rc of what was done: a row tells it where it was.  1, 0 or -1. */
static int
tell(struct db *db, int rc, const char *action, const struct token *t,
    const struct change *c)
{
	struct audit a = {
	    .action = action,
	    .object_id = t->id,
	    .object = t->name,
	};

	return rc <= 0 ? rc : audit_put(db, &a, c);
}

int
token_add(struct db *db, const struct token *t, const char *hash,
    const struct change *c)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_ADD);
	db_bind_int(s, 1, t->id);
	db_bind_text(s, 2, t->name);
	db_bind_text(s, 3, hash);
	db_bind_int(s, 4, c->at_ms);
	db_bind_text(s, 5, c->by);
	db_bind_int(s, 6, TOKEN_MAX);
	return db_finish(db, tell(db, db_run(s), "token added", t, c));
}

/* The name was judged when it was added: it fits. */
static void
read_row(struct db_stmt *s, struct token *t)
{
	t->id = db_int(s, 0);
	snprintf(t->name, sizeof(t->name), "%s", db_text(s, 1));
	t->created_at = db_int(s, 2);
}

/*
 * By an index on the hash: how long it takes tells something about hashes,
 * from which nobody gets to a secret.
 */
int
token_find(struct db *db, const char *hash, struct token *t)
{
	struct db_stmt *s = stmt(db, SQL_FIND);
	int rc;

	db_bind_text(s, 1, hash);
	rc = db_step(s);
	if (rc > 0)
		read_row(s, t);
	db_done(s);
	return rc;
}

int
token_list(struct db *db, struct token *out, int max)
{
	struct db_stmt *s = stmt(db, SQL_LIST);
	int n = 0, rc = 0;

	db_bind_int(s, 1, max);
	while (n < max && (rc = db_step(s)) > 0)
		read_row(s, &out[n++]);
	db_done(s);
	return rc < 0 ? -1 : n;
}

int
token_remove(struct db *db, const char *name, const struct change *c)
{
	struct token t = {0};
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	snprintf(t.name, sizeof(t.name), "%s", name);
	s = stmt(db, SQL_REMOVE);
	db_bind_text(s, 1, name);
	return db_finish(db, tell(db, db_run(s), "token removed", &t, c));
}
