/*
 * limits_gotify.c - what Gotify takes: a message that is not empty, and texts
 * that fit into MySQL's columns.
 */
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

static size_t
text_bytes(struct json_object *body, const char *name)
{
	const char *text = limits_text(body, name);

	return text == NULL ? 0 : strlen(text);
}

const char *
limits_gotify(struct json_object *body, size_t bytes)
{
	size_t title = text_bytes(body, "title");
	size_t message = text_bytes(body, "message");
	int priority =
	    json_object_get_int(json_object_object_get(body, "priority"));

	(void)bytes;
	if (title == 0 || title > 65535)
		return "title";
	if (message == 0 || message > 65535)
		return "message";
	return priority >= 0 && priority <= 10 ? NULL : "priority";
}
