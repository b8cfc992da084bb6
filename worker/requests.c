/*
 * requests.c - what the web tier and the CLI ask for, carried out once.
 *
 * Each request gets its answer, or the delivery that will answer it, in the
 * transaction that also remembers its id as the last one carried out.
 */
#include <stdio.h>

#include "core/ids.h"
#include "core/log.h"
#include "db/delivery.h"
#include "db/request.h"
#include "worker/worker.h"

/* Nobody waits for a test any more that was asked for longer ago. */
#define TEST_FRESH_MS 60000

/* One attempt, and a little room around it. */
#define TEST_LIFETIME_MS 15000

static int
answer(struct worker *w, const struct request *r, enum answer_state state,
    const char *message)
{
	struct reply reply = {
	    .request_id = r->id,
	    .state = state,
	    .at = clock_wall_ms(),
	};

	snprintf(reply.message, sizeof(reply.message), "%.*s",
	    (int)sizeof(reply.message) - 1, message);
	return reply_store(w->outbox, &reply);
}

/* A disabled or held destination can be tested too; that is when people do. */
static int
queue_test(struct worker *w, struct target *t, const struct request *r)
{
	int64_t now = clock_wall_ms();
	struct delivery d = {
	    .id = id_new(now),
	    .request_id = r->id,
	    .destination_id = t->d.id,
	    .destination_name = t->d.name,
	    .app = t->d.app,
	    .created_at = now,
	    .expires_at = now + TEST_LIFETIME_MS,
	};

	if (delivery_add(w->outbox, &d) < 0)
		return -1;
	w->tests_waiting = true;
	return answer(w, r, REPLY_WORKING, "Sending the test alert.");
}

static bool
late(const struct request *r)
{
	return clock_wall_ms() - r->asked_at > TEST_FRESH_MS;
}

static const char too_late[] = "Not sent: it was asked for over a minute ago.";

static int
take_test(struct worker *w, struct target *t, const struct request *r)
{
	if (late(r))
		return answer(w, r, REPLY_FAILED, too_late);
	if (t->access.url == NULL)
		return answer(w, r, REPLY_FAILED, t->health.reason);
	return queue_test(w, t, r);
}

/* What is not saved yet is tested as it was typed. */
static int
take_draft(struct worker *w, const struct request *r)
{
	char why[DRAFT_WHY_BYTES];
	struct target *t;
	int rc;

	/* First: its URL need not even be opened. */
	if (late(r))
		return answer(w, r, REPLY_FAILED, too_late);
	rc = drafts_open(w, r, &t, why);
	if (rc <= 0)
		return rc < 0 ? -1 : answer(w, r, REPLY_FAILED, why);
	return queue_test(w, t, r);
}

/*
 * Taken at its word: if the destination is still broken, the first alert that
 * goes out finds out and holds the rest again.
 */
static int
take_try_again(struct worker *w, struct target *t, const struct request *r)
{
	char message[80];
	int64_t n;

	if (t->access.url == NULL)
		return answer(w, r, REPLY_FAILED, t->health.reason);
	if (delivery_waiting_count(w->outbox, t->d.id, &n) < 0 ||
	    target_mend(w, t, clock_wall_ms()) < 0)
		return -1;
	/* Together with the answer, or a crash would hold them again. */
	t->health.quiet_until = 0;
	if (health_store(w->outbox, &t->health) < 0)
		return -1;
	snprintf(message, sizeof(message), "Trying again: %lld held alerts.",
	    (long long)n);
	return answer(w, r, REPLY_DONE, message);
}

/*
 * The id moves on in the same transaction, so a request is carried out once,
 * whatever happens in between.
 */
static int
take(struct worker *w, const struct request *r)
{
	struct target *t = target_find(w, r->destination_id);

	w->row.last_request = r->id;
	if (r->draft_id != 0)
		return take_draft(w, r);
	if (t == NULL)
		return answer(
		    w, r, REPLY_FAILED, "There is no such destination.");
	return r->kind == REQUEST_TEST ? take_test(w, t, r)
				       : take_try_again(w, t, r);
}

int
requests_take(struct worker *w)
{
	struct worker_row before;
	struct request r;
	int rc;

	while ((rc = request_next(w->config, w->row.last_request, &r)) > 0) {
		before = w->row;
		if (db_begin(w->outbox) != 0)
			return -1;
		rc = take(w, &r);
		if (rc >= 0)
			rc = worker_store(w->outbox, &w->row);
		if (db_finish(w->outbox, rc) < 0) {
			w->row = before;
			/* It is taken again, and opened again. */
			if (r.draft_id != 0)
				drafts_end(w, r.id);
			return -1;
		}
	}
	return rc;
}
