/*
 * record.c - an outcome, written down: attempt, delivery, destination.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/backoff.h"
#include "core/log.h"
#include "db/attempt.h"
#include "db/delivery.h"
#include "worker/outcome.h"
#include "worker/queue.h"

/* One line an attempt: enough for a support question, and never the URL. */
static void
say(const struct send_result *r, const struct outcome *o, const char *app,
    int64_t next_ms)
{
	char next[32] = "";

	if (next_ms > 0)
		snprintf(
		    next, sizeof(next), " next=+%lldms", (long long)next_ms);
	log_info("delivery=%016llx attempt=%lld destination=%lld app=%s "
		 "status=%ld outcome=%s code=%s ms=%lld sent=%zu got=%zu "
		 "error=\"%s\"%s",
	    (unsigned long long)r->job.delivery_id, (long long)r->job.attempt,
	    (long long)r->job.destination_id, app, r->http_status,
	    outcome_name(o->answer), o->code[0] != '\0' ? o->code : "-",
	    (long long)(r->total_us / 1000), r->job.body_bytes, r->answer_bytes,
	    o->error, next);
}

/* The answer's text is foreign: it was cleaned, and cut to 2 KiB. */
static int
record_attempt(struct worker *w, const struct send_result *r,
    const struct outcome *o, int64_t now)
{
	struct attempt_end end = {
	    .ended_at = now,
	    .outcome = outcome_name(o->answer),
	    .http_status = r->http_status,
	    .code = o->code,
	    .error = o->error,
	    .fault = outcome_fault_name(o->fault),
	    .answer = o->text,
	    .dns_us = r->dns_us,
	    .connect_us = r->connect_us,
	    .tls_us = r->tls_us,
	    .first_byte_us = r->first_byte_us,
	    .total_us = r->total_us,
	};

	return attempt_finish(
	    w->outbox, r->job.delivery_id, r->job.attempt, &end);
}

/* Was it sent with what is in force now?  Else it says nothing of that. */
static bool
same_access(const struct send_result *r, const struct target *t)
{
	return r->job.seal_id == t->d.seal_id &&
	       r->job.secret_id == t->d.secret_id;
}

/* A test ends with its first attempt, whatever came of it. */
static int
record_test(struct worker *w, struct target *t, const struct send_result *r,
    const struct outcome *o)
{
	struct reply reply = {.request_id = r->job.request_id};
	struct delivery_end end = {
	    .to = o->answer == ANSWER_ACCEPTED ? DELIVERY_ACCEPTED
					       : DELIVERY_FAILED,
	    .at = clock_wall_ms(),
	};
	char reason[HEALTH_REASON_BYTES];

	outcome_reason(r, o, reason);
	end.reason = o->answer == ANSWER_ACCEPTED ? NULL : reason;
	outcome_reply(r, o, &reply);
	reply.at = end.at;
	/*
	 * The receiver works again: what was held may go.  A URL that is not
	 * in force says nothing about the one that is.
	 */
	if (t != NULL && !r->job.unsaved && same_access(r, t) &&
	    o->answer == ANSWER_ACCEPTED) {
		if (target_mend(w, t, end.at) < 0)
			return -1;
		tell_mending(t);
	}
	if (delivery_finish(w->outbox, r->job.delivery_id, &end) < 0)
		return -1;
	return reply_store(w->outbox, &reply);
}

/* Transient: later, unless its time is over. */
static void
later(struct worker *w, struct target *t, const struct send_result *r,
    int64_t hint, struct delivery_end *end)
{
	struct backoff b = {
	    w->settings.retry_base_ms, w->settings.retry_max_ms};
	int64_t wait, expires;

	/* Another URL asked for it. */
	if (!same_access(r, t))
		hint = BACKOFF_NO_HINT;
	wait = backoff_ms(
	    &b, (unsigned)r->job.attempt, hint, randombytes_random());
	end->due_at = end->at + wait;
	/* Its row moved with every step of the clock since it was claimed. */
	expires = r->job.expires_at + w->stepped_ms - r->job.stepped_ms;
	if (end->due_at >= expires) {
		end->to = DELIVERY_FAILED;
		end->reason = "given up: its time was over";
	}
	/* Whoever asks for a pause means all of its messages. */
	if (hint >= 0 && end->due_at > t->health.quiet_until) {
		t->health.quiet_until = end->due_at;
		t->health_changed = true;
	}
}

/* Hold the destination as a whole until something changes. */
static void
broken(struct worker *w, struct target *t, const char *reason, int64_t now)
{
	if (t->health.broken_since != 0)
		return;
	t->health.broken_since = now;
	t->health.broken_version = t->d.version;
	snprintf(t->health.reason, sizeof(t->health.reason), "%s", reason);
	breaker_reset(&t->health.breaker);
	t->health_changed = true;
	t->sweep = true;
	tell_breaking(w, t);
	log_warnx("destination %lld is broken: %s; its alerts are held until "
		  "it is edited or a test is accepted",
	    (long long)t->d.id, reason);
}

