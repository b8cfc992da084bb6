/*
 * teams_card.c - an alert as an Adaptive Card.
 *
 * Version 1.4 with elements known since 1.2: cards marked 1.5 were not shown
 * by some clients.  Whoever names a host may choose any text, and TextBlock
 * and FactSet read Markdown; so the card has neither, and every text stands
 * in a TextRun, which reads none.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/escape.h"
#include "apps/facts.h"
#include "apps/headline.h"
#include "apps/teams.h"
#include "core/xjson.h"

/*
 * How a line of text looks; NULL members are left to the client, whose
 * defaults follow the reader's theme and contrast.
 */
struct look {
	const char *size;
	const char *weight;
	const char *spacing;
	bool subtle;
};

/*
 * Every look there is.  None sets a colour: the banner's style carries the
 * tone, and the client picks colours that go with it.
 */
static const struct look look_badge = {.weight = "Bolder"};
static const struct look look_head = {"Large", "Bolder", "Small", false};
static const struct look look_label = {.subtle = true};
static const struct look look_value = {0};
static const struct look look_note = {.spacing = "Medium"};
static const struct look look_foot = {"Small", NULL, "Small", true};
static const struct look look_repeat = {"Small", "Bolder", "Small", false};

/*
 * Members keep the order in which they are added: same alert, same bytes.  The
 * log keeps the SHA-256 of what was sent, and a later rendering is held
 * against it.
 */
static struct json_object *
element(const char *type)
{
	struct json_object *o = xjson_object();

	xjson_add_string(o, "type", type);
	return o;
}

/*
 * Clients expand {{DATE()}} and {{TIME()}} in any text.  A zero-width space
 * between two braces shows nothing and ends that.
 */
static size_t
between_braces(const char *at)
{
	return at[0] == '{' && at[1] == '{';
}

/*
 * A line of text; the only place where text enters a card's body, so that no
 * caller can forget to make it inert.
 */
static struct json_object *
line(const char *text, const struct look *look)
{
	struct json_object *o = element("RichTextBlock");
	struct json_object *run = element("TextRun");
	char *safe = escape_break(text, between_braces);

	xjson_add_string(run, "text", safe);
	xjson_add_string(run, "size", look->size);
	xjson_add_string(run, "weight", look->weight);
	if (look->subtle)
		xjson_add(run, "isSubtle", xjson_boolean(true));
	xjson_add_string(o, "spacing", look->spacing);
	xjson_append(xjson_add_array(o, "inlines"), run);
	free(safe);
	return o;
}

static struct json_object *
column(const char *width, const char *text, const struct look *look)
{
	struct json_object *o = element("Column");

	xjson_add_string(o, "width", width);
	xjson_append(xjson_add_array(o, "items"), line(text, look));
	return o;
}

/*
 * One fact: label and value side by side, as a FactSet would show them.  A
 * set for each fact keeps the two level where the value takes many lines.
 */
static struct json_object *
row(const struct fact *f)
{
	struct json_object *o = element("ColumnSet");
	struct json_object *columns;

	xjson_add_string(o, "spacing", "Small");
	columns = xjson_add_array(o, "columns");
	xjson_append(columns, column("130px", f->label, &look_label));
	xjson_append(columns, column("stretch", f->value, &look_value));
	return o;
}

/*
 * In a container of its own, for one distance to the banner and not one for
 * each row.
 */
static struct json_object *
rows(const struct facts *facts)
{
	struct json_object *o = element("Container");
	struct json_object *items;
	unsigned i;

	xjson_add_string(o, "spacing", "Medium");
	items = xjson_add_array(o, "items");
	for (i = 0; i < facts->count; i++)
		xjson_append(items, row(&facts->fact[i]));
	return o;
}

/* The coloured top of the card; it must say enough to be read alone. */
static struct json_object *
banner(const struct message *m, unsigned max_points)
{
	/*
	 * The container styles of the schema since 1.2; the client picks
	 * colours to go with its theme.
	 */
	static const char *const styles[] = {
	    [TONE_INFO] = "accent",
	    [TONE_GOOD] = "good",
	    [TONE_WARNING] = "warning",
	    [TONE_ATTENTION] = "attention",
	};
	struct json_object *o = element("Container");
	struct json_object *items;
	char *badge = headline_badge(m);
	char *head = headline_text(m, max_points);

	xjson_add_string(o, "style", styles[headline_of(m).tone]);
	xjson_add(o, "bleed", xjson_boolean(true));
	items = xjson_add_array(o, "items");
	xjson_append(items, line(badge, &look_badge));
	xjson_append(items, line(head, &look_head));
	free(head);
	free(badge);
	return o;
}

/*
 * The id by which this alert is found in the delivery log, and whether the
 * reader may have seen it before.
 */
static struct json_object *
footer(const struct message *m, unsigned max_points)
{
	struct json_object *o = element("Container");
	struct json_object *items;
	char *text = headline_footer(m, max_points);

	xjson_add_string(o, "spacing", "Medium");
	xjson_add(o, "separator", xjson_boolean(true));
	items = xjson_add_array(o, "items");
	xjson_append(items, line(text, &look_foot));
	if (m->possible_repeat)
		xjson_append(items, line(HEADLINE_REPEAT, &look_repeat));
	free(text);
	return o;
}

/*
 * One button for each fact with a link.  A link is never laid over text: a
 * reader should see that a click leads out of the app.
 */
static void
add_actions(struct json_object *card, const struct facts *facts)
{
	struct json_object *actions = NULL;
	struct json_object *o;
	unsigned i;

	for (i = 0; i < facts->count; i++) {
		if (facts->fact[i].link == NULL)
			continue;
		if (actions == NULL)
			actions = xjson_add_array(card, "actions");
		o = element("Action.OpenUrl");
		xjson_add_string(o, "title", facts->fact[i].title);
		xjson_add_string(o, "url", facts->fact[i].link);
		xjson_append(actions, o);
	}
}

/*
 * What a client shows that can't show the card; it may read Markdown.  So the
 * name stands there only if it is plain, and the shape and the word stay.
 */
static void
add_fallback(struct json_object *card, const struct message *m)
{
	char *text = headline_summary(m);

	xjson_add_string(card, "fallbackText", text);
	free(text);
}

/*
 * All memory ends up in the card, which the caller puts; facts are only read
 * while it is being made.
 */
struct json_object *
teams_build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *card = xjson_object();
	struct json_object *body;
	struct facts facts = {0};

	facts_build(m, detail, limits, &facts);
	xjson_add_string(card, "$schema",
	    "http://adaptivecards.io/schemas/adaptive-card.json");
	xjson_add_string(card, "type", "AdaptiveCard");
	xjson_add_string(card, "version", "1.4");
	xjson_add_string(xjson_add_object(card, "msteams"), "width", "Full");
	add_fallback(card, m);
	body = xjson_add_array(card, "body");
	xjson_append(body, banner(m, limits->max[FACT_NAME]));
	if (headline_note(m) != NULL)
		xjson_append(body, line(headline_note(m), &look_note));
	xjson_append(body, rows(&facts));
	xjson_append(body, footer(m, limits->max[FACT_NAME]));
	add_actions(card, &facts);
	facts_clear(&facts);
	return card;
}
