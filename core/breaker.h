/*
 * breaker.h - a destination that does not answer is tried by one request at a
 * time, and trusted again step by step.
 *
 * Closed: all goes.  Open, after BREAKER_FAILURES transient failures in a
 * row: nothing goes until `until`, then one request tries.  If that fails the
 * next pause is longer; if it is answered, the breaker opens the way slowly:
 * one request at a time, then two, four, and so on.  So it does at the start,
 * or all that are down would cost a burst of connections at once.
 *
 * Pure: no clock, no storage, no random numbers of its own.  Times are epoch
 * milliseconds.
 */
#ifndef TOCSIN_BREAKER_H
#define TOCSIN_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/backoff.h"

#define BREAKER_FAILURES 5

struct breaker {
	int64_t since;      /* open since; 0: closed */
	int64_t until;      /* open: no request before */
	unsigned failures;  /* transient ones in a row */
	unsigned allowance; /* requests at once while trust grows; 0: all */
};

/*
 * breaker_room(b, now, busy, max): how many more requests may start now, when
 * busy are under way and max is what a trusted destination gets.
 */
unsigned breaker_room(
    const struct breaker *b, int64_t now, unsigned busy, unsigned max);

/*
 * breaker_failed(b, p, started_at, now, random): a request that was started
 * at started_at got no answer, or a transient one.  p bounds the pauses;
 * random is 32 even bits.
 */
void breaker_failed(struct breaker *b, const struct backoff *p,
    int64_t started_at, int64_t now, uint32_t random);

/*
 * breaker_answered(b, max): a request was answered, whatever the answer says
 * of its message.  Whether that closed it: what waits for a later attempt need
 * not wait any more.
 */
bool breaker_answered(struct breaker *b, unsigned max);

/* breaker_reset(b): closed and trusted. */
void breaker_reset(struct breaker *b);

/*
 * breaker_begin(b): a program that starts knows nothing of who is there: one
 * that is closed opens the way slowly too.
 */
void breaker_begin(struct breaker *b);

#endif
