/*
 * page_factor.c - one's own second factor: set up, removed, and the recovery
 * codes.
 *
 * A seed that is not confirmed yet is kept nowhere: the form brings it back,
 * sealed for this user and this session.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/account.h"
#include "cgi/pages.h"
#include "cgi/totp.h"
#include "cgi/web.h"
#include "core/code.h"
#include "core/xmalloc.h"

static struct web_key_bond
form_bond(const struct exchange *x)
{
	return (struct web_key_bond){
	    "seed in a form", x->user.id, x->session.hash};
}

/* Text that holds the seed is wiped as soon as the page has it. */
static void
fill_secret(struct view *v, const char *name, char *text)
{
	view_text(v, name, text);
	sodium_memzero(text, strlen(text));
	free(text);
}

static void
show(struct exchange *x, int status, const unsigned char *seed)
{
	struct web_key_bond bond = form_bond(x);
	struct view *v = view_new();
	char *uri = totp_uri(seed, x->caller.name);

	view_text(v, "Page.Title", "Set up the second factor");
	fill_secret(v, "Factor.Picture", totp_picture(uri));
	fill_secret(v, "Factor.Text", totp_text(seed));
	fill_secret(v, "Factor.Seed",
	    web_key_seal(&x->web->web_key, &bond, seed, TOTP_SEED_BYTES));
	sodium_memzero(uri, strlen(uri));
	free(uri);
	if (x->in.error[FIELD_CODE] != NULL)
		view_text(v, "Field.code.Error", x->in.error[FIELD_CODE]);
	respond_page(x, status, PAGE_FACTOR, v);
}

void
page_factor(struct exchange *x)
{
	unsigned char seed[TOTP_SEED_BYTES];

	if (!account_here(x))
		return;
	if (x->user.totp[0] != '\0') {
		session_warn(x, "The second factor is on already. To move it "
				"to another phone, remove it first.");
		respond_see(x, "/account");
		return;
	}
	randombytes_buf(seed, sizeof(seed));
	show(x, 200, seed);
	sodium_memzero(seed, sizeof(seed));
}

/* New ones take the place of those of before; shown on this page alone. */
static void
show_recovery(struct exchange *x)
{
	char codes[RECOVERY_CODES][CODE_BYTES];
	char hashes[RECOVERY_CODES][SECRET_HASH_BYTES];
	struct change c = change_by(x);
	struct view *v = view_new();
	unsigned i;

	view_text(v, "Page.Title", "Your recovery codes");
	for (i = 0; i < RECOVERY_CODES; i++) {
		code_make(codes[i]);
		(void)code_hash(codes[i], "recovery", hashes[i]);
		view_text(view_row(v, "Code", i), "Text", codes[i]);
	}
	sodium_memzero(codes, sizeof(codes));
	if (recovery_replace(
		x->web->config, x->user.id, hashes, RECOVERY_CODES, &c) > 0) {
		respond_page(x, 200, PAGE_RECOVERY, v);
		return;
	}
	view_free(v);
	respond_broken(x);
}

/* Confirmed by a code of it, which then counts as used. */
static void
switch_on(struct exchange *x, const unsigned char *seed, int64_t step)
{
	struct web_key_bond bond = {"seed", x->user.id, ""};
	struct change c = change_by(x);
	char *sealed;
	int rc;

	sealed = web_key_seal(&x->web->web_key, &bond, seed, TOTP_SEED_BYTES);
	rc = user_set_totp(x->web->config, x->user.id, sealed, step, &c);
	free(sealed);
	if (rc <= 0)
		respond_broken(x);
	else
		show_recovery(x);
}

void
page_factor_post(struct exchange *x)
{
	struct web_key_bond bond = form_bond(x);
	const char *sealed = x->in.value[FIELD_SEED];
	unsigned char seed[TOTP_SEED_BYTES];
	char *code;
	int64_t step;

	if (!account_here(x))
		return;
	/* A page that was open since before it was switched on elsewhere. */
	if (sealed == NULL || x->user.totp[0] != '\0' ||
	    !web_key_open(
		&x->web->web_key, &bond, sealed, seed, sizeof(seed))) {
		respond_see(x, "/account/second-factor");
		return;
	}
	code = input_trimmed(&x->in, FIELD_CODE);
	step = code != NULL ? totp_step(seed, code, x->now_ms) : 0;
	if (step == 0) {
		input_error(&x->in, FIELD_CODE,
		    "That is not what the app shows for this key. Enter the "
		    "six digits that it shows now; phone and server must have "
		    "the same time.");
		show(x, 422, seed);
	} else {
		switch_on(x, seed, step);
	}
	free(code);
	sodium_memzero(seed, sizeof(seed));
}

void
page_factor_remove(struct exchange *x)
{
	struct view *v;

	if (!account_here(x))
		return;
	v = view_new();
	view_text(v, "Page.Title", "Remove the second factor");
	view_flag(v, "Factor.Remove", true);
	respond_page(x, 200, PAGE_FACTOR, v);
}

void
page_factor_remove_post(struct exchange *x)
{
	struct change c = change_by(x);

	if (!account_here(x))
		return;
	if (user_clear_totp(x->web->config, x->user.id, &c) < 0) {
		respond_broken(x);
		return;
	}
	session_tell(x, "The second factor is removed.");
	respond_see(x, "/account");
}

/* By a POST and not kept: loading the page again makes no others. */
void
page_recovery_post(struct exchange *x)
{
	if (!account_here(x))
		return;
	if (x->user.totp[0] == '\0')
		respond_see(x, "/account");
	else
		show_recovery(x);
}
