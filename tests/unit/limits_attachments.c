/*
 * limits_attachments.c - what the apps that take attachments ask of them; see
 * limits_attachments.h.
 */
#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#include "core/utf8.h"
#include "tests/unit/limits_attachments.h"

static size_t
units(const char *s, size_t len)
{
	uint32_t point;
	size_t n = 0;

	while (len > 0) {
		size_t took = utf8_next(s, len, &point);

		n += point > 0xffff ? 2 : 1;
		s += took;
		len -= took;
	}
	return n;
}

size_t
attachments_text(struct json_object *o)
{
	size_t n = 0, i;

	if (json_object_is_type(o, json_type_string))
		return units(json_object_get_string(o),
		    (size_t)json_object_get_string_len(o));
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

/* Whether member name is a text that is not empty. */
static bool
has_text(struct json_object *o, const char *name)
{
	struct json_object *v = json_object_object_get(o, name);

	return json_object_is_type(v, json_type_string) &&
	       json_object_get_string_len(v) > 0;
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
		if (!has_text(f, "title") || !has_text(f, "value"))
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

	if (!json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) != 1)
		return "not one attachment";
	a = json_object_array_get_idx(list, 0);
	if (!has_text(a, "color") ||
	    strlen(json_object_get_string(
		json_object_object_get(a, "color"))) != 7)
		return "no colour";
	if (json_object_object_get_ex(a, "text", NULL) && !has_text(a, "text"))
		return "an empty text";
	return fields_fault(json_object_object_get(a, "fields"));
}
