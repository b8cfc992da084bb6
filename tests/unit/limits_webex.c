/*
 * limits_webex.c - what Webex takes: a message of 7,439 bytes.
 */
#include <json-c/json.h>

#include "tests/unit/limits.h"

const char *
limits_webex(struct json_object *body, size_t bytes)
{
	if (bytes > 7439)
		return "more than 7,439 bytes";
	if (json_object_object_length(body) != 1)
		return "not markdown alone";
	return limits_text(body, "markdown") != NULL ? NULL : "no text";
}
