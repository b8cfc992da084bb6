/*
 * xjson.c - json-c that never runs out of memory unnoticed; see xjson.h.
 */
#include <errno.h>
#include <stdio.h>

#include <json-c/json.h>

#include "core/log.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

static struct json_object *
made(struct json_object *o)
{
	if (o == NULL)
		xmalloc_failed();
	return o;
}

struct json_object *
xjson_object(void)
{
	return made(json_object_new_object());
}

struct json_object *
xjson_array(void)
{
	return made(json_object_new_array());
}

struct json_object *
xjson_string(const char *s)
{
	return made(json_object_new_string(s));
}

struct json_object *
xjson_int(int64_t n)
{
	return made(json_object_new_int64(n));
}

struct json_object *
xjson_boolean(bool b)
{
	return made(json_object_new_boolean(b));
}

struct json_object *
xjson_thousandths(int64_t n)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%lld.%03lld", (long long)(n / 1000),
	    (long long)(n % 1000));
	return made(json_object_new_double_s((double)n / 1000, digits));
}

void
xjson_add(struct json_object *o, const char *name, struct json_object *v)
{
	if (json_object_object_add(o, name, v) != 0)
		xmalloc_failed();
}

void
xjson_add_string(struct json_object *o, const char *name, const char *s)
{
	if (s != NULL)
		xjson_add(o, name, xjson_string(s));
}

/* Added while empty: it may be filled all the same, and is never forgotten. */
static struct json_object *
added(struct json_object *o, const char *name, struct json_object *v)
{
	xjson_add(o, name, v);
	return v;
}

struct json_object *
xjson_add_object(struct json_object *o, const char *name)
{
	return added(o, name, xjson_object());
}

struct json_object *
xjson_add_array(struct json_object *o, const char *name)
{
	return added(o, name, xjson_array());
}

void
xjson_append(struct json_object *list, struct json_object *v)
{
	if (json_object_array_add(list, v) != 0)
		xmalloc_failed();
}

/*
 * json-c drops what it has no memory for and goes on, with writing and with
 * reading; only errno, which malloc(3) sets, tells of it.
 */
const char *
xjson_text_length(struct json_object *o, int flags, size_t *bytes)
{
	const char *text;

	errno = 0;
	text = json_object_to_json_string_length(o, flags, bytes);
	if (text == NULL || errno == ENOMEM)
		xmalloc_failed();
	return text;
}

const char *
xjson_text(struct json_object *o, int flags)
{
	size_t bytes;

	return xjson_text_length(o, flags, &bytes);
}

struct json_tokener *
xjson_tokener(int depth)
{
	struct json_tokener *t = json_tokener_new_ex(depth);

	if (t == NULL)
		xmalloc_failed();
	return t;
}

struct json_object *
xjson_parse(struct json_tokener *t, const char *text, int len)
{
	struct json_object *o;

	errno = 0;
	o = json_tokener_parse_ex(t, text, len);
	if (errno == ENOMEM)
		xmalloc_failed();
	return o;
}
