/*
 * sweep.h - moves of many deliveries, a slice each turn.
 */
#ifndef TOCSIN_SWEEP_H
#define TOCSIN_SWEEP_H

#include "worker/claim.h"

/*
 * sweep(w, now): hold, release, cancel and gather into digests, a slice of
 * each where that is called for.  Inside the turn's transaction; 0, or -1 on a
 * database error, logged.
 */
int sweep(struct worker *w, int64_t now);

/* sweep_needed(w): whether the next turn has something of that to do. */
bool sweep_needed(const struct worker *w);

/* sweep_everything(w): look at all, as after a start or a turn undone. */
void sweep_everything(struct worker *w);

#endif
