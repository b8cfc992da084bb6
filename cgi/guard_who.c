/*
 * guard_who.c - who asks, and may they?  See guard.h.
 *
 * Deny by default: who is nobody has no permission, and what a route needs is
 * asked of what was read in this request.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/guard.h"
#include "cgi/sso.h"
#include "core/xmalloc.h"
#include "db/permit.h"
#include "db/role.h"
#include "db/setting.h"

/*
 * How long a password that was given counts for what needs it fresh, and how
 * much longer for a form that was opened within that time.
 */
static const struct {
	int64_t page_ms, form_ms;
} fresh[] = {
    [FRESH_NEEDED] = {3600000, 1800000},
    [FRESH_NOW] = {300000, 600000},
};

bool
caller_may(const struct exchange *x, enum permission p)
{
	return p == PERMISSION_NONE || (x->caller.permissions >> p & 1) != 0;
}

/* RFC 6750, section 2.1; the scheme's name has no letter case. */
static const char *
bearer(const char *authorization)
{
	static const char scheme[] = "Bearer ";

	if (strncasecmp(authorization, scheme, strlen(scheme)) != 0)
		return "";
	authorization += strlen(scheme);
	return authorization + strspn(authorization, " ");
}

/*
 * The hash is what is looked up, so the time that the look-up takes tells of
 * no token.
 */
static bool
know_program(struct exchange *x)
{
	const char *token = bearer(x->req->authorization);
	char hash[SECRET_HASH_BYTES];
	int rc = 0;

	if (secret_is(token)) {
		secret_hash(token, "events", hash);
		rc = token_find(x->web->config, hash, &x->token);
		sodium_memzero(hash, sizeof(hash));
	}
	if (rc < 0) {
		respond_broken(x);
		return false;
	}
	if (rc == 0)
		audit_refused(x, "access refused", x->route->path, NULL);
	if (rc == 0)
		return REFUSE(x, 401,
		    "Give a token that is valid here: Authorization: Bearer"
		    " TOKEN. 'tocsin token add NAME' makes one.");
	snprintf(
	    x->caller_name, sizeof(x->caller_name), "token %s", x->token.name);
	x->caller.name = x->caller_name;
	x->caller.permissions = PERMISSION(SEND_EVENTS);
	return true;
}

/*
 * The user and the role are read anew each time: what changes there counts
 * from the next request on.  Who still owes a code is nobody.
 */
static int
know_user(struct exchange *x)
{
	struct db *db = x->web->config;
	int rc;

	if (!x->session.known || x->session.row.user_id == 0)
		return 0;
	rc = user_load(db, x->session.row.user_id, &x->user);
	if (rc <= 0 || x->user.disabled_at != 0 ||
	    x->session.row.stage != SESSION_SIGNED_IN)
		return rc < 0 ? -1 : 0;
	x->caller.name = x->user.name;
	x->caller.user = &x->user;
	/* A role that is gone gives nothing, but to look at one's account. */
	rc = role_permissions(db, x->user.role, &x->caller.permissions);
	x->caller.permissions |= PERMISSION(SIGNED_IN);
	return rc < 0 ? -1 : 0;
}

static bool
know_browser(struct exchange *x)
{
	int rc = session_open(x);

	if (rc == 0)
		rc = x->web->sso ? sso_know(x) : know_user(x);
	if (rc == 0)
		return true;
	respond_broken(x);
	return false;
}

/*
 * Another site's link brings no SameSite=Strict cookie along.  To ask for a
 * sign-in would be wrong then, and a session made now would take the place of
 * the one that is there; any site could fill the table of sessions.
 */
static bool
comes_from_elsewhere(const struct exchange *x)
{
	return x->route->method == METHOD_GET && !x->session.known &&
	       strcmp(x->req->fetch_site, "cross-site") == 0;
}

/* A page leads to where it can be seen; what acts is refused. */
static bool
not_signed_in(struct exchange *x)
{
	bool due = x->session.known && x->session.row.stage == SESSION_CODE_DUE;

	if (x->web->sso)
		return REFUSE(x, 403,
		    "The proxy before this system did not say who you are."
		    " Sign in there.");
	if (x->route->method != METHOD_GET || respond_wants_json(x))
		return REFUSE(x, 403,
		    "You are not signed in, or your session has ended; nothing"
		    " was done. Sign in, then repeat it.");
	respond_to(x, due ? "/sign-in/code" : "/sign-in");
	return false;
}

/* Told by its name, so that an admin knows what to give. */
static bool
not_permitted(struct exchange *x)
{
	const char *name = permission_name(x->route->permission);
	char *detail = xasprintf("{\"permission\":\"%s\"}", name);

	audit_refused(x, "access refused", x->route->path, detail);
	free(detail);
	return REFUSE(x, 403,
	    "This needs the permission \"%s\", which your role \"%s\" does not"
	    " give. Ask an admin of this system for it.",
	    name, x->user.role);
}

/*
 * A page that is only looked at needs no fresh password: one route shows the
 * same to both.
 */
static bool
is_fresh(const struct exchange *x)
{
	bool get = x->route->method == METHOD_GET;
	int64_t age = x->now_ms - x->session.row.proved_at;

	if (x->route->fresh == FRESH_NOT || x->caller.user == NULL)
		return true;
	if (get && x->route->permission == PERMISSION_VIEW_DESTINATIONS &&
	    !caller_may(x, PERMISSION_EDIT_DESTINATIONS))
		return true;
	return age < fresh[x->route->fresh].page_ms +
			 (get ? 0 : fresh[x->route->fresh].form_ms);
}

static bool
not_fresh(struct exchange *x)
{
	if (x->route->method != METHOD_GET || respond_wants_json(x))
		return REFUSE(x, 403,
		    "Your password was given too long ago for this; nothing was"
		    " done. Open the page again: it asks for it.");
	respond_to(x, "/confirm");
	return false;
}

/* From here on the database holds the same line (db/permit.h). */
bool
guard_may(struct exchange *x)
{
	enum permission p = x->route->permission;

	if (settings_load(x->web->config, &x->settings) != 0) {
		respond_broken(x);
		return false;
	}
	if (!(x->route->proof == PROOF_BEARER ? know_program(x)
					      : know_browser(x)))
		return false;
	db_permit(x->web->config, x->caller.permissions);
	if (x->route->proof != PROOF_BEARER && comes_from_elsewhere(x)) {
		respond_enter(x);
		return false;
	}
	if (!caller_may(x, p))
		return x->caller.user == NULL && !x->caller.sso
			   ? not_signed_in(x)
			   : not_permitted(x);
	return is_fresh(x) || not_fresh(x);
}
