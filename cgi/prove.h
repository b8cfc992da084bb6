/*
 * prove.h - is it really them?  Passwords and codes, judged under the bounds
 * of cgi/attempts.h; see page_sign_in.c and page_confirm.c.
 */
#ifndef TOCSIN_CGI_PROVE_H
#define TOCSIN_CGI_PROVE_H

#include <stdbool.h>

#include "cgi/web.h"

enum proved {
	PROVED,
	PROVED_NOT,  /* wrong; counted, and told in the audit trail */
	PROVED_LATER /* not judged: the answer is there already */
};

/* Texts that tell no more than that. */
#define PROVE_WRONG \
	"That name and password don't go together, or the account can't be " \
	"used. Check both and try again."
#define PROVE_WRONG_CODE \
	"That code is wrong, or was used already. Enter the one that the " \
	"app shows now."

/* What is told before a password is chosen (core/password.h). */
#define PASSWORD_RULES \
	"At least 8 characters, better 15 or more: a few words that don't " \
	"belong together are easy to keep in mind. No common password, and " \
	"not your name. There are no rules about digits and signs."

/*
 * prove_password(x, u, name, password): is it u's?  u NULL: there is nobody of
 * that name, which takes the same time.  name is what was typed.  On
 * PROVED_LATER a page says when to try again.  Blocks for a tenth of a second,
 * and up to two seconds for a place.
 */
enum proved prove_password(struct exchange *x, const struct user *u,
    const char *name, const char *password);

/*
 * prove_code(x, u, code): of u's second factor: what the app shows, or a
 * recovery code; both work once.
 */
enum proved prove_code(
    struct exchange *x, const struct user *u, const char *code);

/*
 * prove_hash(x, password, hash): what is stored of a new password
 * (PASSWORD_HASH_BYTES), at a place of its own.  False: the answer is there.
 */
bool prove_hash(struct exchange *x, const char *password, char *hash);

/*
 * prove_wait(x): whether a one-time code may be tried from this address now.
 * False: the answer is there.  prove_refused(x, u, what): tell the trail that
 * it was wrong; u NULL: of nobody.
 */
bool prove_wait(struct exchange *x, struct attempt *t);
void prove_refused(struct exchange *x, const struct user *u, const char *why);

#endif
