/*
 * limits_googlechat.c - what Google Chat takes in a webhook's message.
 */
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

static const char *
buttons(struct json_object *o)
{
	struct json_object *list = json_object_object_get(o, "buttons");
	struct json_object *one, *open;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		one = json_object_array_get_idx(list, i);
		open = json_object_object_get(
		    json_object_object_get(one, "onClick"), "openLink");
		if (limits_text(one, "text") == NULL)
			return "button without text";
		if (limits_text(open, "url") == NULL ||
		    strncasecmp(limits_text(open, "url"), "http", 4) != 0)
			return "button without link";
	}
	return i > 0 ? NULL : "no buttons";
}

static const char *
widget(struct json_object *o)
{
	struct json_object *in;

	if (json_object_object_length(o) != 1)
		return "widget of two kinds";
	if (json_object_object_get_ex(o, "textParagraph", &in))
		return limits_text(in, "text") != NULL ? NULL
						       : "empty paragraph";
	if (json_object_object_get_ex(o, "decoratedText", &in))
		return limits_text(in, "text") != NULL &&
			       limits_text(in, "topLabel") != NULL
			   ? NULL
			   : "empty fact";
	if (json_object_object_get_ex(o, "buttonList", &in))
		return buttons(in);
	return "unknown widget";
}

static const char *
widgets(struct json_object *card)
{
	struct json_object *sections = json_object_object_get(card, "sections");
	struct json_object *list;
	const char *fault = NULL;
	size_t i, k, all = 0;

	for (i = 0; i < json_object_array_length(sections); i++) {
		list = json_object_object_get(
		    json_object_array_get_idx(sections, i), "widgets");
		all += json_object_array_length(list);
		for (k = 0; fault == NULL && k < json_object_array_length(list);
		     k++)
			fault = widget(json_object_array_get_idx(list, k));
	}
	if (fault == NULL && (all == 0 || all > 100))
		return "widgets";
	return fault;
}

const char *
limits_googlechat(struct json_object *body, size_t bytes)
{
	struct json_object *list = json_object_object_get(body, "cardsV2");
	struct json_object *card;
	const char *fallback = limits_text(body, "fallbackText");

	if (bytes > 32000)
		return "bytes";
	/* Bytes are never fewer than characters. */
	if (fallback == NULL || strlen(fallback) > 4096)
		return "fallbackText";
	if (json_object_object_length(body) != 2)
		return "unknown part";
	if (!json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) != 1)
		return "cards";
	card =
	    json_object_object_get(json_object_array_get_idx(list, 0), "card");
	if (limits_text(json_object_object_get(card, "header"), "title") ==
	    NULL)
		return "header";
	return widgets(card);
}
