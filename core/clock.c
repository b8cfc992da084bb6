/*
 * clock.c - the two clocks; see clock.h.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"

static int64_t
read_ms(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t
clock_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

void
clock_boot_id(char *out)
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	/* Without it no two readings compare: the safe side. */
	if (f == NULL || fgets(out, BOOT_ID_BYTES, f) == NULL)
		snprintf(out, BOOT_ID_BYTES, "unknown");
	out[strcspn(out, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}
