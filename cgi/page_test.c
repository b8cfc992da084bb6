/*
 * page_test.c - Send test alert from the list, and how a test went.
 *
 * The worker sends and answers by a row; the page looks for it until it is
 * there or fifteen seconds are over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "cgi/editor.h"
#include "cgi/pages.h"
#include "cgi/show.h"
#include "cgi/target.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/xjson.h"
#include "db/decision.h"
#include "db/destination.h"

/* The worker gives up on a test after 12 s. */
#define WAIT_MS INT64_C(15000)

/* The third of the fixed texts: whoever shows it says whom to turn to. */
#define TITLE_UNKNOWN "Unknown error sending test message to endpoint."

/* How it stands with a test. */
struct progress {
	bool working;
	struct editor_test t;
};

/*
 * Through a draft as well, so that there is one way to ask and one page for
 * the answer.
 */
void
page_test_stored(struct exchange *x)
{
	struct destination stored;
	struct editor e;

	if (!target_load(x, &stored))
		return;
	editor_edit(&e, id_loose(x->now_ms), &stored);
	editor_ask_test(x, &e);
	editor_clear(&e);
}

/* Nobody answered: is there anybody? */
static void
no_answer(struct exchange *x, struct db *outbox, int64_t asked_at,
    struct editor_test *t)
{
	struct worker_row w = {0};
	const char *down;

	if (outbox == NULL || worker_load(outbox, &w) < 0)
		w.heartbeat_at = 0;
	/* It beats more often than a test takes: none since then is silence. */
	down = show_worker_down(
	    w.heartbeat_at < asked_at ? 0 : w.heartbeat_at, x->now_ms);
	snprintf(t->title, sizeof(t->title), "%s", TITLE_UNKNOWN);
	snprintf(t->hint, sizeof(t->hint), "%s",
	    down[0] != '\0' ? down
			    : "No answer came in time: the worker is busy. Try "
			      "again in a minute.");
}

/* The worker's clock and ours are one; a step in between reads as 0. */
static void
take_reply(struct editor_test *t, const struct reply *r, int64_t asked_at)
{
	t->accepted = r->state == REPLY_DONE;
	snprintf(t->title, sizeof(t->title), "%s", r->message);
	snprintf(t->hint, sizeof(t->hint), "%s", r->hint);
	t->ms = r->at > asked_at ? r->at - asked_at : 0;
}

/* The other two texts are for the admin to mend. */
static void
add_contact(struct editor_test *t, const char *contact)
{
	size_t used = strlen(t->hint);

	if (contact[0] != '\0' && strcmp(t->title, TITLE_UNKNOWN) == 0)
		snprintf(t->hint + used, sizeof(t->hint) - used,
		    "%sContact: %s", used > 0 ? " " : "", contact);
}

/*
 * An outbox.db that can't be read is one more way of no answer: the page
 * waits for it as long.
 */
static void
look(struct exchange *x, const struct draft *f, struct progress *p)
{
	struct db *outbox = web_outbox(x->web);
	int64_t asked_at = f->d.saved_at; /* when it was typed */
	struct reply r;
	int rc = outbox != NULL ? reply_load(outbox, f->request_id, &r) : 0;

	memset(p, 0, sizeof(*p));
	if (rc > 0 && r.state != REPLY_WORKING) {
		take_reply(&p->t, &r, asked_at);
	} else if (x->now_ms - asked_at < WAIT_MS) {
		p->working = true;
	} else {
		p->t.ms = x->now_ms - asked_at;
		no_answer(x, outbox, asked_at, &p->t);
	}
	add_contact(&p->t, x->settings.contact);
}

/* For the script that looks in the place of a refresh. */
static void
respond_progress(
    struct exchange *x, const struct draft *f, const struct progress *p)
{
	const char *state = p->working      ? "working"
			    : p->t.accepted ? "done"
					    : "failed";
	struct json_object *json = xjson_object();
	char id[ID_BYTES];

	xjson_add(json, "state", xjson_string(state));
	xjson_add(json, "title", xjson_string(p->t.title));
	xjson_add(json, "hint", xjson_string(p->t.hint));
	xjson_add(json, "form", xjson_string(id_text(f->id, id)));
	xjson_add(json, "host", xjson_string(f->d.url_host));
	xjson_add(json, "entered", xjson_boolean(f->d.sealed[0] != '\0'));
	xjson_add(json, "secret", xjson_boolean(f->d.secret[0] != '\0'));
	xjson_add(json, "ms", xjson_int(p->t.ms));
	respond_json(x, 200, json);
}

/* The page that loads itself again each second, where no script runs. */
static void
respond_working(struct exchange *x, const struct draft *f)
{
	struct view *v = view_new(), *t = view_node(v, "Test");
	char url[64], id[ID_BYTES];

	snprintf(
	    url, sizeof(url), "/destinations/test?form=%s", id_text(f->id, id));
	view_text(v, "Page.Title", "Sending the test alert");
	view_text(t, "Name", f->d.name);
	view_text(t, "Host", f->d.url_host);
	view_text(t, "Url", url);
	view_flag(t, "Entered", f->d.sealed[0] != '\0');
	respond_page(x, 200, PAGE_TEST, v);
}

/* The form again, as it was tested, with the result on top. */
static void
respond_result(
    struct exchange *x, const struct draft *f, const struct progress *p)
{
	struct destination stored;
	struct editor e;
	int rc;

	/* A form of Add has no version that it was filled from. */
	if (f->d.version == 0) {
		editor_fresh(&e, f->id);
	} else {
		rc = destination_load(x->web->config, f->d.id, &stored);
		if (rc < 0)
			respond_broken(x);
		else if (rc == 0)
			target_gone(x);
		if (rc <= 0)
			return;
		editor_edit(&e, f->id, &stored);
	}
	editor_show_draft(&e, f);
	e.now_ms = x->now_ms;
	e.test = &p->t;
	editor_respond(x, 200, &e);
	editor_clear(&e);
}

/*
 * By the form's id, so that a reload, Back and the script all see the same
 * test.  Somebody else's is not there.
 */
void
page_test_result(struct exchange *x)
{
	struct progress p;
	struct draft f;
	int rc;

	if (!target_field(x, FIELD_FORM))
		return;
	rc = editor_load_draft(x, input_id(&x->in, FIELD_FORM), &f);
	if (rc < 0) {
		respond_broken(x);
		return;
	}
	if (rc == 0) {
		respond_error(x, 404,
		    "There is no such test: it is over an hour old, or what it "
		    "tested was saved. Go back to the list.");
		return;
	}
	look(x, &f, &p);
	if (respond_wants_json(x))
		respond_progress(x, &f, &p);
	else if (p.working)
		respond_working(x, &f);
	else
		respond_result(x, &f, &p);
	draft_clear(&f);
}
