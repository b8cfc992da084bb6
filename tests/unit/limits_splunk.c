/*
 * limits_splunk.c - what a HTTP Event Collector asks of an event, and what
 * makes one easily found: short and flat.
 */
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

/* Names that need no quotation marks in a search, and are not Splunk's own. */
static const char *
name_fault(const char *name)
{
	static const char *const own[] = {
	    "host", "source", "sourcetype", "index", "time", "punct"};
	size_t i;

	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] != 0)
		return "a name";
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(name, own[i]) == 0)
			return "a name of Splunk's";
	return NULL;
}

static const char *
event_fault(struct json_object *o)
{
	if (!json_object_is_type(o, json_type_object) ||
	    json_object_object_length(o) == 0)
		return "event";
	json_object_object_foreach(o, name, value)
	{
		if (json_object_is_type(value, json_type_null) ||
		    json_object_is_type(value, json_type_array) ||
		    json_object_is_type(value, json_type_object))
			return "not flat";
		if (name_fault(name) != NULL)
			return name_fault(name);
	}
	return NULL;
}

const char *
limits_splunk(struct json_object *body, size_t bytes)
{
	struct json_object *time;

	if (bytes > 10000)
		return "10,000 bytes";
	if (limits_text(body, "host") == NULL ||
	    limits_text(body, "source") == NULL ||
	    limits_text(body, "sourcetype") == NULL)
		return "metadata";
	if (json_object_object_get_ex(body, "time", &time) &&
	    (!json_object_is_type(time, json_type_double) ||
		json_object_get_double(time) > 253402300800.0 ||
		json_object_get_double(time) < 0))
		return "time";
	return event_fault(json_object_object_get(body, "event"));
}
