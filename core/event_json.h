/*
 * event_json.h - JSON text to objects and back, as strict as RFC 8259 where
 * json-c is not.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_JSON_H
#define TOCSIN_EVENT_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/*
 * event_json_read(text, len, max_depth, why): the object or array that text
 * holds, blanks around it allowed.  text is UTF-8 (text_utf8()) and NUL-ended
 * at len.  Refused beside what json-c refuses: nesting deeper than max_depth,
 * NUL and control characters in strings, NaN and Infinity, quotes and numbers
 * that are not JSON's, and a scalar.  Returns NULL and the bare reason in
 * why, which has EVENT_WHY_BYTES.  The caller puts the object.
 */
struct json_object *event_json_read(
    const char *text, size_t len, unsigned max_depth, char *why);

/*
 * event_json_twice(text, len, o): whether some object in text, which o was
 * read from, has a member twice.  json-c keeps the last one silently, and the
 * next reader may keep the first.
 */
bool event_json_twice(
    const char *text, size_t len, const struct json_object *o);

/*
 * event_json_text(o): o on one line without blanks.  Owned by o, good until
 * o changes.
 */
const char *event_json_text(struct json_object *o);

#endif
