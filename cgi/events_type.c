/*
 * events_type.c - what the Content-Type of a call with events says; see
 * events_body.h.
 */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "cgi/events_body.h"

#define OWS " \t"

/* Media types that are taken; the last two are names in use for NDJSON. */
static const struct {
	const char *name;
	enum body_kind kind;
} types[] = {
    {"application/json", BODY_JSON},
    {"application/x-ndjson", BODY_NDJSON},
    {"application/ndjson", BODY_NDJSON},
    {"application/jsonl", BODY_NDJSON},
};

/* Whether len bytes at text are that word, in any letter case. */
static bool
is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(text, word, len) == 0;
}

/* A value, bare or in quotes, from behind the equals sign. */
static bool
is_utf8(const char *value, size_t len)
{
	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		value++;
		len -= 2;
	}
	return is_word(value, len, "utf-8") || is_word(value, len, "utf8");
}

/*
 * Parameters say nothing about the body but for charset, which would make
 * other text of the same bytes.
 */
static bool
parameters_fine(const char *p)
{
	size_t len, name;

	while (*p == ';') {
		p++;
		p += strspn(p, OWS);
		len = strcspn(p, ";");
		name = strcspn(p, "=;");
		while (len > 0 && strchr(OWS, p[len - 1]) != NULL)
			len--;
		if (name < len && is_word(p, name, "charset") &&
		    !is_utf8(p + name + 1, len - name - 1))
			return false;
		p += strcspn(p, ";");
	}
	return *p == '\0';
}

enum body_kind
events_body_kind(const char *type)
{
	size_t len = strcspn(type, ";" OWS), i;
	const char *rest = type + len + strspn(type + len, OWS);

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (is_word(type, len, types[i].name))
			return parameters_fine(rest) ? types[i].kind
						     : BODY_UNKNOWN;
	return BODY_UNKNOWN;
}
