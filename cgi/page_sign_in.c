/*
 * page_sign_in.c - name and password, the code after them, and out again.
 *
 * Every failure of a name and password reads the same and takes the same time,
 * so a page tells nobody which names there are (OWASP ASVS 5.0 6.3.8).
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cgi/device.h"
#include "cgi/pages.h"
#include "cgi/prove.h"
#include "cgi/show.h"
#include "cgi/web.h"
#include "core/code.h"
#include "db/permit.h"

/* Where the form of a page goes back to, and what was wrong with it. */
static struct view *
form(const struct exchange *x, const char *title, const char *error)
{
	struct view *v = view_new();

	view_text(v, "Page.Title", title);
	if (x->in.value[FIELD_BACK] != NULL)
		view_text(v, "Sign.Back", x->in.value[FIELD_BACK]);
	view_text(v, "Sign.Error", error);
	return v;
}

static void
show_sign_in(struct exchange *x, int status, const char *error)
{
	struct view *v = form(x, "Sign in", error);

	view_text(v, "Sign.User", x->in.value[FIELD_USER]);
	view_flag(v, "Sign.Ended", x->session.ended && error[0] == '\0');
	respond_page(x, status, PAGE_SIGN_IN, v);
}

static bool
code_due(const struct exchange *x)
{
	return x->session.known && x->session.row.stage == SESSION_CODE_DUE &&
	       x->user.id != 0;
}

static bool
signed_in(const struct exchange *x)
{
	return x->caller.user != NULL || x->caller.sso;
}

void
page_sign_in(struct exchange *x)
{
	if (signed_in(x))
		respond_see(x, "%s", back_to(x));
	else
		show_sign_in(x, 200, "");
}

/*
 * What happened in this account while its owner was away: told once, by the
 * first page (OWASP ASVS 5.0 6.3.5 asks to tell of attempts).
 */
static void
tell_last(struct exchange *x, const struct user *u)
{
	char ago[SHOW_BYTES];
	long long failed = (long long)u->failed;

	if (failed > 0)
		session_warn(x,
		    "%lld attempt%s to sign in to your account failed since "
		    "you were here last (%s). If that was not you, change your "
		    "password.",
		    failed, failed == 1 ? "" : "s",
		    u->signed_in_at > 0
			? show_ago(u->signed_in_at, x->now_ms, ago)
			: "never");
	else if (u->signed_in_at > 0)
		session_tell(x, "You were here last %s.",
		    show_ago(u->signed_in_at, x->now_ms, ago));
}

/* All is proved: in, with a new session. */
static void
enter(struct exchange *x, const struct user *u)
{
	int rc = session_enter(x, u, SESSION_SIGNED_IN);

	if (rc < 0) {
		respond_broken(x);
	} else if (rc == 0) {
		/* Disabled, or given another password, in this very moment. */
		show_sign_in(x, 422, PROVE_WRONG);
	} else {
		device_keep(x, u->id);
		tell_last(x, u);
		respond_see(x, "%s", back_to(x));
	}
}

/* The password was right: a code is due, or the user is in. */
static void
password_right(struct exchange *x, const struct user *u)
{
	int rc;

	if (u->totp[0] == '\0') {
		enter(x, u);
		return;
	}
	rc = session_enter(x, u, SESSION_CODE_DUE);
	if (rc < 0) {
		respond_broken(x);
	} else if (rc == 0) {
		show_sign_in(x, 422, PROVE_WRONG);
	} else {
		x->session.row.stage = SESSION_CODE_DUE;
		/* As it came in; the field allows nothing that needs more. */
		if (x->in.value[FIELD_BACK] != NULL &&
		    strchr(back_to(x), '?') == NULL)
			respond_see(x, "/sign-in/code?back=%s", back_to(x));
		else
			respond_see(x, "/sign-in/code");
	}
}

void
page_sign_in_post(struct exchange *x)
{
	const char *name = x->in.value[FIELD_USER];
	const char *password = x->in.value[FIELD_PASSWORD];
	struct user u;
	int rc;

	if (name == NULL || password == NULL || input_faulty(&x->in)) {
		show_sign_in(x, 422, "Enter your name and your password.");
		return;
	}
	db_permit(x->web->config, PERMIT_ACCOUNT);
	rc = user_find(x->web->config, name, &u);
	if (rc < 0) {
		respond_broken(x);
		return;
	}
	switch (prove_password(x, rc > 0 ? &u : NULL, name, password)) {
	case PROVED:
		password_right(x, &u);
		break;
	case PROVED_NOT:
		show_sign_in(x, 422, PROVE_WRONG);
		break;
	case PROVED_LATER:
		break;
	}
	sodium_memzero(&u, sizeof(u));
}

static void
show_code(struct exchange *x, int status, const char *error)
{
	respond_page(
	    x, status, PAGE_SIGN_IN_CODE, form(x, "Enter your code", error));
}

void
page_sign_in_code(struct exchange *x)
{
	if (signed_in(x))
		respond_see(x, "%s", back_to(x));
	else if (!code_due(x))
		respond_see(x, "/sign-in");
	else
		show_code(x, 200, "");
}

void
page_sign_in_code_post(struct exchange *x)
{
	const char *typed = x->in.value[FIELD_CODE];

	if (!code_due(x)) {
		respond_error(x, 403,
		    "That took too long, or the code was given already. Sign "
		    "in again.");
		return;
	}
	if (typed == NULL || input_faulty(&x->in)) {
		show_code(x, 422, "Enter the code.");
		return;
	}
	db_permit(x->web->config, PERMIT_ACCOUNT);
	switch (prove_code(x, &x->user, typed)) {
	case PROVED:
		enter(x, &x->user);
		break;
	case PROVED_NOT:
		show_code(x, 422, PROVE_WRONG_CODE);
		break;
	case PROVED_LATER:
		break;
	}
}

/* Whoever is out already is where they wanted to be. */
void
page_sign_out(struct exchange *x)
{
	if (session_leave(x) != 0)
		respond_broken(x);
	else
		respond_see(x, "/sign-in");
}
