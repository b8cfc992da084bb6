/*
 * destination.c - changes of destinations in config.db; destination_read.c
 * reads them.
 *
 * A save adds a row to destination_version and never changes one, since every
 * verdict is explained by the version it was made under.  The one exception is
 * what is sealed: those are credentials, and are emptied as soon as nobody
 * needs them.
 *
 * Both limits, the 24 slots and the unique name, are looked up first for a
 * clear answer, inside a BEGIN IMMEDIATE. The UNIQUE columns stand behind
 * that: two saves at once can't both win, whatever is done here.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/audit_detail.h"
#include "db/destination.h"
#include "db/destination_row.h"
#include "db/retired_key.h"

enum {
	SQL_KNOWN,
	SQL_FREE_SLOT,
	SQL_NAME_OWNER,
	SQL_ADD,
	SQL_ADD_VERSION,
	SQL_SET_VERSION,
	SQL_FORGET_URLS,
	SQL_FORGET_SECRETS,
	SQL_FORGET_ALL,
	SQL_FORGET_FORMER,
	SQL_FORGET_DRAFTS,
	SQL_REMOVE,
	SQL_EXISTING,
	SQL__MAX
};

static const char *const text[SQL__MAX] = {
    /* Deleted ones too: an id is never used twice. */
    [SQL_KNOWN] = "SELECT 1 FROM destination WHERE id = $1",
    /* The lowest slot that nobody has: 1, or the one above a taken one. */
    [SQL_FREE_SLOT] =
	"SELECT min(s) FROM (SELECT 1 AS s UNION ALL"
	" SELECT slot + 1 FROM destination WHERE slot IS NOT NULL)"
	" WHERE s <= $1 AND s NOT IN"
	" (SELECT slot FROM destination WHERE slot IS NOT NULL)",
    [SQL_NAME_OWNER] = "SELECT id FROM destination WHERE name_key = $1",
    /*
     * id comes from the program, so that the URL could be sealed to it before
     * there was a row.
     */
    [SQL_ADD] = "INSERT INTO destination"
		" (id, slot, name_key, version, created_at)"
		" VALUES ($1, $2, $3, 1, $4)",
    [SQL_ADD_VERSION] =
	"INSERT INTO destination_version (destination_id, version, saved_at,"
	" saved_by, " DESTINATION_COLUMNS ")"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	" $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,"
	" $26, $27)",
    /*
     * The fence against two admins in two tabs: $2 is the version that the
     * editor was filled from.  Where it is no longer in force no row changes,
     * and the second one is told instead of undoing the first one's work
     * unseen.
     */
    [SQL_SET_VERSION] = "UPDATE destination SET version = $3, name_key = $4"
			" WHERE id = $1 AND version = $2"
			" AND deleted_at IS NULL",
    /*
     * Old versions with the same seal keep theirs: it is the URL in force.
     * "<> ''" keeps rows that are empty already from being written again.
     */
    [SQL_FORGET_URLS] = "UPDATE destination_version SET sealed = ''"
			" WHERE destination_id = $1 AND seal_id <> $2"
			" AND sealed <> ''",
    /* Those in force stand in the newest version. */
    [SQL_FORGET_SECRETS] =
	"UPDATE destination_version SET secret = '', former = ''"
	" WHERE destination_id = $1 AND version <> $2"
	" AND (secret <> '' OR former <> '')",
    [SQL_FORGET_ALL] = "UPDATE destination_version"
		       " SET sealed = '', secret = '', former = ''"
		       " WHERE destination_id = $1",
    [SQL_FORGET_DRAFTS] = "DELETE FROM draft WHERE destination_id = $1",
    [SQL_FORGET_FORMER] = "UPDATE destination_version SET former = ''"
			  " WHERE former <> '' AND former_until <= $1",
    /*
     * The row stays for the log; slot and name are free for a new destination
     * at once.  A second removal finds deleted_at set and changes nothing.
     * $3 is the version that somebody looked at, or 0 for any: what another
     * one has just changed is not deleted unseen.
     */
    [SQL_REMOVE] = "UPDATE destination SET slot = NULL, name_key = NULL,"
		   " deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL"
		   " AND ($3 = 0 OR version = $3)",
    [SQL_EXISTING] = "SELECT 1 FROM destination"
		     " WHERE id = $1 AND deleted_at IS NULL",
};

