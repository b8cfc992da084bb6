/*
 * limits.c - whose limits are which, what they are counted by, and those of
 * apps whose bodies have one size and no more; see limits.h.
 */
#include <stdint.h>
#include <string.h>

#include <json-c/json.h>

#include "core/utf8.h"
#include "tests/unit/limits.h"

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static const struct limits {
	const char *app;
	const char *(*over)(struct json_object *body, size_t bytes);
	size_t near;
} all[] = {
    {"discord", limits_discord, 6000},
    {"googlechat", limits_googlechat, 25000},
    {"jsm", limits_jsm, 22000},
    {"mattermost", limits_mattermost, 17500},
    {"pagerduty", limits_pagerduty, 15000},
    {"rocketchat", limits_rocketchat, 5800},
    {"slack", limits_slack, 8500},
    {"splunk", limits_splunk, 9900},
    {"teams", limits_teams, 20000},
    {"webex", limits_webex, 7400},
    {"webhook", limits_webhook, 20000},
};

static const struct limits *
of(const char *app)
{
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].app, app) == 0)
			return &all[i];
	return NULL;
}

const char *
limits_fault(const char *app, struct json_object *body, size_t bytes)
{
	const struct limits *l = of(app);

	return l == NULL ? "nobody counts what it sends" : l->over(body, bytes);
}

size_t
limits_near(const char *app)
{
	const struct limits *l = of(app);

	return l == NULL ? SIZE_MAX : l->near;
}

const char *
limits_text(struct json_object *o, const char *name)
{
	struct json_object *v;
	const char *s;

	if (!json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_string) ||
	    json_object_get_string_len(v) == 0)
		return NULL;
	s = json_object_get_string(v);
	/* A NUL would hide the rest from all that counts. */
	return strlen(s) == (size_t)json_object_get_string_len(v) ? s : NULL;
}

size_t
limits_points(const char *s)
{
	size_t n = 0, len = strlen(s);
	uint32_t point;

	for (; len > 0; n++) {
		size_t took = utf8_next(s, len, &point);

		s += took;
		len -= took;
	}
	return n;
}

size_t
limits_units(const char *s)
{
	size_t n = 0, len = strlen(s);
	uint32_t point;

	while (len > 0) {
		size_t took = utf8_next(s, len, &point);

		n += point > 0xffff ? 2 : 1;
		s += took;
		len -= took;
	}
	return n;
}

/*
 * The card as an escaped JSON string: what the workflow's posting counts.
 * Clients expand {{DATE()}} in any text, and JSON itself never has two braces
 * opened in a row.
 */
const char *
limits_teams(struct json_object *body, size_t bytes)
{
	struct json_object *card = json_object_object_get(
	    json_object_array_get_idx(
		json_object_object_get(body, "attachments"), 0),
	    "content");
	const char *text = json_object_to_json_string_ext(card, PLAIN);
	struct json_object *escaped = json_object_new_string(text);
	size_t card_bytes =
	    strlen(json_object_to_json_string_ext(escaped, PLAIN));

	json_object_put(escaped);
	if (!json_object_is_type(card, json_type_object))
		return "no card";
	if (strstr(json_object_to_json_string_ext(body, PLAIN), "{{") != NULL)
		return "two braces";
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
