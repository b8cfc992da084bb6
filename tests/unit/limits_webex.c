/*
 * limits_webex.c - what Webex takes: a message of 7,439 bytes.
 */
#include <json-c/json.h>

#include "tests/unit/limits.h"

const char *
limits_webex(struct json_object *body, size_t bytes)
{
	struct json_object *text = json_object_object_get(body, "markdown");

	if (bytes > 7439)
		return "more than 7,439 bytes";
	if (json_object_object_length(body) != 1 ||
	    !json_object_is_type(text, json_type_string))
		return "not markdown alone";
	return json_object_get_string_len(text) > 0 ? NULL : "no text";
}
