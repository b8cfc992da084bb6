/*
 * origin.h - which of our own addresses a request was made for, and from
 * which page it came.
 *
 * An origin is "scheme://host[:port]".  Letter case and a port that is the
 * scheme's own make no difference.
 */
#ifndef TOCSIN_CGI_ORIGIN_H
#define TOCSIN_CGI_ORIGIN_H

#include <stdbool.h>

#include "core/conf.h"

/*
 * origin_find(origins, host): the first one that a Host header of that value
 * names, or NULL.
 */
const char *origin_find(const struct conf_list *origins, const char *host);

/* origin_same(a, b): whether two origins are one. */
bool origin_same(const char *a, const char *b);

/* origin_secure(origin): whether it is https. */
bool origin_secure(const char *origin);

#endif
