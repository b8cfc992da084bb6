/*
 * page_activate.c - a one-time code becomes a password: of the first user, of
 * a new one, or of one who was reset.
 *
 * It ends at the sign-in page and not signed in: so the password is used once
 * while it is fresh in mind, and a second factor that was kept still counts.
 */
#include <sodium.h>
#include <string.h>

#include "cgi/device.h"
#include "cgi/pages.h"
#include "cgi/prove.h"
#include "cgi/web.h"
#include "core/clock.h"
#include "core/code.h"
#include "core/ids.h"
#include "db/invitation.h"
#include "db/permit.h"

#define WRONG \
	"That code is wrong, was used already, or is older than a day; or " \
	"the name is not the one that it was made for."

/* Whose the code is, as far as it is known. */
struct given {
	char hash[SECRET_HASH_BYTES];
	struct invitation invitation;
	struct user user; /* of the invitation; id 0: to be the first */
};

static void
show(struct exchange *x, int status, const char *error)
{
	static const enum field_id ids[] = {
	    FIELD_CODE, FIELD_USER, FIELD_NEW_PASSWORD};
	struct view *v = view_new();
	size_t i;
	int any = user_any(x->web->config);

	view_text(v, "Page.Title", "Set your password");
	view_text(v, "Sign.Error", error);
	view_text(v, "Sign.User", x->in.value[FIELD_USER]);
	view_text(v, "Sign.Rules", PASSWORD_RULES);
	view_flag(v, "Sign.First", any == 0);
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (x->in.error[ids[i]] != NULL)
			view_text(view_node(view_node(v, "Field"),
				      fields[ids[i]].name),
			    "Error", x->in.error[ids[i]]);
	respond_page(x, status, PAGE_ACTIVATE, v);
}

void
page_activate(struct exchange *x)
{
	show(x, 200, "");
}

/* 1: the code is good, and the name is the one it was made for; 0; -1. */
static int
find(struct exchange *x, struct given *g)
{
	struct db *db = x->web->config;
	const char *name = x->in.value[FIELD_USER];
	int rc;

	memset(g, 0, sizeof(*g));
	if (!code_hash(x->in.value[FIELD_CODE], "invitation", g->hash))
		return 0;
	rc = invitation_find(db, g->hash, x->now_ms, &g->invitation);
	if (rc <= 0)
		return rc;
	if (g->invitation.user_id == 0)
		return user_name_is(name);
	rc = user_load(db, g->invitation.user_id, &g->user);
	return rc > 0 ? strcasecmp(g->user.name, name) == 0 : rc;
}

/*
 * Done: the next page is the one that it is for.  Who had the code has proved
 * as much as a sign-in does, so strangers who hammer the account do not hold
 * up its first one either.
 */
static void
finish(struct exchange *x, int64_t user_id, int rc)
{
	if (rc < 0) {
		respond_broken(x);
	} else if (rc == 0) {
		show(x, 422, WRONG);
	} else {
		device_keep(x, user_id);
		session_tell(x, "Your password is set. Sign in with it.");
		respond_see(x, "/sign-in");
	}
}

static void
use(struct exchange *x, struct given *g)
{
	struct db *db = x->web->config;
	struct change c = change_by(x);
	char hash[PASSWORD_HASH_BYTES];

	if (!prove_hash(x, x->in.value[FIELD_NEW_PASSWORD], hash))
		return;
	c.by = x->in.value[FIELD_USER];
	if (g->invitation.user_id == 0) {
		g->user.id = id_new(x->now_ms);
		snprintf(g->user.name, sizeof(g->user.name), "%s", c.by);
		memcpy(g->user.password, hash, sizeof(hash));
		db_permit(db, PERMIT_ACCOUNT | PERMIT_FIRST_USER);
		finish(x, g->user.id,
		    invitation_use_first(db, g->hash, &g->user, &c));
	} else {
		c.by = g->user.name;
		finish(x, g->user.id, invitation_use(db, g->hash, hash, &c));
	}
	sodium_memzero(hash, sizeof(hash));
}

/* The code first: who has none is not told about names or passwords. */
static void
activate(struct exchange *x, struct given *g, const struct attempt *t)
{
	char why[PASSWORD_WHY_BYTES];
	int rc = find(x, g);

	if (rc < 0) {
		respond_broken(x);
		return;
	}
	if (rc == 0) {
		prove_refused(x, NULL, "one-time code");
		show(x, 422, WRONG);
		return;
	}
	attempts_passed(x->web->attempts, t, clock_boot_ms());
	if (!password_good(x->in.value[FIELD_NEW_PASSWORD],
		x->in.value[FIELD_USER], why)) {
		input_error(&x->in, FIELD_NEW_PASSWORD, why);
		show(x, 422, "");
		return;
	}
	use(x, g);
}

void
page_activate_post(struct exchange *x)
{
	static const enum field_id needed[] = {
	    FIELD_CODE, FIELD_USER, FIELD_NEW_PASSWORD};
	/*
	 * Codes can't be guessed, so no lane: one that all share would let a
	 * stranger hold up everybody.  The address bounds what it costs us.
	 */
	struct attempt t = {.account = NULL};
	struct given g;
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (x->in.value[needed[i]] == NULL)
			input_error(&x->in, needed[i], "Enter it.");
	if (input_faulty(&x->in)) {
		show(x, 422, "");
		return;
	}
	db_permit(x->web->config, PERMIT_ACCOUNT);
	if (!prove_wait(x, &t))
		return;
	activate(x, &g, &t);
	sodium_memzero(&g, sizeof(g));
}
