/*
 * event_json.c - strict JSON on top of json-c; see event_json.h.
 *
 * A first pass over the text refuses what json-c lets through even with its
 * strict flag; it needs no recursion, so that hostile depth costs nothing.
 * It does not judge the grammar as a whole: json-c does, right after it.
 *
 * Strictness is for the reader behind us: the detail is stored and sent on,
 * and two parsers that read one text differently are how something gets past a
 * check.
 */
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/xjson.h"

#define BLANKS " \t\r\n"

/* The pass: where it is, what it has counted, what it found wrong. */
struct scan {
	const char *p;
	const char *end;
	unsigned depth;
	unsigned max_depth;
	size_t members; /* each member has one colon outside of strings */
	const char *flaw;
};

/* From the opening quote to behind the closing one. */
static void
scan_string(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '"'; s->p++) {
		unsigned char c = (unsigned char)*s->p;

		if (c < 0x20) {
			s->flaw = "a control character in a string";
			return;
		}
		if (c != '\\')
			continue;
		s->p++;
		/* C strings would end there: a name cut short unnoticed. */
		if (s->end - s->p >= 5 && memcmp(s->p, "u0000", 5) == 0) {
			s->flaw = "a NUL in a string";
			return;
		}
	}
	if (s->p < s->end)
		s->p++;
}

/*
 * May stop at the NUL behind the text, never past it: the text ends with one.
 */
static size_t
digits(struct scan *s)
{
	size_t n = strspn(s->p, "0123456789");

	s->p += n;
	return n;
}

/*
 * json-c also takes 1. and 01.5, and writes them out as they came: nobody
 * else could read that.
 */
static void
scan_number(struct scan *s)
{
	size_t n;
	bool zero, good;

	if (*s->p == '-')
		s->p++;
	zero = *s->p == '0';
	n = digits(s);
	good = n > 0 && !(zero && n > 1);
	if (good && *s->p == '.') {
		s->p++;
		good = digits(s) > 0;
	}
	if (good && (*s->p == 'e' || *s->p == 'E')) {
		s->p++;
		if (*s->p == '+' || *s->p == '-')
			s->p++;
		good = digits(s) > 0;
	}
	if (!good)
		s->flaw = "a number that is not JSON's";
}

/* One byte outside of strings and numbers. */
static void
scan_byte(struct scan *s)
{
	switch (*s->p++) {
	case '{':
	case '[':
		if (++s->depth > s->max_depth)
			s->flaw = "nested deeper than 16 levels";
		break;
	case '}':
	case ']':
		if (s->depth > 0)
			s->depth--;
		break;
	case ':':
		s->members++;
		break;
	case 'N':
	case 'I':
		s->flaw = "NaN or Infinity, which JSON has not";
		break;
	case '\'':
		s->flaw = "a single quote outside of a string";
		break;
	default:
		break;
	}
}

/*
 * Always moves on by a byte at least, so it ends however broken the text is.
 */
static void
scan_all(struct scan *s)
{
	while (s->p < s->end && s->flaw == NULL) {
		if (*s->p == '"')
			scan_string(s);
		else if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
			scan_number(s);
		else
			scan_byte(s);
	}
}

/* Past the first pass: the grammar, by json-c. */
static struct json_object *
tokenize(const char *text, size_t len, unsigned max_depth, char *why)
{
	/* json-c's depth counts scalars as well: one level to spare. */
	struct json_tokener *tok = xjson_tokener((int)max_depth + 2);
	struct json_object *o;
	enum json_tokener_error error;

	/*
	 * Strict also refuses what stands behind the value: two objects in one
	 * line are two events, of which json-c alone would see the first.
	 */
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = xjson_parse(tok, text, (int)len);
	error = json_tokener_get_error(tok);
	if (error != json_tokener_success) {
		snprintf(why, EVENT_WHY_BYTES, "%s at byte %zu",
		    error == json_tokener_continue
			? "unfinished"
			: json_tokener_error_desc(error),
		    json_tokener_get_parse_end(tok));
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(tok);
	return o;
}

struct json_object *
event_json_read(const char *text, size_t len, unsigned max_depth, char *why)
{
	struct scan s = {.max_depth = max_depth};
	size_t lead = strspn(text, BLANKS);

	text += lead;
	len -= lead;
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		len--;
	if (len == 0 || (*text != '{' && *text != '[')) {
		snprintf(why, EVENT_WHY_BYTES, "neither object nor array");
		return NULL;
	}
	if (len > EVENT_LINE_MAX_BYTES) {
		snprintf(why, EVENT_WHY_BYTES, "more than %d bytes",
		    EVENT_LINE_MAX_BYTES);
		return NULL;
	}
	s.p = text;
	s.end = text + len;
	scan_all(&s);
	if (s.flaw != NULL) {
		snprintf(why, EVENT_WHY_BYTES, "%s", s.flaw);
		return NULL;
	}
	return tokenize(text, len, max_depth, why);
}

/* All members of all objects in o; its depth is bounded by its reader. */
static size_t
members_of(const struct json_object *o)
{
	size_t n = 0, i;

	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value)
		{
			(void)name;
			n += 1 + members_of(value);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (i = 0; i < json_object_array_length(o); i++)
			n += members_of(json_object_array_get_idx(o, i));
	}
	return n;
}

/*
 * json-c has no hook for it.  But each member of the text has one colon, and a
 * member that replaced another is missing in the object: so counting is
 * enough.
 */
bool
event_json_twice(const char *text, size_t len, const struct json_object *o)
{
	struct scan s = {.p = text, .end = text + len};

	s.max_depth = (unsigned)-1;
	scan_all(&s);
	return s.members != members_of(o);
}

const char *
event_json_text(struct json_object *o)
{
	return xjson_text(
	    o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}
