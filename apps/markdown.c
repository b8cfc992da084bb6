/*
 * markdown.c - foreign text and links for apps that read Markdown; see
 * markdown.h.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/markdown.h"
#include "core/xmalloc.h"

/* The longest that one byte grows to is "&#126;", or "%3B" in a URL. */
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

char *
markdown_text(const char *text)
{
	size_t room = GROWTH_MAX * strlen(text) + sizeof("\u200b");
	char *out = xmalloc(room), *p = out;

	if (starts_blank(text))
		p += snprintf(p, room, "\u200b");
	for (; *text != '\0'; text++) {
		if (strchr(marks, *text) != NULL)
			p += snprintf(
			    p, room - (size_t)(p - out), "&#%d;", *text);
		else
			*p++ = *text;
	}
	*p = '\0';
	return out;
}

/*
 * A parenthesis could end the link, and a semicolon a character reference
 * that the URL only seems to hold: "&lt;".  Inside of a path or query they
 * say the same in hexadecimal.
 */
char *
markdown_link(const char *title, const char *url)
{
	size_t room = GROWTH_MAX * strlen(url) + 1;
	char *safe = xmalloc(room), *p = safe, *link;

	for (; *url != '\0'; url++) {
		if (strchr("();", *url) != NULL)
			p += snprintf(p, room - (size_t)(p - safe), "%%%02X",
			    (unsigned)*url);
		else
			*p++ = *url;
	}
	*p = '\0';
	link = xasprintf("[%s](%s)", title, safe);
	free(safe);
	return link;
}
