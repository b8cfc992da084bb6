/*
 * target.h - the destination that a request names.
 */
#ifndef TOCSIN_CGI_TARGET_H
#define TOCSIN_CGI_TARGET_H

#include <stdbool.h>

#include "cgi/input.h"
#include "core/destination.h"

struct exchange;

/* target_field(x, f): whether f was sent; else 400 has been answered. */
bool target_field(struct exchange *x, enum field_id f);

/*
 * target_load(x, d): the one that the field "id" names, which the caller
 * clears.  False: the answer has been given.
 */
bool target_load(struct exchange *x, struct destination *d);

/* target_gone(x): the answer where it is not there any more. */
void target_gone(struct exchange *x);

#endif
