/*
 * limits_jsm.c - what the alert API of Jira Service Management asks of its
 * forms.  Characters are counted as Java does, in UTF-16.
 */
#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

static bool
within(struct json_object *o, const char *name, size_t max)
{
	const char *s = limits_text(o, name);

	return s != NULL && limits_units(s) <= max;
}

static const char *
details_fault(struct json_object *o)
{
	size_t all = 0;

	if (!json_object_is_type(o, json_type_object))
		return "details";
	json_object_object_foreach(o, name, value)
	{
		if (!json_object_is_type(value, json_type_string))
			return "a detail";
		all += limits_units(name) +
		       limits_units(json_object_get_string(value));
	}
	return all > 8000 ? "details" : NULL;
}

static const char *
tags_fault(struct json_object *list)
{
	size_t i, n = json_object_is_type(list, json_type_array)
			  ? json_object_array_length(list)
			  : 21;

	for (i = 0; i < n && n <= 20; i++) {
		const char *s =
		    json_object_get_string(json_object_array_get_idx(list, i));

		if (*s == '\0' || strlen(s) > 50 || strpbrk(s, " ,") != NULL)
			return "a tag";
	}
	return n > 20 ? "tags" : NULL;
}

static const char *
closing_fault(struct json_object *o)
{
	if (json_object_object_length(o) != 3)
		return "closing form";
	if (!within(o, "user", 100) || !within(o, "source", 100) ||
	    !within(o, "note", 25000))
		return "closing member";
	return NULL;
}

static const char *
opening_fault(struct json_object *o)
{
	const char *p =
	    json_object_get_string(json_object_object_get(o, "priority"));
	const char *alias =
	    json_object_get_string(json_object_object_get(o, "alias"));

	if (!within(o, "message", 130))
		return "message";
	if (!within(o, "alias", 512) ||
	    strcspn(alias, "/?#%&+ \"<>") != strlen(alias))
		return "alias";
	if (!within(o, "description", 15000))
		return "description";
	if (!within(o, "source", 100) ||
	    (limits_text(o, "entity") != NULL && !within(o, "entity", 512)))
		return "source or entity";
	if (p == NULL || p[0] != 'P' || p[1] < '1' || p[1] > '5' || p[2] != 0)
		return "priority";
	return NULL;
}

const char *
limits_jsm(struct json_object *body, size_t bytes)
{
	const char *fault;

	(void)bytes;
	if (json_object_object_get_ex(body, "note", NULL))
		return closing_fault(body);
	fault = opening_fault(body);
	if (fault == NULL)
		fault = details_fault(json_object_object_get(body, "details"));
	if (fault == NULL)
		fault = tags_fault(json_object_object_get(body, "tags"));
	return fault;
}
