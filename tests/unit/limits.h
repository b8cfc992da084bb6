/*
 * limits.h - each app's own limits, counted without any of the formatters'
 * code.
 *
 * limits_NAME(body, bytes): what of a request body is over its app's limits
 * or missing; NULL where it is right.  bytes is the length of its text.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

const char *limits_discord(struct json_object *body, size_t bytes);
const char *limits_googlechat(struct json_object *body, size_t bytes);

#endif
