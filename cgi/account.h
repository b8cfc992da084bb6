/*
 * account.h - what the pages of one's own account share.
 */
#ifndef TOCSIN_CGI_ACCOUNT_H
#define TOCSIN_CGI_ACCOUNT_H

#include <stdbool.h>

struct exchange;

/*
 * account_here(x): whether the caller's account is kept here, and not by a
 * proxy.  False: the answer is there.
 */
bool account_here(struct exchange *x);

#endif
