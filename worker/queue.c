/*
 * queue.c - what is due goes out, and what came back is written down.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/attempt.h"
#include "db/delivery.h"
#include "worker/queue.h"

/* A test may take this long, and is pointless after that. */
#define TEST_TIMEOUT_MS 12000

/* Each job under way has at most one outcome, and each claim one job. */
struct queue {
	struct send_result results[WORKER_BUSY_MAX];
	unsigned nresults;
	struct send_job jobs[WORKER_BUSY_MAX];
	unsigned njobs;
	int64_t next_expiry;
	int first; /* target that claims first: each in its turn */
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

	if (t != NULL && r->job.request_id == 0)
		t->busy--;
	w->queue->results[w->queue->nresults++] = *r;
}

/* In flight, plus what came back and is not written down yet. */
static unsigned
room(const struct worker *w)
{
	unsigned used =
	    sender_busy(w->sender) + w->queue->nresults + w->queue->njobs;

	return used < WORKER_BUSY_MAX ? WORKER_BUSY_MAX - used : 0;
}

/* Kept with the attempt: proof of what was sent, without keeping it twice. */
static void
hash(const char *body, size_t bytes, char out[BODY_SHA256_BYTES])
{
	unsigned char sum[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(sum, (const unsigned char *)body, bytes);
	sodium_bin2hex(out, BODY_SHA256_BYTES, sum, sizeof(sum));
}

/* Its event is gone: end it visibly instead of trying for ever. */
static int
unwritable(struct worker *w, const struct delivery *d, int64_t now)
{
	struct delivery_end end = {
	    .to = DELIVERY_FAILED,
	    .at = now,
	    .reason = "its event can't be read any more",
	};

	if (delivery_finish(w->outbox, d->id, &end) < 0)
		return -1;
	return window_free(w->outbox, d->id);
}

/* queued -> sending, with its attempt row; the request starts later. */
static int
claim(struct worker *w, struct target *t, struct delivery *d, int64_t now)
{
	struct queue *q = w->queue;
	struct send_job job = {
	    .delivery_id = d->id,
	    .destination_id = t->d.id,
	    .destination_version = t->d.version,
	    .request_id = d->request_id,
	    .unsaved = drafts_unsaved(w, d->request_id),
	    .started_at = now,
	    .expires_at = d->expires_at,
	    .stepped_ms = w->stepped_ms,
	    .app = t->app,
	    .timeout_ms =
		d->request_id != 0 ? TEST_TIMEOUT_MS : w->settings.timeout_ms,
	};
	struct attempt a = {
	    .delivery_id = d->id,
	    .destination_version = t->d.version,
	    .started_at = now,
	};

	if (delivery_claim(w->outbox, d) < 0)
		return -1;
	job.attempt = a.n = d->attempts;
	job.body = message_body(w, t, d, &job.body_bytes);
	if (job.body == NULL)
		return unwritable(w, d, now);
	a.body_bytes = (int64_t)job.body_bytes;
	hash(job.body, job.body_bytes, a.body_sha256);
	q->jobs[q->njobs++] = job;
	return attempt_add(w->outbox, &a);
}

/* Claim what is due for one destination, within its room. */
static int
claim_target(struct worker *w, struct target *t, int64_t now)
{
	struct delivery due[TARGET_BUSY_MAX];
	unsigned want = TARGET_BUSY_MAX - t->busy;
	int i, n;

	if (t->health.broken_since != 0) {
		t->next_due = DUE_NEVER;
		return delivery_hold(w->outbox, t->d.id, t->health.reason);
	}
	if (want > room(w))
		want = room(w);
	n = delivery_due(w->outbox, t->d.id, now, due, (int)want);
	for (i = 0; i < n; i++)
		if (claim(w, t, &due[i], now) < 0)
			return -1;
	t->next_due = DUE_NEVER;
	if (n < 0 || delivery_next_due(w->outbox, t->d.id, &t->next_due) < 0)
		return -1;
	return 0;
}

/* May this destination send more right now, and has it anything to send? */
static bool
ready(const struct worker *w, const struct target *t, int64_t now)
{
	return t->next_due <= now && t->health.quiet_until <= now &&
	       t->busy < TARGET_BUSY_MAX && room(w) > 0;
}

/*
 * Tests pass by a hold and a full destination: they are how a person finds out
 * whether it works again.
 */
static int
claim_tests(struct worker *w, int64_t now)
{
	struct delivery due[TARGET_BUSY_MAX];
	unsigned max = room(w);
	struct target *t;
	int i, n;

	if (max > TARGET_BUSY_MAX)
		max = TARGET_BUSY_MAX;
	n = delivery_due_tests(w->outbox, due, (int)max);
	for (i = 0; i < n; i++) {
		t = drafts_target(w, &due[i]);
		if (t != NULL && claim(w, t, &due[i], now) < 0)
			return -1;
	}
	w->tests_waiting = n == (int)max;
	return n < 0 ? -1 : 0;
}

/* Tests first: a person waits for them.  Then each destination in turn. */
static int
claim_all(struct worker *w, int64_t now)
{
	struct queue *q = w->queue;
	int i;

	if (w->stopping)
		return 0;
	if (w->tests_waiting && room(w) > 0 && claim_tests(w, now) < 0)
		return -1;
	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[(q->first + i) % w->ntargets];

		if (ready(w, t, now) && claim_target(w, t, now) < 0)
			return -1;
	}
	q->first = w->ntargets > 0 ? (q->first + 1) % w->ntargets : 0;
	return 0;
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
		    w->outbox, now, "given up: its time was over");
	if (n > 0)
		log_warnx("%d deliveries failed: their time was over", n);
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
	if (expire(w, now) < 0 || claim_all(w, now) < 0)
		return -1;
	return store_health(w);
}

