/*
 * attempts.h - how often somebody may try to sign in: memory that all
 * processes of tocsin-web share.
 *
 * Three things are bounded: attempts from an address, attempts on an account,
 * and passwords that are hashed at once.  A browser that has signed in to the
 * account before (cgi/device.h) has a lane of its own, so nobody who hammers
 * an account, or shares an address, keeps its owner out (OWASP, "Slow down
 * online guessing attacks with device cookies").  Nothing is locked for good,
 * and all of it is forgotten at a restart.
 */
#ifndef TOCSIN_CGI_ATTEMPTS_H
#define TOCSIN_CGI_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

struct attempts;

/* An address may try so often at once, and one more each REFILL_MS. */
#define ATTEMPTS_BURST 20
#define ATTEMPTS_REFILL_MS 3000

/* Failures of an account that cost nothing; the next wait doubles each time. */
#define ATTEMPTS_FREE 5
#define ATTEMPTS_DELAY_MS 1000
#define ATTEMPTS_DELAY_MAX_MS 60000

/* Who tries what.  Without an account only the address is counted. */
struct attempt {
	const char *address; /* the peer's; of IPv6 its /64 counts */
	const char *account; /* what was typed, in any letter case; or NULL */
	int64_t device;      /* a browser known to this account; 0: none */
};

/*
 * attempts_make(processes): the memory, for so many processes; called before
 * they are forked.  Fatal where there is none.  attempts_free() in the same
 * process, with no other left.
 */
struct attempts *attempts_make(int processes);
void attempts_free(struct attempts *a);

/*
 * attempts_begin(a, t, now_ms): whether t may be made at this time of the boot
 * clock: 0, and it counts as failed until attempts_passed() or
 * attempts_undo() say otherwise; or the milliseconds to wait, and nothing was
 * counted.  Never blocks for long.
 */
int64_t attempts_begin(
    struct attempts *a, const struct attempt *t, int64_t now_ms);

/*
 * attempts_passed(a, t, now_ms): it was right: its lane is empty again.  Of
 * known browsers it counts: an account has as many of these as an address has
 * tries.
 */
void attempts_passed(
    struct attempts *a, const struct attempt *t, int64_t now_ms);

/* attempts_undo(a, t, now_ms): it came to nothing; it was no guess. */
void attempts_undo(struct attempts *a, const struct attempt *t, int64_t now_ms);

/*
 * attempts_enter(a, known): a place where a password can be hashed; there are
 * two, and one is kept for known browsers.  Blocks up to
 * PLACES_WAIT_MS (cgi/places.h); false: there was none, or too many wait
 * already. attempts_leave() gives it back, and so does the end of the process.
 */
bool attempts_enter(struct attempts *a, bool known);
void attempts_leave(struct attempts *a);

#endif
