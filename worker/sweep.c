/*
 * sweep.c - moves of many deliveries, a slice each turn.
 *
 * What has to move follows from what stands in outbox.db: a broken destination
 * holds what waits for it, any other holds nothing, a deleted one has nothing,
 * and what a digest told ends with it.  So a crash between two slices loses
 * nothing, and a million rows never stop the other destinations.
 */
#include "core/ids.h"
#include "db/delivery.h"
#include "db/digest.h"
#include "worker/sweep.h"

/* Rows a turn and destination: some 5 ms. */
#define SLICE 500

/*
 * A digest takes in what comes within this time, even if it can't leave: one
 * that grew on for hours would be given up with alerts that are hours newer.
 */
#define DIGEST_OPEN_MS 600000

/* What was there when it was disabled; what came after that is not touched. */
static int
cancel(struct worker *w, struct target *t, int64_t now)
{
	struct health *h = &t->health;
	struct cancel c = {t->d.id, h->cancel_upto, h->cancel_reason, now};
	int n = delivery_cancel(w->outbox, &c, SLICE);

	if (n != 0)
		return n;
	h->cancel_upto = 0;
	t->health_changed = true;
	t->next_due = 0;
	/* Others may still have to be held or released. */
	return 1;
}

/* Cancelled first: what is to be cancelled must not be released. */
static int
sweep_target(struct worker *w, struct target *t, int64_t now)
{
	const struct health *h = &t->health;
	int n;

	if (h->cancel_upto != 0) {
		n = cancel(w, t, now);
	} else if (h->broken_since != 0) {
		n = delivery_hold(w->outbox, t->d.id, h->reason, SLICE);
	} else {
		n = delivery_release(w->outbox, t->d.id, now, SLICE);
		t->next_due = 0;
		t->storm = true;
	}
	t->sweep = n != 0;
	/* A digest may have been among them. */
	w->digested = true;
	return n < 0 ? -1 : 0;
}

/* Whatever waits for a destination that is no longer there. */
static int
sweep_orphans(struct worker *w, int64_t now)
{
	struct cancel c = {0, INT64_MAX, "destination was deleted", now};
	int rc, n;

	w->orphans = false;
	while ((rc = delivery_waiting(w->outbox, &c.destination_id)) > 0) {
		if (target_find(w, c.destination_id) != NULL)
			continue;
		n = delivery_cancel(w->outbox, &c, SLICE);
		if (n < 0)
			return -1;
		w->digested = true;
		/* Tests that wait for it expire by themselves. */
		if (n == SLICE) {
			w->orphans = true;
			return 0;
		}
	}
	return rc;
}

/*
 * A new digest, which is given up with the oldest alert that it takes: those
 * that live longer than it does wait for the next one.  1, 0 or -1.
 */
static int
open_digest(struct worker *w, const struct target *t, int keep, int64_t now,
    struct digest_row *open)
{
	struct delivery d = {
	    .destination_id = t->d.id,
	    .destination_name = t->d.name,
	    .app = t->d.app,
	    .created_at = now,
	};
	struct digest_row second;
	int rc = digest_beyond(w->outbox, t->d.id, keep, open);

	/* One alert alone is told as what it is. */
	if (rc > 0)
		rc = digest_beyond(w->outbox, t->d.id, keep + 1, &second);
	if (rc <= 0)
		return rc;
	open->id = d.id = id_new(now);
	open->destination_id = t->d.id;
	open->created_at = now;
	open->expires_at += DIGEST_OPEN_MS;
	open->fresh = true;
	d.expires_at = open->expires_at;
	if (delivery_add(w->outbox, &d) < 0)
		return -1;
	return digest_place(w->outbox, open);
}

/* Make room in a storm: a new digest, or more for the one that still waits. */
static int
gather(struct worker *w, struct target *t, int keep, int64_t now)
{
	struct digest_row open;
	int rc = digest_open(w->outbox, t->d.id, &open);

	if (rc == 0)
		rc = open_digest(w, t, keep, now, &open);
	else if (rc > 0 &&
		 (!open.fresh || now - open.created_at > DIGEST_OPEN_MS))
		return 0;
	return rc <= 0 ? rc : digest_join(w->outbox, &open, keep, SLICE);
}

/*
 * What its pace can clear within a minute goes one by one.  Not while it is
 * broken: it is held by then, one by one.  Nor before all is cancelled that
 * has to be: a new digest is no part of that, and would save its members.
 */
static int
sweep_storm(struct worker *w, struct target *t, int64_t now)
{
	int keep = (int)claim_pace(w, t).per_minute, n = 0;

	if (t->health.cancel_upto != 0)
		return 0;
	if (keep > 0 && t->health.broken_since == 0)
		n = gather(w, t, keep, now);
	t->storm = n == SLICE;
	return n < 0 ? -1 : 0;
}

int
sweep(struct worker *w, int64_t now)
{
	int i, n;

	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[i];

		if (t->sweep && sweep_target(w, t, now) < 0)
			return -1;
		if (t->storm && sweep_storm(w, t, now) < 0)
			return -1;
	}
	if (w->orphans && sweep_orphans(w, now) < 0)
		return -1;
	if (!w->digested)
		return 0;
	n = digest_settle(w->outbox, SLICE);
	w->digested = n > 0;
	return n < 0 ? -1 : 0;
}

bool
sweep_needed(const struct worker *w)
{
	int i;

	if (w->orphans || w->digested)
		return true;
	for (i = 0; i < w->ntargets; i++)
		if (w->targets[i].sweep || w->targets[i].storm)
			return true;
	return false;
}

void
sweep_everything(struct worker *w)
{
	int i;

	for (i = 0; i < w->ntargets; i++)
		w->targets[i].sweep = w->targets[i].storm = true;
	w->orphans = w->digested = true;
}
