/*
 * code.h - one-time codes that people copy or type: invitations, the first
 * run's code and recovery codes.
 *
 * 120 random bits, so a plain hash of one is safe to keep (OWASP ASVS 5.0
 * 6.5.2 asks for 112).
 */
#ifndef TOCSIN_CODE_H
#define TOCSIN_CODE_H

#include <stdbool.h>

#include "core/secret.h"

/* "abcdef-ghijkl-mnopqr-stuvwx": base 32 without 0, 1, 8 and 9; and NUL. */
#define CODE_BYTES 28

/* code_make(out): a new one; out has CODE_BYTES.  The caller wipes it. */
void code_make(char *out);

/*
 * code_hash(typed, purpose, out): what is stored of it, for one purpose
 * ("invitation", "recovery").  Letter case, blanks and dashes do not count.
 * out has SECRET_HASH_BYTES.  false, and out "", where typed has not the form
 * of a code.
 */
bool code_hash(const char *typed, const char *purpose, char *out);

#endif
