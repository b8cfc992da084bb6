/*
 * limits_slack.c - what Slack takes: the documented numbers, in code points,
 * and the sum over all blocks, which only those know who ran into it.
 */
#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#include "tests/unit/limits.h"

/*
 * Refused from here on by what users tell: 13,172 characters with a container
 * or two.  Slack's own word is 12,000 and a buffer for containers.
 */
#define BLOCKS_JSON 13172
#define BLOCKS_TEXT 12000
/* An element was seen to weigh some 125 characters besides its text. */
#define ELEMENT 125

struct tally {
	const char *over;
	size_t blocks;
	size_t elements;
	size_t text;
};

static void
fault(struct tally *t, const char *what)
{
	if (t->over == NULL)
		t->over = what;
}

/* Code points, were & < > to be sent as entities. */
static size_t
as_entities(const char *s)
{
	size_t n = limits_points(s);

	for (; *s != '\0'; s++)
		n += *s == '&' ? 4 : *s == '<' || *s == '>' ? 3 : 0;
	return n;
}

static const char *
text_of(struct json_object *o, const char *name)
{
	const char *s = limits_text(o, name);

	return s == NULL ? "" : s;
}

static bool
is(struct json_object *o, const char *type)
{
	return strcmp(text_of(o, "type"), type) == 0;
}

/* A text of at least one and at most max characters. */
static void
check_text(struct tally *t, struct json_object *o, size_t max)
{
	const char *s = text_of(o, "text");

	if (*s == '\0')
		fault(t, "text: empty");
	if (as_entities(s) > max)
		fault(t, "text: too long");
	t->text += as_entities(s);
	t->elements++;
}

static void
check_plain(struct tally *t, struct json_object *o, size_t max)
{
	struct json_object *emoji = json_object_object_get(o, "emoji");

	if (!is(o, "plain_text"))
		fault(t, "not plain_text");
	if (emoji == NULL || json_object_get_boolean(emoji))
		fault(t, "emoji");
	check_text(t, o, max);
}

static void
check_link(struct tally *t, struct json_object *o)
{
	const char *url = text_of(o, "url");

	if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		fault(t, "link: not absolute");
	if (limits_points(url) > 3000)
		fault(t, "link: too long");
	t->text += as_entities(url);
}

static void
check_rich_text(struct tally *t, struct json_object *block)
{
	struct json_object *list = json_object_object_get(block, "elements");
	struct json_object *section = json_object_array_get_idx(list, 0), *o;
	size_t i, sum = 0;

	if (json_object_array_length(list) != 1 ||
	    !is(section, "rich_text_section"))
		fault(t, "rich_text: not one section");
	list = json_object_object_get(section, "elements");
	if (json_object_array_length(list) == 0)
		fault(t, "rich_text: empty");
	for (i = 0; i < json_object_array_length(list); i++) {
		o = json_object_array_get_idx(list, i);
		if (is(o, "link"))
			check_link(t, o);
		else if (!is(o, "text"))
			fault(t, "rich_text: neither text nor link");
		check_text(t, o, 3000);
		sum += as_entities(text_of(o, "text"));
	}
	if (sum > 3000)
		fault(t, "rich_text: too long");
}

static void
check_context(struct tally *t, struct json_object *block)
{
	struct json_object *list = json_object_object_get(block, "elements");
	size_t i, n = json_object_array_length(list);

	if (n == 0 || n > 10)
		fault(t, "context: elements");
	for (i = 0; i < n; i++)
		check_plain(t, json_object_array_get_idx(list, i), 2000);
}

static void
check_blocks(struct tally *t, struct json_object *blocks)
{
	struct json_object *o;
	size_t i;

	for (i = 0; i < json_object_array_length(blocks); i++) {
		o = json_object_array_get_idx(blocks, i);
		if (is(o, "header"))
			check_plain(t, json_object_object_get(o, "text"), 150);
		else if (is(o, "rich_text"))
			check_rich_text(t, o);
		else if (is(o, "context"))
			check_context(t, o);
		else
			fault(t, "block of another type");
		t->blocks++;
		t->elements += 2;
	}
}

/* Beside blocks, Slack allows no other member than the colour. */
static void
check_attachment(struct tally *t, struct json_object *o)
{
	const char *color = text_of(o, "color");

	if (color[0] != '#' || strlen(color) != 7 ||
	    strspn(color + 1, "0123456789ABCDEF") != 6)
		fault(t, "color");
	if (json_object_object_length(o) != 2)
		fault(t, "attachment: other members");
	check_blocks(t, json_object_object_get(o, "blocks"));
}

/* It is mrkdwn: no foreign text that could mean something there. */
static void
check_fallback(struct tally *t, struct json_object *body)
{
	const char *s = text_of(body, "text");

	if (*s == '\0' || limits_points(s) > 3000)
		fault(t, "fallback: length");
	if (strpbrk(s, "<>*_~`@#") != NULL)
		fault(t, "fallback: markup");
}

const char *
limits_slack(struct json_object *body, size_t bytes)
{
	struct json_object *blocks = json_object_object_get(body, "blocks");
	struct json_object *list = json_object_object_get(body, "attachments");
	struct tally t = {0};

	if (json_object_array_length(blocks) == 0)
		return "no blocks: text would be shown";
	if (json_object_array_length(list) != 1)
		return "not one attachment";
	check_fallback(&t, body);
	check_blocks(&t, blocks);
	check_attachment(&t, json_object_array_get_idx(list, 0));
	if (t.blocks > 50)
		fault(&t, "blocks: too many");
	if (t.text > BLOCKS_TEXT || bytes > BLOCKS_JSON)
		fault(&t, "blocks: too long");
	if (t.text + t.elements * ELEMENT > BLOCKS_JSON)
		fault(&t, "blocks: too long with what elements weigh");
	return t.over;
}
