/*
 * destination.h - what the two files of `tocsin destination` share.
 */
#ifndef TOCSIN_CLI_DESTINATION_H
#define TOCSIN_CLI_DESTINATION_H

#include <stdbool.h>

#include "cli/cli.h"
#include "core/destination.h"

/*
 * destination_named(db, name, out): the existing one of that Name, which the
 * caller clears; false, said so, where there is none.
 */
bool destination_named(
    struct db *db, const char *name, struct destination *out);

/* Print every app by its stored name, with what it needs. */
int cli_destination_apps(const struct conf *c, int argc, char **argv);

/* Print every destination with what it takes and from which score on. */
int cli_destination_list(const struct conf *c, int argc, char **argv);

/* Ask the worker to send a test alert, or to try the held alerts again. */
int cli_destination_test(const struct conf *c, int argc, char **argv);
int cli_destination_retry(const struct conf *c, int argc, char **argv);

#endif
