/*
 * event_parse.c - text from a feed to struct event; see event_parse.h.
 *
 * Order of the steps: bytes, then JSON, then which shape, then its members,
 * then the rules of all events.  Each relies on those before it, and the first
 * that fails gives the reason.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <sodium.h>

#include "core/event_detail.h"
#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/event_rules.h"
#include "core/event_shapes.h"
#include "core/event_take.h"
#include "core/text.h"
#include "core/xmalloc.h"

/* Any syslog header is shorter; what is longer is some other text. */
#define HEADER_MAX_BYTES 1024

#define HASH_BYTES 16

static int __attribute__((format(printf, 2, 3)))
refuse(char *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, EVENT_WHY_BYTES, fmt, ap);
	va_end(ap);
	return -1;
}

/*
 * The id of a record that has none: the same record again is the same event,
 * so a file may be fed twice without alerting twice.  Blanks between members
 * don't count, their order does.  16 bytes, so that two records never meet by
 * chance.
 */
static char *
hash_id(struct json_object *o)
{
	const char *text = event_json_text(o);
	unsigned char hash[HASH_BYTES];
	char hex[2 * HASH_BYTES + 1];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text,
	    strlen(text), NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return xasprintf("hash:%s", hex);
}

/* What the object itself did not say. */
static void
complete(struct event *e, struct json_object *o, const char *source)
{
	if (e->source == NULL)
		e->source = xstrdup_null(source);
	if (e->source_id == NULL)
		e->source_id = hash_id(o);
}

/*
 * event_at starts as received_at, so a feed that states no time still sorts.
 * On failure nothing is left in *e, and the caller needs no second path.
 */
int
event_parse_json(struct json_object *o, const struct event_origin *origin,
    struct event *e, char *why)
{
	enum event_shape shape;
	struct take t;

	memset(e, 0, sizeof(*e));
	*why = '\0';
	if (!json_object_is_type(o, json_type_object))
		return refuse(why, "not a JSON object");
	shape = event_shape_of(o, why);
	if (shape == SHAPE_NONE)
		return -1;
	e->received_at = e->event_at = origin->now_ms;
	e->urgency = e->threat = e->certainty = SCORE_NONE;
	take_init(&t, o, why);
	event_shape_fill(shape, &t, e);
	if (!t.failed) {
		complete(e, o, origin->source);
		e->detail = event_detail_text(t.rest);
		if (!event_validate(e, why, EVENT_WHY_BYTES))
			t.failed = true;
	}
	take_free(&t);
	if (t.failed)
		event_clear(e);
	return t.failed ? -1 : 0;
}

/*
 * Syslog writes <PRI>date host TAG -: before the object; relays change or
 * drop parts of that, so one sign of it is enough.  Without any the line is
 * something else, and the object in it may be a quotation.
 */
static bool
syslog_header(const char *line, size_t len)
{
	static const char tag[] = "vectra_json";
	size_t digits;

	if (len > HEADER_MAX_BYTES)
		return false;
	if (memmem(line, len, tag, sizeof(tag) - 1) != NULL)
		return true;
	if (*line != '<')
		return false;
	digits = strspn(line + 1, "0123456789");
	return digits >= 1 && digits <= 3 && line[1 + digits] == '>';
}

/* Where the object starts in a line that is UTF-8; NULL with the reason. */
static const char *
find_object(const char *line, char *why)
{
	static const char bom[] = "\xef\xbb\xbf";
	const char *start, *brace;

	/* Some editors and exporters put one in front of the first line. */
	if (strncmp(line, bom, 3) == 0)
		line += 3;
	start = line + strspn(line, " \t\r\n");
	brace = strchr(start, '{');
	if (*start == '\0')
		refuse(why, "line: is empty");
	/*
	 * The one wrong setting that is likely, so its reason says what to
	 * change.
	 */
	else if (strstr(start, "CEF:") != NULL && brace == NULL)
		refuse(why, "line: is CEF; set the syslog format to JSON");
	else if (brace == NULL || *start == '[')
		refuse(why, "line: is not a JSON object");
	else if (brace != start &&
		 !syslog_header(start, (size_t)(brace - start)))
		refuse(why, "line: has text before its object that is no "
			    "syslog header");
	else
		return brace;
	return NULL;
}

/* From a NUL-ended copy of the line, which json-c and the scans ask for. */
static int
parse_copy(const char *copy, const struct event_origin *origin, struct event *e,
    char *why)
{
	char reason[EVENT_WHY_BYTES];
	struct json_object *o;
	const char *text;
	size_t len;
	int r;

	text = find_object(copy, why);
	if (text == NULL)
		return -1;
	len = strlen(text);
	/* One level more than detail may have: Tocsin's own shape wraps it. */
	o = event_json_read(text, len, EVENT_DEPTH_MAX + 1, reason);
	if (o == NULL)
		return refuse(why, "JSON: %.180s", reason);
	if (event_json_twice(text, len, o))
		r = refuse(why, "JSON: a member is given twice in one object");
	else
		r = event_parse_json(o, origin, e, why);
	json_object_put(o);
	return r;
}

/*
 * Length and encoding before anything else: all that follows may rely on text
 * that ends at its first NUL.
 */
int
event_parse_line(const char *line, size_t len,
    const struct event_origin *origin, struct event *e, char *why)
{
	char *copy;
	int r;

	memset(e, 0, sizeof(*e));
	*why = '\0';
	if (len > EVENT_LINE_MAX_BYTES)
		return refuse(why, "line: %zu bytes are more than %d", len,
		    EVENT_LINE_MAX_BYTES);
	if (!text_utf8(line, len))
		return refuse(
		    why, "line: holds a NUL or is not well-formed UTF-8");
	copy = xmalloc(len + 1);
	if (len > 0)
		memcpy(copy, line, len);
	copy[len] = '\0';
	r = parse_copy(copy, origin, e, why);
	free(copy);
	return r;
}
