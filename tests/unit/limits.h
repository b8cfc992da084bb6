/*
 * limits.h - what each app takes at most, counted apart from its formatter.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

/*
 * limits_NAME(body, bytes): NULL, or what is over a limit of that app in a
 * request body, which has that many bytes; a constant.
 */
const char *limits_slack(struct json_object *body, size_t bytes);

#endif
