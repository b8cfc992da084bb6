/*
 * events_body.c - the body of a call with events; see events_body.h.
 *
 * Where an event ends is found by counting brackets and quotes alone, which
 * needs no memory however large or deep the body is.  What was cut out is
 * then seen to be JSON, so that a quote or bracket too few never makes two
 * events of one, and is given as text to the reader that every feed has: it
 * finds more than json-c tells, such as a member that is given twice.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "cgi/events_body.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

#define BLANKS " \t\r\n"

/* Deeper than any event may be; the event's reader then says so. */
#define DEPTH_MAX 32

/* Where the reading is, and what it reads for. */
struct reader {
	struct events_body *b;
	const struct event_origin *origin;
	enum body_kind kind;
	const char *p, *end;
	size_t line; /* of p */
	size_t item; /* read so far */
	size_t room; /* of b->events */
};

static bool
is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

static size_t
count_lines(const char *text, size_t bytes)
{
	const char *end = text + bytes;
	size_t n = 0;

	while (text < end &&
	       (text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		text++;
		n++;
	}
	return n;
}

/* Go on to a place further down, so that lines stay counted. */
static void
move_to(struct reader *r, const char *p)
{
	r->line += count_lines(r->p, (size_t)(p - r->p));
	r->p = p;
}

static void
skip_blanks(struct reader *r)
{
	const char *p = r->p;

	while (p < r->end && is_blank(*p))
		p++;
	move_to(r, p);
}

/* offset: how many bytes behind r->p it went wrong. */
static enum body_got
broken(struct reader *r, size_t offset, const char *why)
{
	r->b->broken_line = r->line + count_lines(r->p, offset);
	snprintf(r->b->why, sizeof(r->b->why), "JSON: %s", why);
	return BODY_BROKEN;
}

static void
refuse(struct reader *r, const char *why)
{
	struct events_body *b = r->b;
	struct body_refusal *to;

	if (b->refused_total++ >= BODY_REFUSED_MAX)
		return;
	if (b->refused == NULL)
		b->refused = xcalloc(BODY_REFUSED_MAX, sizeof(*b->refused));
	to = &b->refused[b->refused_total - 1];
	to->item = r->item;
	to->line = r->line;
	/* Events of an array have no lines of their own to speak of. */
	if (r->kind == BODY_JSON && strncmp(why, "line: ", 6) == 0)
		why += 6;
	snprintf(to->why, sizeof(to->why), "%s", why);
}

/* The next item: len bytes at r->p become an event or a refusal. */
static enum body_got
take(struct reader *r, size_t len)
{
	struct events_body *b = r->b;
	char why[EVENT_WHY_BYTES];

	if (r->item == BODY_EVENTS_MAX)
		return BODY_TOO_MANY;
	r->item++;
	if (b->count == r->room) {
		r->room = r->room == 0 ? 64 : 2 * r->room;
		b->events = xrealloc(b->events, r->room * sizeof(*b->events));
	}
	/* A syslog header would be fine in a line, not in an array. */
	if (r->kind == BODY_JSON && *r->p != '{')
		refuse(r, "not a JSON object");
	else if (event_parse_line(
		     r->p, len, r->origin, &b->events[b->count], why) != 0)
		refuse(r, why);
	else
		b->count++;
	return BODY_READ;
}

/* NDJSON: a line is an event, whatever stands in it; blank ones are none. */
static enum body_got
read_lines(struct reader *r)
{
	const char *end, *last;
	enum body_got got = BODY_READ;

	while (got == BODY_READ && r->p < r->end) {
		end = memchr(r->p, '\n', (size_t)(r->end - r->p));
		if (end == NULL)
			end = r->end;
		for (last = end; last > r->p && is_blank(last[-1]);)
			last--;
		if (last > r->p)
			got = take(r, (size_t)(last - r->p));
		move_to(r, end < r->end ? end + 1 : end);
	}
	return got;
}

/* Behind the closing quote of the string that starts at p; NULL: none. */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end; p++)
		if (*p == '"')
			return p + 1;
		else if (*p == '\\')
			p++;
	return NULL;
}

/* Behind the bracket that closes the one at p; NULL where none does. */
static const char *
bracket_end(const char *p, const char *end)
{
	size_t depth = 0;

	while (p != NULL && p < end)
		if (*p == '"') {
			p = string_end(p, end);
		} else if (*p == '{' || *p == '[') {
			depth++;
			p++;
		} else if (*p == '}' || *p == ']') {
			p++;
			if (--depth == 0)
				return p;
		} else {
			p++;
		}
	return NULL;
}

