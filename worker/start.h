/*
 * start.h - from a configuration file to a worker that may run, and back.
 */
#ifndef TOCSIN_START_H
#define TOCSIN_START_H

#include "worker/worker.h"

/*
 * worker_start(w, conf_path): load conf, keys and databases into the zeroed
 * *w and recover what the last worker left.  Waits, saying so, for a database
 * that is not there yet; fatal where waiting can't help.
 */
void worker_start(struct worker *w, const char *conf_path);

/* worker_end(w): close and wipe everything. */
void worker_end(struct worker *w);

#endif
