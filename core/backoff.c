/*
 * backoff.c - how long to wait before the next attempt; see backoff.h.
 */
#include "core/backoff.h"

/*
 * A whole number from low to high, both possible, from 32 random bits.  The
 * spans here (1 h in ms at most by default) are far below 2^32, so the
 * product fits and no value is noticeably rarer than another.
 */
static int64_t
spread(int64_t low, int64_t high, uint32_t random)
{
	uint64_t values = (uint64_t)(high - low) + 1;

	if (values > UINT32_MAX)
		values = UINT32_MAX;
	return low + (int64_t)((random * values) >> 32);
}

/* base * 2^attempt, or max; doubles step by step, since a shift overflows. */
static int64_t
ceiling(const struct backoff *b, unsigned attempt)
{
	int64_t wait = b->base_ms;

	while (attempt-- > 0 && wait < b->max_ms)
		wait = wait > b->max_ms / 2 ? b->max_ms : wait * 2;
	return wait;
}

int64_t
backoff_ms(
    const struct backoff *b, unsigned attempt, int64_t hint_ms, uint32_t random)
{
	if (hint_ms < 0)
		return spread(b->base_ms, ceiling(b, attempt), random);
	/* Not the settings: a short retry_max must not cut a receiver's wish.
	 */
	if (hint_ms < BACKOFF_BASE_MS)
		hint_ms = BACKOFF_BASE_MS;
	if (hint_ms > BACKOFF_MAX_MS)
		hint_ms = BACKOFF_MAX_MS;

	/* Many wait for the same moment: do not all come at once. */
	return spread(hint_ms, hint_ms + BACKOFF_HINT_JITTER_MS, random);
}
