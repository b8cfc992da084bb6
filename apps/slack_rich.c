/*
 * slack_rich.c - facts as rich text, and what Slack's elements have in common.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/facts.h"
#include "apps/slack.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* Known for text objects; taken for a block of rich text, too. */
#define TEXT_MAX 3000

/* Kept free behind a value: separator and title of its link. */
#define LINK_ROOM ((size_t)60)

/*
 * What a byte counts at worst, whichever way Slack counts: as one, or as an
 * entity in the place of & < >.  Otherwise a host named "&&&&" could have its
 * own alert refused.
 */
static size_t
cost(char c)
{
	return c == '&' || c == '<' || c == '>' ? strlen("&amp;") : 1;
}

size_t
slack_weight(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += cost(*text);
	return n;
}

/* Bytes of as many whole characters of text as weigh room or less. */
static size_t
fitting(const char *text, size_t room)
{
	size_t i, start = 0, used = 0;

	for (i = 0; text[i] != '\0'; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			start = i;
		used += cost(text[i]);
		if (used > room)
			return start;
	}
	return i;
}

struct json_object *
slack_typed(const char *type)
{
	struct json_object *o = xjson_object();

	xjson_add_string(o, "type", type);
	return o;
}

/* A text element of rich text. */
static struct json_object *
run(const char *text, bool bold)
{
	struct json_object *o = slack_typed("text"), *style;

	xjson_add_string(o, "text", text);
	if (!bold)
		return o;
	style = xjson_object();
	xjson_add(style, "bold", xjson_boolean(true));
	xjson_add(o, "style", style);
	return o;
}

/*
 * Not a button: Slack shows a warning beside one that was pressed unless its
 * app answers, and a webhook has nothing that could.
 */
static struct json_object *
link_to(const char *url, const char *title)
{
	struct json_object *o = slack_typed("link");

	xjson_add_string(o, "url", url);
	xjson_add_string(o, "text", title);
	return o;
}

/* Where lines of rich text go, and how much the last block has already. */
struct lines {
	struct json_object *blocks;
	struct json_object *runs;
	size_t used;
};

static void
new_block(struct lines *l)
{
	struct json_object *block = slack_typed("rich_text");
	struct json_object *section = slack_typed("rich_text_section");

	l->runs = xjson_add_array(section, "elements");
	l->used = 0;
	xjson_append(xjson_add_array(block, "elements"), section);
	xjson_append(l->blocks, block);
}

/* What is too long for a block goes on in the next one. */
static void
add_text(struct lines *l, const char *text)
{
	char *piece;
	size_t n;

	while (*text != '\0') {
		n = fitting(text, TEXT_MAX - LINK_ROOM - l->used);
		piece = xstrndup(text, n);
		xjson_append(l->runs, run(piece, false));
		l->used += slack_weight(piece);
		free(piece);
		text += n;
		if (*text != '\0')
			new_block(l);
	}
}

/* One line: the label, the value and where to read on. */
static void
add_fact(struct lines *l, const struct fact *f)
{
	bool first = json_object_array_length(l->runs) == 0;
	char *label = xasprintf("%s%s: ", first ? "" : "\n", f->label);

	xjson_append(l->runs, run(label, true));
	l->used += slack_weight(label);
	add_text(l, f->value);
	if (f->link != NULL) {
		xjson_append(l->runs, run(" \u00b7 ", false));
		xjson_append(l->runs, link_to(f->link, f->title));
		l->used += LINK_ROOM;
	}
	free(label);
}

/* What add_fact() adds to a block, and some. */
static size_t
fact_weight(const struct fact *f)
{
	return slack_weight(f->label) + slack_weight(f->value) + 2 * LINK_ROOM;
}

/* As few blocks as hold them: each has a distance to the next. */
void
slack_facts(struct json_object *blocks, const struct facts *facts)
{
	struct lines l = {.blocks = blocks};
	unsigned i;

	for (i = 0; i < facts->count; i++) {
		if (l.runs == NULL ||
		    l.used + fact_weight(&facts->fact[i]) > TEXT_MAX)
			new_block(&l);
		add_fact(&l, &facts->fact[i]);
	}
}

void
slack_note(struct json_object *blocks, const char *note)
{
	struct lines l = {.blocks = blocks};

	new_block(&l);
	add_text(&l, note);
}
