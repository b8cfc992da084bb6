/*
 * limits_discord.c - what Discord's API takes in a webhook's message.
 */
#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

/* UTF-16 units of a member, 0 where it is no string. */
static size_t
member(struct json_object *o, const char *name)
{
	const char *s = limits_text(o, name);

	return s == NULL ? 0 : limits_units(s);
}

/* Adds what counts towards the sum of all embeds. */
static const char *
embed(struct json_object *o, size_t *sum)
{
	struct json_object *foot = json_object_object_get(o, "footer");
	size_t title = member(o, "title"), text = member(o, "description");
	size_t footer = member(foot, "text");
	int64_t colour =
	    json_object_get_int64(json_object_object_get(o, "color"));

	*sum += title + text + footer;
	if (title == 0 || title > 256)
		return "title";
	if (text == 0 || text > 4096)
		return "description";
	if (footer == 0 || footer > 2048)
		return "footer";
	if (colour <= 0 || colour > 0xffffff)
		return "color";
	/* Others count too, and there are none. */
	return json_object_object_length(o) == 4 ? NULL : "unknown part";
}

/* An empty list of what may be mentioned, and no other rule. */
static bool
mute(struct json_object *mentions)
{
	struct json_object *parse = json_object_object_get(mentions, "parse");

	return json_object_is_type(parse, json_type_array) &&
	       json_object_array_length(parse) == 0 &&
	       json_object_object_length(mentions) == 1;
}

const char *
limits_discord(struct json_object *body, size_t bytes)
{
	struct json_object *list = json_object_object_get(body, "embeds");
	const char *fault = NULL;
	size_t i, n, sum = 0;

	(void)bytes;
	if (member(body, "content") == 0 || member(body, "content") > 2000)
		return "content";
	if (member(body, "thread_name") > 100)
		return "thread_name";
	if (!mute(json_object_object_get(body, "allowed_mentions")))
		return "allowed_mentions";
	if (!json_object_is_type(list, json_type_array))
		return "no embeds";
	n = json_object_array_length(list);
	if (n == 0 || n > 10)
		return "embeds";
	for (i = 0; fault == NULL && i < n; i++)
		fault = embed(json_object_array_get_idx(list, i), &sum);
	return fault == NULL && sum > 6000 ? "sum of embeds" : fault;
}
