/*
 * reseal.c - what is sealed in config.db, row by row, for a change of keys; see
 * reseal.h.
 *
 * Versions with the same URL hold the same sealed text, and must go on doing
 * so: that is how a kept URL is known.  So the last text and what it became are
 * remembered from row to row.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/reseal.h"

enum {
	SQL_NEXT,
	SQL_VERSION,
	SQL_PUT_VERSION,
	SQL_DRAFT,
	SQL_PUT_DRAFT,
	SQL_IN_FORCE,
	SQL_NAMED,
	SQL__MAX
};

#define SEALS "seal_id, sealed, secret_id, secret, former_id, former"
#define NAMES_OTHER \
	" ((sealed <> '' AND substr(sealed, 3, 8) <> $1)" \
	" OR (secret <> '' AND substr(secret, 3, 8) <> $1)" \
	" OR (former <> '' AND substr(former, 3, 8) <> $1))"
#define NAMES \
	" WHERE destination_id = $1 AND $2 IN (substr(sealed, 3, 8)," \
	" substr(secret, 3, 8), substr(former, 3, 8))"
#define PUT \
	" SET sealed = $3, secret = $4, former = $5" \
	" WHERE destination_id = $1 AND sealed = $6 AND secret = $7" \
	" AND former = $8"

static const char *const text[SQL__MAX] = {
    [SQL_NEXT] =
	"SELECT min(destination_id) FROM (SELECT destination_id"
	" FROM destination_version WHERE" NAMES_OTHER " UNION ALL"
	" SELECT destination_id FROM draft WHERE" NAMES_OTHER ") AS named"
	" WHERE destination_id > $2",
    [SQL_VERSION] = "SELECT version, " SEALS " FROM destination_version"
		    " WHERE destination_id = $1 AND version > $2"
		    " AND (sealed <> '' OR secret <> '' OR former <> '')"
		    " ORDER BY version LIMIT 1",
    /* Fenced by the texts that were read. */
    [SQL_PUT_VERSION] = "UPDATE destination_version" PUT " AND version = $2",
    [SQL_DRAFT] = "SELECT id, " SEALS " FROM draft"
		  " WHERE destination_id = $1 AND id > $2"
		  " AND (sealed <> '' OR secret <> '' OR former <> '')"
		  " ORDER BY id LIMIT 1",
    [SQL_PUT_DRAFT] = "UPDATE draft" PUT " AND id = $2",
    [SQL_IN_FORCE] =
	"SELECT v.sealed FROM destination d JOIN destination_version v"
	" ON v.destination_id = d.id AND v.version = d.version"
	" WHERE d.id = $1",
    /* As retired_key_uses() counts them. */
    [SQL_NAMED] = "SELECT (SELECT count(*) FROM destination_version" NAMES
		  ") + (SELECT count(*) FROM draft" NAMES ")",
};

const struct db_sql reseal_sql = {&schema_config, text, SQL__MAX};

/* A row as it stands, and as it shall stand. */
struct row {
	int64_t key; /* the version, or the draft's id */
	struct sealed_set was, is;
};

/* What goes on from row to row. */
struct pass {
	struct db *db;
	struct seal_ring *ring;
	struct reseal_count *n;
	int64_t id;
	char *from, *to;         /* a sealed URL, and what it became */
	char *stored, *followed; /* the same of the one in force */
};

static struct db_stmt *
stmt(struct db *db, unsigned i)
{
	return db_stmt(db, &reseal_sql, i);
}

int
reseal_next(struct db *db, const char *to, int64_t after, int64_t *id)
{
	struct db_stmt *s = stmt(db, SQL_NEXT);

	db_bind_text(s, 1, to);
	db_bind_int(s, 2, after);
	return db_one_int(s, id);
}

static void
clear_set(struct sealed_set *set)
{
	free(set->sealed);
	free(set->secret);
	free(set->former);
	memset(set, 0, sizeof(*set));
}

static void
clear_row(struct row *row)
{
	clear_set(&row->was);
	clear_set(&row->is);
}

static void
read_set(struct db_stmt *s, int64_t id, struct sealed_set *set)
{
	set->destination_id = id;
	set->seal_id = db_int(s, 1);
	set->sealed = xstrdup(db_text(s, 2));
	set->secret_id = db_int(s, 3);
	set->secret = xstrdup(db_text(s, 4));
	set->former_id = db_int(s, 5);
	set->former = xstrdup(db_text(s, 6));
}

