/*
 * confine.h - the sandboxes of tocsin-web.
 */
#ifndef TOCSIN_CGI_CONFINE_H
#define TOCSIN_CGI_CONFINE_H

#include "core/conf.h"

/*
 * confine_parent(c): to be called with one thread, when templates are loaded
 * and the socket listens: read keys, write below config/ and events/, remove
 * the socket, start the others; no network, no other program.
 */
void confine_parent(const struct conf *c);

/*
 * confine_child(c): in a child, on top of the parent's: without what only the
 * parent does.  One that breaks out of it ends by SIGSYS, which the parent
 * says in the log.
 */
void confine_child(const struct conf *c);

#endif
