/*
 * conflict.c - the page after a save that came second; see conflict.h.
 *
 * Nothing is merged: half of one admin's settings with half of another's is
 * what neither of them wanted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/conflict.h"
#include "cgi/show.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "db/destination.h"

/* Both sides of the page under construction. */
struct rows {
	struct view *v;
	unsigned n;
	enum scoring scoring;
};

/* Compared as shown: what nobody can see differ is no difference. */
static void
row(struct rows *r, const char *label, const char *theirs, const char *yours)
{
	struct view *v = view_row(r->v, "Row", r->n++);

	view_text(v, "Label", label);
	view_text(v, "Theirs", theirs);
	view_text(v, "Yours", yours);
	view_flag(v, "Differs", strcmp(theirs, yours) != 0);
}

/* As words: a tick alone says nothing beside another tick. */
static const char *
on_off(bool on)
{
	return on ? "On" : "Off";
}

/* "Off", or the threshold: what is off has no threshold that counts. */
static void
type_row(struct rows *r, const char *label, const struct threshold *theirs,
    const struct threshold *yours)
{
	char a[SHOW_BYTES], b[SHOW_BYTES];

	row(r, label,
	    theirs != NULL ? show_threshold(theirs, r->scoring, a) : "Off",
	    yours != NULL ? show_threshold(yours, r->scoring, b) : "Off");
}

/* Pairs with type_row(): NULL for a type that is off. */
static const struct threshold *
if_on(bool on, const struct threshold *t)
{
	return on ? t : NULL;
}

/* As the list has it. */
static const char *
app_label(const struct destination *d)
{
	const struct app *app = app_find(d->app);

	return app != NULL ? app->label : d->app;
}

/*
 * URLs can't be compared: each one that was entered counts as another one,
 * and its host stands for it.
 */
static void
url_row(struct rows *r, const struct editor *e, const struct destination *now)
{
	struct view *v = view_row(r->v, "Row", r->n);

	row(r, fields[FIELD_URL].label, now->url_host,
	    e->replaced ? e->d.url_host : now->url_host);
	if (e->replaced)
		view_flag(v, "Differs", true);
}

/* What its app asks besides the URL; a secret differs where one was entered. */
static void
app_rows(struct rows *r, const struct editor *e, const struct destination *now)
{
	const struct app *theirs = app_find(now->app), *yours;
	const struct app_secret *secret;
	const struct app_option *option;
	struct view *v;

	yours = app_find(e->d.app);
	if (theirs == NULL || yours == NULL)
		return;
	secret = yours->secret != NULL ? yours->secret : theirs->secret;
	option = yours->option != NULL ? yours->option : theirs->option;
	if (secret != NULL) {
		v = view_row(r->v, "Row", r->n);
		row(r, secret->label,
		    now->secret[0] != '\0' ? "Stored" : "None",
		    e->d.secret[0] == '\0' ? "None"
		    : e->secret_replaced   ? "A new one"
					   : "Stored");
		if (e->secret_replaced)
			view_flag(v, "Differs", true);
	}
	if (option != NULL)
		row(r, option->label, on_off(now->option), on_off(e->d.option));
}

/* In the order of the editor, so that people find their way. */
static void
fill_rows(struct rows *r, const struct editor *e, const struct destination *now)
{
	const struct rule *t = &now->rule, *y = &e->d.rule;

	row(r, fields[FIELD_NAME].label, now->name, e->d.name);
	row(r, fields[FIELD_APP].label, app_label(now), app_label(&e->d));
	url_row(r, e, now);
	app_rows(r, e, now);
	row(r, fields[FIELD_ENABLED].label, on_off(t->enabled),
	    on_off(y->enabled));
	type_row(
	    r, "Hosts", if_on(t->hosts, &t->host), if_on(y->hosts, &y->host));
	type_row(r, "Accounts", if_on(t->accounts, &t->account),
	    if_on(y->accounts, &y->account));
	row(r, "System alerts", on_off(t->system), on_off(y->system));
}

/* Returns the number of the next one. */
static unsigned
hidden(struct view *v, unsigned n, enum field_id f, const char *value)
{
	struct view *h = view_row(v, "Hidden", n);

	view_text(h, "Name", fields[f].name);
	view_text(h, "Value", value);
	return n + 1;
}

/*
 * The form as it was sent, so that it is judged again by the same rules; the
 * page adds the id and the version now in force.  No credential is in it.
 */
static void
fill_hidden(struct view *v, const struct editor *e)
{
	char out[EDITOR_VALUE_BYTES], id[ID_BYTES];
	const char *value;
	enum field_id f;
	unsigned n = 0;

	n = hidden(v, n, FIELD_FORM, id_text(e->form, id));
	for (f = 0; f < FIELD__MAX; f++) {
		value = editor_on(e, f) ? "on" : editor_value(e, f, out);
		if (!fields[f].hidden && value[0] != '\0')
			n = hidden(v, n, f, value);
	}
}

/*
 * Who saved it is told too: the quickest way out is often to ask them.  What is
 * in force was read before, so a third save in between only means that this
 * page's own save is stale once more.
 */
void
conflict_respond(
    struct exchange *x, const struct editor *e, const struct destination *now)
{
	struct view *v, *d;
	struct rows r = {.scoring = x->settings.scoring};
	char *by;

	if (destination_saved_by(x->web->config, now->id, now->version, &by) <
	    0) {
		respond_broken(x);
		return;
	}
	v = r.v = view_new();
	d = view_node(v, "Dest");
	view_text(v, "Page.Title", "Changed meanwhile");
	show_destination(d, now, NULL);
	show_time(d, "Saved", now->saved_at, x->now_ms);
	view_text(d, "SavedBy", by);
	free(by);
	fill_rows(&r, e, now);
	fill_hidden(v, e);
	view_flag(v, "Form.Typed", e->typed);
	if (e->secret_typed)
		view_text(
		    v, "Form.SecretLabel", app_find(e->d.app)->secret->label);
	respond_page(x, 409, PAGE_CONFLICT, v);
}
