/*
 * event_take.c - members of an object, taken one by one; see event_take.h.
 *
 * Two rules run through all of it.  What can't be understood is refused with
 * the member's name, so that whoever owns the feed can mend it; and a member
 * that was taken is gone from `rest`, so nothing is told twice and nothing is
 * lost.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/event_rules.h"
#include "core/event_take.h"
#include "core/event_time.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* How much of a wrong value a reason repeats, in code points. */
#define QUOTE_POINTS 24

/*
 * A shallow copy, since the caller's object stays whole: its text may still be
 * hashed for an id.  Nulls are left out here once, and no shape meets one.
 */
void
take_init(struct take *t, struct json_object *o, char *why)
{
	t->rest = xjson_object();
	t->why = why;
	t->failed = false;
	json_object_object_foreach(o, name, value)
	{
		if (value != NULL)
			xjson_add(t->rest, name, json_object_get(value));
	}
}

void
take_free(struct take *t)
{
	json_object_put(t->rest);
	t->rest = NULL;
}

/* The first reason wins: what follows is often only a consequence of it. */
void
take_fail(struct take *t, const char *fmt, ...)
{
	va_list ap;

	if (t->failed)
		return;
	t->failed = true;
	va_start(ap, fmt);
	vsnprintf(t->why, EVENT_WHY_BYTES, fmt, ap);
	va_end(ap);
}

struct json_object *
take_peek(const struct take *t, const char *name)
{
	return json_object_object_get(t->rest, name);
}

void
take_drop(struct take *t, const char *name)
{
	json_object_object_del(t->rest, name);
}

/*
 * "NAME: VALUE is WHAT", with the value's start only, and cleaned: the reason
 * is logged and shown, and the value is whatever a producer chose to send.
 */
static void
wrong(struct take *t, const char *name, struct json_object *v, const char *what)
{
	char *quote = text_clean(event_json_text(v), QUOTE_POINTS);

	take_fail(t, "%s: %s is %s", name, quote, what);
	free(quote);
}

/*
 * A string value as a C string; the member stays.  NULL, with the reason, for
 * what can't be one: text would be cut short at a NUL.
 */
static const char *
string_of(struct take *t, const char *name, struct json_object *v)
{
	const char *s = json_object_get_string(v);
	size_t len = (size_t)json_object_get_string_len(v);

	if (text_utf8(s, len))
		return s;
	take_fail(t, "%s: holds a NUL or is not well-formed UTF-8", name);
	return NULL;
}

/*
 * Too long is refused rather than cut: a cut id would be another entity's, and
 * a cut name would look as if it were the whole one.
 */
char *
take_text(struct take *t, const char *name, size_t max_bytes)
{
	struct json_object *v = take_peek(t, name);
	const char *s;
	char *copy = NULL;

	if (v == NULL || t->failed)
		return NULL;
	if (!json_object_is_type(v, json_type_string)) {
		wrong(t, name, v, "not a string");
		return NULL;
	}
	s = string_of(t, name, v);
	if (s == NULL)
		return NULL;
	if (strlen(s) > max_bytes) {
		take_fail(t, "%s: %zu bytes are more than %zu", name, strlen(s),
		    max_bytes);
		return NULL;
	}
	if (*s != '\0')
		copy = xstrdup(s);
	take_drop(t, name);
	return copy;
}

/*
 * A whole number, written 74 or 74.0.  json-c holds numbers past 64 bits at
 * their limits: two of them would look like one, so the limits are refused.
 */
static bool
whole(const struct json_object *v, int64_t *n)
{
	double d;

	if (json_object_is_type(v, json_type_int)) {
		*n = json_object_get_int64(v);
		return *n > INT64_MIN && *n < INT64_MAX;
	}
	if (!json_object_is_type(v, json_type_double))
		return false;
	d = json_object_get_double(v);
	if (!(d >= -9007199254740992.0 && d <= 9007199254740992.0))
		return false;
	*n = (int64_t)d;
	/* Exact, so that 5.5 is no 5; < and > keep float-equal warnings off. */
	return !((double)*n < d) && !((double)*n > d);
}

