/*
 * destination_seal.h - the secrets of a destination, read and sealed.
 */
#ifndef TOCSIN_CLI_DESTINATION_SEAL_H
#define TOCSIN_CLI_DESTINATION_SEAL_H

#include <stdbool.h>

#include "apps/app.h"
#include "core/conf.h"
#include "core/destination.h"

/*
 * destination_seal(c, file, d, made): read the URL from standard input, or take
 * the app's usual one for an empty line, and its secret from file; judge both
 * and seal them into d, whose app and ids are set.  file NULL: a secret that
 * Tocsin makes is made, and *made, NULL before, is it.  False, with the reason
 * said, where one of them can't be used.  Blocks for its input.
 */
bool destination_seal(
    const struct conf *c, const char *file, struct destination *d, char **made);

/*
 * destination_reseal(c, file, d, now_ms, made): the same for a new secret of an
 * existing one, whose URL stays.
 */
bool destination_reseal(const struct conf *c, const char *file,
    struct destination *d, int64_t now_ms, char **made);

/*
 * destination_tell(d, rc, made): print the secret that was made, if d is stored
 * (rc > 0), and forget it: one that is void must not be entered anywhere.
 */
void destination_tell(const struct destination *d, int rc, char **made);

#endif
