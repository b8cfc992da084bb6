/*
 * facts_detail.c - the members of an event that no column holds; see
 * facts_detail.h.
 *
 * Feeds differ and change: whatever is not of its documented type is taken as
 * absent.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/facts_detail.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* A member of detail if it is a string, else NULL. */
const char *
detail_text(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_string))
		return NULL;
	return json_object_get_string(v);
}

/* A member of detail if it is a whole number from 0 to max, else -1. */
int
detail_number(struct json_object *o, const char *name, int max)
{
	struct json_object *v;
	int64_t n;

	if (!json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_int))
		return -1;
	n = json_object_get_int64(v);
	return n >= 0 && n <= max ? (int)n : -1;
}

/*
 * The list of active detection types, or NULL.  It may be empty even for an
 * entity with detections.
 */
static struct json_object *
detections(struct json_object *detail)
{
	struct json_object *v;

	if (!json_object_object_get_ex(detail, "active_detection_types", &v) ||
	    !json_object_is_type(v, json_type_array))
		return NULL;
	return v;
}

/* The i-th detection type, cleaned; NULL if it is no text to show. */
static char *
detection(struct json_object *list, size_t i, unsigned max_points)
{
	struct json_object *v = json_object_array_get_idx(list, i);
	char *text;

	if (!json_object_is_type(v, json_type_string))
		return NULL;
	text = text_clean(json_object_get_string(v), max_points);
	if (text[strspn(text, " ")] != '\0')
		return text;
	free(text);
	return NULL;
}

/* Write the list with at most limit types named; returns how many it has. */
static unsigned
list_detections(
    FILE *f, struct json_object *list, const struct fact_limits *limits)
{
	size_t i, n = json_object_array_length(list);
	unsigned count = 0, limit = limits->max[FACT_DETECTIONS];
	char *text;

	for (i = 0; i < n; i++) {
		text = detection(list, i, limits->max[FACT_NAME]);
		if (text == NULL)
			continue;
		if (count < limit)
			fprintf(f, "%s%s", count > 0 ? ", " : "", text);
		count++;
		free(text);
	}
	if (count > limit)
		fprintf(f, "%s+%u more", limit > 0 ? ", " : "", count - limit);
	return count;
}

/* The first are the ones that the feed puts first. */
char *
detail_detections(struct json_object *detail, const struct fact_limits *limits)
{
	struct json_object *list = detections(detail);
	char *value = NULL;
	size_t bytes = 0;
	FILE *f;

	if (list == NULL)
		return NULL;
	f = xmemstream(&value, &bytes);
	list_detections(f, list, limits);
	xmemstream_close(f);
	return value;
}

unsigned
facts_detections(struct json_object *detail)
{
	struct json_object *list = detections(detail);

	return list == NULL ? 0 : (unsigned)json_object_array_length(list);
}

/* Bad detail is none: the scores alone are still worth an alert. */
struct json_object *
facts_detail(const struct message *m)
{
	struct json_tokener *tok;
	struct json_object *o;
	size_t len;

	if (m->event == NULL || m->event->detail == NULL)
		return NULL;
	len = strlen(m->event->detail);
	if (len > INT_MAX)
		return NULL;
	tok = xjson_tokener(JSON_TOKENER_DEFAULT_DEPTH);
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = xjson_parse(tok, m->event->detail, (int)len);
	json_tokener_free(tok);
	if (json_object_is_type(o, json_type_object))
		return o;
	json_object_put(o);
	return NULL;
}
