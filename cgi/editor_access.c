/*
 * editor_access.c - the credentials of a form: the URL and the secret that
 * goes with it; see editor.h.
 *
 * They leave this file sealed or not at all.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/web.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* What came with the request, in clear; wiped when it has been judged. */
struct typed {
	char *url;    /* NULL: none */
	char *secret; /* NULL: none */
	int64_t url_id;
	char host[APP_HOST_BYTES];
};

/*
 * The same text from the same form of the same session has the same id, so
 * that a form sent twice is told from one that was changed, though what it
 * holds can't be read again.  Without the session's key the id tells nobody
 * anything.
 */
static int64_t
seal_id(const struct editor *e, const char *text)
{
	const char *key = e->key != NULL ? e->key : "";
	crypto_generichash_state h;
	unsigned char sum[crypto_generichash_BYTES_MIN];
	uint64_t id;

	crypto_generichash_init(
	    &h, (const unsigned char *)key, strlen(key), sizeof(sum));
	crypto_generichash_update(
	    &h, (const unsigned char *)&e->form, sizeof(e->form));
	crypto_generichash_update(
	    &h, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&h, sum, sizeof(sum));
	memcpy(&id, sum, sizeof(id));
	return (int64_t)(id >> 1) | 1;
}

/* No URL came: is there one already, and is it one of the app's? */
static void
need_url(const struct editor *e, struct input *in)
{
	if (e->replaced || editor_keeps(e) || in->error[FIELD_URL] != NULL)
		return;
	input_error(in, FIELD_URL,
	    editor_new(e) ? "Paste the URL from the app."
			  : "Paste a URL: another app needs its own URL.");
}

/* One that is no secret need not be typed. */
static char *
usual_url(const struct editor *e, const struct input *in, const struct app *app)
{
	if (e->replaced || editor_keeps(e) || in->error[FIELD_URL] != NULL ||
	    app->url_usual == NULL)
		return NULL;
	return xstrdup(app->url_usual);
}

static void
judge_url(struct editor *e, struct input *in, const struct web *w,
    const struct app *app, struct typed *t)
{
	const char *const *suffixes =
	    (const char *const *)w->conf.host_suffix.items;
	struct url_judgement j;

	if (t->url == NULL) {
		need_url(e, in);
		return;
	}
	if (in->error[FIELD_URL] != NULL)
		return;
	if (app_proxy_fault(app, w->conf.proxy) != NULL) {
		input_error(in, FIELD_APP, app_proxy_fault(app, w->conf.proxy));
		return;
	}
	app_recognise(app, t->url, suffixes, &j);
	/* in keeps the pointer: the text has to outlive j. */
	snprintf(e->url_why, sizeof(e->url_why), "%s", j.why);
	e->warned = j.verdict == URL_WARN;
	if (j.verdict == URL_REFUSED)
		input_error(in, FIELD_URL, e->url_why);
	snprintf(t->host, sizeof(t->host), "%s", j.host);
	t->url_id = seal_id(e, t->url);
}

/* Whether d has one for this app at all, if not for its URL. */
static bool
has_secret(const struct editor *e)
{
	return e->d.secret[0] != '\0' && (e->secret_entered || editor_keeps(e));
}

/*
 * Whether it goes with the URL that d is going to have: a secret is sealed
 * together with its URL, so that nobody can have it sent elsewhere.
 */
static bool
secret_fits(const struct editor *e, const struct typed *t)
{
	if (t->url != NULL && t->url_id != e->d.seal_id)
		return false;
	return has_secret(e) && (e->secret_entered || !e->replaced);
}

static void
need_secret(const struct editor *e, struct input *in, const struct app *app,
    const struct typed *t)
{
	if (secret_fits(e, t))
		return;
	if (has_secret(e))
		input_error(in, FIELD_SECRET,
		    "Enter it again: a new URL needs its secret too.");
	else if (app->secret->make != NULL)
		input_error(in, FIELD_SECRET,
		    "Enter one, or use the one that is filled in.");
	else
		input_error(in, FIELD_SECRET,
		    "Enter it: the app needs it besides the URL.");
}

