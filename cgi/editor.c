/*
 * editor.c - from what was sent to the destination that it means; see
 * editor.h.
 *
 * Everything is judged before anything is stored, and all faults are told at
 * once.  The URL is a credential: it leaves this file sealed or not at all.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/web.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/log.h"
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

/* Let *to be a copy of from instead. */
static void
set(char **to, const char *from)
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
	set(&e->d.app, app->name);
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
		set(&e->d.name, name);
	if (app == NULL || app_find(app) == NULL)
		input_error(in, FIELD_APP, "Choose an app from the list.");
	if (in->error[FIELD_APP] == NULL)
		set(&e->d.app, app);
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

/*
 * Judged by its own app when it was typed, so it counts for that app alone.
 */
void
editor_take_draft(struct editor *e, const struct draft *f)
{
	if (f->d.id != e->d.id || f->d.sealed == NULL ||
	    f->d.sealed[0] == '\0' || strcmp(f->d.app, e->d.app) != 0)
		return;
	e->d.seal_id = f->d.seal_id;
	set(&e->d.sealed, f->d.sealed);
	set(&e->d.url_host, f->d.url_host);
	set(&e->host, f->d.url_host);
	e->entered = e->replaced = true;
}

/* A copy without the blanks that copying brings along; NULL for nothing. */
static char *
typed_url(const struct input *in)
{
	const char *s = in->value[FIELD_URL];
	size_t n;

	if (s == NULL)
		return NULL;
	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return n > 0 ? xstrndup(s, n) : NULL;
}

/* No URL came: is there one already, and is it one of the app's? */
static void
need_url(const struct editor *e, struct input *in)
{
	if (e->replaced || in->error[FIELD_URL] != NULL)
		return;
	if (editor_new(e))
		input_error(in, FIELD_URL, "Paste the URL from the app.");
	else if (strcmp(e->d.app, e->stored.app) != 0)
		input_error(in, FIELD_URL,
		    "Paste a URL: another app needs its own URL.");
}

/*
 * The same URL from the same form of the same session has the same seal id,
 * so that a form sent twice is told from one that was changed, though no URL
 * can be read again.  Without the session's key the id tells nobody anything.
 */
static int64_t
seal_id(const struct editor *e, const char *url)
{
	const char *key = e->key != NULL ? e->key : "";
	crypto_generichash_state h;
	unsigned char sum[crypto_generichash_BYTES_MIN];
	uint64_t id;

	crypto_generichash_init(
	    &h, (const unsigned char *)key, strlen(key), sizeof(sum));
	crypto_generichash_update(
	    &h, (const unsigned char *)&e->form, sizeof(e->form));
	crypto_generichash_update(&h, (const unsigned char *)url, strlen(url));
	crypto_generichash_final(&h, sum, sizeof(sum));
	memcpy(&id, sum, sizeof(id));
	return (int64_t)(id >> 1) | 1;
}

/*
 * Bound to its id: a box that was sealed before can't be put in its place, and
 * the worker sees that the URL is another one.
 */
static void
seal(struct editor *e, const struct web *w, const char *url, const char *host)
{
	struct seal_name name = {e->d.id, seal_id(e, url), 0};

	free(e->d.sealed);
	e->d.sealed = seal_text(&w->key, &name, url);
	/* recognise() took it, so it is short enough and UTF-8. */
	if (e->d.sealed == NULL)
		fatalx("a URL can't be sealed: %s is no usable key",
		    w->conf.public_key);
	e->d.seal_id = name.seal_id;
	set(&e->d.url_host, host);
	e->replaced = true;
}

/*
 * A URL beside another fault is judged and told, but not sealed: what is not
 * stored must not lie around.  The copy is wiped whatever was found.
 */
void
editor_take_url(struct editor *e, struct input *in, const struct web *w)
{
	const char *const *suffixes =
	    (const char *const *)w->conf.host_suffix.items;
	const struct app *app = app_find(e->d.app);
	char *url = typed_url(in);
	struct url_judgement j;

	e->typed = url != NULL || in->error[FIELD_URL] != NULL;
	if (url == NULL) {
		need_url(e, in);
		return;
	}
	if (app != NULL && in->error[FIELD_URL] == NULL) {
		app_recognise(app, url, suffixes, &j);
		/* in keeps the pointer: the text has to outlive j. */
		snprintf(e->url_why, sizeof(e->url_why), "%s", j.why);
		e->warned = j.verdict == URL_WARN;
		if (j.verdict == URL_REFUSED)
			input_error(in, FIELD_URL, e->url_why);
		if (!input_faulty(in))
			seal(e, w, url, j.host);
	}
	seal_forget(&url);
}

/* For its session alone, so there is nothing of it to check again. */
void
editor_show_draft(struct editor *e, const struct draft *f)
{
	e->d.version = f->d.version;
	e->d.rule = f->d.rule;
	set(&e->d.name, f->d.name);
	set(&e->d.app, f->d.app);
	editor_take_draft(e, f);
}

/* By member: the bytes between members are nobody's. */
static bool
same_threshold(const struct threshold *a, const struct threshold *b)
{
	return a->urgency == b->urgency && a->threat == b->threat &&
	       a->certainty == b->certainty && a->either == b->either;
}

/* Of the URL only the seal id is known: see seal_id(). */
bool
editor_same(const struct destination *a, const struct destination *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->app, b->app) == 0 &&
	       a->seal_id == b->seal_id && a->rule.enabled == b->rule.enabled &&
	       a->rule.hosts == b->rule.hosts &&
	       a->rule.accounts == b->rule.accounts &&
	       a->rule.system == b->rule.system &&
	       same_threshold(&a->rule.host, &b->rule.host) &&
	       same_threshold(&a->rule.account, &b->rule.account);
}
