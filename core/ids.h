/*
 * ids.h - ids that the program makes: 63 bits, growing with time.
 */
#ifndef TOCSIN_IDS_H
#define TOCSIN_IDS_H

#include <stdint.h>

/*
 * id_new(now_ms): 42 bits of milliseconds (enough until 2109) and 21 random
 * bits, and always above the last one of this process, so that a clock set
 * back repeats none.
 */
int64_t id_new(int64_t now_ms);

/*
 * id_loose(now_ms): as id_new(), but not above the last one: after the clock
 * was set back its time is the new one.
 */
int64_t id_loose(int64_t now_ms);

/* id_made_ms(id): the epoch milliseconds in it. */
int64_t id_made_ms(int64_t id);

/* id_after(last): let the next id be above last: the newest one stored. */
void id_after(int64_t last);

/* id_text(id, out): 16 hex digits, as people see it; out has ID_BYTES. */
#define ID_BYTES 17
const char *id_text(int64_t id, char *out);

#endif
