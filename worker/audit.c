/*
 * audit.c - rows of the worker's own, anchors, pruning; see audit.h.
 *
 * The ends of the chain are read in each transaction and never remembered: so
 * a transaction that is rolled back leaves nothing behind, wherever it failed.
 */
#include <string.h>

#include <json-c/json.h>

#include "core/log.h"
#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit_chain.h"
#include "worker/audit.h"
#include "worker/audit_chain.h"

/* An anchor each so many rows, and so often while there are new ones. */
#define ANCHOR_ROWS 100
#define ANCHOR_MS 60000

/* Rows are dropped a day's worth at once: each time adds a row. */
#define PRUNE_LUMP_MS INT64_C(86400000)

/* Most at once: an overdue clean-up must not hold up an alert. */
#define PRUNE_ROWS 1000

int
audit_chain_own(struct worker *w, struct chain_ends *e, const char *action,
    struct json_object *detail)
{
	int64_t now = clock_wall_ms();
	struct audit_row r = {.at = now, .taken_at = now};
	int rc;

	r.text[AUDIT_BY] = xstrdup("worker");
	r.text[AUDIT_ADDRESS] = xstrdup("");
	r.text[AUDIT_VIA] = xstrdup("worker");
	r.text[AUDIT_ACTION] = xstrdup(action);
	r.text[AUDIT_OUTCOME] = xstrdup("done");
	r.text[AUDIT_OBJECT] = xstrdup("");
	r.text[AUDIT_DETAIL] = xstrdup(
	    detail != NULL ? xjson_text(detail, JSON_C_TO_STRING_PLAIN) : "{}");
	json_object_put(detail);
	rc = audit_chain_add(w->outbox, &w->audit_key, e, &r);
	audit_row_clear(&r);
	return rc;
}

/*
 * Not as it was left: somebody wrote to outbox.db, or the key is another one.
 * What is wrong stays to be found by `tocsin audit verify`; from here on the
 * chain holds again.
 */
static int
mend(struct worker *w, struct chain_ends *e, const struct audit_row *newest)
{
	struct json_object *detail = xjson_object();

	log_warnx("the audit trail is not as it was left: run 'tocsin audit "
		  "verify'");
	/* A row that is there keeps its number. */
	if (newest->n > e->head_n) {
		e->head_n = newest->n;
		memcpy(e->head_mac, newest->mac, sizeof(e->head_mac));
	}
	xjson_add(detail, "newest", xjson_int(newest->n));
	return audit_chain_own(w, e, "audit trail not as it was left", detail);
}

int
audit_chain_ends(struct worker *w, struct chain_ends *e)
{
	struct audit_row newest;
	int known, any, rc = 1;

	chain_ends_new(e);
	known = audit_ends_load(w->outbox, e);
	any = audit_chain_newest(w->outbox, &newest);
	if (known < 0 || any < 0)
		return -1;
	if (known > 0 ? !chain_signed(&w->audit_key, e) || newest.n != e->head_n
		      : any > 0)
		rc = mend(w, e, &newest);
	audit_row_clear(&newest);
	return rc;
}

int
audit_own(struct worker *w, const char *action, struct json_object *detail)
{
	struct chain_ends e;

	if (audit_chain_ends(w, &e) < 0) {
		json_object_put(detail);
		return -1;
	}
	if (audit_chain_own(w, &e, action, detail) < 0)
		return -1;
	return audit_ends_store(w->outbox, &w->audit_key, &e);
}

/* The same in a transaction of its own. */
static int
note(struct worker *w, const char *action, struct json_object *detail)
{
	if (db_begin(w->outbox) != 0) {
		json_object_put(detail);
		return -1;
	}
	return db_finish(w->outbox, audit_own(w, action, detail));
}

int
audit_start(struct worker *w)
{
	struct json_object *detail = xjson_object();

	/* Another key than the time before is seen here. */
	xjson_add_string(detail, "key", w->keys.pairs[0].public.id);
	xjson_add_string(detail, "audit_key", w->audit_key.id);
	return note(w, "worker started", detail) < 0 ? -1 : 0;
}

