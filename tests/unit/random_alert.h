/*
 * random_alert.h - random hostile alerts of every kind, for whatever formats
 * them.
 */
#ifndef TOCSIN_TESTS_RANDOM_ALERT_H
#define TOCSIN_TESTS_RANDOM_ALERT_H

#include "apps/app.h"

struct random_alert {
	struct message m; /* borrows from the others */
	struct event event;
	struct event more[DIGEST_TOP];
	struct digest digest;
	char *destination, *criterion, *alert_id, *link;
};

/* random_seed(seed): the same seed gives the same alerts everywhere. */
void random_seed(uint64_t seed);

/*
 * random_alert(a): the next one: texts of what has broken formatters before,
 * members of any type, every length up to the longest; clear it by
 * random_clear().
 */
void random_alert(struct random_alert *a);
void random_clear(struct random_alert *a);

#endif
