/*
 * pace.h - no faster than an app takes messages: a token bucket.
 *
 * Pure; times are milliseconds of a clock that is never stepped.
 */
#ifndef TOCSIN_PACE_H
#define TOCSIN_PACE_H

#include <stdint.h>

/* What an app takes; per_minute 0: it has no pace. */
struct pace {
	unsigned per_minute; /* in the long run */
	unsigned burst;      /* at once, after a pause; 1 or more */
};

/* A destination's bucket, kept as the time at which it is full again. */
struct pacer {
	int64_t full_at;
};

/* pace_room(p, b, now): how many messages may go now; no pace: UINT_MAX. */
unsigned pace_room(const struct pace *p, const struct pacer *b, int64_t now);

/* pace_wait_ms(p, b, now): until one may go; 0: now. */
int64_t pace_wait_ms(const struct pace *p, const struct pacer *b, int64_t now);

/* pace_take(p, b, now): one goes, whether or not it may: a test does. */
void pace_take(const struct pace *p, struct pacer *b, int64_t now);

#endif