/* Of what is committed: a row that may yet be undone is no anchor. */
static int
anchor(struct worker *w)
{
	struct chain_ends e;

	chain_ends_new(&e);
	if (audit_ends_load(w->outbox, &e) < 0)
		return -1;
	if (e.head_n > w->audit_anchored)
		log_info(CHAIN_ANCHOR, (long long)e.head_n, e.head_mac);
	w->audit_anchored = e.head_n;
	w->audit_anchored_ms = clock_boot_ms();
	return 0;
}

int
audit_anchor(struct worker *w)
{
	int64_t now = clock_boot_ms();

	if (w->audit_anchored_ms != 0 &&
	    now - w->audit_anchored_ms < ANCHOR_MS &&
	    w->audit_head - w->audit_anchored < ANCHOR_ROWS)
		return 0;
	return anchor(w);
}

void
audit_stop(struct worker *w)
{
	/* What others did is taken over by the next one. */
	if (note(w, "worker stopped", NULL) >= 0 && anchor(w) == 0)
		return;
	/* The same as in the midst of it: it must not look like a good end. */
	if (db_error(w->outbox) == DB_BROKEN)
		fatalx("the database can't be trusted after this; check the "
		       "disk, then start again");
	log_warnx("the end is missing in the audit trail");
}

/*
 * The last one of the oldest rows that are old enough: 1, 0 or -1.  The one
 * that was taken over last stays: by it config.db is known again.
 */
static int
oldest_upto(struct worker *w, const struct chain_ends *e, int64_t before,
    struct chain_anchor *last)
{
	int64_t after = e->start_n;
	struct audit_row r;
	int i, rc = 0, found = 0;
	bool odd;

	for (i = 0; i < PRUNE_ROWS; i++) {
		rc = audit_chain_next(w->outbox, after, &r, &odd);
		if (rc <= 0 || r.taken_at >= before ||
		    (r.source_seq != 0 && r.source_seq == e->taken_seq))
			break;
		found = 1;
		after = last->n = r.n;
		memcpy(last->mac, r.mac, sizeof(last->mac));
		audit_row_clear(&r);
	}
	if (rc > 0 && i < PRUNE_ROWS)
		audit_row_clear(&r);
	return rc < 0 ? -1 : found;
}

/* The chain then begins behind the last row that went, and is signed so. */
static int
drop(struct worker *w, struct chain_ends *e, const struct chain_anchor *last)
{
	struct json_object *detail = xjson_object();

	xjson_add(detail, "from", xjson_int(e->start_n + 1));
	xjson_add(detail, "to", xjson_int(last->n));
	if (audit_chain_own(w, e, "audit rows dropped", detail) < 0 ||
	    audit_chain_drop(w->outbox, last->n) < 0)
		return -1;
	e->start_n = last->n;
	memcpy(e->start_mac, last->mac, sizeof(e->start_mac));
	return audit_ends_store(w->outbox, &w->audit_key, e);
}

static int
prune_in(struct worker *w, int64_t before)
{
	struct chain_anchor last;
	struct chain_ends e;
	struct audit_row r;
	bool odd, due;
	int rc;

	if (audit_chain_ends(w, &e) < 0)
		return -1;
	rc = audit_chain_next(w->outbox, e.start_n, &r, &odd);
	due = rc > 0 && r.taken_at < before - PRUNE_LUMP_MS;
	audit_row_clear(&r);
	if (rc < 0 || !due)
		return rc < 0 ? -1 : 0;
	rc = oldest_upto(w, &e, before, &last);
	return rc <= 0 ? rc : drop(w, &e, &last);
}

int
audit_prune(struct worker *w, int64_t before)
{
	if (db_begin(w->outbox) != 0)
		return -1;
	return db_finish(w->outbox, prune_in(w, before)) < 0 ? -1 : 0;
}
