/*
 * ids.c - ids that the program makes; see ids.h.
 */
#include <sodium.h>
#include <stdio.h>

#include "core/ids.h"

#define RANDOM_BITS 21

static int64_t last_id;

int64_t
id_loose(int64_t now_ms)
{
	return now_ms << RANDOM_BITS |
	       (int64_t)randombytes_uniform(UINT32_C(1) << RANDOM_BITS);
}

int64_t
id_made_ms(int64_t id)
{
	return id >> RANDOM_BITS;
}

int64_t
id_new(int64_t now_ms)
{
	int64_t id = id_loose(now_ms);

	if (id <= last_id)
		id = last_id + 1;
	last_id = id;
	return id;
}

void
id_after(int64_t last)
{
	if (last > last_id)
		last_id = last;
}

const char *
id_text(int64_t id, char *out)
{
	snprintf(out, ID_BYTES, "%016llx", (unsigned long long)id);
	return out;
}
