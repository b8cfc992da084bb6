/*
 * body.c - what the bodies of apps' answers have in common; see body.h.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/body.h"
#include "core/retry_after.h"
#include "core/xjson.h"

struct json_object *
body_parse(const char *body, size_t len)
{
	struct json_tokener *tok;
	struct json_object *o;

	/* The tokener takes an int, and STRICT refuses a line end behind. */
	while (len > 0 && body[len - 1] != '\0' &&
	       strchr(" \t\r\n", body[len - 1]) != NULL)
		len--;
	if (len == 0 || len > INT32_MAX)
		return NULL;
	tok = xjson_tokener(JSON_TOKENER_DEFAULT_DEPTH);
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = xjson_parse(tok, body, (int)len);
	if (json_tokener_get_error(tok) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(tok);
	return o;
}

int64_t
body_retry_after(struct json_object *o)
{
	struct json_object *value;

	if (!json_object_object_get_ex(o, "retry_after", &value))
		return RETRY_AFTER_NONE;
	if (!json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return RETRY_AFTER_NONE;
	return retry_after_seconds(json_object_get_double(value));
}
