/*
 * page_confirm.c - the password once more, before what is worth stealing a
 * session for.
 */
#include "cgi/pages.h"
#include "cgi/prove.h"
#include "cgi/web.h"

static void
show(struct exchange *x, int status, const char *error)
{
	struct view *v = view_new();

	view_text(v, "Page.Title", "Confirm that it is you");
	view_text(v, "Sign.User", x->caller.name);
	view_text(v, "Sign.Error", error);
	if (x->in.value[FIELD_BACK] != NULL)
		view_text(v, "Sign.Back", x->in.value[FIELD_BACK]);
	respond_page(x, status, PAGE_CONFIRM, v);
}

/* A proxy's users have no password here. */
void
page_confirm(struct exchange *x)
{
	if (x->caller.user == NULL)
		respond_see(x, "%s", back_to(x));
	else
		show(x, 200, "");
}

/* A step up: the session gets a new id, as at a sign-in. */
void
page_confirm_post(struct exchange *x)
{
	const char *password = x->in.value[FIELD_PASSWORD];
	int rc;

	if (x->caller.user == NULL) {
		respond_see(x, "%s", back_to(x));
		return;
	}
	if (password == NULL || input_faulty(&x->in)) {
		show(x, 422, "Enter your password.");
		return;
	}
	switch (prove_password(x, x->caller.user, x->caller.name, password)) {
	case PROVED:
		rc = session_enter(x, x->caller.user, SESSION_SIGNED_IN);
		if (rc < 0)
			respond_broken(x);
		else
			respond_see(x, "%s", rc > 0 ? back_to(x) : "/sign-in");
		break;
	case PROVED_NOT:
		show(x, 422, "That is not your password. Try again.");
		break;
	case PROVED_LATER:
		break;
	}
}