/* The next row after that one: 1, 0 or -1. */
static int
next(struct pass *p, unsigned sql, int64_t after, struct row *row)
{
	struct db_stmt *s = stmt(p->db, sql);
	int rc;

	memset(row, 0, sizeof(*row));
	db_bind_int(s, 1, p->id);
	db_bind_int(s, 2, after);
	if ((rc = db_step(s)) <= 0)
		return rc;
	row->key = db_int(s, 0);
	read_set(s, p->id, &row->was);
	read_set(s, p->id, &row->is);
	db_done(s);
	return 1;
}

/* Nothing else can have changed it within our transaction. */
static int
store(struct pass *p, unsigned sql, const struct row *row)
{
	struct db_stmt *s = stmt(p->db, sql);

	db_bind_int(s, 1, p->id);
	db_bind_int(s, 2, row->key);
	db_bind_text(s, 3, row->is.sealed);
	db_bind_text(s, 4, row->is.secret);
	db_bind_text(s, 5, row->is.former);
	db_bind_text(s, 6, row->was.sealed);
	db_bind_text(s, 7, row->was.secret);
	db_bind_text(s, 8, row->was.former);
	if (db_run(s) != 1)
		return -1;
	p->n->sealed++;
	return 1;
}

static void
remember(struct pass *p, const struct row *row)
{
	free(p->from);
	free(p->to);
	p->from = xstrdup(row->was.sealed);
	p->to = xstrdup(row->is.sealed);
}

/* The URL of the row before, and no secret beside it: the same text again. */
static bool
follows(const struct pass *p, const struct row *row)
{
	return p->from != NULL && strcmp(p->from, row->was.sealed) == 0 &&
	       row->was.sealed[0] != '\0';
}

/*
 * Where the URL was met in a row before, the secrets follow the text that it
 * became.
 */
static int
again(struct pass *p, struct row *row, char *why)
{
	int rc;

	if (!follows(p, row))
		return seal_ring_again(p->ring, &row->is, p->followed, why);
	free(row->is.sealed);
	row->is.sealed = NULL;
	row->is.beside = p->from;
	rc = seal_ring_again(p->ring, &row->is, p->to, why);
	row->is.sealed = xstrdup(rc < 0 ? p->from : p->to);
	if (rc == 0 && strcmp(p->from, p->to) != 0)
		rc = 1;
	return rc;
}

static int
all_rows(struct pass *p, unsigned sql, unsigned put)
{
	char why[SEAL_WHY_BYTES];
	int64_t after = INT64_MIN;
	struct row row;
	int rc, done;

	while ((rc = next(p, sql, after, &row)) > 0) {
		after = row.key;
		row.is.beside = p->stored;
		done = again(p, &row, why);
		if (done < 0) {
			log_warnx("destination %lld: %s; it stays as it is",
			    (long long)p->id, why);
			p->n->left++;
		} else {
			remember(p, &row);
		}
		if (done > 0)
			rc = store(p, put, &row);
		clear_row(&row);
		if (rc < 0)
			break;
	}
	return rc;
}

/* What a draft's secret stands beside where the draft has no URL. */
static int
in_force(struct pass *p, char **sealed)
{
	struct db_stmt *s = stmt(p->db, SQL_IN_FORCE);
	int rc;

	db_bind_int(s, 1, p->id);
	if ((rc = db_step(s)) <= 0)
		return rc;
	*sealed = xstrdup(db_text(s, 0));
	db_done(s);
	return 1;
}

/*
 * What goes on naming an old key of the ring.  Rows of keys that we never had,
 * as whoever writes config.db can make them, count for none of ours.
 */
static int
count_named(struct pass *p)
{
	int64_t rows;
	int i;

	for (i = 1; i < p->ring->n; i++) {
		struct db_stmt *s = stmt(p->db, SQL_NAMED);

		db_bind_int(s, 1, p->id);
		db_bind_text(s, 2, p->ring->pairs[i].public.id);
		if (db_one_int(s, &rows) < 0)
			return -1;
		p->n->named += rows;
	}
	return 1;
}

/* The stored ones first: drafts follow them. */
static int
destination_in(struct pass *p)
{
	if (in_force(p, &p->stored) < 0 ||
	    all_rows(p, SQL_VERSION, SQL_PUT_VERSION) < 0 ||
	    in_force(p, &p->followed) < 0 ||
	    all_rows(p, SQL_DRAFT, SQL_PUT_DRAFT) < 0 || count_named(p) < 0)
		return -1;
	return 1;
}

int
reseal_destination(
    struct db *db, struct seal_ring *r, int64_t id, struct reseal_count *n)
{
	struct pass p = {.db = db, .ring = r, .n = n, .id = id};
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = db_finish(db, destination_in(&p));
	free(p.from);
	free(p.to);
	free(p.stored);
	free(p.followed);
	return rc;
}
