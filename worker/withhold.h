/*
 * withhold.h - answers that repeat what they were asked with.
 */
#ifndef TOCSIN_WITHHOLD_H
#define TOCSIN_WITHHOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * withhold(url, bytes, n): whether the n bytes repeat part of what is secret
 * in the URL: WITHHOLD_RUN bytes in a row of a path segment or query value
 * that is long enough to be a token.  Names of hosts and API paths are
 * shorter and no secret.  Pure.
 */
#define WITHHOLD_TOKEN_BYTES 16
#define WITHHOLD_RUN 10
bool withhold(const char *url, const char *bytes, size_t n);

/*
 * withhold_text(secret, bytes, n): the same for a secret that is sent besides,
 * whatever its length; a short one as a whole.
 */
bool withhold_text(const char *secret, const char *bytes, size_t n);

#endif
