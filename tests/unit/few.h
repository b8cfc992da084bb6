/*
 * few.h - some hundred random hostile alerts, in the time that a unit test
 * has.
 */
#ifndef TOCSIN_TESTS_FEW_H
#define TOCSIN_TESTS_FEW_H

#include <stddef.h>

struct app;
struct json_object;

/* As in limits.h. */
typedef const char *few_limits(struct json_object *body, size_t bytes);

/*
 * few_hostile(app, limits, n): n alerts; each body is JSON and UTF-8, and
 * limits() finds nothing in it; a failed assertion otherwise.  Returns the
 * bytes of the longest.
 */
size_t few_hostile(const struct app *app, few_limits *limits, unsigned n);

#endif
