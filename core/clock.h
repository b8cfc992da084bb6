/*
 * clock.h - the two clocks: what people read, and what only ever grows.
 */
#ifndef TOCSIN_CLOCK_H
#define TOCSIN_CLOCK_H

#include <stdint.h>

/* clock_wall_ms(): epoch milliseconds; may be stepped either way. */
int64_t clock_wall_ms(void);

/* clock_boot_ms(): milliseconds since boot, time asleep included. */
int64_t clock_boot_ms(void);

/* clock_boot_id(out): which boot that counts from; out has 37 bytes. */
#define BOOT_ID_BYTES 37
void clock_boot_id(char *out);

#endif
