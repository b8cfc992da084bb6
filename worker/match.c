/*
 * match.c - the one deciding transaction.
 *
 * It takes a batch of events and, together or not at all, updates entities,
 * writes decisions, opens windows, queues deliveries and moves the cursor.  A
 * crash before its commit leaves the events undecided; after it they are
 * decided and their deliveries queued.  There is no between, so an event is
 * decided exactly once.
 */
#include <stdlib.h>

#include "core/event_parse.h"
#include "core/ids.h"
#include "core/log.h"
#include "db/alert.h"
#include "db/delivery.h"
#include "worker/worker.h"

/* No feed's clock is that far ahead of ours. */
#define AHEAD_MS 60000

/* One event being decided for all destinations. */
struct judged {
	struct worker *w;
	const struct event *e;
	int64_t at;
	int64_t now;
	bool alert_kept;
};

/* What is sent must not depend on events.db any more: keep a copy, once. */
static int
keep_alert(struct judged *j)
{
	char *text;
	int rc;

	if (j->alert_kept)
		return 1;
	j->alert_kept = true;
	text = event_to_json(j->e);
	rc = alert_add(j->w->outbox, j->e->seq, text);
	free(text);
	return rc;
}

/*
 * The window opens with the delivery, not when it is accepted: two rises in a
 * row must not send two alerts while the first is under way.
 */
static int
queue_delivery(struct judged *j, const struct target *t, int64_t id)
{
	struct delivery d = {
	    .id = id,
	    .event_seq = j->e->seq,
	    .destination_id = t->d.id,
	    .destination_name = t->d.name,
	    .app = t->d.app,
	    .score = event_rank(j->e),
	    .created_at = j->now,
	    .expires_at = j->now + j->w->settings.lifetime_ms,
	};

	if (keep_alert(j) < 0 || delivery_add(j->w->outbox, &d) < 0)
		return -1;
	if (j->e->kind != EVENT_ENTITY)
		return 1;
	return window_open(j->w->outbox, t->d.id, j->e, j->at, id);
}

/*
 * Verdicts below VERDICT_DISABLED leave no row: they follow from the event and
 * the version in force, and there would be one per event and destination.
 */
static int
record(struct judged *j, struct target *t, enum verdict v,
    const struct window *win)
{
	struct decision d = {
	    .event_seq = j->e->seq,
	    .destination_id = t->d.id,
	    .destination_version = t->d.version,
	    .verdict = v,
	    .at = j->at,
	};

	if (v < VERDICT_DISABLED)
		return 1;
	if (v == VERDICT_IN_WINDOW)
		d.window_until = win->opened_at + win->length_ms;
	if (v == VERDICT_SENT) {
		d.delivery_id = id_new(j->now);
		if (queue_delivery(j, t, d.delivery_id) < 0)
			return -1;
		t->next_due = 0;
		t->storm = true;
		/* A broken one holds what comes, too. */
		t->sweep |= t->health.broken_since != 0;
	}
	return decision_add(j->w->outbox, &d);
}

/* The window is only looked up where it can matter. */
static int
judge_entity(
    struct judged *j, struct target *t, const struct entity_state *before)
{
	struct window win = {WINDOW_NONE, j->w->settings.window_ms};
	enum verdict v;

	v = decide_entity(j->e, &t->d.rule, before, j->at, &win);
	if (v == VERDICT_SENT) {
		if (window_load(j->w->outbox, t->d.id, j->e,
			t->health.cancel_upto, &win.opened_at) < 0)
			return -1;
		v = decide_entity(j->e, &t->d.rule, before, j->at, &win);
	}
	return record(j, t, v, &win);
}

/*
 * Every destination is judged against the same previous score; the event
 * becomes the previous one only after all of them.
 */
static int
decide_for_entity(struct judged *j)
{
	struct worker *w = j->w;
	struct entity_state state;
	int i;

	if (entity_load(w->outbox, j->e, &state) < 0)
		return -1;
	for (i = 0; i < w->ntargets; i++)
		if (judge_entity(j, &w->targets[i], &state) < 0)
			return -1;
	/*
	 * Its newest event lies in the future: the clock was set back since.
	 * Until that time no score would be remembered, and rises be missed.
	 */
	if (state.last_at > j->now + AHEAD_MS)
		state.last_at = j->e->event_at;
	entity_advance(&state, j->e);
	return entity_store(w->outbox, j->e, &state);
}

/*
 * A check's state belongs to the check: a destination that is added later
 * hears of its next change, like everybody else.
 */
static int
decide_for_check(struct judged *j)
{
	const struct window none = {WINDOW_NONE, 0};
	struct worker *w = j->w;
	enum system_status before, after;
	int i;

	if (check_load(w->outbox, j->e, &before) < 0)
		return -1;
	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[i];
		enum verdict v = decide_system(j->e, &t->d.rule, before);

		if (tell_is_about(j->e, t))
			continue;
		if (record(j, t, v, &none) < 0)
			return -1;
	}
	after = system_advance(before, j->e);
	if (after == before)
		return 1;
	return check_store(w->outbox, j->e, after, j->at);
}

/*
 * When it was received, by the clock as it is now.  Windows moved with a step
 * forward, so what came before it and waited must move as well, or it would
 * seem to be no later than the alert before it.  By a step back it lies in the
 * future, which decide_at() takes for now.
 */
static int64_t
received(struct worker *w, const struct event *e)
{
	if (w->late.ms != 0 && e->received_at <= w->late.until)
		return e->received_at + w->late.ms;
	/* In row order: the first one that came after it. */
	w->late.ms = 0;
	return e->received_at;
}

/*
 * A malformed row is put aside and the cursor moves on: one bad producer must
 * not stop the good ones.  It has no part in `at`.
 */
static int
match_one(struct worker *w, const struct event_row *row, int64_t now)
{
	struct judged j = {.w = w, .e = &row->event, .now = now};

	w->row.cursor = row->event.seq;
	/* Of a malformed one not even the names are sure. */
	w->row.cursor_sum = row->why[0] != '\0'
				? 0
				: event_sum(row->event.seq, row->event.source,
				      row->event.source_id);
	if (row->why[0] != '\0') {
		log_warnx("event %lld is malformed: %s",
		    (long long)row->event.seq, row->why);
		return quarantine_add(w->outbox, row->event.seq, row->why, now);
	}
	j.at = decide_at(received(w, &row->event), now, w->row.last_at);
	w->row.last_at = j.at;
	if (j.at != row->event.received_at &&
	    event_time_add(w->outbox, row->event.seq, j.at) < 0)
		return -1;
	return row->event.kind == EVENT_ENTITY ? decide_for_entity(&j)
					       : decide_for_check(&j);
}

int
match(struct worker *w, const struct event_row *rows, int n)
{
	struct worker_row before = w->row;
	struct late late = w->late;
	int64_t now = clock_wall_ms();
	int i, rc = 1;

	if (db_begin(w->outbox) != 0)
		return -1;
	for (i = 0; i < n && rc >= 0; i++)
		rc = match_one(w, &rows[i], now);
	if (rc >= 0)
		rc = worker_store(w->outbox, &w->row);
	if (db_finish(w->outbox, rc) < 0) {
		w->row = before;
		w->late = late;
		return -1;
	}
	return 0;
}
