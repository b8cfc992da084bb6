/*
 * limits.h - each app's limits as its documentation states them, counted
 * without the formatter's help.
 *
 * limits_NAME(body, bytes): what is over the app's limits in the request
 * body, of that many bytes; NULL where nothing is.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

const char *limits_mattermost(struct json_object *body, size_t bytes);
const char *limits_rocketchat(struct json_object *body, size_t bytes);
const char *limits_webex(struct json_object *body, size_t bytes);

#endif
