/*
 * retired_key.c - keys for which nothing new is sealed; see retired_key.h.
 */
#include <stdio.h>

#include <json-c/json.h>

#include "core/xjson.h"
#include "db/audit.h"
#include "db/retired_key.h"

enum {
	SQL_ADD,
	SQL_DONE,
	SQL_BARRED,
	SQL_BESIDE,
	SQL_NEXT,
	SQL_USES,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    [SQL_ADD] = "INSERT INTO retired_key (id, retired_at, retired_by, done_at)"
		" VALUES ($1, $2, $3, NULL) ON CONFLICT (id) DO NOTHING",
    [SQL_DONE] = "UPDATE retired_key SET done_at = $2"
		 " WHERE id = $1 AND done_at IS NULL",
    [SQL_BARRED] =
	"SELECT 1 FROM retired_key WHERE id = $1 AND NOT EXISTS"
	" (SELECT 1 FROM destination_version WHERE destination_id = $2"
	" AND $3 IN (sealed, secret, former)) AND NOT EXISTS"
	" (SELECT 1 FROM draft WHERE destination_id = $2"
	" AND $3 IN (sealed, secret, former))",
    /* The one in force, which a secret is sealed beside. */
    [SQL_BESIDE] =
	"SELECT 1 FROM retired_key WHERE id = $1 AND NOT EXISTS"
	" (SELECT 1 FROM destination_version WHERE destination_id = $2"
	" AND sealed = $3)",
    [SQL_NEXT] = "SELECT id FROM retired_key WHERE id > $1 ORDER BY id LIMIT 1",
    [SQL_USES] = "SELECT (SELECT count(*) FROM destination_version"
		 " WHERE $1 IN (substr(sealed, 3, 8), substr(secret, 3, 8),"
		 " substr(former, 3, 8))) + (SELECT count(*) FROM draft"
		 " WHERE $1 IN (substr(sealed, 3, 8), substr(secret, 3, 8),"
		 " substr(former, 3, 8)))",
};

const struct db_sql retired_key_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &retired_key_sql, i);
}

/* Which keys, and what became of the rows; ids are no secrets. */
static int
put_audit(struct db *db, const char *action, struct json_object *detail,
    const struct change *c)
{
	const struct audit a = {
	    .action = action,
	    .detail = xjson_text(detail, JSON_C_TO_STRING_PLAIN),
	};
	int rc = audit_put(db, &a, c);

	json_object_put(detail);
	return rc;
}

static struct json_object *
two_keys(const char *from, const char *to)
{
	struct json_object *o = xjson_object();

	xjson_add(o, "old", xjson_string(from));
	xjson_add(o, "new", xjson_string(to));
	return o;
}

static int
add_in(struct db *db, const char *id, const char *to, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_ADD);
	int rc;

	db_bind_text(s, 1, id);
	db_bind_int(s, 2, c->at_ms);
	db_bind_text(s, 3, c->by);
	if ((rc = db_run(s)) <= 0)
		return rc;
	return put_audit(db, "key rotation begun", two_keys(id, to), c);
}

int
retired_key_add(
    struct db *db, const char *id, const char *to, const struct change *c)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, add_in(db, id, to, c));
}

static int
done_in(struct db *db, const char *id, struct json_object *detail,
    const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_DONE);
	int rc;

	db_bind_text(s, 1, id);
	db_bind_int(s, 2, c->at_ms);
	if ((rc = db_run(s)) <= 0) {
		json_object_put(detail);
		return rc;
	}
	return put_audit(db, "key rotated", detail, c);
}

int
retired_key_done(struct db *db, const char *id, const char *to,
    const struct reseal_count *n, const struct change *c)
{
	struct json_object *detail;

	if (db_begin(db) != 0)
		return -1;
	detail = two_keys(id, to);
	xjson_add(detail, "sealed again", xjson_int(n->sealed));
	xjson_add(detail, "not opened", xjson_int(n->left));
	return db_finish(db, done_in(db, id, detail, c));
}

/* One text of a destination, by one of the two questions: 1, 0 or -1. */
static int
barred(struct db *db, unsigned sql, int64_t destination_id, const char *sealed)
{
	char id[SEAL_KEY_ID_BYTES];
	struct db_stmt *s;
	int64_t one;

	if (sealed == NULL || seal_key_id(sealed, id) != 0)
		return 0;
	s = stmt(db, sql);
	db_bind_text(s, 1, id);
	db_bind_int(s, 2, destination_id);
	db_bind_text(s, 3, sealed);
	return db_one_int(s, &one);
}

int
retired_key_bars(struct db *db, const struct destination *d, const char *beside)
{
	const char *const all[] = {d->sealed, d->secret, d->former};
	size_t i;
	int rc = barred(db, SQL_BESIDE, d->id, beside);

	for (i = 0; i < sizeof(all) / sizeof(all[0]) && rc == 0; i++)
		rc = barred(db, SQL_BARRED, d->id, all[i]);
	return rc;
}

int
retired_key_next(struct db *db, const char *after, char *id)
{
	struct db_stmt *s = stmt(db, SQL_NEXT);
	int rc;

	db_bind_text(s, 1, after);
	if ((rc = db_step(s)) <= 0)
		return rc;
	snprintf(id, SEAL_KEY_ID_BYTES, "%s", db_text(s, 0));
	db_done(s);
	return 1;
}

int
retired_key_uses(struct db *db, const char *id, int64_t *n)
{
	struct db_stmt *s = stmt(db, SQL_USES);

	db_bind_text(s, 1, id);
	return db_one_int(s, n) > 0 ? 0 : -1;
}
