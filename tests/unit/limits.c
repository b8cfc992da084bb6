/*
 * limits.c - the limits of apps whose bodies have one size and no more; see
 * limits.h.
 */
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

/* The card as an escaped JSON string: what the workflow's posting counts. */
const char *
limits_teams(struct json_object *body, size_t bytes)
{
	struct json_object *card = json_object_object_get(
	    json_object_array_get_idx(
		json_object_object_get(body, "attachments"), 0),
	    "content");
	struct json_object *text =
	    json_object_new_string(json_object_to_json_string_ext(
		card, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	size_t card_bytes = strlen(json_object_to_json_string_ext(
	    text, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));

	json_object_put(text);
	return bytes < 28672 && card_bytes <= 24576 ? NULL : "the card's bytes";
}

/* Standard Webhooks: below some 20 kB. */
const char *
limits_webhook(struct json_object *body, size_t bytes)
{
	struct json_object *data = json_object_object_get(body, "data");

	if (!json_object_is_type(data, json_type_object))
		return "no data";
	return bytes <= 20480 ? NULL : "bytes";
}
