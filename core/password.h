/*
 * password.h - passwords of users: what a good one is, and how one is kept.
 *
 * Hashes are argon2id as libsodium writes them, of 64 MiB and three passes: a
 * tenth of a second of one core, so a call blocks for that long and takes that
 * memory.  The web tier allows two at once.
 */
#ifndef TOCSIN_PASSWORD_H
#define TOCSIN_PASSWORD_H

#include <stdbool.h>

/*
 * As NIST SP 800-63B and OWASP ASVS 5.0 6.2.1 and 6.2.9 have it: characters
 * are code points.  Nothing is cut: what is too long is refused.
 */
#define PASSWORD_CHARS_MIN 8
#define PASSWORD_CHARS_ADVISED 15
#define PASSWORD_BYTES_MAX 256 /* 64 characters of any script */

#define PASSWORD_HASH_BYTES 128 /* with the NUL; crypto_pwhash_STRBYTES */
#define PASSWORD_WHY_BYTES 160

/*
 * password_good(password, name, why): may the user of that name ("" where it
 * is not known) take this password?  It is well-formed UTF-8 within the bounds,
 * none of the common ones, and holds neither the name nor a word of the
 * product.  There is no rule of letters, digits and signs.  false: why
 * (PASSWORD_WHY_BYTES) says what to do, and never repeats the password.
 */
bool password_good(const char *password, const char *name, char *why);

/*
 * password_hash(password, out): what is stored; out has PASSWORD_HASH_BYTES.
 * 0, or -1 where its memory can't be had: try again later.
 */
int password_hash(const char *password, char *out);

/*
 * password_verify(hash, password): does it open the hash?  A hash of NULL or ""
 * (no such user, no password yet) costs the same and is opened by none.
 */
bool password_verify(const char *hash, const char *password);

/* password_stale(hash): was it made with other costs than today's? */
bool password_stale(const char *hash);

#endif
