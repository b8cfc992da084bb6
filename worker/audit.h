/*
 * audit.h - the worker's part of the audit trail: it takes over what others
 * wrote into config.db, adds what it did itself, and chains all of it in
 * outbox.db (core/chain.h).
 */
#ifndef TOCSIN_WORKER_AUDIT_H
#define TOCSIN_WORKER_AUDIT_H

#include <stdint.h>

struct worker;
struct json_object;

/*
 * audit_start(w): look at the chain that is there and note the start, with
 * what is wrong with it: 0, or -1 on a database error, logged.  audit_stop(w):
 * note the end, with a last anchor; fatal where outbox.db broke.
 */
int audit_start(struct worker *w);
void audit_stop(struct worker *w);

/*
 * audit_own(w, action, detail): a row of the worker's own, inside the caller's
 * transaction on outbox.db, so that it tells what was done and nothing else.
 * detail is taken over (json-c); NULL: {}.  1 or -1.
 */
int audit_own(struct worker *w, const char *action, struct json_object *detail);

/*
 * audit_take(w, slices): take over new rows of config.db, in the order of their
 * numbers, a slice of 100 a transaction and at most so many slices.  What is
 * missing there is a row too.  0: all of them; 1: there may be more, to be
 * asked for after what else is due; -1 on a database error, logged.
 */
int audit_take(struct worker *w, int slices);

/* Slices of one turn, a commit each: alerts wait for them.  Ours. */
#define AUDIT_TURN_SLICES 4

/* audit_anchor(w): log an anchor if one is due.  0 or -1 as above. */
int audit_anchor(struct worker *w);

/*
 * audit_prune(w, before): drop the oldest rows, taken over before then, with a
 * row that says so; not before a day of them has come together.  0 or -1.
 */
int audit_prune(struct worker *w, int64_t before);

#endif