/*
 * Its id counts even where nothing is sealed: a form sent twice is known by
 * it.  One that is still in its field after a test is the tested one.
 */
static void
judge_secret(struct editor *e, struct input *in, const struct app *app,
    const struct typed *t)
{
	const char *why;
	int64_t id;

	if (app->secret == NULL)
		return;
	e->secret_typed = t->secret != NULL || in->error[FIELD_SECRET] != NULL;
	if (in->error[FIELD_SECRET] != NULL)
		return;
	if (t->secret == NULL) {
		need_secret(e, in, app, t);
		return;
	}
	why = app_secret_fault(app, t->secret);
	if (why != NULL) {
		input_error(in, FIELD_SECRET, why);
		return;
	}
	id = seal_id(e, t->secret);
	e->secret_typed = !e->secret_entered || id != e->d.secret_id;
	e->d.secret_id = id;
}

/*
 * Bound to its name: a box that was sealed before can't be put in its place,
 * and the worker sees that it is another one.
 */
static void
seal(char **to, const struct web *w, const struct seal_name *name,
    const char *text)
{
	free(*to);
	*to = seal_text(&w->key, name, text);
	/* It was judged, so it is short enough and UTF-8. */
	if (*to == NULL)
		fatalx("nothing can be sealed: %s is no usable key",
		    w->conf.public_key);
}

/* The URL first: the secret is bound to it as it is sealed. */
static void
seal_all(struct editor *e, const struct web *w, const struct typed *t)
{
	struct seal_name name = {e->d.id, t->url_id, NULL};

	/* Sealed by a test of this form: a secret may be bound to that. */
	if (t->url != NULL && t->url_id != e->d.seal_id) {
		seal(&e->d.sealed, w, &name, t->url);
		e->d.seal_id = t->url_id;
		editor_set(&e->d.url_host, t->host);
		e->replaced = true;
	}
	if (t->secret != NULL) {
		name.seal_id = e->d.secret_id;
		name.beside = e->d.sealed;
		seal(&e->d.secret, w, &name, t->secret);
		e->secret_replaced = true;
	}
}

/*
 * What becomes of the secrets of before.  A former one is for receivers that
 * have to be told: where the app makes its secrets, it knows of the new one
 * already.
 */
static void
settle_secrets(struct editor *e, const struct app *app)
{
	const struct destination *stored = &e->stored;
	struct destination *d = &e->d;
	bool same_url = editor_keeps(e) && d->seal_id == stored->seal_id;

	if (app->secret == NULL) {
		editor_set(&d->secret, "");
		d->secret_id = 0;
	}
	if (same_url && app->secret != NULL && !e->secret_replaced)
		return;
	destination_former(d, stored,
	    same_url && app->secret != NULL && app->secret->make != NULL
		? e->now_ms
		: 0);
}

/*
 * What stands beside a fault is judged and told, but not sealed: what is not
 * stored must not lie around.  The copies are wiped whatever was found.
 */
void
editor_take_access(struct editor *e, struct input *in, const struct web *w)
{
	const struct app *app = app_find(e->d.app);
	struct typed t = {.url = input_trimmed(in, FIELD_URL),
	    .secret = input_trimmed(in, FIELD_SECRET)};

	e->typed = t.url != NULL || in->error[FIELD_URL] != NULL;
	/* An unknown app is at fault already. */
	if (app != NULL) {
		if (t.url == NULL)
			t.url = usual_url(e, in, app);
		judge_url(e, in, w, app, &t);
		judge_secret(e, in, app, &t);
		if (!input_faulty(in)) {
			seal_all(e, w, &t);
			settle_secrets(e, app);
		}
	}
	seal_forget(&t.url);
	seal_forget(&t.secret);
}
