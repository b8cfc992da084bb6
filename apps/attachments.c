/*
 * attachments.c - messages as Slack once had them; see attachments.h.
 *
 * Titles and links over them are left alone: whether a title is read as
 * Markdown depends on the client and on what else the attachment has.  Fields
 * and the attachment's text always are.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/attachments.h"
#include "apps/fit.h"
#include "apps/headline.h"
#include "apps/markdown.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* Two values of at most so many bytes stand side by side. */
#define SHORT_BYTES 36

/* Two paragraphs, either of which may be NULL; above is taken over. */
static char *
joined(char *above, const char *below)
{
	char *both;

	if (below == NULL)
		return above;
	if (above == NULL)
		return xstrdup(below);
	both = xasprintf("%s\n\n%s", above, below);
	free(above);
	return both;
}

/*
 * The headline with the name.  Below a summary that names it already it is
 * NULL; without one it has the badge.
 */
static char *
headline(const struct attachment_style *style, const struct message *m,
    unsigned max_points)
{
	char *head = headline_text(m, max_points);
	char *plain = headline_plain(m);
	char *badge = headline_badge(m);
	char *shown = style->shown(head), *text = NULL;

	if (!style->summary_above)
		text = xasprintf("**%s:** %s", badge, shown);
	else if (strcmp(head, plain) != 0)
		text = xstrdup(shown);
	free(shown);
	free(badge);
	free(plain);
	free(head);
	return text;
}

static struct json_object *
field(const char *title, const char *value, bool is_short)
{
	struct json_object *o = xjson_object();

	xjson_add_string(o, "title", title);
	xjson_add_string(o, "value", value);
	xjson_add(o, "short", xjson_boolean(is_short));
	return o;
}

/*
 * A link stands on a line of its own below what it is about, and says that it
 * leads out of the app: these apps have no buttons that do.
 */
static struct json_object *
fact_field(const struct attachment_style *style, const struct fact *f)
{
	char *value = style->shown(f->value), *link, *both;
	struct json_object *o;

	if (f->link == NULL) {
		o = field(f->label, value, strlen(f->value) <= SHORT_BYTES);
		free(value);
		return o;
	}
	link = markdown_link(f->title, f->link);
	both = xasprintf("%s\n%s", value, link);
	o = field(f->label, both, false);
	free(both);
	free(link);
	free(value);
	return o;
}

/* The id by which the alert is found in the delivery log. */
static void
add_footer(struct json_object *o, const struct attachment_style *style,
    const struct message *m, unsigned max_points)
{
	char *foot = headline_footer(m, max_points);
	char *shown = style->shown(foot);

	if (style->footer)
		xjson_add_string(o, "footer", foot);
	else
		xjson_append(json_object_object_get(o, "fields"),
		    field("Delivery log", shown, false));
	free(shown);
	free(foot);
}

static struct json_object *
fields(const struct attachment_style *style, const struct message *m,
    struct json_object *detail, const struct fact_limits *limits)
{
	struct json_object *list = xjson_array();
	struct facts facts = {0};
	unsigned i;

	facts_build(m, detail, limits, &facts);
	for (i = 0; i < facts.count; i++)
		xjson_append(list, fact_field(style, &facts.fact[i]));
	facts_clear(&facts);
	return list;
}

/* The bar beside the fields; the badge's shape and word tell the same. */
static const char *
colour(const struct message *m)
{
	static const char *const colours[] = {
	    [TONE_INFO] = "#2f6fde",
	    [TONE_GOOD] = "#2b8a3e",
	    [TONE_WARNING] = "#e08e0b",
	    [TONE_ATTENTION] = "#d0312d",
	};

	return colours[headline_of(m).tone];
}

struct json_object *
attachments_build(const struct attachment_style *style, const struct message *m,
    struct json_object *detail, const struct fact_limits *limits)
{
	struct json_object *body = xjson_object(), *o = xjson_object();
	/* The app itself reads it as Markdown: it names only what is plain. */
	char *about = headline_summary(m);
	char *text = headline(style, m, limits->max[FACT_NAME]);

	text = joined(text, headline_note(m));
	text = joined(text, m->possible_repeat ? HEADLINE_REPEAT : NULL);
	if (style->summary_above)
		xjson_add_string(body, "text", about);
	else
		xjson_add_string(o, "fallback", about);
	xjson_add_string(o, "color", colour(m));
	xjson_add_string(o, "text", text);
	xjson_add(o, "fields", fields(style, m, detail, limits));
	add_footer(o, style, m, limits->max[FACT_NAME]);
	xjson_append(xjson_add_array(body, "attachments"), o);
	free(text);
	free(about);
	return body;
}

size_t
attachments_units(struct json_object *body)
{
	return text_units(fit_sent(body));
}
