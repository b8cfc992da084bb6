/*
 * totp.h - the second factor: time-based one-time passwords (RFC 6238), as
 * authenticator apps on phones make them: SHA-1, six digits, 30 seconds.
 */
#ifndef TOCSIN_CGI_TOTP_H
#define TOCSIN_CGI_TOTP_H

#include <stdint.h>

#define TOTP_SEED_BYTES 20 /* as long as the hash: RFC 4226, section 4 */
#define TOTP_DIGITS 6
#define TOTP_STEP_S 30

/*
 * totp_step(seed, code, now_ms): the step whose code that is, blanks aside:
 * this one, the one before or the next, for clocks that go wrong and people who
 * type slowly; 0 where it is none of them.  Whether it was used is the caller's
 * to ask.
 */
int64_t totp_step(const unsigned char *seed, const char *code, int64_t now_ms);

/*
 * totp_text(seed): the seed in base 32 in groups of four, for whoever types
 * it.  totp_uri(seed, name): what authenticator apps read.  The caller wipes
 * and frees both.
 */
char *totp_text(const unsigned char *seed);
char *totp_uri(const unsigned char *seed, const char *name);

/*
 * totp_picture(uri): a QR code of uri as a data: URI of an SVG image; the
 * caller wipes and frees it.
 */
char *totp_picture(const char *uri);

#endif
