/*
 * secret.h - random secrets that are shown once and stored hashed: session
 * cookies and the bearer tokens of event producers.
 */
#ifndef TOCSIN_SECRET_H
#define TOCSIN_SECRET_H

#include <stdbool.h>

#define SECRET_BYTES 44      /* 256 random bits in base64url, and NUL */
#define SECRET_HASH_BYTES 65 /* BLAKE2b-256 in hex, and the NUL */

/* secret_make(out): a new one; out has SECRET_BYTES. */
void secret_make(char *out);

/* secret_is(text): whether text has the form of one. */
bool secret_is(const char *text);

/*
 * secret_hash(secret, purpose, out): what is stored of it, or derived from it,
 * for one purpose ("session", "csrf", "events"): the hashes for two purposes
 * say nothing about each other.  out has SECRET_HASH_BYTES.
 */
void secret_hash(const char *secret, const char *purpose, char *out);

/* secret_same(a, b): compare two hashes in a time that tells nothing. */
bool secret_same(const char *a, const char *b);

#endif
