/*
 * limits_attachments.c - what the apps that take attachments ask of them; see
 * limits_attachments.h.
 */
#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"
#include "tests/unit/limits_attachments.h"

size_t
attachments_text(struct json_object *o)
{
	size_t n = 0, i;

	if (json_object_is_type(o, json_type_string))
		return limits_units(json_object_get_string(o));
	if (json_object_is_type(o, json_type_array))
		for (i = 0; i < json_object_array_length(o); i++)
			n += attachments_text(json_object_array_get_idx(o, i));
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value)
		{
			(void)name;
			n += attachments_text(value);
		}
	}
	return n;
}

static const char *
fields_fault(struct json_object *fields)
{
	struct json_object *f;
	size_t i;

	if (!json_object_is_type(fields, json_type_array))
		return "no fields";
	for (i = 0; i < json_object_array_length(fields); i++) {
		f = json_object_array_get_idx(fields, i);
		if (limits_text(f, "title") == NULL ||
		    limits_text(f, "value") == NULL)
			return "a field without title or value";
		if (!json_object_is_type(
			json_object_object_get(f, "short"), json_type_boolean))
			return "short is no boolean";
	}
	return NULL;
}

const char *
attachments_fault(struct json_object *body)
{
	struct json_object *list = json_object_object_get(body, "attachments");
	struct json_object *a;
	const char *color;

	if (!json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) != 1)
		return "not one attachment";
	a = json_object_array_get_idx(list, 0);
	color = limits_text(a, "color");
	if (color == NULL || strlen(color) != 7)
		return "no colour";
	if (json_object_object_get_ex(a, "text", NULL) &&
	    limits_text(a, "text") == NULL)
		return "an empty text";
	return fields_fault(json_object_object_get(a, "fields"));
}
