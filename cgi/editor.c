/*
 * editor.c - from what was sent to the destination that it means; see
 * editor.h.
 *
 * Everything is judged before anything is stored, and all faults are told at
 * once.  The credentials among it are for editor_access.c.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "core/seal.h"
#include "core/xmalloc.h"

#define SCORE_WANTED "Give a whole number from 0 to 100."

/* Strings of a destination are never NULL here, so nobody has to ask. */
static char *
copy_of(const char *s)
{
	return xstrdup(s != NULL ? s : "");
}

/* A deep one: each destination frees its own strings. */
static void
copy(struct destination *to, const struct destination *from)
{
	*to = *from;
	to->name = copy_of(from->name);
	to->app = copy_of(from->app);
	to->url_host = copy_of(from->url_host);
	to->sealed = copy_of(from->sealed);
	to->secret = copy_of(from->secret);
	to->former = copy_of(from->former);
}

void
editor_set(char **to, const char *from)
{
	char *fresh = copy_of(from);

	free(*to);
	*to = fresh;
}

/*
 * Everything on that most want, at the appliance's own critical quadrant;
 * system alerts are for those who run it.
 */
void
editor_fresh(struct editor *e, int64_t form)
{
	const struct threshold usual = {
	    THRESHOLD_DEFAULT, THRESHOLD_DEFAULT, THRESHOLD_DEFAULT, false};
	const struct app *app = app_at(0);
	struct destination empty = {.id = form,
	    .rule = {.enabled = true,
		.hosts = true,
		.accounts = true,
		.host = usual,
		.account = usual}};

	memset(e, 0, sizeof(*e));
	e->form = form;
	copy(&e->d, &empty);
	editor_set(&e->d.app, app->name);
}

/*
 * d starts as a copy: what a form does not send, such as the other scoring's
 * thresholds, stays as it is stored.
 */
void
editor_edit(struct editor *e, int64_t form, struct destination *stored)
{
	memset(e, 0, sizeof(*e));
	e->form = form;
	e->stored = *stored;
	memset(stored, 0, sizeof(*stored));
	copy(&e->d, &e->stored);
	e->host = xstrdup(e->stored.url_host);
}

void
editor_clear(struct editor *e)
{
	destination_clear(&e->d);
	destination_clear(&e->stored);
	free(e->host);
	memset(e, 0, sizeof(*e));
}

bool
editor_new(const struct editor *e)
{
	return e->stored.id == 0;
}

/* One place knows which field is which score, for reading and showing. */
int *
editor_score(struct rule *r, enum field_id f)
{
	switch (f) {
	case FIELD_HOST_URGENCY:
		return &r->host.urgency;
	case FIELD_HOST_THREAT:
		return &r->host.threat;
	case FIELD_HOST_CERTAINTY:
		return &r->host.certainty;
	case FIELD_ACCOUNT_URGENCY:
		return &r->account.urgency;
	case FIELD_ACCOUNT_THREAT:
		return &r->account.threat;
	case FIELD_ACCOUNT_CERTAINTY:
		return &r->account.certainty;
	default:
		return NULL;
	}
}

/* Scores come in two kinds, and the page offers one of them. */
static bool
of_scoring(enum field_id f, enum scoring s)
{
	bool urgency = f == FIELD_HOST_URGENCY || f == FIELD_ACCOUNT_URGENCY;

	return urgency == (s == SCORING_URGENCY);
}

/*
 * The scores of the other scoring are not on the page: they stay, so that
 * switching the appliance over and back loses nobody's thresholds.
 */
static void
take_score(struct editor *e, struct input *in, enum field_id f, enum scoring s)
{
	int value = input_number(in, f);

	if (value >= 0)
		*editor_score(&e->d.rule, f) = value;
	else if (in->value[f] == NULL && of_scoring(f, s))
		input_error(in, f, SCORE_WANTED);
}

/* Where it is not on the page it stays as well. */
static void
take_either(bool *either, struct input *in, enum field_id f, enum scoring s)
{
	if (in->value[f] != NULL && in->error[f] == NULL)
		*either = strcmp(in->value[f], "either") == 0;
	else if (in->value[f] == NULL && s == SCORING_QUADRANT)
		input_error(in, f, "Choose one of the two.");
}

/* A name is not mended: the admin would look for the one that was typed. */
static void
take_texts(struct editor *e, struct input *in)
{
	const char *name = in->value[FIELD_NAME], *app = in->value[FIELD_APP];

	if (name == NULL || name[0] == '\0')
		input_error(in, FIELD_NAME, "Give a name.");
	if (in->error[FIELD_NAME] == NULL)
		editor_set(&e->d.name, name);
	if (app == NULL || app_find(app) == NULL)
		input_error(in, FIELD_APP, "Choose an app from the list.");
	if (in->error[FIELD_APP] == NULL)
		editor_set(&e->d.app, app);
}

