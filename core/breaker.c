/*
 * breaker.c - when to try a destination that does not answer; see breaker.h.
 */
#include "core/breaker.h"

unsigned
breaker_room(const struct breaker *b, int64_t now, unsigned busy, unsigned max)
{
	unsigned limit = max;

	if (b->since != 0)
		limit = now < b->until ? 0 : 1;
	else if (b->allowance != 0 && b->allowance < max)
		limit = b->allowance;
	return busy < limit ? limit - busy : 0;
}

void
breaker_failed(struct breaker *b, const struct backoff *p, int64_t started_at,
    int64_t now, uint32_t random)
{
	/* It left before the pause: what it tells is known by now. */
	if (b->since != 0 && started_at < b->until)
		return;
	b->failures++;
	if (b->failures < BREAKER_FAILURES)
		return;
	if (b->since == 0)
		b->since = now;
	b->allowance = 0;
	b->until = now + backoff_ms(p, b->failures - BREAKER_FAILURES + 1,
			     BACKOFF_NO_HINT, random);
}

/*
 * Until it is trusted again, the count stays one below the limit: a single
 * failure opens it again.
 */
bool
breaker_answered(struct breaker *b, unsigned max)
{
	if (b->since != 0) {
		b->since = b->until = 0;
		b->failures = BREAKER_FAILURES - 1;
		b->allowance = 1;
		return true;
	}
	if (b->allowance != 0)
		b->allowance *= 2;
	if (b->allowance == 0 || b->allowance >= max)
		breaker_reset(b);
	return false;
}

void
breaker_reset(struct breaker *b)
{
	*b = (struct breaker){0};
}

void
breaker_begin(struct breaker *b)
{
	if (b->since == 0 && b->allowance == 0)
		b->allowance = 1;
}