/* Behind the value at p, of whatever type. */
static const char *
value_end(const char *p, const char *end)
{
	if (*p == '{' || *p == '[')
		return bracket_end(p, end);
	if (*p == '"')
		return string_end(p, end);
	while (p < end && *p != ',' && *p != ']' && *p != '}' && !is_blank(*p))
		p++;
	return p;
}

/*
 * Whether len bytes at r->p are one JSON value; the first fault is told
 * otherwise.  What the event's reader refuses by itself is let through to it:
 * that costs one event and not all.
 */
static bool
grammar(const struct reader *r, size_t len, size_t *offset, const char **why)
{
	enum json_tokener_error error;
	struct json_tokener *tok;

	/* json-c ends at a NUL; long ones cost many times their length. */
	if (len > EVENT_LINE_MAX_BYTES || !text_utf8(r->p, len))
		return true;
	tok = xjson_tokener(DEPTH_MAX);
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	json_object_put(xjson_parse(tok, r->p, (int)len));
	*offset = json_tokener_get_parse_end(tok);
	/* A number ends where something else comes: the NUL of "". */
	if (json_tokener_get_error(tok) == json_tokener_continue) {
		json_object_put(xjson_parse(tok, "", 1));
		*offset = len;
	}
	error = json_tokener_get_error(tok);
	*why = json_tokener_error_desc(error);
	json_tokener_free(tok);
	return error == json_tokener_success ||
	       error == json_tokener_error_depth;
}

/*
 * No end was found.  The fault may stand far before that, as a missing quote
 * does; so the place where the grammar breaks is the better one to tell.
 */
static enum body_got
unfinished(struct reader *r)
{
	size_t len = (size_t)(r->end - r->p), offset = 0;
	const char *why;

	if (len > EVENT_LINE_MAX_BYTES)
		len = EVENT_LINE_MAX_BYTES;
	if (!grammar(r, len, &offset, &why) && offset < len)
		return broken(r, offset, why);
	return broken(r, 0, "what starts here is unfinished");
}

/* The value at r->p as an event; r->p is behind it then. */
static enum body_got
read_value(struct reader *r)
{
	const char *end = value_end(r->p, r->end), *why;
	enum body_got got;
	size_t len, offset = 0;

	if (end == NULL)
		return unfinished(r);
	len = (size_t)(end - r->p);
	if (len == 0)
		return broken(r, 0, "an event is missing");
	if (!grammar(r, len, &offset, &why))
		return broken(r, offset, why);
	got = take(r, len);
	move_to(r, end);
	return got;
}

/* From behind the opening bracket to behind the closing one. */
static enum body_got
read_array(struct reader *r)
{
	enum body_got got = BODY_READ;

	skip_blanks(r);
	if (r->p < r->end && *r->p == ']') {
		r->p++;
		return BODY_READ;
	}
	while (r->p < r->end && (got = read_value(r)) == BODY_READ) {
		skip_blanks(r);
		if (r->p == r->end)
			break;
		if (*r->p != ',' && *r->p != ']')
			return broken(r, 0, "neither , nor ] after an event");
		if (*r->p++ == ']')
			return BODY_READ;
		skip_blanks(r);
	}
	return got == BODY_READ ? broken(r, 0, "the array has no end") : got;
}

static enum body_got
read_json(struct reader *r)
{
	enum body_got got;

	skip_blanks(r);
	if (r->p == r->end)
		return BODY_EMPTY;
	if (*r->p == '{') {
		got = read_value(r);
	} else if (*r->p == '[') {
		r->p++;
		got = read_array(r);
	} else {
		return broken(r, 0, "neither an object nor an array");
	}
	if (got != BODY_READ)
		return got;
	skip_blanks(r);
	return r->p == r->end ? got
			      : broken(r, 0, "there is more behind its end");
}

enum body_got
events_body_read(struct events_body *b, enum body_kind kind, const char *text,
    size_t bytes, const struct event_origin *origin)
{
	struct reader r = {b, origin, kind, text, text + bytes, 1, 0, 0};
	size_t line;
	char why[EVENT_WHY_BYTES];
	enum body_got got;

	memset(b, 0, sizeof(*b));
	/* Editors put a byte order mark there; it says nothing. */
	if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.p += 3;
	got = kind == BODY_NDJSON ? read_lines(&r) : read_json(&r);
	if (got == BODY_READ)
		return r.item > 0 ? BODY_READ : BODY_EMPTY;
	/* Not even the good ones: the sender shall send all of it again. */
	line = b->broken_line;
	memcpy(why, b->why, sizeof(why));
	events_body_clear(b);
	b->broken_line = line;
	memcpy(b->why, why, sizeof(why));
	return got;
}

void
events_body_clear(struct events_body *b)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		event_clear(&b->events[i]);
	free(b->events);
	free(b->refused);
	memset(b, 0, sizeof(*b));
}