/*
 * One request at a time to who does not answer, and what waits for a later
 * attempt goes as soon as somebody does.
 */
static int
watch(struct worker *w, struct target *t, const struct send_result *r,
    const struct outcome *o, int64_t now)
{
	const struct backoff pauses = {
	    w->settings.retry_base_ms, w->settings.retry_max_ms};
	struct breaker *b = &t->health.breaker;
	struct breaker before = *b;

	/* What another URL did says nothing of this one. */
	if (!same_access(r, t))
		return 1;
	switch (o->answer) {
	case ANSWER_ACCEPTED:
	case ANSWER_REFUSED:
		if (breaker_answered(b, TARGET_BUSY_MAX)) {
			log_info("destination %lld answers again",
			    (long long)t->d.id);
			t->next_due = 0;
			if (delivery_hasten(
				w->outbox, t->d.id, now, WORKER_BUSY_MAX) < 0)
				return -1;
		}
		break;
	case ANSWER_RETRY:
	case ANSWER_UNCERTAIN:
		breaker_failed(b, &pauses,
		    r->job.started_at + w->stepped_ms - r->job.stepped_ms, now,
		    randombytes_random());
		if (before.since == 0 && b->since != 0)
			log_warnx("destination %lld does not answer; one "
				  "request at a time tries it",
			    (long long)t->d.id);
		break;
	case ANSWER_BROKEN:
		break;
	}
	if (memcmp(&before, b, sizeof(before)) != 0)
		t->health_changed = true;
	return 1;
}

/* Where an alert goes from here; end->reason may point into reason. */
static void
conclude(struct worker *w, struct target *t, const struct send_result *r,
    const struct outcome *o, struct delivery_end *end)
{
	if (o->answer == ANSWER_ACCEPTED) {
		end->to = DELIVERY_ACCEPTED;
		end->reason = NULL;
		return;
	}
	if (o->answer == ANSWER_REFUSED) {
		end->to = DELIVERY_FAILED;
		return;
	}
	if (t == NULL || !t->d.rule.enabled) {
		end->to = DELIVERY_CANCELLED;
		end->reason = "destination was disabled or deleted";
		return;
	}
	/* Also where the answer is another fault: its bytes had left. */
	end->repeat = o->answer == ANSWER_UNCERTAIN ||
		      (r->http_status == 0 && r->bytes_left);
	if (o->answer == ANSWER_BROKEN &&
	    r->job.destination_version == t->d.version) {
		end->to = DELIVERY_HELD;
		broken(w, t, end->reason, end->at);
		return;
	}
	/* Broken under settings since replaced: try the new ones. */
	end->to = end->repeat ? DELIVERY_UNKNOWN : DELIVERY_QUEUED;
	end->reason = NULL;
	later(w, t, r, o->retry_after_ms, end);
}

/* Attempt, delivery, destination and window change together or not at all. */
static int
record_alert(struct worker *w, struct target *t, const struct send_result *r,
    const struct outcome *o, int64_t *wait_ms)
{
	char reason[HEALTH_REASON_BYTES];
	struct delivery_end end = {.at = clock_wall_ms(), .reason = reason};

	outcome_reason(r, o, reason);
	conclude(w, t, r, o, &end);
	if (delivery_finish(w->outbox, r->job.delivery_id, &end) < 0)
		return -1;
	*wait_ms = end.due_at > 0 ? end.due_at - end.at : 0;
	if (r->job.digest)
		w->digested = true;
	if (t != NULL) {
		if (end.due_at > 0 && end.due_at < t->next_due)
			t->next_due = end.due_at;
		if (end.to == DELIVERY_ACCEPTED) {
			t->health.last_accepted_at = end.at;
			t->health_changed = true;
			/* Others were under way when it broke. */
			if (t->health.broken_since == 0)
				tell_mending(t);
		}
		/* What came meanwhile may have to go into a new one. */
		t->storm |= r->job.digest;
		if (watch(w, t, r, o, end.at) < 0)
			return -1;
	}
	/* Nobody was told, so nobody is in a window. */
	if (end.to == DELIVERY_FAILED || end.to == DELIVERY_CANCELLED)
		return window_free(w->outbox, r->job.delivery_id);
	return 1;
}

int
outcome_record(struct worker *w, const struct send_result *r)
{
	struct target *t = target_find(w, r->job.destination_id);
	const struct app *app = r->job.app;
	int64_t wait_ms = 0;
	struct outcome o;
	int rc;

	outcome_judge(r, app, &o);
	rc = record_attempt(w, r, &o, clock_wall_ms());
	if (rc >= 0)
		rc = r->job.request_id != 0
			 ? record_test(w, t, r, &o)
			 : record_alert(w, t, r, &o, &wait_ms);
	if (rc >= 0)
		say(r, &o, app->name, wait_ms);
	outcome_clear(&o);
	return rc;
}
