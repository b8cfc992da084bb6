/*
 * wake.h - told by the kernel when another process commits.
 */
#ifndef TOCSIN_WAKE_H
#define TOCSIN_WAKE_H

struct wake;

/* What was written to since the last wake_read(). */
enum { WAKE_EVENTS = 1, WAKE_CONFIG = 2 };

/*
 * wake_new(data): watch data/events and data/config.  The directory is
 * watched and not the -wal file in it, so a file that is deleted and made
 * anew is still seen.  Where the kernel grants no watch, a warning says so
 * and the slow poll alone remains.  Never NULL.
 */
struct wake *wake_new(const char *data);
void wake_free(struct wake *k);

/* wake_fd(k): readable when something was written; -1: no watch. */
int wake_fd(const struct wake *k);

/* wake_read(k): what it was; never blocks. */
int wake_read(struct wake *k);

#endif
