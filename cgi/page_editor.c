/*
 * page_editor.c - add and edit a destination.
 *
 * Both buttons send the whole form, and all of it is judged for both: a test
 * shows that what would be saved works.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/conflict.h"
#include "cgi/editor.h"
#include "cgi/pages.h"
#include "cgi/target.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "db/destination.h"

#define FORM_LIFE_MS INT64_C(86400000)

/* Clocks of the processes of one machine; it may be stepped back a little. */
#define FORM_AHEAD_MS INT64_C(60000)

/* Changes of keys that one request lives through. */
#define RESEALED_TRIES 5

/*
 * The id is made with the form and not with the save, so that the same form
 * sent twice is seen to be the same.
 */
void
page_new(struct exchange *x)
{
	struct editor e;

	editor_fresh(&e, id_loose(x->now_ms));
	editor_respond(x, 200, &e);
	editor_clear(&e);
}

/* Open to whoever may look; the page then has no buttons. */
void
page_edit(struct exchange *x)
{
	struct destination stored;
	struct editor e;

	if (!target_load(x, &stored))
		return;
	editor_edit(&e, id_loose(x->now_ms), &stored);
	e.now_ms = x->now_ms;
	editor_respond(x, 200, &e);
	editor_clear(&e);
}

/*
 * The id becomes a new destination's: one out of the air could be anybody's,
 * and one of the far future would be above all ids to come.
 */
static bool
form_id(struct exchange *x, int64_t *form)
{
	int64_t made;

	if (!target_field(x, FIELD_FORM))
		return false;
	*form = input_id(&x->in, FIELD_FORM);
	made = id_made_ms(*form);
	if (made >= x->now_ms - FORM_LIFE_MS &&
	    made <= x->now_ms + FORM_AHEAD_MS)
		return true;
	respond_error(x, 400,
	    "The field \"form\" is over a day old or none of ours: open the "
	    "form again.");
	return false;
}

/* It is saved: what follows can't undo that, so it is told in any case. */
static void
saved(struct exchange *x, const struct editor *e)
{
	/* One that stays is dropped after an hour; the log has the reason. */
	(void)draft_drop(x->web->config, e->form);
	if (e->warned)
		session_warn(x, "%s is saved. %s", e->d.name, e->url_why);
	else
		session_tell(x, "%s is saved.", e->d.name);
	respond_see(x, "/destinations");
}

/*
 * The form's id is taken: it was sent twice, by a double click or from a page
 * that somebody went back to.
 */
static void
saved_before(struct exchange *x, struct editor *e)
{
	struct destination d;
	int rc = destination_load(x->web->config, e->d.id, &d);

	if (rc < 0) {
		respond_broken(x);
		return;
	}
	if (rc > 0 && editor_same(&d, &e->d)) {
		saved(x, e);
	} else {
		if (rc > 0)
			snprintf(e->whole, sizeof(e->whole),
			    "This form was saved already, as %s. To change "
			    "it, open it from the list; to add another "
			    "destination, open an empty form.",
			    d.name);
		else
			snprintf(e->whole, sizeof(e->whole),
			    "This form was saved already, and its destination "
			    "deleted since. Open an empty form.");
		editor_respond(x, 422, e);
	}
	if (rc > 0)
		destination_clear(&d);
}

/*
 * Limit and name are judged by the transaction that adds: whatever was looked
 * up here before could be over by then.
 */
static void
save_new(struct exchange *x, struct editor *e)
{
	struct change c = change_by(x);
	enum destination_no no = DESTINATION_GONE;
	int rc = destination_add(x->web->config, &e->d, &c, &no);

	if (rc < 0) {
		respond_broken(x);
	} else if (rc > 0) {
		saved(x, e);
	} else if (no == DESTINATION_EXISTS) {
		saved_before(x, e);
	} else if (no == DESTINATION_RESEALED) {
		e->resealed = true;
	} else {
		if (no == DESTINATION_NAME_TAKEN)
			input_error(&x->in, FIELD_NAME,
			    "Another destination has this name: choose "
			    "another one.");
		else
			snprintf(e->whole, sizeof(e->whole),
			    "There are %d destinations already; delete one "
			    "first.",
			    DESTINATION_MAX);
		editor_respond(x, 422, e);
	}
}

/*
 * Somebody was faster.  Where that was the same form, by a double click, and
 * left just what is wanted, there is nothing to choose.
 */
static void
stale(struct exchange *x, struct editor *e)
{
	struct destination now;
	int rc = destination_load(x->web->config, e->d.id, &now);

	if (rc < 0) {
		respond_broken(x);
		return;
	}
	if (rc == 0) {
		target_gone(x);
		return;
	}
	if (now.version == e->d.version + 1 && editor_same(&now, &e->d))
		saved(x, e);
	else
		conflict_respond(x, e, &now);
	destination_clear(&now);
}

/*
 * A URL that is kept is the one that was in force when it was loaded; the
 * version stands guard, so it can't replace a newer one.
 */
