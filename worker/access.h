/*
 * access.h - what a destination's requests need, opened: its URL, and what its
 * app has besides.  All of it is secret, and only the worker ever holds it.
 */
#ifndef TOCSIN_ACCESS_H
#define TOCSIN_ACCESS_H

#include <stdint.h>

#include "apps/app.h"
#include "core/conf.h"
#include "core/destination.h"
#include "core/seal_ring.h"

/* Members are NULL where there is none, or it is not open. */
struct access {
	char *url;
	char *secret;
	char *former; /* the secret before, not used from then on: */
	int64_t former_until;
};

/*
 * access_open(k, c, d, a, why): open what d holds sealed; a is zeroed.  What
 * is opened is judged once more, as when it was entered: whoever wrote the
 * database may have sealed anything.  Returns 0, or -1 with a still zeroed and
 * the reason, and what to do, in why (SEAL_WHY_BYTES).
 */
int access_open(struct seal_ring *k, const struct conf *c,
    const struct destination *d, struct access *a, char *why);

/* access_forget(a): wipe and free all of it. */
void access_forget(struct access *a);

#endif
