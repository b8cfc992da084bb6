/*
 * escape.c - foreign text as an app's markup shows it; see escape.h.
 */
#include <string.h>

#include "apps/escape.h"
#include "core/xmalloc.h"

/* U+200B ZERO WIDTH SPACE. */
#define NOTHING "\u200b"

/* The longest that one byte grows to is "&quot;". */
#define GROWTH_MAX 6

/* What a byte becomes, or NULL where it stays. */
typedef const char *replace(char c);

static char *
replaced(const char *text, replace *by)
{
	char *out = xmalloc(GROWTH_MAX * strlen(text) + 1), *p = out;
	const char *with;
	size_t len;

	for (; *text != '\0'; text++) {
		with = by(*text);
		if (with == NULL) {
			*p++ = *text;
			continue;
		}
		len = strlen(with);
		memcpy(p, with, len);
		p += len;
	}
	*p = '\0';
	return out;
}

static const char *
angles(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	default:
		return NULL;
	}
}

static const char *
html(char c)
{
	if (c == '"')
		return "&quot;";
	return c == '\'' ? "&#39;" : angles(c);
}

char *
escape_html(const char *text)
{
	return replaced(text, html);
}

char *
escape_angles(const char *text)
{
	return replaced(text, angles);
}

/* Before or behind each byte of set goes one mark. */
static char *
marked(
    const char *text, const char *set, const char *before, const char *behind)
{
	char *out = xmalloc(GROWTH_MAX * strlen(text) + 1), *p = out;

	for (; *text != '\0'; text++) {
		const char *add = strchr(set, *text) != NULL ? before : "";

		memcpy(p, add, strlen(add));
		p += strlen(add);
		*p++ = *text;
		add = strchr(set, *text) != NULL ? behind : "";
		memcpy(p, add, strlen(add));
		p += strlen(add);
	}
	*p = '\0';
	return out;
}

char *
escape_backslash(const char *text, const char *set)
{
	return marked(text, set, "\\", "");
}

char *
escape_split(const char *text, const char *set)
{
	return marked(text, set, "", NOTHING);
}
