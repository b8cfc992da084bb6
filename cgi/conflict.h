/*
 * conflict.h - two people saved the same destination: the second one chooses.
 */
#ifndef TOCSIN_CGI_CONFLICT_H
#define TOCSIN_CGI_CONFLICT_H

#include "cgi/editor.h"

/*
 * conflict_respond(x, e, now): 409: what was typed beside what is in force
 * (now), with a form that saves over it.
 */
void conflict_respond(
    struct exchange *x, const struct editor *e, const struct destination *now);

#endif
