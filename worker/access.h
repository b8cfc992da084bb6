/*
 * access.h - what a destination's requests need, opened: its URL, and what its
 * app has besides.  All of it is secret, and only the worker ever holds it.
 */
#ifndef TOCSIN_ACCESS_H
#define TOCSIN_ACCESS_H

#include <stdint.h>

#include "apps/app.h"
#include "core/destination.h"
#include "core/seal.h"

/* Members are NULL where there is none, or it is not open. */
struct access {
	char *url;
	char *secret;
	char *former; /* the secret before, not used from then on: */
	int64_t former_until;
};

/*
 * access_open(k, app, d, a): open what d holds sealed; a is zeroed.  Returns
 * 0, or -1 with a still zeroed and the reason in why (SEAL_WHY_BYTES).
 */
int access_open(const struct seal_pair *k, const struct app *app,
    const struct destination *d, struct access *a, char *why);

/*
 * access_open_secret(k, d, a): the same for the secrets of d alone, whose URL
 * stays closed.
 */
int access_open_secret(const struct seal_pair *k, const struct destination *d,
    struct access *a, char *why);

/* access_forget(a): wipe and free all of it. */
void access_forget(struct access *a);

#endif
