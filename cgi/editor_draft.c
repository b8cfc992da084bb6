/*
 * editor_draft.c - what is tested before it is saved; see editor.h.
 *
 * A test is asked for by a row and a redirect: going back or loading again
 * sends nothing twice.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/xmalloc.h"

/* Each test is a message in somebody's channel. */
#define TESTS_MAX 30
#define TESTS_SPAN_MS INT64_C(60000)

/*
 * A form's id is no secret, so the session has to be the one that typed the
 * draft: it names a URL that a save would take over.
 */
int
editor_load_draft(struct exchange *x, int64_t id, struct draft *f)
{
	int rc;

	if (!x->session.known)
		return 0;
	rc = draft_load(x->web->config, id, x->now_ms, f);
	if (rc <= 0)
		return rc;
	if (secret_same(f->session_hash, x->session.hash))
		return 1;
	draft_clear(f);
	return 0;
}

/* True; or false with the answer given. */
static bool
within_limit(struct exchange *x)
{
	int64_t n;

	if (request_count(x->web->config, x->now_ms - TESTS_SPAN_MS, &n) != 0) {
		respond_broken(x);
		return false;
	}
	if (n < TESTS_MAX)
		return true;
	respond_error(x, 429,
	    "%d test alerts were asked for within a minute. Wait a minute and "
	    "try again.",
	    TESTS_MAX);
	return false;
}

/*
 * What is stored is not copied into the draft: a copy would outlive the one
 * that is replaced or deleted meanwhile.  But for the secret that a new one
 * replaces: the receiver may know that one alone yet.
 */
void
editor_ask_test(struct exchange *x, struct editor *e)
{
	struct request r = {.id = id_new(x->now_ms)};
	struct change c = change_by(x);
	struct draft f = {.id = e->form};
	char id[ID_BYTES], none[] = "";
	int rc;

	if (!within_limit(x))
		return;
	/* Strings are borrowed from e: draft_test() only reads them. */
	f.d = e->d;
	if (e->secret_replaced && !e->replaced)
		f.beside = e->d.sealed;
	if (!e->replaced)
		f.d.sealed = none;
	if (!e->secret_replaced)
		f.d.secret = f.d.former = none;
	memcpy(f.session_hash, x->session.hash, sizeof(f.session_hash));
	rc = draft_test(x->web->config, &f, &r, &c);
	if (rc < 0)
		respond_broken(x);
	else if (f.resealed)
		e->resealed = true;
	else if (rc == 0)
		respond_error(x, 403,
		    "This form was opened by somebody else: open it again.");
	else
		respond_see(
		    x, "/destinations/test?form=%s", id_text(e->form, id));
}
