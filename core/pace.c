/*
 * pace.c - no faster than an app takes messages; see pace.h.
 *
 * A bucket that is refilled evenly is told by one number: each message moves
 * the time at which it is full by one interval.
 */
#include <limits.h>

#include "core/pace.h"

static int64_t
interval_ms(const struct pace *p)
{
	return (60000 + p->per_minute - 1) / p->per_minute;
}

unsigned
pace_room(const struct pace *p, const struct pacer *b, int64_t now)
{
	int64_t missing;

	if (p->per_minute == 0)
		return UINT_MAX;
	if (b->full_at <= now)
		return p->burst;
	/* A token that is on its way is none yet. */
	missing = (b->full_at - now + interval_ms(p) - 1) / interval_ms(p);
	return missing < p->burst ? p->burst - (unsigned)missing : 0;
}

int64_t
pace_wait_ms(const struct pace *p, const struct pacer *b, int64_t now)
{
	if (pace_room(p, b, now) > 0)
		return 0;
	return b->full_at - (p->burst - 1) * interval_ms(p) - now;
}

void
pace_take(const struct pace *p, struct pacer *b, int64_t now)
{
	if (p->per_minute == 0)
		return;
	b->full_at = (b->full_at > now ? b->full_at : now) + interval_ms(p);
}