const struct db_sql destination_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &destination_sql, i);
}

/*
 * Two names that differ in ASCII letter case only are one name.  ASCII alone:
 * tolower() of other bytes would follow the locale of whoever runs the
 * program, and the same name would have two keys.
 */
static char *
name_key(const char *name)
{
	char *key = xstrdup(name), *p;

	for (p = key; *p != '\0'; p++)
		if ((unsigned char)*p < 0x80)
			*p = (char)tolower((unsigned char)*p);
	return key;
}

static int
add_version(struct db *db, const struct destination *d, const struct change *c)
{
	struct db_stmt *s = stmt(db, SQL_ADD_VERSION);

	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, d->version);
	db_bind_int(s, 3, c->at_ms);
	db_bind_text(s, 4, c->by);
	destination_bind(s, 5, d);
	return db_run(s);
}

/*
 * Is the name somebody else's? 1 free, 0 taken, -1.  One's own name is free,
 * or no destination could be saved without renaming it.
 */
static int
name_free(struct db *db, const char *key, int64_t id)
{
	struct db_stmt *s = stmt(db, SQL_NAME_OWNER);
	int64_t owner = 0;
	int rc;

	db_bind_text(s, 1, key);
	rc = db_one_int(s, &owner);
	return rc < 0 ? -1 : rc == 0 || owner == id;
}

/* Does that statement find a row for the id?  1, 0 or -1. */
static int
has_row(struct db *db, unsigned sql, int64_t id)
{
	struct db_stmt *s = stmt(db, sql);
	int64_t found;

	db_bind_int(s, 1, id);
	return db_one_int(s, &found);
}

/* In the transaction of what it tells; detail is taken over.  1 or -1. */
static int
tell(struct db *db, const char *action, const struct destination *d,
    char *detail, const struct change *c)
{
	struct audit a = {
	    .action = action,
	    .object_id = d->id,
	    .object = d->name,
	    .detail = detail,
	};
	int rc = audit_put(db, &a, c);

	free(detail);
	return rc;
}

/*
 * The reason is set before the step that may need it, so that each early
 * return leaves the right one behind; it means nothing when 1 is returned.
 */
static int
add_in(struct db *db, struct destination *d, const char *key,
    const struct change *c, enum destination_no *no)
{
	struct db_stmt *s;
	int64_t slot = 0;
	int rc;

	*no = DESTINATION_RESEALED;
	if ((rc = retired_key_bars(db, d, NULL)) != 0)
		return rc < 0 ? -1 : 0;
	*no = DESTINATION_EXISTS;
	if ((rc = has_row(db, SQL_KNOWN, d->id)) != 0)
		return rc < 0 ? -1 : 0;
	*no = DESTINATION_NAME_TAKEN;
	if ((rc = name_free(db, key, d->id)) <= 0)
		return rc;
	*no = DESTINATION_NO_SLOT;
	s = stmt(db, SQL_FREE_SLOT);
	db_bind_int(s, 1, DESTINATION_MAX);
	if ((rc = db_one_int(s, &slot)) <= 0)
		return rc;
	d->slot = (int)slot;
	d->version = 1;
	s = stmt(db, SQL_ADD);
	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, slot);
	db_bind_text(s, 3, key);
	db_bind_int(s, 4, c->at_ms);
	if (db_run(s) != 1 || add_version(db, d, c) < 0)
		return -1;
	return tell(db, "destination added", d, audit_destination(NULL, d), c);
}

int
destination_add(struct db *db, struct destination *d, const struct change *c,
    enum destination_no *no)
{
	char *key;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	key = name_key(d->name);
	rc = db_finish(db, add_in(db, d, key, c, no));
	free(key);
	return rc;
}

/*
 * The version moves first: a stale editor ends there, before anything is
 * written.  The old URL goes last and in the same transaction, so there is
 * never a moment without a URL that the worker could use.
 */
