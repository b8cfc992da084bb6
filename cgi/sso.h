/*
 * sso.h - callers whom a proxy before us has signed in.
 *
 * Off unless tocsin.conf [sso] names a socket.  Whoever can connect to that
 * socket is believed about who asks, so it is the proxy's alone.
 */
#ifndef TOCSIN_CGI_SSO_H
#define TOCSIN_CGI_SSO_H

struct exchange;

/*
 * sso_know(x): let the caller be who the proxy names, with the role of the
 * first group that has one.  0, also where nobody is named or no group has a
 * role; -1: a database error.
 */
int sso_know(struct exchange *x);

#endif
