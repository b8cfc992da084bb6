/*
 * prove.c - passwords and codes of users; see prove.h.
 *
 * A guess costs its maker time and us one password hash at most; a refused one
 * costs us nothing that is worth flooding.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "cgi/audit.h"
#include "cgi/device.h"
#include "cgi/prove.h"
#include "cgi/totp.h"
#include "core/clock.h"
#include "core/code.h"
#include "core/xmalloc.h"
#include "db/audit.h"

/* All processes are hashing: each takes a tenth of a second. */
#define RETRY_BUSY "2"

/* The answer to who has to wait: the same for every name. */
static void
answer_wait(struct exchange *x, int64_t wait_ms)
{
	int64_t s = (wait_ms + 999) / 1000;

	snprintf(x->retry_after, sizeof(x->retry_after), "%lld", (long long)s);
	x->out->retry_after = x->retry_after;
	respond_error(x, 429,
	    "There were too many attempts that failed. Wait %lld seconds, then "
	    "try again; nothing is locked.",
	    (long long)s);
}

static void
answer_busy(struct exchange *x)
{
	x->out->retry_after = RETRY_BUSY;
	respond_error(x, 503,
	    "Too many people are signing in at this moment. Try again in a few "
	    "seconds.");
}

/* What cannot be written down does not open the door either: see db_error. */
void
prove_refused(struct exchange *x, const struct user *u, const char *why)
{
	char *detail = xasprintf("{\"reason\":\"%s\"}", why);
	struct change c = change_by(x);
	const struct audit a = {.action = "sign-in refused",
	    .refused = true,
	    .object_id = u != NULL ? u->id : 0,
	    .object = u != NULL ? u->name : NULL,
	    .detail = detail};
	bool tell =
	    audit_limit_now(u != NULL ? AUDIT_OF_USER : AUDIT_OF_STRANGER);
	struct db *db = x->web->config;

	/* A name that nobody has may be a password in the wrong field. */
	if (user_failed(db, u != NULL ? u->id : 0, tell ? &a : NULL, &c) < 0 &&
	    db_error(db) == DB_BROKEN)
		x->web->broken = true;
	free(detail);
}

bool
prove_wait(struct exchange *x, struct attempt *t)
{
	int64_t wait;

	t->address = x->req->remote_addr;
	wait = attempts_begin(x->web->attempts, t, clock_boot_ms());
	if (wait > 0)
		answer_wait(x, wait);
	return wait == 0;
}

static bool
place(struct exchange *x, const struct attempt *t)
{
	if (attempts_enter(x->web->attempts, t->device != 0))
		return true;
	attempts_undo(x->web->attempts, t, clock_boot_ms());
	answer_busy(x);
	return false;
}

/* Under today's costs, while the password is at hand and the place is ours. */
static void
renew(struct exchange *x, const struct user *u, const char *password)
{
	char hash[PASSWORD_HASH_BYTES];

	if (password_stale(u->password) && password_hash(password, hash) == 0 &&
	    user_rehash(x->web->config, u, hash) < 0 &&
	    db_error(x->web->config) == DB_BROKEN)
		x->web->broken = true;
}

enum proved
prove_password(struct exchange *x, const struct user *u, const char *name,
    const char *password)
{
	struct attempt t = {.account = name};
	bool usable = u != NULL && u->disabled_at == 0, good;

	t.device = u != NULL ? device_of(x, u->id) : 0;
	if (!prove_wait(x, &t) || !place(x, &t))
		return PROVED_LATER;
	good = password_verify(usable ? u->password : NULL, password);
	if (good)
		renew(x, u, password);
	attempts_leave(x->web->attempts);
	if (!good) {
		prove_refused(x, u, "name or password");
		return PROVED_NOT;
	}
	attempts_passed(x->web->attempts, &t, clock_boot_ms());
	return PROVED;
}

bool
prove_hash(struct exchange *x, const char *password, char *hash)
{
	int rc;

	/* Who sets one has given the old one, or a one-time code. */
	if (!attempts_enter(x->web->attempts, true)) {
		answer_busy(x);
		return false;
	}
	rc = password_hash(password, hash);
	attempts_leave(x->web->attempts);
	if (rc != 0)
		answer_busy(x);
	return rc == 0;
}

/* 1: the app's code; 0: not; -1: a database error. */
static int
try_totp(struct exchange *x, const struct user *u, const char *code)
{
	struct web_key_bond bond = {"seed", u->id, ""};
	unsigned char seed[TOTP_SEED_BYTES];
	int64_t step = 0;

	if (web_key_open(&x->web->web_key, &bond, u->totp, seed, sizeof(seed)))
		step = totp_step(seed, code, x->now_ms);
	sodium_memzero(seed, sizeof(seed));
	return step == 0 ? 0 : user_use_totp(x->web->config, u->id, step);
}

static int
try_recovery(struct exchange *x, const struct user *u, const char *code)
{
	struct change c = change_by(x);
	char hash[SECRET_HASH_BYTES];

	c.by = u->name;
	return code_hash(code, "recovery", hash)
		   ? recovery_use(x->web->config, u->id, hash, &c)
		   : 0;
}

enum proved
prove_code(struct exchange *x, const struct user *u, const char *code)
{
	/* No name has a control character: these lanes are no account's. */
	char lane[40];
	struct attempt t = {.account = lane, .device = device_of(x, u->id)};
	int rc;

	snprintf(lane, sizeof(lane), "\001code %lld", (long long)u->id);
	if (!prove_wait(x, &t))
		return PROVED_LATER;
	rc = try_totp(x, u, code);
	if (rc == 0)
		rc = try_recovery(x, u, code);
	if (rc < 0) {
		respond_broken(x);
		return PROVED_LATER;
	}
	if (rc == 0) {
		prove_refused(x, u, "code");
		return PROVED_NOT;
	}
	attempts_passed(x->web->attempts, &t, clock_boot_ms());
	return PROVED;
}