static void
save_edit(struct exchange *x, struct editor *e)
{
	struct change c = change_by(x);
	enum destination_no no = DESTINATION_GONE;
	int rc;

	if (e->stored.version != e->d.version) {
		stale(x, e);
		return;
	}
	rc = destination_save(x->web->config, &e->d, &c, &no);
	if (rc < 0) {
		respond_broken(x);
	} else if (rc > 0) {
		saved(x, e);
	} else if (no == DESTINATION_NAME_TAKEN) {
		input_error(&x->in, FIELD_NAME,
		    "Another destination has this name: choose another one.");
		editor_respond(x, 422, e);
	} else if (no == DESTINATION_RESEALED) {
		e->resealed = true;
	} else {
		stale(x, e);
	}
}

/*
 * Save pressed twice after a test: the draft, and with it what was sealed, went
 * with the first one.  Nothing else can be wrong with the second.
 */
static bool
sent_twice(struct exchange *x, struct editor *e, const char *button)
{
	struct destination d;

	if (!editor_new(e) || e->entered || e->typed ||
	    strcmp(button, "save") != 0 ||
	    destination_load(x->web->config, e->d.id, &d) <= 0)
		return false;
	e->d.seal_id = d.seal_id;
	if (!e->secret_typed)
		e->d.secret_id = d.secret_id;
	destination_clear(&d);
	saved_before(x, e);
	return true;
}

/*
 * The form again: with the fields of the app that is chosen now, or with a new
 * secret.  Nothing is judged, for nothing is done yet.
 */
static bool
shown_again(struct exchange *x, struct editor *e, const char *button)
{
	bool secret = strcmp(button, "secret") == 0;

	if (!secret && strcmp(button, "app") != 0)
		return false;
	editor_glance(e, &x->in);
	e->secret_wanted = secret;
	e->focus = fields[secret ? FIELD_SECRET : FIELD_URL].name;
	editor_respond(x, 200, e);
	return true;
}

/* True; or false with the answer given. */
static bool
take_draft(struct exchange *x, struct editor *e)
{
	struct draft f;
	int rc = editor_load_draft(x, e->form, &f);

	if (rc < 0) {
		respond_broken(x);
		return false;
	}
	if (rc > 0) {
		editor_take_draft(e, &f);
		draft_clear(&f);
	}
	return true;
}

/*
 * Judge everything, then do what the button says; or leave e->resealed set and
 * no answer.
 */
static void
submit(struct exchange *x, struct editor *e)
{
	const char *button = x->in.value[FIELD_DO];

	if (!target_field(x, FIELD_DO))
		return;
	e->key = x->session.csrf;
	e->now_ms = x->now_ms;
	editor_take(e, &x->in, x->settings.scoring);
	/* What was typed for an earlier test of this very form. */
	if (!take_draft(x, e) || shown_again(x, e, button))
		return;
	/* Last: what is typed now goes before what was tested. */
	web_key(x->web);
	editor_take_access(e, &x->in, x->web);
	if (sent_twice(x, e, button))
		return;
	if (input_faulty(&x->in))
		editor_respond(x, 422, e);
	else if (strcmp(button, "test") == 0)
		editor_ask_test(x, e);
	else if (editor_new(e))
		save_new(x, e);
	else
		save_edit(x, e);
}

/* Whether the button says test or save: see submit().  True: once more. */
static bool
new_post(struct exchange *x)
{
	struct editor e;
	int64_t form;
	bool more;

	if (!form_id(x, &form))
		return false;
	editor_fresh(&e, form);
	submit(x, &e);
	more = e.resealed;
	editor_clear(&e);
	return more;
}

/*
 * version is the one that the form was filled from, not the one in force: the
 * difference between the two is what a stale save is told by.
 */
static bool
edit_post(struct exchange *x)
{
	struct destination stored;
	struct editor e;
	int64_t form;
	bool more;

	if (!form_id(x, &form) || !target_field(x, FIELD_VERSION) ||
	    !target_load(x, &stored))
		return false;
	editor_edit(&e, form, &stored);
	e.d.version = input_id(&x->in, FIELD_VERSION);
	submit(x, &e);
	more = e.resealed;
	editor_clear(&e);
	return more;
}

/*
 * Between the look at the key and the store somebody changed the keys: what was
 * loaded and sealed is void, and what was sent is still there.  Once is enough,
 * but two changes in a row are no reason to fail.
 */
static void
until_stored(struct exchange *x, bool (*post)(struct exchange *))
{
	int tries = 0;

	while (post(x))
		if (++tries == RESEALED_TRIES) {
			respond_error(x, 503,
			    "The keys are being changed, so nothing was "
			    "stored. Send it again.");
			return;
		}
}

void
page_new_post(struct exchange *x)
{
	until_stored(x, new_post);
}

void
page_edit_post(struct exchange *x)
{
	until_stored(x, edit_post);
}
