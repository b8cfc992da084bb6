/*
 * queue.c - what is due goes out, and what came back is written down.
 */
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/delivery.h"
#include "worker/queue.h"
#include "worker/sweep.h"

/* As many expire in one turn. */
#define EXPIRE_MAX 500

/* Each job under way has at most one outcome, and each claim one job. */
struct queue {
	struct send_result results[WORKER_BUSY_MAX];
	unsigned nresults;
	struct claims claims;
	int64_t next_expiry;
};

struct queue *
queue_new(void)
{
	return xcalloc(1, sizeof(struct queue));
}

void
queue_free(struct queue *q)
{
	free(q);
}

int
queue_recover(struct worker *w)
{
	int64_t newest;
	int n;

	if (delivery_newest(w->outbox, &newest) < 0 || db_begin(w->outbox) != 0)
		return -1;
	id_after(newest);
	n = delivery_recover(w->outbox, clock_wall_ms());
	if (db_finish(w->outbox, n < 0 ? -1 : 1) < 0)
		return -1;
	if (n > 0)
		log_warnx("%d deliveries were under way when the worker last "
			  "ended; they are sent again, marked as possible "
			  "repeats",
		    n);
	return 0;
}

/*
 * Nothing is written here: libcurl is in the middle of its work.  The place in
 * results is free by the rule above: no more jobs than places.
 */
void
queue_done(void *cookie, const struct send_result *r)
{
	struct worker *w = cookie;
	struct target *t = target_find(w, r->job.destination_id);

	if (r->job.request_id != 0)
		w->tests_busy--;
	else if (t != NULL && t->d.seal_id == r->job.seal_id)
		t->busy--;
	w->queue->results[w->queue->nresults++] = *r;
}

/* Places in use: in flight, plus what came back and is not written down yet. */
static unsigned
taken(const struct worker *w)
{
	return sender_busy(w->sender) + w->queue->nresults;
}

/*
 * Also where it stands: held or waiting for its next attempt, an alert that
 * nobody accepted in its time fails visibly.
 */
static int
expire(struct worker *w, int64_t now)
{
	struct queue *q = w->queue;
	/* A test that a crash cut short, or whose destination went away. */
	static const struct reply no_answer = {
	    .message = "Unknown error sending test message to endpoint.",
	    .hint = "The test was not finished in time; send it again.",
	};
	int n = 0, rc;

	if (q->next_expiry <= now)
		n = reply_expire(w->outbox, now, &no_answer);
	if (n >= 0 && q->next_expiry <= now)
		n = delivery_expire(
		    w->outbox, now, "given up: its time was over", EXPIRE_MAX);
	if (n > 0) {
		log_warnx("%d deliveries failed: their time was over", n);
		/* There may have been digests among them. */
		sweep_everything(w);
	}
	q->next_expiry = DUE_NEVER;
	rc = delivery_next_expiry(w->outbox, &q->next_expiry);
	return n < 0 || rc < 0 ? -1 : 0;
}

/* Once a turn, however many answers changed it. */
static int
store_health(struct worker *w)
{
	int i;

	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[i];

		if (t->health_changed &&
		    health_store(w->outbox, &t->health) < 0)
			return -1;
	}
	return 0;
}

/* Everything of a turn that is inside its transaction. */
static int
turn(struct worker *w, int64_t now)
{
	struct queue *q = w->queue;
	unsigned i;

	for (i = 0; i < q->nresults; i++)
		if (outcome_record(w, &q->results[i]) < 0)
			return -1;
	/* Written down, so their places are free for the claims below. */
	q->nresults = 0;
	if (expire(w, now) < 0 || sweep(w, now) < 0)
		return -1;
	if (!w->stopping && claim_all(w, &q->claims, taken(w), now) < 0)
		return -1;
	return store_health(w);
}

/* The turn did not happen: what it claimed must not be sent. */
static void
undo(struct worker *w, unsigned nresults, const struct health *before)
{
	struct queue *q = w->queue;
	int i;

	while (q->claims.n > 0) {
		struct send_job *job = &q->claims.jobs[--q->claims.n];

		free(job->body);
		free(job->suffix);
	}
	q->nresults = nresults;
	for (i = 0; i < w->ntargets; i++) {
		w->targets[i].next_due = 0;
		w->targets[i].health = before[i];
		w->targets[i].health_changed = true;
	}
	sweep_everything(w);
	q->next_expiry = 0;
	w->tests_waiting = true;
}

/* Only now, after the commit: `sending` is durable before a byte leaves. */
static void
start(struct worker *w)
{
	struct queue *q = w->queue;
	unsigned i;
	int j;

	for (j = 0; j < w->ntargets; j++)
		w->targets[j].health_changed = false;
	for (i = 0; i < q->claims.n; i++) {
		struct send_job *job = &q->claims.jobs[i];
		struct access access;

		access = drafts_access(w, job);
		job->access = &access;
		if (job->request_id != 0)
			w->tests_busy++;
		else
			target_find(w, job->destination_id)->busy++;
		sender_start(w->sender, job);
		/* libcurl has its copies. */
		if (job->request_id != 0)
			drafts_end(w, job->request_id);
	}
	q->claims.n = 0;
}

/* An idle worker makes no transactions, so it costs no syncs. */
static bool
anything(const struct worker *w, int64_t now)
{
	int i;

	if (w->queue->nresults > 0 || w->queue->next_expiry <= now ||
	    claim_tests_wait(w) || sweep_needed(w))
		return true;
	for (i = 0; i < w->ntargets; i++) {
		const struct target *t = &w->targets[i];

		if (t->health_changed)
			return true;
		if (!w->stopping && taken(w) < WORKER_BUSY_MAX &&
		    claim_at(w, t, now) <= now)
			return true;
	}
	return false;
}

int
queue_turn(struct worker *w)
{
	struct health before[DESTINATION_MAX];
	unsigned nresults = w->queue->nresults;
	int64_t now = clock_wall_ms();
	int i, rc;

	drafts_expire(w);
	if (!anything(w, now))
		return 0;
	for (i = 0; i < w->ntargets; i++)
		before[i] = w->targets[i].health;
	if (db_begin(w->outbox) != 0)
		return -1;
	rc = turn(w, now);
	if (db_finish(w->outbox, rc < 0 ? -1 : 1) < 0) {
		undo(w, nresults, before);
		return -1;
	}
	start(w);
	return 0;
}

int
queue_wait_ms(struct worker *w)
{
	int64_t now = clock_wall_ms(), at = w->queue->next_expiry;
	int i;

	if (sweep_needed(w))
		return 0;
	for (i = 0; i < w->ntargets && !w->stopping; i++) {
		int64_t next = claim_at(w, &w->targets[i], now);

		if (taken(w) < WORKER_BUSY_MAX && next < at)
			at = next;
	}
	if (at == DUE_NEVER)
		return -1;
	return at <= now ? 0 : at - now > 60000 ? 60000 : (int)(at - now);
}