static int
save_in(struct db *db, struct destination *d, const char *key,
    const struct change *c, enum destination_no *no)
{
	struct db_stmt *s;
	int rc;

	*no = DESTINATION_NAME_TAKEN;
	if ((rc = name_free(db, key, d->id)) <= 0)
		return rc;
	*no = DESTINATION_RESEALED;
	if ((rc = retired_key_bars(db, d, NULL)) != 0)
		return rc < 0 ? -1 : 0;
	*no = DESTINATION_STALE;
	s = stmt(db, SQL_SET_VERSION);
	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, d->version);
	db_bind_int(s, 3, d->version + 1);
	db_bind_text(s, 4, key);
	if ((rc = db_run(s)) <= 0)
		return rc;
	d->version++;
	if (add_version(db, d, c) < 0)
		return -1;
	s = stmt(db, SQL_FORGET_URLS);
	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, d->seal_id);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_FORGET_SECRETS);
	db_bind_int(s, 1, d->id);
	db_bind_int(s, 2, d->version);
	return db_run(s) < 0 ? -1 : 1;
}

/* What was in force before tells what the change is. */
static int
save_told(struct db *db, struct destination *d, const struct change *c,
    enum destination_no *no)
{
	char *key = name_key(d->name);
	struct destination before;
	int rc, known;

	known = destination_load(db, d->id, &before);
	rc = known < 0 ? -1 : save_in(db, d, key, c, no);
	if (rc > 0 && known > 0)
		rc = tell(db, "destination changed", d,
		    audit_destination(&before, d), c);
	if (known > 0)
		destination_clear(&before);
	free(key);
	return rc;
}

int
destination_save(struct db *db, struct destination *d, const struct change *c,
    enum destination_no *no)
{
	int64_t before = d->version;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = db_finish(db, save_told(db, d, c, no));
	if (rc <= 0)
		/*
		 * Nothing was kept, so the caller may offer the same save
		 * again.
		 */
		d->version = before;
	return rc;
}

/* What all versions sealed goes with it: no record needs a credential. */
static int
remove_in(struct db *db, int64_t id, int64_t version, const struct change *c,
    enum destination_no *no)
{
	struct db_stmt *s = stmt(db, SQL_REMOVE);
	int rc;

	db_bind_int(s, 1, id);
	db_bind_int(s, 2, c->at_ms);
	db_bind_int(s, 3, version);
	rc = db_run(s);
	if (rc == 0) {
		rc = has_row(db, SQL_EXISTING, id);
		*no = rc > 0 ? DESTINATION_STALE : DESTINATION_GONE;
		return rc < 0 ? -1 : 0;
	}
	if (rc < 0)
		return -1;
	s = stmt(db, SQL_FORGET_ALL);
	db_bind_int(s, 1, id);
	if (db_run(s) < 0)
		return -1;
	s = stmt(db, SQL_FORGET_DRAFTS);
	db_bind_int(s, 1, id);
	return db_run(s) < 0 ? -1 : 1;
}

static int
remove_told(struct db *db, int64_t id, int64_t version, const struct change *c,
    enum destination_no *no)
{
	struct destination before;
	int known = destination_load(db, id, &before), rc;

	rc = known < 0 ? -1 : remove_in(db, id, version, c, no);
	if (rc > 0 && known > 0)
		rc = tell(db, "destination deleted", &before,
		    audit_destination(NULL, &before), c);
	if (known > 0)
		destination_clear(&before);
	return rc;
}

int
destination_remove(struct db *db, int64_t id, int64_t version,
    const struct change *c, enum destination_no *no)
{
	if (db_begin(db) != 0)
		return -1;
	return db_finish(db, remove_told(db, id, version, c, no));
}

int
destination_forget_former(struct db *db, int64_t now_ms)
{
	struct db_stmt *s;

	if (db_begin(db) != 0)
		return -1;
	s = stmt(db, SQL_FORGET_FORMER);
	db_bind_int(s, 1, now_ms);
	return db_finish(db, db_run(s));
}
