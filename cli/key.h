/*
 * key.h - the parts of `tocsin key rotate`.
 */
#ifndef TOCSIN_CLI_KEY_H
#define TOCSIN_CLI_KEY_H

#include "core/conf.h"
#include "db/change.h"

/*
 * key_reseal(c, who): seal for the newest key what config.db holds for others,
 * in a child that takes on the user who owns config.db: the caller stays who
 * it is.  0 once no text that could be opened names another key, else -1, said
 * why; what was done stays done.  Blocks for locks of config.db.
 */
int key_reseal(const struct conf *c, const struct change *who);

int cli_key_list(const struct conf *c, int argc, char **argv);

#endif
