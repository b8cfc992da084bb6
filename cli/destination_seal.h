/*
 * destination_seal.h - the secrets of a new destination, read and sealed.
 */
#ifndef TOCSIN_CLI_DESTINATION_SEAL_H
#define TOCSIN_CLI_DESTINATION_SEAL_H

#include <stdbool.h>

#include "apps/app.h"
#include "core/conf.h"
#include "core/destination.h"

/*
 * destination_seal(c, app, file, d): read the URL from standard input, or take
 * the app's usual one for an empty line, and its secret from file; judge both
 * and seal them into d, whose ids are set.  file NULL: a secret that Tocsin
 * makes is made, and printed once.  False, with the reason said, where one of
 * them can't be used.  Blocks for its input.
 */
bool destination_seal(const struct conf *c, const struct app *app,
    const char *file, struct destination *d);

/*
 * destination_reseal(c, file, d, now_ms): the same for a new secret of an
 * existing one, whose URL stays.
 */
bool destination_reseal(const struct conf *c, const char *file,
    struct destination *d, int64_t now_ms);

#endif
