/*
 * event_detail.c - what is left of an object; see event_detail.h.
 *
 * Unknown members are kept, not refused: feeds grow from release to release,
 * and whoever looks into an alert later may need what nobody knew when it
 * came.
 */
#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_detail.h"
#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/event_rules.h"
#include "core/event_take.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * Room kept for the braces and "members_left_out", so that the text with the
 * note about what is missing is never itself too long.
 */
#define MARGIN_BYTES 64

/* The syslog writer's "" means the same as the API's null: nothing to say. */
static bool
blank(const struct json_object *v)
{
	return v == NULL || (json_object_is_type(v, json_type_string) &&
				json_object_get_string_len(v) == 0);
}

/*
 * A new object with the members of o that are not null; values are shared, by
 * reference counts, so either object may be freed first.
 */
static struct json_object *
without_nulls(struct json_object *o)
{
	struct json_object *copy = xjson_object();

	if (o == NULL || !json_object_is_type(o, json_type_object))
		return copy;
	json_object_object_foreach(o, name, value)
	{
		if (value != NULL)
			xjson_add(copy, name, json_object_get(value));
	}
	return copy;
}

/*
 * Old feeds write it flat, new ones nested, some both.  The nested form wins
 * where they disagree: the API dropped the flat one in v3.4.  The flat members
 * go either way, or one fact would be told twice.
 */
void
event_detail_fold(struct take *t)
{
	static const char *const flat[][2] = {
	    {"last_detection_id", "id"},
	    {"last_detection_type", "type"},
	    {"last_detection_url", "url"},
	};
	struct json_object *old = take_peek(t, "last_detection");
	struct json_object *folded;
	size_t i;

	/* Some other thing under that name is not ours to change. */
	if (!blank(old) && !json_object_is_type(old, json_type_object))
		return;
	folded = without_nulls(old);
	for (i = 0; i < sizeof(flat) / sizeof(flat[0]); i++) {
		struct json_object *v = take_peek(t, flat[i][0]);

		if (!blank(v) &&
		    blank(json_object_object_get(folded, flat[i][1])))
			xjson_add(folded, flat[i][1], json_object_get(v));
		take_drop(t, flat[i][0]);
	}
	if (json_object_object_length(folded) > 0) {
		xjson_add(t->rest, "last_detection", folded);
	} else {
		take_drop(t, "last_detection");
		json_object_put(folded);
	}
}

/* JSON in a string, or NULL; it must fit in below the first level. */
static struct json_object *
unwrapped(struct json_object *v)
{
	char why[EVENT_WHY_BYTES];
	const char *text;
	size_t len;
	struct json_object *o;

	if (!json_object_is_type(v, json_type_string))
		return NULL;
	text = json_object_get_string(v);
	len = (size_t)json_object_get_string_len(v);
	if (strlen(text) != len || (*text != '{' && *text != '['))
		return NULL;
	/*
	 * One level less: what is unwrapped stands inside of the detail
	 * already.
	 */
	o = event_json_read(text, len, EVENT_DEPTH_MAX - 1, why);
	/* Ambiguous text is kept as the text it is. */
	if (o != NULL && event_json_twice(text, len, o)) {
		json_object_put(o);
		o = NULL;
	}
	return o;
}

/*
 * A new object rather than changes in place: adding may move the table of
 * members that is being walked.
 */
void
event_detail_syslog(struct take *t)
{
	struct json_object *clean = xjson_object();

	json_object_object_foreach(t->rest, name, value)
	{
		struct json_object *inner;

		if (blank(value))
			continue;
		inner = unwrapped(value);
		xjson_add(clean, name,
		    inner != NULL ? inner : json_object_get(value));
	}
	json_object_put(t->rest);
	t->rest = clean;
}

/*
 * Only Tocsin's own shape has "detail": event_to_json() writes there what is
 * not a column, and this puts it back where every other shape has it, so that
 * an event that was stored reads as it did when it came.
 */
void
event_detail_merge(struct take *t)
{
	struct json_object *detail = take_peek(t, "detail");
	struct json_object *all;

	if (detail == NULL)
		return;
	if (!json_object_is_type(detail, json_type_object)) {
		take_fail(t, "detail: is not a JSON object");
		return;
	}
	all = without_nulls(detail);
	take_drop(t, "detail");
	json_object_object_foreach(t->rest, name, value)
	{
		xjson_add(all, name, json_object_get(value));
	}
	json_object_put(t->rest);
	t->rest = all;
}

/* The bytes that a member takes in JSON text, its comma and colon included. */
static size_t
member_bytes(const char *name, struct json_object *value)
{
	struct json_object *key = xjson_string(name);
	size_t n =
	    strlen(event_json_text(key)) + strlen(event_json_text(value)) + 2;

	json_object_put(key);
	return n;
}

/* Members that messages show; they are the last to be left out. */
static bool
shown(const char *name)
{
	static const char *const names[] = {"active_detection_types",
	    "attack_rating", "host_ip", "importance", "ip", "is_prioritized",
	    "last_detection", "privilege", "privilege_level", "quadrant",
	    "urgency_reason", "url", "version"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Copy what still fits, of those shown or of the others; returns the rest. */
static int
copy_fitting(
    struct json_object *from, struct json_object *to, bool show, size_t *room)
{
	int left = 0;

	json_object_object_foreach(from, name, value)
	{
		size_t n;

		if (shown(name) != show)
			continue;
		n = member_bytes(name, value);
		if (n <= *room) {
			*room -= n;
			xjson_add(to, name, json_object_get(value));
		} else {
			left++;
		}
	}
	return left;
}

/*
 * Members go whole or not at all, so the rest is still valid JSON.  Refusing
 * the event instead would lose an alert for the length of its history.
 */
char *
event_detail_text(struct json_object *rest)
{
	struct json_object *fit;
	size_t room = EVENT_DETAIL_MAX_BYTES - MARGIN_BYTES;
	const char *text;
	char *copy;
	int left;

	if (json_object_object_length(rest) == 0)
		return NULL;
	text = event_json_text(rest);
	if (strlen(text) <= EVENT_DETAIL_MAX_BYTES)
		return xstrdup(text);
	fit = xjson_object();
	left = copy_fitting(rest, fit, true, &room);
	left += copy_fitting(rest, fit, false, &room);
	xjson_add(fit, "members_left_out", xjson_int(left));
	copy = xstrdup(event_json_text(fit));
	json_object_put(fit);
	return copy;
}
