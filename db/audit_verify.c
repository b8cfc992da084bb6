/*
 * audit_verify.c - the chain, row by row; see audit_verify.h.
 *
 * The macs find what was changed, inserted or exchanged; the numbers, what is
 * missing between; the signed ends, what was cut off.  Whoever could put back
 * older ends as well cut the trail back to what it was then: that only the
 * anchors show, which are kept elsewhere.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/audit_chain.h"
#include "db/audit_verify.h"

/* The state of one walk. */
struct walk {
	const struct private_key *key;
	struct chain_ends ends;
	bool ended; /* there are ends */
	const struct audit_anchors *anchors;
	size_t anchor; /* the next one to compare */
	int64_t n;     /* of the row before */
	char mac[CHAIN_MAC_BYTES];
	struct audit_verdict *v;
};

/* Always false: the first fault is told, later ones may follow from it. */
__attribute__((format(printf, 3, 4))) static bool
bad(struct walk *w, int64_t n, const char *fmt, ...)
{
	va_list ap;

	w->v->bad_n = n;
	va_start(ap, fmt);
	vsnprintf(w->v->why, sizeof(w->v->why), fmt, ap);
	va_end(ap);
	return false;
}

static int
by_n(const void *a, const void *b)
{
	const struct chain_anchor *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

/* Those of rows that were dropped long ago say nothing any more. */
static void
skip_anchors(struct walk *w)
{
	while (
	    w->anchor < w->anchors->n && w->anchors->list[w->anchor].n < w->n)
		w->anchor++;
}

/* All anchors of the row that w stands at. */
static bool
fits_anchors(struct walk *w)
{
	const struct chain_anchor *a;

	for (; w->anchor < w->anchors->n; w->anchor++) {
		a = &w->anchors->list[w->anchor];
		if (a->n != w->n)
			break;
		w->v->anchors++;
		if (!chain_same(a->mac, w->mac))
			return bad(w, w->n,
			    "row %lld is not the one that an anchor tells of: "
			    "the trail was written anew, or restored, from "
			    "here or before",
			    (long long)w->n);
	}
	return true;
}

/* Without a key nobody can tell: then it is believed. */
static bool
fits_mac(struct walk *w, const struct audit_row *r)
{
	char mac[CHAIN_MAC_BYTES];

	if (w->key == NULL)
		return true;
	chain_mac(w->key, w->mac, r, mac);
	return chain_same(mac, r->mac) ||
	       bad(w, r->n,
		   "row %lld was changed, exchanged or put in: its mac does "
		   "not fit it and the row before",
		   (long long)r->n);
}

static bool
take(struct walk *w, const struct audit_row *r, bool odd)
{
	long long want = (long long)w->n + 1;

	if (r->n < want)
		return bad(w, r->n, "row %lld stands before the start %lld",
		    (long long)r->n, want);
	if (r->n > want)
		return bad(w, want, "row %lld is missing; row %lld comes next",
		    want, (long long)r->n);
	if (odd)
		return bad(w, r->n,
		    "row %lld holds what the worker never writes",
		    (long long)r->n);
	if (!fits_mac(w, r))
		return false;
	if (w->v->rows++ == 0)
		w->v->first = r->n;
	w->v->last = w->n = r->n;
	memcpy(w->mac, r->mac, sizeof(w->mac));
	return fits_anchors(w);
}

static bool
start(struct walk *w)
{
	if (w->ended && w->key != NULL && !chain_signed(w->key, &w->ends))
		return bad(w, w->ends.head_n,
		    "the ends of the trail were changed, or another key "
		    "signed them");
	w->n = w->ends.start_n;
	memcpy(w->mac, w->ends.start_mac, sizeof(w->mac));
	skip_anchors(w);
	return fits_anchors(w);
}

/* Is the last row the last one that was written? */
static bool
finish(struct walk *w)
{
	if (!w->ended && w->v->rows > 0)
		return bad(w, w->n, "the ends of the trail are missing");
	if (w->n != w->ends.head_n || !chain_same(w->mac, w->ends.head_mac))
		return bad(w, w->n + 1,
		    "the trail ends at row %lld and not at row %lld as signed: "
		    "rows were cut off or added",
		    (long long)w->n, (long long)w->ends.head_n);
	if (w->anchor < w->anchors->n)
		return bad(w, w->n + 1,
		    "the trail ends at row %lld, but an anchor tells of row "
		    "%lld: rows were cut off",
		    (long long)w->n,
		    (long long)w->anchors->list[w->anchors->n - 1].n);
	return true;
}

int
audit_verify(struct db *db, const struct private_key *k,
    struct audit_anchors *a, struct audit_verdict *v)
{
	struct walk w = {.key = k, .anchors = a, .v = v};
	int64_t after = INT64_MIN;
	struct audit_row r;
	bool good, odd;
	int rc;

	memset(v, 0, sizeof(*v));
	if (a->n > 0)
		qsort(a->list, a->n, sizeof(*a->list), by_n);
	chain_ends_new(&w.ends);
	rc = audit_ends_load(db, &w.ends);
	if (rc < 0)
		return -1;
	w.ended = rc > 0;
	good = start(&w);
	while (good && (rc = audit_chain_next(db, after, &r, &odd)) > 0) {
		after = r.n;
		good = take(&w, &r, odd);
		audit_row_clear(&r);
	}
	if (rc < 0)
		return -1;
	v->sound = good && finish(&w);
	return 0;
}
