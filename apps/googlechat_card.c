/*
 * googlechat_card.c - an alert as a card of Google Chat (cardsV2).
 *
 * Texts of a card read a little HTML, so all foreign text has its references.
 * What the header and labels read is not documented: they have constant words
 * alone.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "apps/escape.h"
#include "apps/fit.h"
#include "apps/googlechat.h"
#include "apps/headline.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * Clients may turn an address into a link by themselves.  Only what starts
 * like one is broken up: names and IP addresses stay as they are, to be copied
 * and searched for.
 */
static size_t
address(const char *at)
{
	if (strncmp(at, "://", 3) == 0)
		return 1;
	return strncasecmp(at, "www.", 4) == 0 ? 3 : 0;
}

/*
 * Foreign text as a card shows it: as it is.  References first, for the other
 * one makes nothing that HTML would read.
 */
static char *
inert(const char *text)
{
	char *html = escape_html(text);
	char *safe = escape_break(html, address);

	free(html);
	return safe;
}

/* A new widget of that kind at the end of widgets; what is in it. */
static struct json_object *
widget(struct json_object *widgets, const char *kind)
{
	struct json_object *o = xjson_object();

	xjson_append(widgets, o);
	return xjson_add_object(o, kind);
}

/* html is ours, with foreign text inert. */
static void
add_paragraph(struct json_object *widgets, const char *html)
{
	xjson_add_string(widget(widgets, "textParagraph"), "text", html);
}

/*
 * Colour is on the shape alone: it has to be told from white and from black,
 * as themes differ, and there is none that text would be easy to read in on
 * both.
 */
static void
add_headline(struct json_object *widgets, const struct message *m, unsigned max)
{
	static const char *const colours[] = {
	    [TONE_INFO] = "#1a73e8",
	    [TONE_GOOD] = "#188038",
	    [TONE_WARNING] = "#b06000",
	    [TONE_ATTENTION] = "#d93025",
	};
	struct headline h = headline_of(m);
	char *head = headline_text(m, max), *safe = inert(head);
	char *html = xasprintf("<font color=\"%s\">%s</font> <b>%s</b>",
	    colours[h.tone], h.shape, safe);

	add_paragraph(widgets, html);
	free(html);
	free(safe);
	free(head);
}

/*
 * Label above value, as narrow as a card is on a phone.  The label never
 * wraps; ours are short.
 */
static void
add_fact(struct json_object *widgets, const struct fact *f)
{
	struct json_object *o = widget(widgets, "decoratedText");
	char *safe = inert(f->value);

	xjson_add_string(o, "topLabel", f->label);
	xjson_add_string(o, "text", safe);
	/* Else a reason is one line and three dots. */
	xjson_add(o, "wrapText", xjson_boolean(true));
	free(safe);
}

/*
 * One button for each fact with a link.  A link is never laid over text: a
 * reader should see that a click leads out of the app.
 */
static void
add_buttons(struct json_object *widgets, const struct facts *facts)
{
	struct json_object *buttons = NULL, *o;
	unsigned i;

	for (i = 0; i < facts->count; i++) {
		if (facts->fact[i].link == NULL)
			continue;
		if (buttons == NULL)
			buttons = xjson_add_array(
			    widget(widgets, "buttonList"), "buttons");
		o = xjson_object();
		xjson_add_string(o, "text", facts->fact[i].title);
		xjson_add_string(
		    xjson_add_object(
			xjson_add_object(o, "onClick"), "openLink"),
		    "url", facts->fact[i].link);
		xjson_append(buttons, o);
	}
}

/* A new section, which clients set apart by a line; its widgets. */
static struct json_object *
section(struct json_object *sections)
{
	struct json_object *o = xjson_object();

	xjson_append(sections, o);
	return xjson_add_array(o, "widgets");
}

/*
 * The id by which this alert is found in the delivery log, and whether the
 * reader may have seen it before.
 */
static void
add_footer(struct json_object *widgets, const struct message *m, unsigned max)
{
	char *text = headline_footer(m, max), *safe = inert(text);

	add_paragraph(widgets, safe);
	if (m->possible_repeat)
		add_paragraph(widgets, "<b>" HEADLINE_REPEAT "</b>");
	free(safe);
	free(text);
}

/*
 * The header has the badge alone: it is cut after two lines, and what HTML it
 * reads is not documented.  All widgets together are some 20 of 100.
 */
static void
fill_card(struct json_object *card, const struct message *m,
    const struct facts *facts, unsigned max)
{
	char *badge = headline_badge(m);
	struct json_object *sections, *widgets;
	unsigned i;

	xjson_add_string(xjson_add_object(card, "header"), "title", badge);
	sections = xjson_add_array(card, "sections");
	widgets = section(sections);
	add_headline(widgets, m, max);
	if (headline_note(m) != NULL)
		add_paragraph(widgets, headline_note(m));
	for (i = 0; i < facts->count; i++)
		add_fact(widgets, &facts->fact[i]);
	add_buttons(widgets, facts);
	add_footer(section(sections), m, max);
	free(badge);
}

/*
 * What notifications say, and clients that show no cards.  Not `text`: that
 * stands above the card, and everything would be told twice.
 */
static void
add_fallback(struct json_object *body, const struct message *m)
{
	char *text = headline_summary(m);

	xjson_add_string(body, "fallbackText", text);
	free(text);
}

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *body = xjson_object();
	struct json_object *card = xjson_object();
	struct facts facts = {0};

	facts_build(m, detail, limits, &facts);
	add_fallback(body, m);
	xjson_append(xjson_add_array(body, "cardsV2"), card);
	xjson_add_string(card, "cardId", "alert");
	fill_card(
	    xjson_add_object(card, "card"), m, &facts, limits->max[FACT_NAME]);
	facts_clear(&facts);
	return body;
}

char *
googlechat_format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = fit_bytes,
	    .max = GOOGLECHAT_BODY_MAX,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}