/*
 * A secret or an option that was asked for another app is none of this one's:
 * the app may be changed without a look at its fields.
 */
static void
take_option(struct editor *e, struct input *in)
{
	const struct app *app = app_find(e->d.app);
	const char *shown = in->value[FIELD_SHOWN];

	if (app == NULL)
		return;
	if (shown != NULL && strcmp(shown, app->name) != 0) {
		input_drop(in, FIELD_SECRET);
		input_drop(in, FIELD_OPTION);
	}
	if (app->secret == NULL)
		input_drop(in, FIELD_SECRET);
	if (app->option == NULL)
		input_drop(in, FIELD_OPTION);
	e->d.option = input_on(in, FIELD_OPTION);
}

/*
 * No early return: an admin who mends one field must not meet the next fault
 * only after sending again.
 */
void
editor_take(struct editor *e, struct input *in, enum scoring s)
{
	struct rule *r = &e->d.rule;
	enum field_id f;

	take_texts(e, in);
	take_option(e, in);
	/* Browsers do not send a checkbox that is off. */
	r->enabled = input_on(in, FIELD_ENABLED);
	r->hosts = input_on(in, FIELD_HOSTS);
	r->accounts = input_on(in, FIELD_ACCOUNTS);
	r->system = input_on(in, FIELD_SYSTEM);
	if (!r->hosts && !r->accounts && !r->system)
		input_error(in, FIELD_HOSTS,
		    "Choose at least one: hosts, accounts or system alerts.");
	/* Both scorings': one that is not shown may still be sent. */
	for (f = 0; f < FIELD__MAX; f++)
		if (editor_score(r, f) != NULL)
			take_score(e, in, f, s);
	take_either(&r->host.either, in, FIELD_HOST_EITHER, s);
	take_either(&r->account.either, in, FIELD_ACCOUNT_EITHER, s);
}

bool
editor_keeps(const struct editor *e)
{
	return !editor_new(e) && strcmp(e->d.app, e->stored.app) == 0;
}

static bool
given(const char *sealed)
{
	return sealed != NULL && sealed[0] != '\0';
}

/*
 * Judged by their own app when they were typed, so they count for that app
 * alone; a secret, for the URL that it was tested with.
 */
void
editor_take_draft(struct editor *e, const struct draft *f)
{
	if (f->d.id != e->d.id || strcmp(f->d.app, e->d.app) != 0)
		return;
	if (given(f->d.sealed)) {
		e->d.seal_id = f->d.seal_id;
		editor_set(&e->d.sealed, f->d.sealed);
		editor_set(&e->d.url_host, f->d.url_host);
		editor_set(&e->host, f->d.url_host);
		e->entered = e->replaced = true;
	}
	if (given(f->d.secret) && f->d.seal_id == e->d.seal_id) {
		e->d.secret_id = f->d.secret_id;
		editor_set(&e->d.secret, f->d.secret);
		e->secret_entered = e->secret_replaced = true;
	}
}

/*
 * What was sent is lost for the page, but nothing is judged: people look at
 * another app's fields before they have filled them in.
 */
void
editor_glance(struct editor *e, struct input *in)
{
	const struct app *app = app_find(e->d.app);
	char *url = input_trimmed(in, FIELD_URL);
	char *secret = input_trimmed(in, FIELD_SECRET);

	e->typed = url != NULL;
	e->secret_typed = app != NULL && app->secret != NULL && secret != NULL;
	input_forgive(in);
	seal_forget(&url);
	seal_forget(&secret);
}

/* For its session alone, so there is nothing of it to check again. */
void
editor_show_draft(struct editor *e, const struct draft *f)
{
	e->d.version = f->d.version;
	e->d.rule = f->d.rule;
	e->d.option = f->d.option;
	editor_set(&e->d.name, f->d.name);
	editor_set(&e->d.app, f->d.app);
	editor_take_draft(e, f);
}

/* By member: the bytes between members are nobody's. */
static bool
same_threshold(const struct threshold *a, const struct threshold *b)
{
	return a->urgency == b->urgency && a->threat == b->threat &&
	       a->certainty == b->certainty && a->either == b->either;
}

/* Of credentials only the ids of their seals are known: see seal_id(). */
bool
editor_same(const struct destination *a, const struct destination *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->app, b->app) == 0 &&
	       a->seal_id == b->seal_id && a->secret_id == b->secret_id &&
	       a->option == b->option && a->rule.enabled == b->rule.enabled &&
	       a->rule.hosts == b->rule.hosts &&
	       a->rule.accounts == b->rule.accounts &&
	       a->rule.system == b->rule.system &&
	       same_threshold(&a->rule.host, &b->rule.host) &&
	       same_threshold(&a->rule.account, &b->rule.account);
}
