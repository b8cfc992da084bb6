/*
 * setting.c - the settings of config.db.
 */
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/audit_detail.h"
#include "db/setting.h"

enum { SQL_LOAD, SQL_VALUE, SQL_STORE, SQL_REVISION, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_LOAD] = "SELECT key, value FROM setting",
    [SQL_VALUE] = "SELECT value FROM setting WHERE key = $1",
    [SQL_STORE] =
	"INSERT INTO setting (key, value, version, saved_at, saved_by)"
	" VALUES ($1, $2, 1, $3, $4) ON CONFLICT (key) DO UPDATE SET"
	" value = excluded.value,"
	" version = setting.version + 1, saved_at = excluded.saved_at,"
	" saved_by = excluded.saved_by",
    /* Each part only grows, and every write makes one of them grow. */
    [SQL_REVISION] =
	"SELECT (SELECT coalesce(sum(version), 0) + count(deleted_at)"
	" FROM destination) + (SELECT coalesce(sum(version), 0) FROM setting)"
	" + (SELECT coalesce(max(id), 0) FROM request)",
};

const struct db_sql setting_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &setting_sql, i);
}

int
settings_load(struct db *db, struct settings *out)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	char why[SETTING_WHY_BYTES];
	int rc;

	settings_default(out);
	while ((rc = db_step(s)) > 0)
		if (!settings_set(out, db_text(s, 0), db_text(s, 1), why))
			log_warnx("setting %s: %s; using the default",
			    db_text(s, 0), why);
	return rc;
}

/* What was in force: as stored, or the default.  The caller frees it. */
static int
was(struct db *db, const char *key, char **value)
{
	const struct setting *t = settings_table;
	struct db_stmt *s = stmt(db, SQL_VALUE);
	int rc;

	db_bind_text(s, 1, key);
	rc = db_step(s);
	while (t->key != NULL && strcmp(t->key, key) != 0)
		t++;
	*value = rc > 0           ? xstrdup(db_text(s, 0))
		 : t->key != NULL ? xstrdup(t->initial)
				  : NULL;
	db_done(s);
	return rc;
}

/* Before it is stored: what was in force is part of what is told. */
static int
tell(struct db *db, const char *key, const char *value, const struct change *c)
{
	struct audit a = {.action = "setting changed", .object = key};
	char *before, *detail;
	int rc = was(db, key, &before);

	detail = audit_pair("value", before, value);
	a.detail = detail;
	if (rc >= 0)
		rc = audit_put(db, &a, c);
	free(detail);
	free(before);
	return rc;
}

int
settings_store(
    struct db *db, const char *key, const char *value, const struct change *c)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	if (tell(db, key, value, c) < 0)
		return db_finish(db, -1);
	s = stmt(db, SQL_STORE);
	db_bind_text(s, 1, key);
	db_bind_text(s, 2, value);
	db_bind_int(s, 3, c->at_ms);
	db_bind_text(s, 4, c->by);
	return db_finish(db, db_run(s));
}

int
config_revision(struct db *db, int64_t *revision)
{
	return db_one_int(stmt(db, SQL_REVISION), revision) > 0 ? 0 : -1;
}
