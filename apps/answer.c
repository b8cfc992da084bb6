/*
 * answer.c - what answers of apps have in common; see answer.h.
 */
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "core/retry_after.h"
#include "core/xjson.h"

static const char blanks[] = " \t\r\n";

enum answer
answer_by_status(long status)
{
	if (status >= 200 && status < 300)
		return ANSWER_ACCEPTED;
	/* Redirects are never followed: the URL is wrong. */
	if (status >= 300 && status < 400)
		return ANSWER_BROKEN;
	switch (status) {
	case 401:
	case 403:
	case 404:
	case 410:
		return ANSWER_BROKEN;
	case 408:
	case 425:
	case 429:
		return ANSWER_RETRY;
	default:
		break;
	}
	if (status >= 400 && status < 500)
		return ANSWER_REFUSED;
	if (status >= 500 && status < 600)
		return ANSWER_RETRY;
	/* No status that HTTP knows: nobody can tell what became of it. */
	return ANSWER_UNCERTAIN;
}

enum answer
answer_by_rule(
    const struct answer_rule *rules, size_t n, long status, const char *code)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((rules[i].status == 0 || rules[i].status == status) &&
		    strcmp(rules[i].code, code) == 0)
			return rules[i].answer;
	return answer_by_status(status);
}

/* Foreign text that goes to logs and pages: a word or nothing. */
void
answer_word(const char *text, size_t len, char *code)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t i;

	code[0] = '\0';
	while (len > 0 && text[0] != '\0' && strchr(blanks, text[0]) != NULL)
		text++, len--;
	while (len > 0 && text[len - 1] != '\0' &&
	       strchr(blanks, text[len - 1]) != NULL)
		len--;
	if (text == NULL || len >= APP_CODE_BYTES)
		return;
	for (i = 0; i < len; i++)
		if (text[i] == '\0' || strchr(set, text[i]) == NULL)
			return;
	memcpy(code, text, len);
	code[len] = '\0';
}

struct json_object *
answer_parse(const char *body, size_t len)
{
	struct json_tokener *tok;
	struct json_object *o;

	/* The tokener takes an int, and STRICT refuses a line end behind. */
	while (len > 0 && body[len - 1] != '\0' &&
	       strchr(blanks, body[len - 1]) != NULL)
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

/* By its length: a NUL inside would hide what follows it. */
void
answer_member(struct json_object *o, const char *name, char *code)
{
	struct json_object *v;

	code[0] = '\0';
	if (!json_object_object_get_ex(o, name, &v))
		return;
	if (json_object_is_type(v, json_type_string))
		answer_word(json_object_get_string(v),
		    (size_t)json_object_get_string_len(v), code);
}

void
answer_number(struct json_object *o, const char *name, char *code)
{
	struct json_object *v;

	code[0] = '\0';
	if (json_object_object_get_ex(o, name, &v) &&
	    json_object_is_type(v, json_type_int))
		snprintf(code, APP_CODE_BYTES, "%lld",
		    (long long)json_object_get_int64(v));
}

int64_t
answer_retry_after(struct json_object *o)
{
	struct json_object *value;

	if (!json_object_object_get_ex(o, "retry_after", &value))
		return RETRY_AFTER_NONE;
	if (!json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return RETRY_AFTER_NONE;
	return retry_after_seconds(json_object_get_double(value));
}

void
answer_none(struct answer_detail *detail)
{
	detail->code[0] = '\0';
	detail->retry_after_ms = RETRY_AFTER_NONE;
}
