/*
 * user.h - what the files of `tocsin user` share.
 */
#ifndef TOCSIN_CLI_USER_H
#define TOCSIN_CLI_USER_H

#include <stdbool.h>

#include "cli/cli.h"
#include "db/user.h"

/*
 * user_named(db, name, u): the user of that name; false, said so, where there
 * is none.
 */
bool user_named(struct db *db, const char *name, struct user *u);

/*
 * user_password_read(file, password): the one line of a file, or of standard
 * input ("-"), into PASSWORD_BYTES_MAX + 1 bytes, which the caller wipes.  A
 * file that group or others may read is refused.  false, said so, where it
 * can't be had.
 */
bool user_password_read(const char *file, char *password);

/*
 * user_invite(db, u, who): make a code for that user, or, where u is NULL, for
 * the first one, and show it: the code alone on standard output, what it is on
 * standard error.  Exit status.
 */
int user_invite(struct db *db, const struct user *u, const struct change *who);

/* Commands of `tocsin user`, beside those of user.c. */
int cli_user_disable(const struct conf *c, int argc, char **argv);
int cli_user_enable(const struct conf *c, int argc, char **argv);
int cli_user_remove(const struct conf *c, int argc, char **argv);
int cli_user_role(const struct conf *c, int argc, char **argv);
int cli_user_list(const struct conf *c, int argc, char **argv);
int cli_user_sessions(const struct conf *c, int argc, char **argv);
int cli_user_end(const struct conf *c, int argc, char **argv);

#endif
