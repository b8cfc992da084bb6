/*
 * teams_answer.c - what a workflow endpoint's answer means.
 *
 * An accepted request says only that the flow was started; nothing tells
 * whether its message was posted.  Errors come as
 * {"error":{"code":"...","message":"..."}}; the message can repeat the URL
 * and is never read.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/teams.h"
#include "core/xjson.h"

/* Where the code says more than the status alone. */
static const struct {
	long status;
	const char *code;
	enum answer answer;
} known[] = {
    /* The flow is off, or deleted: a deleted one answers 400 too. */
    {400, "WorkflowTriggerIsNotEnabled", ANSWER_BROKEN},
    /* The query was lost on the way into the settings. */
    {400, "MissingApiVersionParameter", ANSWER_BROKEN},
    /* The flow ran without answering: the message may be posted. */
    {502, "NoResponse", ANSWER_UNCERTAIN},
};

static bool
is_word(const char *s)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t len = strlen(s);

	return len > 0 && len < APP_CODE_BYTES && s[strspn(s, set)] == '\0';
}

/* error.code of a parsed body, or NULL. */
static const char *
error_code(struct json_object *body)
{
	struct json_object *error, *code;

	if (!json_object_object_get_ex(body, "error", &error) ||
	    !json_object_object_get_ex(error, "code", &code) ||
	    !json_object_is_type(code, json_type_string))
		return NULL;
	/* A NUL inside would hide what follows it. */
	if (strlen(json_object_get_string(code)) !=
	    (size_t)json_object_get_string_len(code))
		return NULL;
	return json_object_get_string(code);
}

static void
read_code(const char *body, size_t len, char *code)
{
	struct json_tokener *tok;
	struct json_object *o;
	const char *word;

	code[0] = '\0';
	/* The tokener takes an int, and STRICT refuses a line end behind. */
	while (len > 0 && strchr(" \t\r\n", body[len - 1]) != NULL)
		len--;
	if (len == 0 || len > INT32_MAX)
		return;
	tok = xjson_tokener(JSON_TOKENER_DEFAULT_DEPTH);
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = xjson_parse(tok, body, (int)len);
	if (json_tokener_get_error(tok) == json_tokener_success) {
		word = error_code(o);
		if (word != NULL && is_word(word))
			memcpy(code, word, strlen(word) + 1);
	}
	json_object_put(o);
	json_tokener_free(tok);
}

static enum answer
by_status(long status)
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
teams_classify(long status, const char *body, size_t len, char *code)
{
	size_t i;

	read_code(body, len, code);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status &&
		    strcmp(known[i].code, code) == 0)
			return known[i].answer;
	return by_status(status);
}
