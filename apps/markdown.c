/*
 * markdown.c - foreign text and links for apps that read Markdown; see
 * markdown.h.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "apps/escape.h"
#include "apps/markdown.h"
#include "core/xmalloc.h"

/* The longest that one byte grows to is "&#126;". */
#define GROWTH_MAX 6

/*
 * Emphasis, code, links, images, autolinks by ':' and '.', headings, lists,
 * quotes, tables, HTML, formulas, mentions, hashtags, channels, emoji; and
 * '^' and '=', which some extensions read.  Others mean nothing by themselves.
 */
static const char marks[] = "!#$&()*+-.:<=>@[\\]^_`{|}~";

/*
 * Blanks at the start of a line may make it a code block.  One renderer reads
 * a no-break space as a blank.
 */
static bool
starts_blank(const char *text)
{
	return *text == ' ' || strncmp(text, "\u00a0", 2) == 0;
}

/* As printf("&#%d;"), but this is most of what makes a long message. */
static char *
reference(char *p, char c)
{
	*p++ = '&';
	*p++ = '#';
	if (c >= 100)
		*p++ = '1';
	*p++ = (char)('0' + c / 10 % 10);
	*p++ = (char)('0' + c % 10);
	*p++ = ';';
	return p;
}

/* All ASCII: what has its highest bit set is no mark. */
static char *
referenced(const char *text)
{
	static const char blank[] = "\u200b";
	char *out = xmalloc(GROWTH_MAX * strlen(text) + sizeof(blank));
	char *p = out;
	bool is_mark[UCHAR_MAX + 1] = {false};
	const char *c;

	for (c = marks; *c != '\0'; c++)
		is_mark[(unsigned char)*c] = true;
	if (starts_blank(text)) {
		memcpy(p, blank, strlen(blank));
		p += strlen(blank);
	}
	for (; *text != '\0'; text++)
		if (is_mark[(unsigned char)*text])
			p = reference(p, *text);
		else
			*p++ = *text;
	*p = '\0';
	return out;
}

/* What is split is a reference by then, and the space stands behind that. */
char *
markdown_text(const char *text, const char *apart)
{
	char *split = escape_split(text, apart);
	char *out = referenced(split);

	free(split);
	return out;
}

/*
 * A parenthesis could end the link, and a semicolon a character reference
 * that the URL only seems to hold: "&lt;".
 */
char *
markdown_link(const char *title, const char *url)
{
	char *safe = escape_percent(url, "();");
	char *link = xasprintf("[%s](%s)", title, safe);

	free(safe);
	return link;
}
