/*
 * private_key.h - 32 random bytes that one program alone has: what a mac or a
 * cipher of its own is made with.  core/seal.h has the pair that seals URLs.
 */
#ifndef TOCSIN_PRIVATE_KEY_H
#define TOCSIN_PRIVATE_KEY_H

#define PRIVATE_KEY_BYTES 32
#define PRIVATE_KEY_ID_BYTES 9    /* eight hex digits and the NUL */
#define PRIVATE_KEY_WHY_BYTES 400 /* room for a reason */

/*
 * bytes lies in memory of its own that is locked, surrounded by guard pages
 * and kept out of core dumps.  A zeroed struct holds none.
 */
struct private_key {
	char id[PRIVATE_KEY_ID_BYTES]; /* a hash of it: names it, no secret */
	unsigned char *bytes;          /* PRIVATE_KEY_BYTES, or NULL */
};

/*
 * private_key_generate(path, why): write a new key, with mode 0400, owned by
 * whoever runs this.  path must not exist; the file appears whole and is on
 * disk on return.  Returns 0, or -1 with the reason in why
 * (PRIVATE_KEY_WHY_BYTES) and no file.  Blocks for the disk.
 */
int private_key_generate(const char *path, char *why);

/*
 * private_key_load(path, k, why): read it.  A file that group or others have
 * any right on is refused.  Returns 0 and a key that the caller frees with
 * private_key_free(), or -1 with the reason in why and none in *k.
 */
int private_key_load(const char *path, struct private_key *k, char *why);

/*
 * private_key_random(k): a new one in memory alone, freed as above; for tests
 * and for what need not outlast the process.
 */
void private_key_random(struct private_key *k);

/* private_key_free(k): zero and free the key; k itself is the caller's. */
void private_key_free(struct private_key *k);

#endif
