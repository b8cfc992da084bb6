/*
 * ballast.h - space kept aside beside outbox.db, for when the disk is full.
 *
 * A full disk must not keep the worker from writing down what became of
 * requests under way: each outcome that is lost is a possible repeat.  So the
 * file `ballast` holds space that nothing else gets, and is given back for
 * outcomes when there is no other; new events then wait in events.db until
 * there is space again.
 */
#ifndef TOCSIN_BALLAST_H
#define TOCSIN_BALLAST_H

#include <stdbool.h>
#include <stdint.h>

/* Thousands of outcomes, and little on any disk. */
#define BALLAST_BYTES (INT64_C(16) << 20)

struct ballast {
	char *path;    /* owned */
	bool have;     /* the space is held */
	bool low;      /* given back: nothing new is taken in */
	int64_t again; /* boot clock ms: no try to hold it before that */
	int64_t told;  /* boot clock ms: when it was last told to be low */
};

/*
 * ballast_open(b, data): hold the space in data/outbox; b must be zero.
 * Without it the worker runs as well, which is logged.
 */
void ballast_open(struct ballast *b, const char *data);

/*
 * ballast_lift(b): the disk is full: give the space back, and from now on
 * ballast_low() holds.  False where there was none to give.
 */
bool ballast_lift(struct ballast *b);

/*
 * ballast_watch(b): hold the space again as soon as the disk has it; looks
 * every few seconds, and costs nothing otherwise.
 */
void ballast_watch(struct ballast *b);

/* ballast_low(b): whether new events have to wait. */
bool ballast_low(const struct ballast *b);

/* ballast_close(b): free b; the space stays held for the next worker. */
void ballast_close(struct ballast *b);

#endif
