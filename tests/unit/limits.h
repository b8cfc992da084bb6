/*
 * limits.h - what each app refuses for its length or form, counted without the
 * help of the formatter: limits_NAME(body, bytes) gives NULL, or what is over.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

const char *limits_jsm(struct json_object *body, size_t bytes);
const char *limits_pagerduty(struct json_object *body, size_t bytes);
const char *limits_splunk(struct json_object *body, size_t bytes);

#endif
