/*
 * confine.h - the worker's sandbox.
 */
#ifndef TOCSIN_WORKER_CONFINE_H
#define TOCSIN_WORKER_CONFINE_H

#include "core/conf.h"

/*
 * worker_confine(c): from here on read what resolving names, TLS and the keys
 * need, write below outbox/ and events/, connect but never listen; where there
 * is a proxy, connect to its port and to DNS alone.  To be called with one
 * thread, before anything is read that somebody else wrote.
 */
void worker_confine(const struct conf *c);

#endif
