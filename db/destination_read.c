/*
 * destination_read.c - what stands in config.db about destinations;
 * destination.c changes it.
 */
#include <string.h>

#include "core/xmalloc.h"
#include "db/destination.h"
#include "db/destination_row.h"

enum { SQL_LIST, SQL_LOAD, SQL_SAVED_BY, SQL_DISABLED_SINCE, SQL__MAX };

/*
 * The settings in force and no others.  The slot is what tells existing ones:
 * a table constraint ties it to deleted_at.
 */
#define IN_FORCE \
	"SELECT d.id, d.slot, v.version, v.saved_at, " DESTINATION_COLUMNS \
	" FROM destination d JOIN destination_version v" \
	" ON v.destination_id = d.id AND v.version = d.version" \
	" WHERE d.slot IS NOT NULL"

static const char *const text[SQL__MAX] = {
    /* In the order of the page. */
    [SQL_LIST] = IN_FORCE " ORDER BY d.slot",
    [SQL_LOAD] = IN_FORCE " AND d.id = $1",
    [SQL_SAVED_BY] = "SELECT saved_by FROM destination_version"
		     " WHERE destination_id = $1 AND version = $2",
    /*
     * Asked of the versions, not of the one in force: switched off and on
     * again between two looks of the worker, a destination has still been off,
     * and what waited for it then must not go out.
     */
    [SQL_DISABLED_SINCE] =
	"SELECT max(version) FROM destination_version"
	" WHERE destination_id = $1 AND version > $2 AND enabled = 0",
};

const struct db_sql destination_read_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &destination_read_sql, i);
}

static void
read_row(struct db_stmt *s, struct destination *d)
{
	memset(d, 0, sizeof(*d));
	d->id = db_int(s, 0);
	d->slot = (int)db_int(s, 1);
	d->version = db_int(s, 2);
	d->saved_at = db_int(s, 3);
	destination_columns(s, 4, d);
}

int
destination_list(struct db *db, struct destination *out)
{
	struct db_stmt *s = stmt(db, SQL_LIST);
	int n = 0, rc;

	while ((rc = db_step(s)) > 0 && n < DESTINATION_MAX)
		read_row(s, &out[n++]);
	db_done(s);
	if (rc >= 0)
		return n;
	/*
	 * Half a list would look as if the others had been deleted, and what
	 * waits for them would be cancelled.
	 */
	while (n > 0)
		destination_clear(&out[--n]);
	return -1;
}

int
destination_load(struct db *db, int64_t id, struct destination *out)
{
	struct db_stmt *s = stmt(db, SQL_LOAD);
	int rc;

	db_bind_int(s, 1, id);
	if ((rc = db_step(s)) <= 0)
		return rc;
	read_row(s, out);
	db_done(s);
	return 1;
}

int
destination_saved_by(struct db *db, int64_t id, int64_t version, char **by)
{
	struct db_stmt *s = stmt(db, SQL_SAVED_BY);
	int rc;

	*by = NULL;
	db_bind_int(s, 1, id);
	db_bind_int(s, 2, version);
	if ((rc = db_step(s)) <= 0)
		return rc;
	*by = xstrdup(db_text(s, 0));
	db_done(s);
	return 1;
}

int
destination_disabled_since(
    struct db *db, int64_t id, int64_t version, int64_t *off)
{
	struct db_stmt *s = stmt(db, SQL_DISABLED_SINCE);

	db_bind_int(s, 1, id);
	db_bind_int(s, 2, version);
	return db_one_int(s, off);
}
