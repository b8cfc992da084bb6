/*
 * editor.h - the form of a destination: from what is stored or was typed, to
 * the destination that it means, and to the page.
 */
#ifndef TOCSIN_CGI_EDITOR_H
#define TOCSIN_CGI_EDITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "apps/app.h"
#include "cgi/input.h"
#include "core/destination.h"
#include "core/settings.h"
#include "db/draft.h"
#include "db/health.h"

struct exchange;
struct view;
struct web;

#define EDITOR_WHOLE_BYTES 600

/* How a test of what the form holds went. */
struct editor_test {
	bool accepted;
	char title[sizeof(((struct reply *)0)->message)];
	char hint[sizeof(((struct reply *)0)->hint) + SETTING_CONTACT_BYTES];
	int64_t ms;
};

/*
 * d is what a save would store.  host and entered say which URL the form holds
 * when it is shown: one that was typed with this very request is not kept, so
 * they never tell of that one.  A secret is treated alike.
 */
struct editor {
	int64_t form;              /* its id */
	struct destination d;      /* version: that the form was filled from */
	struct destination stored; /* in force, of an edit; id 0: a new one */
	char *host;                /* of the URL that the form holds; or NULL */
	bool entered;              /* that URL was tested and is not saved */
	bool typed;                /* a URL came with this request */
	bool replaced;             /* d has another URL than stored */
	bool secret_entered;       /* it was tested and is not saved */
	bool secret_typed;         /* one came, other than that one */
	bool secret_replaced;      /* d has another one than stored */
	bool secret_wanted;        /* show a new one, whatever there is */
	bool resealed;             /* not done, for the keys were changed */
	const char *key;           /* the session's; NULL: none */
	int64_t now_ms;            /* of the request */
	bool warned;               /* url_why is a warning, not an error */
	char url_why[APP_WHY_BYTES];
	char whole[EDITOR_WHOLE_BYTES]; /* an error of no single field, or "" */
	const char *focus; /* field to go on with, e.g. "url"; or NULL */
	const struct editor_test *test; /* NULL: none */
};

/* editor_fresh(e, form): an empty form; the destination gets the form's id. */
void editor_fresh(struct editor *e, int64_t form);

/*
 * editor_edit(e, form, stored): the form of an existing one, which e takes
 * over.
 */
void editor_edit(struct editor *e, int64_t form, struct destination *stored);

/* editor_clear(e): free what e holds and zero it. */
void editor_clear(struct editor *e);

/* editor_new(e): whether a save would add a destination. */
bool editor_new(const struct editor *e);

/*
 * editor_keeps(e): whether what is stored sealed can stay: it is of an edit
 * that has not changed the app.
 */
bool editor_keeps(const struct editor *e);

/* editor_set(to, from): let *to be a copy of from instead. */
void editor_set(char **to, const char *from);

/*
 * editor_take(e, in, s): let d be what was sent.  Fields at fault get their
 * error in in and leave d as it was; the fields of scoring s must be there.
 */
void editor_take(struct editor *e, struct input *in, enum scoring s);

/*
 * editor_take_draft(e, f): what was tested in this form: its URL and secret,
 * where they were entered for the app that is chosen now.
 */
void editor_take_draft(struct editor *e, const struct draft *f);

/*
 * editor_glance(e, in): in the place of editor_take_access() where the form is
 * only shown again: in loses its errors.
 */
void editor_glance(struct editor *e, struct input *in);

/* editor_show_draft(e, f): the form as it was tested. */
void editor_show_draft(struct editor *e, const struct draft *f);

/* editor_same(a, b): whether two are alike, option and what is sealed too. */
bool editor_same(const struct destination *a, const struct destination *b);

/* editor_access.c */

/*
 * editor_take_access(e, in, w): judge URL and secret and, where nothing is at
 * fault, seal them into d, with what becomes of the secrets of before.  Last of
 * all: it sees whether there is a URL at all.  e->key and e->now_ms are set.
 */
void editor_take_access(
    struct editor *e, struct input *in, const struct web *w);

/* editor_draft.c */

/*
 * editor_load_draft(x, id, f): the draft of a form of this very session.  1
 * and *f, which the caller clears; 0; -1.
 */
int editor_load_draft(struct exchange *x, int64_t id, struct draft *f);

/*
 * editor_ask_test(x, e): ask for a test of d, and answer the request; or set
 * e->resealed.
 */
void editor_ask_test(struct exchange *x, struct editor *e);

/* editor_app.c */

/*
 * editor_fill_app(v, e, in): what is up to the app, below the root v: the cards
 * to choose it by (App), the chosen one (Chosen), its Secret and Option.
 */
void editor_fill_app(
    struct view *v, const struct editor *e, const struct input *in);

/* editor_view.c */

/* editor_respond(x, status, e): the form as the answer. */
void editor_respond(struct exchange *x, int status, const struct editor *e);

/* editor_value(e, f, out): the value of a field as a form sends it. */
#define EDITOR_VALUE_BYTES 12
const char *editor_value(const struct editor *e, enum field_id f, char *out);

/* editor_on(e, f): of a checkbox. */
bool editor_on(const struct editor *e, enum field_id f);

/* editor_score(r, f): where the score of that field stands, or NULL. */
int *editor_score(struct rule *r, enum field_id f);

#endif
