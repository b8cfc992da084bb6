/*
 * keeper.h - the process that owns config.db: checkpoints it, keeps it small.
 */
#ifndef TOCSIN_CGI_KEEPER_H
#define TOCSIN_CGI_KEEPER_H

#include "core/conf.h"

/*
 * keeper_check(c): open config.db as its owner and complete a checkpoint,
 * however long somebody's reading keeps it waiting; see that it is sound and
 * close it again.  0; fatal where it fails: nothing may be acknowledged then.
 */
int keeper_check(const struct conf *c);

/*
 * keeper_run(c): look after config.db until SIGTERM, which is blocked when
 * this is called.  Returns the process's exit status.
 */
int keeper_run(const struct conf *c);

#endif
