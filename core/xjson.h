/*
 * xjson.h - json-c that never runs out of memory unnoticed.
 *
 * json-c tells of a lack of memory by NULL, which is a JSON null to its other
 * functions, or not at all: text that it writes or reads is then cut short.
 * These end the process instead, as xmalloc() does.
 */
#ifndef TOCSIN_XJSON_H
#define TOCSIN_XJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;
struct json_tokener;

/* A new value, the caller's until it is added to another one. */
struct json_object *xjson_object(void);
struct json_object *xjson_array(void);
struct json_object *xjson_string(const char *s);
struct json_object *xjson_int(int64_t n);
struct json_object *xjson_boolean(bool b);

/*
 * xjson_thousandths(n): n / 1000 with three digits behind the point, which a
 * double would not write the same everywhere; n is not negative.
 */
struct json_object *xjson_thousandths(int64_t n);

/* xjson_add(o, name, v): o.name = v, which is taken over; NULL is null. */
void xjson_add(struct json_object *o, const char *name, struct json_object *v);

/*
 * xjson_add_string(o, name, s): o.name = s; no member at all where s is NULL.
 * xjson_add_object(o, name), xjson_add_array(o, name): a new empty one as
 * o.name; it is returned, and o has it.
 */
void xjson_add_string(struct json_object *o, const char *name, const char *s);
struct json_object *xjson_add_object(struct json_object *o, const char *name);
struct json_object *xjson_add_array(struct json_object *o, const char *name);

/* xjson_append(list, v): v, which is taken over, at the end of the list. */
void xjson_append(struct json_object *list, struct json_object *v);

/*
 * xjson_text(o, flags): o as text by JSON_C_TO_STRING_*; valid until the next
 * call for o, or its end.  xjson_text_length() gives its bytes as well.
 */
const char *xjson_text(struct json_object *o, int flags);
const char *xjson_text_length(struct json_object *o, int flags, size_t *bytes);

/* xjson_tokener(depth): a parser; the caller frees it. */
struct json_tokener *xjson_tokener(int depth);

/* xjson_parse(t, text, len): as json_tokener_parse_ex(). */
struct json_object *xjson_parse(
    struct json_tokener *t, const char *text, int len);

#endif
