/*
 * serve.h - the loop of a process that serves: FastCGI in, FastCGI out.
 */
#ifndef TOCSIN_CGI_SERVE_H
#define TOCSIN_CGI_SERVE_H

#include "cgi/web.h"

/*
 * serve_run(w, fd): answer requests on the listening socket fd, which does
 * not block, until SIGTERM, which is blocked when this is called.  w->conf is
 * loaded and the views are.  Returns the process's exit status.
 */
int serve_run(struct web *w, int fd);

#endif
