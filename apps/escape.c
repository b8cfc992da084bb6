/*
 * escape.c - foreign text as an app's markup shows it; see escape.h.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "apps/escape.h"
#include "core/xmalloc.h"

/* U+200B ZERO WIDTH SPACE. */
#define NOTHING "\u200b"

/* The longest that one byte grows to is "&quot;". */
#define GROWTH_MAX 6

/* What a byte becomes, or NULL where it stays. */
typedef const char *replace(char c);

/* There is room for it.  Returns the end. */
static char *
append(char *p, const char *s)
{
	size_t len = strlen(s);

	memcpy(p, s, len);
	return p + len;
}

static char *
replaced(const char *text, replace *by)
{
	char *out = xmalloc(GROWTH_MAX * strlen(text) + 1), *p = out;
	const char *with;

	for (; *text != '\0'; text++) {
		with = by(*text);
		if (with == NULL)
			*p++ = *text;
		else
			p = append(p, with);
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

static const char *
backtick(char c)
{
	return c == '`' ? "\u02cb" : NULL;
}

char *
escape_backtick(const char *text)
{
	return replaced(text, backtick);
}

/*
 * Before or behind each byte of set goes one mark.  Texts are long and few
 * bytes are of the set: a table is asked, not strchr().
 */
static char *
marked(
    const char *text, const char *set, const char *before, const char *behind)
{
	char *out = xmalloc(GROWTH_MAX * strlen(text) + 1), *p = out;
	bool in_set[UCHAR_MAX + 1] = {false};

	for (; *set != '\0'; set++)
		in_set[(unsigned char)*set] = true;
	for (; *text != '\0'; text++) {
		bool mark = in_set[(unsigned char)*text];

		if (mark)
			p = append(p, before);
		*p++ = *text;
		if (mark)
			p = append(p, behind);
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

char *
escape_break(const char *text, escape_where *where)
{
	/* At worst behind each byte. */
	char *out = xmalloc(GROWTH_MAX * strlen(text) + 1), *p = out;
	size_t keep;

	while (*text != '\0') {
		keep = where(text);
		if (keep == 0) {
			*p++ = *text++;
			continue;
		}
		memcpy(p, text, keep);
		p = append(p + keep, NOTHING);
		text += keep;
	}
	*p = '\0';
	return out;
}

char *
escape_percent(const char *url, const char *set)
{
	char *out = xmalloc(GROWTH_MAX * strlen(url) + 1), *p = out;
	char hex[4];

	for (; *url != '\0'; url++) {
		if (strchr(set, *url) == NULL) {
			*p++ = *url;
			continue;
		}
		snprintf(hex, sizeof(hex), "%%%02X", (unsigned char)*url);
		p = append(p, hex);
	}
	*p = '\0';
	return out;
}
