/*
 * editor_app.c - the part of the form that is up to the app; see editor.h.
 *
 * Nothing here knows an app: all of it is data of struct app.
 */
#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/show.h"
#include "core/seal.h"
#include "core/text.h"

/* The chosen app is the one that was sent, if this program has it. */
static void
fill_cards(struct view *v, const struct editor *e)
{
	const struct app *app;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		struct view *row = view_row(v, "App", i);

		view_text(row, "Name", app->name);
		view_text(row, "Label", app->label);
		view_text(row, "Icon", app->icon);
		view_text(row, "Hue", app->hue);
		view_flag(row, "On", strcmp(app->name, e->d.app) == 0);
	}
}

static void
fill_help(struct view *v, const struct app_help *h)
{
	unsigned i, n;

	for (i = 0; h != NULL && h[i].title != NULL; i++) {
		struct view *row = view_row(v, "Help", i);

		view_text(row, "Title", h[i].title);
		view_text(row, "Note", h[i].note);
		for (n = 0; h[i].steps[n] != NULL; n++)
			view_text(
			    view_row(row, "Step", n), "Text", h[i].steps[n]);
	}
}

/* The usual URL is told where leaving the field empty means it. */
static void
fill_chosen(struct view *v, const struct editor *e, const struct app *app)
{
	view_text(v, "Name", app->name);
	view_text(v, "Label", app->label);
	view_text(v, "UrlHint", app->url_hint);
	if (!editor_keeps(e) && !e->entered)
		view_text(v, "UrlUsual", app->url_usual);
	view_text(v, "Warning", app->warning);
	fill_help(v, app->help);
}

/* "signing secret", but "API key". */
static void
fill_word(struct view *v, const char *label)
{
	char word[SHOW_BYTES];

	snprintf(word, sizeof(word), "%s", label);
	if (islower((unsigned char)word[1]))
		word[0] = (char)tolower((unsigned char)word[0]);
	view_text(v, "Word", word);
	view_text(v, "A", strchr("AEIOUaeiou", word[0]) != NULL ? "An" : "A");
}

/*
 * One that Tocsin makes: shown this once.  Whoever copied the one before has
 * to know that this is another.
 */
static void
fill_fresh(struct view *v, const struct editor *e, const struct app_secret *s)
{
	unsigned char random[32];
	char *fresh;

	randombytes_buf(random, sizeof(random));
	fresh = s->make(random);
	sodium_memzero(random, sizeof(random));
	view_text(v, "Fresh", fresh);
	view_flag(v, "Another", e->secret_typed);
	seal_forget(&fresh);
}

static bool
former_valid(const struct editor *e)
{
	return editor_keeps(e) && e->stored.former[0] != '\0' &&
	       e->stored.former_until > e->now_ms;
}

/*
 * Whether the form holds one already: "entered" by a test, or "stored"; else
 * "".  Lost: one came with this request, and has to be typed once more.
 */
static void
fill_secret(struct view *v, const struct editor *e, const struct input *in,
    const struct app_secret *s)
{
	bool stored = editor_keeps(e) && e->stored.secret[0] != '\0';
	bool kept = e->secret_entered || stored;
	char out[SHOW_BYTES];

	view_text(v, "Label", s->label);
	view_text(v, "Hint", s->hint);
	fill_word(v, s->label);
	view_text(v, "State",
	    e->secret_entered ? "entered"
	    : stored          ? "stored"
			      : "");
	view_flag(v, "Stored", stored);
	view_flag(v, "Made", s->make != NULL);
	view_flag(v, "Lost", s->make == NULL && e->secret_typed);
	if (s->make != NULL && (!kept || e->secret_wanted || e->secret_typed ||
				   in->error[FIELD_SECRET] != NULL))
		fill_fresh(v, e, s);
	if (!former_valid(e))
		return;
	view_text(v, "FormerIso", text_iso(e->stored.former_until, out));
	view_text(v, "FormerFull", text_time(e->stored.former_until, out));
}

/* What is stored of an app that this program does not know shows as it is. */
void
editor_fill_app(struct view *v, const struct editor *e, const struct input *in)
{
	const struct app *app = app_find(e->d.app);
	struct view *chosen = view_node(v, "Chosen");

	fill_cards(v, e);
	view_text(chosen, "Label", e->d.app);
	if (app == NULL)
		return;
	fill_chosen(chosen, e, app);
	if (app->secret != NULL)
		fill_secret(view_node(v, "Secret"), e, in, app->secret);
	if (app->option == NULL)
		return;
	view_text(v, "Option.Label", app->option->label);
	view_text(v, "Option.Hint", app->option->hint);
}
