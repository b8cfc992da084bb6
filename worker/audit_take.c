/*
 * audit_take.c - rows of config.db, taken over into the chain; see audit.h.
 *
 * The web tier writes config.db and may have been broken into.  It can leave
 * out what it did itself, but not undo what was taken over, and whatever it
 * takes away or puts in the place of that is noticed: numbers come in order
 * without a gap, and the last row that was taken over must still be there,
 * with the same text.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/log.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit_chain.h"
#include "db/audit_source.h"
#include "worker/audit.h"
#include "worker/audit_chain.h"

/* Rows of one transaction: a flood must not hold up an alert. */
#define SLICE 100

/*
 * Rows that are compared to find the place in another config.db.  Beyond that
 * some are taken over a second time, which does no harm.  The keeper leaves an
 * hour of them at most, so no sound one has that many.
 */
#define FIND_MAX 10000

/* Longest texts of a row, in characters, and longest detail, in bytes. */
#define TEXT_MAX 200
#define DETAIL_MAX_BYTES 8192

static void
replace(char **text, char *by)
{
	free(*text);
	*text = by;
}

/*
 * Nothing in here is trusted: the texts go onto pages and into exports.  And
 * no row passes for one of the worker's own.
 */
static void
clean(struct audit_row *r)
{
	const char *via = r->text[AUDIT_VIA];
	size_t bytes = strlen(r->text[AUDIT_DETAIL]);
	int i;

	if (strcmp(via, "web") != 0 && strcmp(via, "cli") != 0)
		replace(&r->text[AUDIT_VIA], xstrdup("unknown"));
	if (bytes > DETAIL_MAX_BYTES)
		replace(&r->text[AUDIT_DETAIL],
		    xasprintf("{\"bytes left out\":%zu}", bytes));
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		replace(&r->text[i],
		    text_clean(r->text[i],
			i == AUDIT_DETAIL ? DETAIL_MAX_BYTES : TEXT_MAX));
}

/* Too large to be read at all: 1 and a row that says so, or what rc says. */
static int
or_unreadable(struct worker *w, int rc, int64_t after, struct audit_row *r)
{
	int i;

	if (rc >= 0 || db_error(w->config) != DB_TOO_BIG)
		return rc;
	db_error_clear(w->config);
	rc = audit_source_seq(w->config, after, &r->source_seq);
	if (rc <= 0)
		return rc;
	r->at = clock_wall_ms();
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		r->text[i] = xstrdup("");
	replace(&r->text[AUDIT_BY], xstrdup("worker"));
	replace(&r->text[AUDIT_VIA], xstrdup("unknown"));
	replace(&r->text[AUDIT_ACTION], xstrdup(AUDIT_UNREADABLE));
	replace(&r->text[AUDIT_OUTCOME], xstrdup("done"));
	replace(&r->text[AUDIT_DETAIL], xstrdup("{}"));
	return 1;
}

/* The next row behind that number, ready for the chain: 1, 0 or -1. */
static int
next(struct worker *w, int64_t after, struct audit_row *r)
{
	int rc = audit_source_next(w->config, after, r);

	if (rc > 0)
		clean(r);
	return or_unreadable(w, rc, after, r);
}

/* Is that row of config.db what was taken over as it?  1, 0 or -1. */
static int
same(struct worker *w, const struct audit_row *source)
{
	struct audit_row taken;
	int rc = audit_chain_find(w->outbox, source->source_seq, &taken);

	if (rc > 0)
		rc = strcmp(source->text[AUDIT_ACTION], AUDIT_UNREADABLE) == 0
			 ? strcmp(taken.text[AUDIT_ACTION], AUDIT_UNREADABLE) ==
			       0
			 : audit_row_same(source, &taken);
	audit_row_clear(&taken);
	return rc;
}

/* Does the last row that was taken over still stand there?  1, 0 or -1. */
static int
in_place(struct worker *w, int64_t taken_seq)
{
	struct audit_row r;
	int rc;

	if (taken_seq == 0)
		return 1;
	rc = next(w, taken_seq - 1, &r);
	if (rc > 0)
		rc = r.source_seq == taken_seq ? same(w, &r) : 0;
	audit_row_clear(&r);
	return rc;
}

