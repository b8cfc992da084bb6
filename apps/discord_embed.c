/*
 * discord_embed.c - an alert as a Discord message with one embed.
 *
 * Facts are lines of the embed's description and not its fields: a field
 * holds 1,024 characters, which a reason or a list of detections can exceed
 * while others use a few; a description is filled by what there is to tell.
 *
 * A description and a title read Markdown, and have a backslash against it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/discord.h"
#include "apps/escape.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * Emphasis, code and spoilers; links, mentions, emoji, times and links to
 * channels.  A colon ends all that a client would make a link of by itself.
 * What means something at the start of a line only is left alone: our own
 * words stand there.
 */
#define MARKUP "\\`*_~|<>[]@:"

/*
 * All links on a line of their own, under constant words: a reader should see
 * that a click leads out of the app.
 */
static void
write_links(FILE *f, const struct facts *facts)
{
	const char *before = "\n";
	unsigned i;
	char *url;

	for (i = 0; i < facts->count; i++) {
		const struct fact *one = &facts->fact[i];

		if (one->link == NULL || strlen(one->link) > DISCORD_LINK_MAX)
			continue;
		/* A bracket would end the link. */
		url = escape_percent(one->link, "()");
		fprintf(f, "%s[%s](%s)", before, one->title, url);
		free(url);
		before = " \u00b7 ";
	}
	/* There was one. */
	if (*before == ' ')
		putc('\n', f);
}

/*
 * One fact a line.  Labels are constant and stand first, so that no foreign
 * text begins a line; what is cleaned has no line ends of its own.
 */
static void
write_all(FILE *f, const struct message *m, const struct facts *facts)
{
	unsigned i;
	char *value;

	if (headline_note(m) != NULL)
		fprintf(f, "%s\n\n", headline_note(m));
	for (i = 0; i < facts->count; i++) {
		value = escape_backslash(facts->fact[i].value, MARKUP);
		fprintf(f, "**%s:** %s\n", facts->fact[i].label, value);
		free(value);
	}
	write_links(f, facts);
	if (m->possible_repeat)
		fprintf(f, "\n**%s**\n", HEADLINE_REPEAT);
}

/* Never empty: there is no alert without a fact. */
static char *
description(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct facts facts = {0};
	char *text = NULL;
	size_t bytes = 0;
	FILE *f = xmemstream(&text, &bytes);

	facts_build(m, detail, limits, &facts);
	write_all(f, m, &facts);
	facts_clear(&facts);
	xmemstream_close(f);
	/* A blank at the end is stripped there, and would count here. */
	while (bytes > 0 && text[bytes - 1] == '\n')
		text[--bytes] = '\0';
	return text;
}

/*
 * At most 200 units of names, each point being one of two, and a few words:
 * a title has room for 256.  A check's has two names.  Facts tell them whole.
 */
static char *
title(const struct message *m, unsigned max_points)
{
	unsigned room = m->kind == MESSAGE_SYSTEM ? 50 : 100;
	char *head = headline_text(m, max_points < room ? max_points : room);
	char *safe = escape_backslash(head, MARKUP);

	free(head);
	return safe;
}

/* Colours that stand out from the light theme and from the dark one. */
static struct json_object *
embed(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	static const int colours[] = {
	    [TONE_INFO] = 0x3b7dd8,
	    [TONE_GOOD] = 0x2e9e5b,
	    [TONE_WARNING] = 0xe0a100,
	    [TONE_ATTENTION] = 0xd13438,
	};
	struct json_object *o = xjson_object();
	char *head = title(m, limits->max[FACT_NAME]);
	char *text = description(m, detail, limits);
	char *id = headline_footer(m, limits->max[FACT_NAME]);

	xjson_add_string(o, "title", head);
	xjson_add_string(o, "description", text);
	xjson_add(o, "color", xjson_int(colours[headline_of(m).tone]));
	/* No Markdown is read there. */
	xjson_add_string(xjson_add_object(o, "footer"), "text", id);
	free(id);
	free(text);
	free(head);
	return o;
}

/*
 * The content is what a notification reads out, and all that is left where a
 * reader has turned embeds off.  The list of mentions that may notify somebody
 * is empty.
 */
static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();
	char *text = headline_summary(m), *name;

	xjson_add_string(o, "content", text);
	/* A forum's list of posts shows it: the same words as a notification.
	 */
	if (m->option) {
		name = text_clean(text, DISCORD_THREAD_NAME_MAX);
		xjson_add_string(o, "thread_name", name);
		free(name);
	}
	xjson_add_array(xjson_add_object(o, "allowed_mentions"), "parse");
	xjson_append(xjson_add_array(o, "embeds"), embed(m, detail, limits));
	free(text);
	return o;
}

/*
 * Of the description alone.  All else is short by how it is made, and with it
 * 6,000 characters over all of an embed are not reached.
 */
static size_t
length(struct json_object *body)
{
	struct json_object *embeds = json_object_object_get(body, "embeds");
	struct json_object *o = json_object_array_get_idx(embeds, 0);

	return text_units(
	    json_object_get_string(json_object_object_get(o, "description")));
}

char *
discord_format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = length,
	    .max = DISCORD_DESCRIPTION_MAX,
	    .most = {{[FACT_TEXT] = DISCORD_DESCRIPTION_MAX,
		[FACT_NAME] = FACT_NAME_POINTS}},
	};

	return fit_text(fit_body(&fit, m), len);
}
