/*
 * retry_after.h - when a receiver wants to be asked again.
 *
 * Pure: the time is given.  What comes out is what the receiver said; the
 * bounds that we keep to are core/backoff.h's.
 */
#ifndef TOCSIN_RETRY_AFTER_H
#define TOCSIN_RETRY_AFTER_H

#include <stddef.h>
#include <stdint.h>

/* It said nothing, or nothing that can be understood. */
#define RETRY_AFTER_NONE INT64_C(-1)

/* Longer than any alert lives; more than this counts as this. */
#define RETRY_AFTER_MAX_MS INT64_C(86400000)

/*
 * retry_after_header(value, len, now): the value of a Retry-After header,
 * blanks around it allowed, as milliseconds from now (epoch ms): a whole
 * number of seconds, or one of HTTP's three forms of a date (RFC 9110,
 * 5.6.7).  0 for a date that is past, RETRY_AFTER_NONE for anything else.
 */
int64_t retry_after_header(const char *value, size_t len, int64_t now);

/*
 * retry_after_seconds(seconds): a number of seconds as apps give it in the
 * answer's body, with a fraction or without, in milliseconds, rounded up;
 * RETRY_AFTER_NONE for one below 0 or none at all.
 */
int64_t retry_after_seconds(double seconds);

#endif
