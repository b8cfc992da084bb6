/*
 * guard.h - the steps of guard() (cgi/web.h) that stand in files of their own.
 */
#ifndef TOCSIN_CGI_GUARD_H
#define TOCSIN_CGI_GUARD_H

#include <stdbool.h>

#include "cgi/web.h"

/* Always false: the answer is there, and no further step is taken. */
#define REFUSE(x, status, ...) (respond_error(x, status, __VA_ARGS__), false)

/*
 * guard_may(x): load the settings, find out who asks, and see that the route's
 * permission is theirs and their password fresh enough.  False: the answer is
 * there.
 */
bool guard_may(struct exchange *x);

#endif