/*
 * Feeds write the same id as 7 and as "7".  As text both are one entity, with
 * one previous score and one window.
 */
char *
take_id(struct take *t, const char *name)
{
	struct json_object *v = take_peek(t, name);
	int64_t n;

	if (v == NULL || t->failed)
		return NULL;
	if (json_object_is_type(v, json_type_string))
		return take_text(t, name, EVENT_ID_MAX_BYTES);
	if (!whole(v, &n)) {
		wrong(t, name, v, "neither a string nor a whole number");
		return NULL;
	}
	take_drop(t, name);
	return xasprintf("%lld", (long long)n);
}

/*
 * Never clamped: 870 for 87 is a mistake in the feed, and alerting on a guess
 * would hide it.
 */
int
take_score(struct take *t, const char *name)
{
	struct json_object *v = take_peek(t, name);
	int64_t n;

	if (v == NULL || t->failed)
		return SCORE_NONE;
	if (!whole(v, &n) || n < 0 || n > 100) {
		wrong(t, name, v, "not a whole number from 0 to 100");
		return SCORE_NONE;
	}
	take_drop(t, name);
	return (int)n;
}

/*
 * Syslog writes flags as words, the API as booleans.  A number is neither, and
 * is refused rather than read as one of them.
 */
bool
take_flag(struct take *t, const char *name)
{
	struct json_object *v = take_peek(t, name);
	const char *s = "";
	bool yes;

	if (v == NULL || t->failed)
		return false;
	if (json_object_is_type(v, json_type_boolean))
		s = json_object_get_boolean(v) ? "true" : "false";
	else if (json_object_is_type(v, json_type_string))
		s = json_object_get_string(v);
	else
		s = "?";
	yes = strcasecmp(s, "true") == 0;
	if (!yes && *s != '\0' && strcasecmp(s, "false") != 0) {
		wrong(t, name, v, "neither true nor false");
		return false;
	}
	take_drop(t, name);
	return yes;
}

/*
 * Absent and "" give the caller's time.  A wrong one is refused, since the
 * order of events by their own time decides which score is the previous one.
 */
int64_t
take_time(struct take *t, const char *name, int64_t absent)
{
	struct json_object *v = take_peek(t, name);
	int64_t ms = absent;
	bool good;

	if (v == NULL || t->failed)
		return absent;
	if (json_object_is_type(v, json_type_string)) {
		const char *s = json_object_get_string(v);

		good = *s == '\0' || event_time_text(s, &ms);
	} else {
		good = (json_object_is_type(v, json_type_int) ||
			   json_object_is_type(v, json_type_double)) &&
		       event_time_number(json_object_get_double(v), &ms);
	}
	if (!good) {
		wrong(t, name, v, "not a time within the years 2000 to 2100");
		return absent;
	}
	take_drop(t, name);
	return ms;
}

/*
 * Held by a reference of its own while it moves: dropping the member would
 * otherwise free it.
 */
char *
take_url(struct take *t, const char *name)
{
	struct json_object *v = take_peek(t, name);
	char *copy = NULL;

	if (v == NULL || t->failed)
		return NULL;
	json_object_get(v);
	take_drop(t, name);
	if (json_object_is_type(v, json_type_string) &&
	    (size_t)json_object_get_string_len(v) ==
		strlen(json_object_get_string(v)) &&
	    event_url_ok(json_object_get_string(v)))
		copy = xstrdup(json_object_get_string(v));
	else if (!json_object_is_type(v, json_type_string) ||
		 json_object_get_string_len(v) > 0)
		xjson_add(t->rest, "url", json_object_get(v));
	json_object_put(v);
	return copy;
}

void
take_need(struct take *t, const char *name, const char *got)
{
	if (got == NULL)
		take_fail(t, "%s: is missing", name);
}
