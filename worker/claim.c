/*
 * claim.c - which deliveries go now; see claim.h.
 *
 * Every destination has places, a pace and a breaker of its own, so that none
 * can slow another down; what they share is the time of this thread.
 */
#include <sodium.h>
#include <stdlib.h>

#include "core/log.h"
#include "db/attempt.h"
#include "db/delivery.h"
#include "worker/claim.h"

/* A test may take this long, and is pointless after that. */
#define TEST_TIMEOUT_MS 12000

struct pace
claim_pace(const struct worker *w, const struct target *t)
{
	static const struct pace none = {0, 0};

	return w->settings.pace && t->app != NULL ? t->app->pace : none;
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

static void
fill_job(struct worker *w, const struct target *t, const struct delivery *d,
    struct send_job *job)
{
	bool unsaved = drafts_unsaved(w, d->request_id);
	const struct target *stored = target_find(w, t->d.id);

	*job = (struct send_job){
	    .delivery_id = d->id,
	    .destination_id = t->d.id,
	    .destination_version = t->d.version,
	    .request_id = d->request_id,
	    .digest = d->request_id == 0 && d->event_seq == 0,
	    .clock_doubtful = clock_doubted(w),
	    .unsaved = unsaved,
	    /* A draft may go to the URL that is stored. */
	    .seal_id =
		unsaved || stored == NULL ? t->d.seal_id : stored->d.seal_id,
	    .secret_id = unsaved || stored == NULL ? t->d.secret_id
						   : stored->d.secret_id,
	    .expires_at = d->expires_at,
	    .stepped_ms = w->stepped_ms,
	    .app = t->app,
	    .timeout_ms =
		d->request_id != 0 ? TEST_TIMEOUT_MS : w->settings.timeout_ms,
	};
}

/* queued -> sending, with its attempt row; the request starts later. */
static int
claim(struct worker *w, struct claims *c, struct target *t, struct delivery *d,
    int64_t now)
{
	struct send_job *job = &c->jobs[c->n];
	struct pace pace = claim_pace(w, t);
	struct attempt a = {
	    .delivery_id = d->id,
	    .destination_version = t->d.version,
	    .started_at = now,
	};
	int rc;

	if (delivery_claim(w->outbox, d) < 0)
		return -1;
	fill_job(w, t, d, job);
	job->started_at = now;
	job->attempt = a.n = d->attempts;
	if ((rc = message_body(w, t, d, job)) <= 0)
		return rc < 0 ? -1 : unwritable(w, d, now);
	/* From here on undoing the turn frees the body. */
	c->n++;
	a.body_bytes = (int64_t)job->body_bytes;
	hash(job->body, job->body_bytes, a.body_sha256);
	pace_take(&pace, &t->pacer, clock_boot_ms());
	return attempt_add(w->outbox, &a);
}

/* How many requests t may start now. */
static unsigned
room_of(const struct worker *w, const struct target *t, int64_t now)
{
	struct pace pace = claim_pace(w, t);
	unsigned room =
	    breaker_room(&t->health.breaker, now, t->busy, TARGET_BUSY_MAX);
	unsigned paced = pace_room(&pace, &t->pacer, clock_boot_ms());

	return room < paced ? room : paced;
}

/*
 * One that is disabled or broken sends nothing, nor one of which something is
 * cancelled.
 */
static bool
barred(const struct target *t)
{
	return !t->d.rule.enabled || t->health.broken_since != 0 ||
	       t->health.cancel_upto != 0 || t->access.url == NULL ||
	       t->app == NULL;
}

int64_t
claim_at(const struct worker *w, const struct target *t, int64_t now)
{
	struct pace pace = claim_pace(w, t);
	int64_t at = t->next_due, paced;

	if (at == DUE_NEVER || barred(t))
		return DUE_NEVER;
	if (at < t->health.quiet_until)
		at = t->health.quiet_until;
	if (at < t->health.breaker.until)
		at = t->health.breaker.until;
	/* All places taken: an answer comes first. */
	if (breaker_room(&t->health.breaker, at > now ? at : now, t->busy,
		TARGET_BUSY_MAX) == 0)
		return DUE_NEVER;
	paced = now + pace_wait_ms(&pace, &t->pacer, clock_boot_ms());
	return at < paced ? paced : at;
}

/* Claim what is due for one destination, within its room. */
static int
claim_target(struct worker *w, struct claims *c, struct target *t,
    unsigned room, int64_t now)
{
	struct delivery due[TARGET_BUSY_MAX];
	unsigned want = room_of(w, t, now);
	int i, n;

	if (want > room)
		want = room;
	n = delivery_due(w->outbox, t->d.id, now, due, (int)want);
	for (i = 0; i < n; i++)
		if (claim(w, c, t, &due[i], now) < 0)
			return -1;
	t->next_due = DUE_NEVER;
	if (n < 0 || delivery_next_due(w->outbox, t->d.id, &t->next_due) < 0)
		return -1;
	return 0;
}

/* So many at once, whoever asks for them: alerts have places of their own. */
bool
claim_tests_wait(const struct worker *w)
{
	return w->tests_waiting && w->tests_busy < TESTS_BUSY_MAX &&
	       !w->stopping;
}

/*
 * Tests pass by a hold, a pause and a full destination: they are how a person
 * finds out whether it works again.
 */
static int
claim_tests(struct worker *w, struct claims *c, unsigned room, int64_t now)
{
	struct delivery due[TESTS_BUSY_MAX];
	unsigned max = TESTS_BUSY_MAX - w->tests_busy;
	struct target *t;
	int i, n;

	if (max > room)
		max = room;
	n = delivery_due_tests(w->outbox, due, (int)max);
	for (i = 0; i < n; i++) {
		t = drafts_target(w, &due[i]);
		if (t != NULL && claim(w, c, t, &due[i], now) < 0)
			return -1;
	}
	w->tests_waiting = n == (int)max;
	return n < 0 ? -1 : 0;
}

/*
 * Tests first: a person waits for them.  Then each destination in turn; since
 * each has places of its own, the order decides only who goes a moment
 * earlier.
 */
int
claim_all(struct worker *w, struct claims *c, unsigned taken, int64_t now)
{
	int i;

	if (claim_tests_wait(w) && taken < WORKER_BUSY_MAX &&
	    claim_tests(w, c, WORKER_BUSY_MAX - taken, now) < 0)
		return -1;
	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[(c->first + i) % w->ntargets];

		if (taken + c->n >= WORKER_BUSY_MAX)
			break;
		if (claim_at(w, t, now) <= now &&
		    claim_target(w, c, t, WORKER_BUSY_MAX - taken - c->n, now) <
			0)
			return -1;
	}
	c->first = w->ntargets > 0 ? (c->first + 1) % w->ntargets : 0;
	return 0;
}
