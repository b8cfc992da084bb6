/*
 * seal_ring.h - the secret keys that there are: one, and while the keys are
 * changed ("rotated") the new one and what it replaces.
 *
 * One file holds all of them, a line each, the newest first.  It is replaced
 * as a whole, so a reader has either the old ring or the new one.
 */
#ifndef TOCSIN_SEAL_RING_H
#define TOCSIN_SEAL_RING_H

#include <sys/stat.h>

#include "core/seal.h"

/* A rotation that is finished before the next begins needs two.  Ours. */
#define SEAL_RING_MAX 8

/* A zeroed struct holds none. */
struct seal_ring {
	struct seal_pair pairs[SEAL_RING_MAX];
	int n;
	const char *path; /* where it came from; the caller keeps it */
	struct stat seen; /* that file, as it was read */
};

/*
 * seal_ring_load(path, r, why): read all secret keys.  A file that group or
 * others have any right on is refused.  Returns 0 and keys that the caller
 * frees with seal_ring_free(), or -1 with the reason in why (SEAL_WHY_BYTES)
 * and none in *r.  Blocks for the disk.  seal_ring_take(fd, path, r, why): the
 * same of the open file of that name, which stays open.
 */
int seal_ring_load(const char *path, struct seal_ring *r, char *why);
int seal_ring_take(int fd, const char *path, struct seal_ring *r, char *why);

/* seal_ring_free(r): zero and free the keys; r itself is the caller's. */
void seal_ring_free(struct seal_ring *r);

/*
 * seal_ring_refresh(r, why): if the file was replaced, hold its keys and no
 * others.  1 when it was, 0 when not, -1 with the reason in why and r as it
 * was.  Whoever calls it holds nothing in hand that a key was still needed
 * for: one is removed once no row names it.  Blocks for the disk.
 */
int seal_ring_refresh(struct seal_ring *r, char *why);

/*
 * seal_ring_open(r, sealed, name, text, why): seal_open() with the key that
 * the text names.  One that is not known is looked for in the file, which adds
 * keys and drops none.
 */
int seal_ring_open(struct seal_ring *r, const char *sealed,
    const struct seal_name *name, char **text, char *why);

/*
 * seal_ring_grow(r, why): make a new pair, the first from now on, on disk on
 * return.  0, or -1 with the reason in why and r as it was.
 */
int seal_ring_grow(struct seal_ring *r, char *why);

/*
 * seal_ring_cut(r, why): drop all but the first one, in the file too.  0, or
 * -1 with the reason in why.
 */
int seal_ring_cut(struct seal_ring *r, char *why);

/*
 * What is sealed of one destination.  Texts are the owner's, who frees them;
 * NULL and "" are none.
 */
struct sealed_set {
	int64_t destination_id;
	int64_t seal_id, secret_id, former_id;
	char *sealed; /* the URL; none: secrets stand beside beside */
	char *secret, *former;
	const char *beside; /* a sealed URL that is elsewhere; NULL: none */
};

/*
 * seal_ring_again(r, set, to, why): seal for r's first key what is sealed for
 * another one, under the same names.  A secret beside a URL is bound to its
 * sealed text and follows it: to is the text that set's beside has become, or
 * NULL where it stays.  1: texts of set were replaced; 0: there was nothing to
 * do; -1: the URL, or the secret, does not open with any key, why says it, and
 * set is as it was.  (A former secret that does not open stays as it is: nobody
 * uses it.)
 */
int seal_ring_again(
    struct seal_ring *r, struct sealed_set *set, const char *to, char *why);

#endif
