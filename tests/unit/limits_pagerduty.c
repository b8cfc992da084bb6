/*
 * limits_pagerduty.c - what the Events API v2 asks of an event.
 */
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

#define MARK "@@SECRET@@"

/* A member that is a string with more than blanks in it; else NULL. */
static const char *
text(struct json_object *o, const char *name)
{
	const char *s = limits_text(o, name);

	return s == NULL || s[strspn(s, " ")] == '\0' ? NULL : s;
}

static int
one_of(const char *s, const char *words)
{
	const char *at = s == NULL ? NULL : strstr(words, s);

	return at != NULL && at[strlen(s)] == ' ';
}

static const char *
payload_fault(struct json_object *o)
{
	struct json_object *details;

	if (text(o, "summary") == NULL ||
	    limits_points(text(o, "summary")) > 1024)
		return "summary";
	if (text(o, "source") == NULL ||
	    limits_points(text(o, "source")) > 1024)
		return "source";
	if (!one_of(text(o, "severity"), "critical error warning info "))
		return "severity";
	details = json_object_object_get(o, "custom_details");
	if (!json_object_is_type(details, json_type_object))
		return "custom_details";
	return NULL;
}

static const char *
links_fault(struct json_object *list)
{
	size_t i;

	if (!json_object_is_type(list, json_type_array))
		return "links";
	for (i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (text(o, "href") == NULL || text(o, "text") == NULL ||
		    strncmp(text(o, "href"), "http", 4) != 0)
			return "link";
	}
	return NULL;
}

/* The mark stands at the front and nowhere else. */
static const char *
mark_fault(struct json_object *body)
{
	static const char front[] = "{\"routing_key\":\"" MARK "\"";
	const char *s = json_object_to_json_string_ext(
	    body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (strncmp(s, front, sizeof(front) - 1) != 0)
		return "no mark in front";
	return strstr(s + sizeof(front), MARK) == NULL ? NULL : "a second mark";
}

const char *
limits_pagerduty(struct json_object *body, size_t bytes)
{
	const char *fault = mark_fault(body);

	if (bytes > 512000)
		return "512 KB";
	if (fault == NULL &&
	    !one_of(text(body, "event_action"), "trigger resolve "))
		fault = "event_action";
	if (fault == NULL && (text(body, "dedup_key") == NULL ||
				 limits_points(text(body, "dedup_key")) > 255))
		fault = "dedup_key";
	if (fault == NULL)
		fault = payload_fault(json_object_object_get(body, "payload"));
	if (fault == NULL)
		fault = links_fault(json_object_object_get(body, "links"));
	return fault;
}
