/*
 * session.c - the browser's session; see web.h.
 *
 * An anonymous one ties forms to the browser that they were sent to.  Signing
 * in makes a new one, and so does each step up: whoever knew the id of before
 * has nothing.  The cookie is a credential; the database has only a hash of
 * it, and the token in the forms is another one.
 */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/cookie.h"
#include "cgi/origin.h"
#include "cgi/web.h"
#include "core/xmalloc.h"

/* How far a row may lag behind: a write for each page would be too many. */
#define SEEN_MS INT64_C(60000)

/*
 * With __Host- a browser takes the cookie only over TLS, for this host alone
 * and for all of its paths; it would refuse that name over plain HTTP.
 */
static const char *
cookie_name(const struct exchange *x)
{
	return origin_secure(x->origin) ? "__Host-sid" : "sid";
}

/* Both hashes of a cookie, which itself is not kept. */
static void
take(struct exchange *x, const char *secret)
{
	x->session.known = true;
	secret_hash(secret, "session", x->session.hash);
	secret_hash(secret, "csrf", x->session.csrf);
}

/* Without this row the session only seems older than it is. */
static int
touch(struct exchange *x)
{
	struct db *db = x->web->config;
	int64_t idle = x->now_ms - x->session.row.seen_at;

	/* A clock that was set back is a reason as well. */
	if (idle < SEEN_MS && idle > -SEEN_MS)
		return 0;
	return session_seen(db, x->session.hash, x->now_ms) < 0 &&
		       db_error(db) == DB_BROKEN
		   ? -1
		   : 0;
}

int
session_open(struct exchange *x)
{
	char secret[SECRET_BYTES], lost[SECRET_HASH_BYTES];
	bool ended;
	int rc = 0;

	if (cookie_find(
		x->req->cookie, cookie_name(x), secret, sizeof(secret)) &&
	    secret_is(secret)) {
		take(x, secret);
		rc = session_load(x->web->config, x->session.hash, x->now_ms,
		    &x->session.row);
	}
	sodium_memzero(secret, sizeof(secret));
	if (rc > 0)
		return touch(x);
	/* One that we did not give out, or that has ended. */
	ended = rc == 0 && x->session.row.stage == SESSION_SIGNED_IN;
	memcpy(lost, x->session.csrf, sizeof(lost));
	sodium_memzero(&x->session, sizeof(x->session));
	memcpy(x->session.lost, lost, sizeof(lost));
	x->session.ended = ended;
	return rc;
}

/*
 * SameSite=Strict: no other site's link or form brings it along.  It lives as
 * long as the browser, or shorter (db/session.h).
 */
static void
send_cookie(struct exchange *x, const char *secret)
{
	free(x->out->set_cookie);
	x->out->set_cookie = xasprintf(
	    "%s=%s; Path=/; HttpOnly; SameSite=Strict%s", cookie_name(x),
	    secret, origin_secure(x->origin) ? "; Secure" : "");
}

int
session_need(struct exchange *x)
{
	char secret[SECRET_BYTES];

	if (x->session.known)
		return 0;
	secret_make(secret);
	take(x, secret);
	if (session_add(x->web->config, x->session.hash, x->now_ms) <= 0) {
		sodium_memzero(secret, sizeof(secret));
		sodium_memzero(&x->session, sizeof(x->session));
		return -1;
	}
	x->session.row.created_at = x->now_ms;
	x->session.row.seen_at = x->now_ms;
	send_cookie(x, secret);
	sodium_memzero(secret, sizeof(secret));
	return 0;
}

/* Whoever steps up is from here on who the trail names. */
int
session_enter(
    struct exchange *x, const struct user *u, enum session_stage stage)
{
	struct change c = change_by(x);
	char secret[SECRET_BYTES], old[SECRET_HASH_BYTES];
	struct session_step step = {.old_hash = old,
	    .user = u,
	    .stage = stage,
	    .proved_at = x->now_ms,
	    .agent = x->req->user_agent};
	int rc;

	c.by = u->name;
	memcpy(old, x->session.hash, sizeof(old));
	secret_make(secret);
	take(x, secret);
	step.hash = x->session.hash;
	rc = session_promote(x->web->config, &step, &c);
	if (rc > 0)
		send_cookie(x, secret);
	else
		/* Neither the old one nor the new one is this browser's now. */
		sodium_memzero(&x->session, sizeof(x->session));
	sodium_memzero(secret, sizeof(secret));
	return rc;
}

/*
 * What else the browser may have kept of the pages goes too.  Not its cookies:
 * the theme is its own, and the device stays known.
 */
int
session_leave(struct exchange *x)
{
	struct change c = change_by(x);

	if (session_sign_out(x->web->config, x->session.hash, &c) < 0)
		return -1;
	sodium_memzero(&x->session, sizeof(x->session));
	free(x->out->set_cookie);
	x->out->set_cookie =
	    xasprintf("%s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict%s",
		cookie_name(x), origin_secure(x->origin) ? "; Secure" : "");
	x->out->forget = true;
	return 0;
}

/*
 * The text follows a change that is already stored: where it can't be kept,
 * the change still holds, and db/ has logged why.
 */
static void
store(struct exchange *x)
{
	if (session_flash(
		x->web->config, x->session.hash, x->session.row.flash) < 0 &&
	    db_error(x->web->config) == DB_BROKEN)
		x->web->broken = true;
}

void
session_tell(struct exchange *x, const char *fmt, ...)
{
	va_list ap;

	if (!x->session.known)
		return;
	va_start(ap, fmt);
	vsnprintf(x->session.row.flash, sizeof(x->session.row.flash), fmt, ap);
	va_end(ap);
	store(x);
}

/* By a mark in the text: nobody can type one, as names have no tabs. */
void
session_warn(struct exchange *x, const char *fmt, ...)
{
	char *flash = x->session.row.flash;
	va_list ap;

	if (!x->session.known)
		return;
	flash[0] = SESSION_WARNING;
	va_start(ap, fmt);
	vsnprintf(flash + 1, sizeof(x->session.row.flash) - 1, fmt, ap);
	va_end(ap);
	store(x);
}
