/*
 * editor_view.c - the form of a destination as a page; see editor.h.
 *
 * What was typed comes back as it was typed, right or wrong, except for
 * credentials: they are never shown and never kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/show.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/xmalloc.h"

#define VIEW_NAME_BYTES 80

/* For the page and for the hidden fields of a conflict alike. */
const char *
editor_value(const struct editor *e, enum field_id f, char *out)
{
	struct rule r = e->d.rule;
	const int *score = editor_score(&r, f);

	if (score != NULL) {
		snprintf(out, EDITOR_VALUE_BYTES, "%d", *score);
		return out;
	}
	switch (f) {
	case FIELD_NAME:
		return e->d.name;
	case FIELD_APP:
		return e->d.app;
	case FIELD_HOST_EITHER:
		return r.host.either ? "either" : "both";
	case FIELD_ACCOUNT_EITHER:
		return r.account.either ? "either" : "both";
	default:
		return "";
	}
}

/* False for everything that is no checkbox. */
bool
editor_on(const struct editor *e, enum field_id f)
{
	const struct rule *r = &e->d.rule;

	return (f == FIELD_ENABLED && r->enabled) ||
	       (f == FIELD_OPTION && e->d.option) ||
	       (f == FIELD_HOSTS && r->hosts) ||
	       (f == FIELD_ACCOUNTS && r->accounts) ||
	       (f == FIELD_SYSTEM && r->system);
}

/*
 * The value as it was sent, where a form was sent: 5.5 stays 5.5 beside its
 * error, though d can't hold it.
 */
static void
fill_field(struct view *v, const struct editor *e, const struct input *in,
    enum field_id f)
{
	char path[VIEW_NAME_BYTES], out[EDITOR_VALUE_BYTES];
	const char *value = editor_value(e, f, out);

	if (in->value[f] != NULL && !fields[f].secret)
		value = in->value[f];
	snprintf(path, sizeof(path), "Field.%s.Value", fields[f].name);
	view_text(v, path, value);
	snprintf(path, sizeof(path), "Field.%s.On", fields[f].name);
	view_flag(v, path, editor_on(e, f));
	if (in->error[f] == NULL)
		return;
	snprintf(path, sizeof(path), "Field.%s.Error", fields[f].name);
	view_text(v, path, in->error[f]);
}

/* A page can then lead from each line of the summary to its field. */
static void
fill_error(
    struct view *v, const char *field, const char *label, const char *error)
{
	view_text(v, "Field", field);
	view_text(v, "Label", label);
	view_text(v, "Text", error);
}

/* As on the page: what these two are called is up to the app. */
static const char *
label_of(const struct editor *e, enum field_id f)
{
	const struct app *app = app_find(e->d.app);

	if (f == FIELD_SECRET && app != NULL && app->secret != NULL)
		return app->secret->label;
	if (f == FIELD_OPTION && app != NULL && app->option != NULL)
		return app->option->label;
	return fields[f].label;
}

/* An app's reasons name the field themselves. */
static bool
names_itself(const char *label, const char *error)
{
	return strncmp(error, label, strlen(label)) == 0;
}

/* The summary on top, in the order of the page. */
static void
fill_errors(struct view *v, const struct editor *e, const struct input *in)
{
	enum field_id f;
	unsigned n = 0;

	if (e->whole[0] != '\0')
		fill_error(view_row(v, "Errors", n++), "", "", e->whole);
	for (f = 0; f < FIELD__MAX; f++) {
		const char *label = label_of(e, f), *error = in->error[f];

		if (error != NULL)
			fill_error(view_row(v, "Errors", n++), fields[f].name,
			    names_itself(label, error) ? "" : label, error);
	}
	view_int(v, "Errors.Count", n);
}

/* What the form is about, as opposed to what stands in its fields. */
static void
fill_form(struct view *v, const struct editor *e, const struct exchange *x)
{
	const struct settings *s = &x->settings;
	bool fresh = editor_new(e);
	char span[SHOW_BYTES];

	view_flag(v, "New", fresh);
	view_id(v, "Id", e->form);
	if (!fresh) {
		view_id(v, "DestId", e->d.id);
		view_int(v, "Version", e->d.version);
	}
	view_text(v, "Scoring",
	    s->scoring == SCORING_URGENCY ? "urgency" : "quadrant");
	view_int(v, "NameMax", DESTINATION_NAME_MAX);
	/* The host tells URLs apart well enough; the rest is the secret. */
	view_text(v, "Host", e->host);
	view_flag(v, "Entered", e->entered);
	view_text(v, "Window", show_span(s->window_ms, span));
	/* Empty keeps it: the saved one, or the one that was tested. */
	view_flag(v, "UrlKept", editor_keeps(e) || e->entered);
	view_text(v, "Focus", e->focus);
	view_flag(v, "ReadOnly", !caller_may(x, PERMISSION_EDIT_DESTINATIONS));
	view_flag(v, "Lost", e->typed);
}

/* Where outbox.db can't be read, what it knows is left out. */
static void
fill_stored(struct view *v, const struct editor *e, struct exchange *x)
{
	struct db *outbox = web_outbox(x->web);
	struct health h;
	bool known =
	    outbox != NULL && health_load(outbox, e->stored.id, &h) == 0;

	show_destination(v, &e->stored, known ? &h : NULL);
	show_time(v, "Saved", e->stored.saved_at, x->now_ms);
}

/* Title and hint come from the worker, word for word. */
static void
fill_test(struct view *v, const struct editor_test *t)
{
	view_text(v, "State", t->accepted ? "done" : "failed");
	view_text(v, "Title", t->title);
	view_text(v, "Hint", t->hint);
	view_int(v, "Ms", t->ms);
}

/*
 * The same page for an empty form, a stored destination, a refused save and a
 * test's result: it can't look different after one of them.
 */
void
editor_respond(struct exchange *x, int status, const struct editor *e)
{
	struct view *v = view_new();
	char *title = editor_new(e) ? xstrdup("Add Destination")
				    : xasprintf("Edit %s", e->stored.name);
	enum field_id f;

	view_text(v, "Page.Title", title);
	free(title);
	fill_form(view_node(v, "Form"), e, x);
	if (!editor_new(e))
		fill_stored(view_node(v, "Dest"), e, x);
	/* Each page sees all fields; which ones it shows is its business. */
	for (f = 0; f < FIELD__MAX; f++)
		if (!fields[f].hidden)
			fill_field(v, e, &x->in, f);
	editor_fill_app(v, e, &x->in);
	fill_errors(v, e, &x->in);
	if (e->test != NULL)
		fill_test(view_node(v, "Test"), e->test);
	respond_page(x, status, PAGE_EDITOR, v);
}