/* The turn did not happen: what it claimed must not be sent. */
static void
undo(struct worker *w, unsigned nresults)
{
	struct queue *q = w->queue;
	int i;

	while (q->njobs > 0)
		free(q->jobs[--q->njobs].body);
	q->nresults = nresults;
	for (i = 0; i < w->ntargets; i++) {
		w->targets[i].next_due = 0;
		w->targets[i].health_changed = true;
	}
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
	for (i = 0; i < q->njobs; i++) {
		struct send_job *job = &q->jobs[i];

		job->url = drafts_url(w, job);
		if (job->request_id == 0)
			target_find(w, job->destination_id)->busy++;
		sender_start(w->sender, job);
		/* libcurl has its copy of the URL. */
		if (job->request_id != 0)
			drafts_end(w, job->request_id);
	}
	q->njobs = 0;
}

/* An idle worker makes no transactions, so it costs no syncs. */
static bool
anything(const struct worker *w, int64_t now)
{
	int i;

	if (w->queue->nresults > 0 || w->queue->next_expiry <= now ||
	    w->tests_waiting)
		return true;
	for (i = 0; i < w->ntargets; i++)
		if (ready(w, &w->targets[i], now))
			return true;
	return false;
}

int
queue_turn(struct worker *w)
{
	unsigned nresults = w->queue->nresults;
	int64_t now = clock_wall_ms();
	int rc;

	drafts_expire(w);
	if (!anything(w, now))
		return 0;
	if (db_begin(w->outbox) != 0)
		return -1;
	rc = turn(w, now);
	if (db_finish(w->outbox, rc < 0 ? -1 : 1) < 0) {
		undo(w, nresults);
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

	for (i = 0; i < w->ntargets && !w->stopping; i++) {
		const struct target *t = &w->targets[i];
		int64_t due = t->next_due;

		if (t->busy >= TARGET_BUSY_MAX || room(w) == 0)
			continue;
		if (due < t->health.quiet_until)
			due = t->health.quiet_until;
		if (t->next_due != DUE_NEVER && due < at)
			at = due;
	}
	if (at == DUE_NEVER)
		return -1;
	return at <= now ? 0 : at - now > 60000 ? 60000 : (int)(at - now);
}
