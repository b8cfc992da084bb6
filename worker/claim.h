/*
 * claim.h - which deliveries go now: a part of the queue's turn.
 */
#ifndef TOCSIN_CLAIM_H
#define TOCSIN_CLAIM_H

#include "worker/worker.h"

/* Claimed jobs that were not started yet; no more than there are places. */
struct claims {
	struct send_job jobs[WORKER_BUSY_MAX];
	unsigned n;
	int first; /* target that claims first: each in its turn */
};

/*
 * claim_all(w, c, taken, now): move what may go now to `sending` and append
 * its job to c; taken places are in use besides.  Inside the turn's
 * transaction; 0, or -1 on a database error, logged.
 */
int claim_all(struct worker *w, struct claims *c, unsigned taken, int64_t now);

/*
 * claim_at(w, t, now): when t may claim next: now or earlier: at once;
 * DUE_NEVER: not before something else happens.
 */
int64_t claim_at(const struct worker *w, const struct target *t, int64_t now);

/* claim_tests_wait(w): whether a test waits that could go now. */
bool claim_tests_wait(const struct worker *w);

/* claim_pace(w, t): the pace that t is held to. */
struct pace claim_pace(const struct worker *w, const struct target *t);

#endif