/*
 * Where to go on in a config.db that is another one, or went back: behind the
 * oldest rows that were taken over as they stand there, FIND_MAX of them at
 * most.  1 or -1.
 */
static int
find_place(struct worker *w, int64_t *place)
{
	struct audit_row r;
	int i, known, rc = 0;

	*place = 0;
	for (i = 0; i < FIND_MAX && (rc = next(w, *place, &r)) > 0; i++) {
		known = same(w, &r);
		/* What comes first is the first that is expected. */
		*place = known > 0 ? r.source_seq : r.source_seq - 1;
		audit_row_clear(&r);
		if (known <= 0)
			return known < 0 ? -1 : 1;
	}
	return rc < 0 ? -1 : 1;
}

/* A restore of config.db does that too, and then it is news as well. */
static int
replaced(struct worker *w, struct chain_ends *e)
{
	struct json_object *detail;
	int64_t newest = 0, place;

	if (audit_source_newest(w->config, &newest) < 0 ||
	    find_place(w, &place) < 0)
		return -1;
	log_warnx("config.db: its audit rows are not those that were taken "
		  "over up to %lld: it was restored or changed",
	    (long long)e->taken_seq);
	detail = xjson_object();
	xjson_add(detail, "taken", xjson_int(e->taken_seq));
	xjson_add(detail, "newest", xjson_int(newest));
	xjson_add(detail, "from", xjson_int(place + 1));
	e->taken_seq = place;
	return audit_chain_own(w, e, "audit rows replaced", detail);
}

static int
missing(struct worker *w, struct chain_ends *e, int64_t next_seq)
{
	struct json_object *detail = xjson_object();

	log_warnx("config.db: audit rows %lld to %lld are missing",
	    (long long)e->taken_seq + 1, (long long)next_seq - 1);
	xjson_add(detail, "from", xjson_int(e->taken_seq + 1));
	xjson_add(detail, "to", xjson_int(next_seq - 1));
	return audit_chain_own(w, e, "audit rows missing", detail);
}

static int
take_one(struct worker *w, struct chain_ends *e, struct audit_row *r)
{
	if (r->source_seq > e->taken_seq + 1 &&
	    missing(w, e, r->source_seq) < 0)
		return -1;
	r->taken_at = clock_wall_ms();
	if (audit_chain_add(w->outbox, &w->audit_key, e, r) < 0)
		return -1;
	e->taken_seq = r->source_seq;
	return 1;
}

/* In one transaction on outbox.db: how many rows, or -1. */
static int
take_in(struct worker *w, bool placed)
{
	struct chain_ends e;
	struct audit_row r;
	int n = 0, rc;

	if (audit_chain_ends(w, &e) < 0 || (!placed && replaced(w, &e) < 0))
		return -1;
	while (n < SLICE && (rc = next(w, e.taken_seq, &r)) != 0) {
		if (rc > 0)
			rc = take_one(w, &e, &r);
		audit_row_clear(&r);
		if (rc < 0)
			return -1;
		n++;
	}
	if (audit_ends_store(w->outbox, &w->audit_key, &e) < 0)
		return -1;
	w->audit_head = e.head_n;
	return n;
}

static int
take_slice(struct worker *w, bool placed)
{
	int n;

	if (db_begin(w->outbox) != 0)
		return -1;
	n = take_in(w, placed);
	/* None, but a row that says so: that is kept too. */
	if (n == 0)
		return db_commit(w->outbox);
	return db_finish(w->outbox, n);
}

/*
 * Without a write where there is nothing to do, which is nearly always.  And
 * never to the end of it: who writes config.db may write faster.
 */
int
audit_take(struct worker *w, int slices)
{
	struct chain_ends e;
	int64_t seq;
	int placed, more, n = 0;

	chain_ends_new(&e);
	if (audit_ends_load(w->outbox, &e) < 0 ||
	    (placed = in_place(w, e.taken_seq)) < 0 ||
	    (more = audit_source_seq(w->config, e.taken_seq, &seq)) < 0)
		return -1;
	if (placed > 0 && more == 0)
		return 0;
	while (slices-- > 0) {
		n = take_slice(w, placed > 0);
		placed = 1;
		if (n < 0 || (n > 0 && audit_anchor(w) != 0))
			return -1;
		if (n < SLICE)
			return 0;
	}
	return 1;
}
