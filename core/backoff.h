/*
 * backoff.h - how long to wait before the next attempt.
 *
 * Pure: no clock, no storage, no random numbers of its own.
 */
#ifndef TOCSIN_BACKOFF_H
#define TOCSIN_BACKOFF_H

#include <stdint.h>

/* The usual bounds; RFC 9110, 10.2.3 leaves those of Retry-After to us. */
#define BACKOFF_BASE_MS INT64_C(1000)   /* 1 s */
#define BACKOFF_MAX_MS INT64_C(3600000) /* 1 h */

/* At most this much is added to what a destination asked for. */
#define BACKOFF_HINT_JITTER_MS INT64_C(250)

/* The answer gave no Retry-After. */
#define BACKOFF_NO_HINT INT64_C(-1)

struct backoff {
	int64_t base_ms; /* shortest wait, above 0 */
	int64_t max_ms;  /* longest wait, not below base_ms */
};

/*
 * backoff_ms(b, attempt, hint_ms, random): the wait after the attempt-th
 * attempt failed (1 for the first).  Without a hint it lies anywhere between
 * base_ms and the smaller of max_ms and base_ms * 2^attempt, evenly spread.
 * With one (0 or more) the destination said when to come back: not before
 * that time, taken as BACKOFF_BASE_MS or BACKOFF_MAX_MS where it is beyond
 * those, whatever *b says, and up to BACKOFF_HINT_JITTER_MS later.  random is
 * 32 even bits.  Never blocks.
 */
int64_t backoff_ms(const struct backoff *b, unsigned attempt, int64_t hint_ms,
    uint32_t random);

#endif
