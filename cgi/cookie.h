/*
 * cookie.h - one cookie out of a Cookie header.
 */
#ifndef TOCSIN_CGI_COOKIE_H
#define TOCSIN_CGI_COOKIE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * cookie_find(header, name, out, bytes): the value of the cookie of exactly
 * that name.  False, with out "", where there is none, there are several, or
 * it does not fit out: nobody can tell then which one is ours.
 */
bool cookie_find(const char *header, const char *name, char *out, size_t bytes);

#endif
