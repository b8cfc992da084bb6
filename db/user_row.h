/*
 * user_row.h - what the files about users share; for db/ alone.
 */
#ifndef TOCSIN_DB_USER_ROW_H
#define TOCSIN_DB_USER_ROW_H

#include "db/user.h"

/*
 * All of these run within the caller's write transaction, and answer as
 * user.h's calls do.
 */

/* user_add_in(db, u, c): the row and its audit row; u->role as it is. */
int user_add_in(struct db *db, const struct user *u, const struct change *c);

/* user_password_in(db, u, hash, c): fenced by u->password_at; audited. */
int user_password_in(struct db *db, const struct user *u, const char *hash,
    const struct change *c);

/*
 * user_cut_off(db, id, keep): u's sessions, but for the one of the hash keep
 * (or NULL), and invitations end.  1 or -1.
 */
int user_cut_off(struct db *db, int64_t id, const char *keep);

/*
 * user_told(db, action, u, what, values, c): an audit row about u; where what
 * is not NULL, with {what: {"old": values[0], "new": values[1]}}.
 */
int user_told(struct db *db, const char *action, const struct user *u,
    const char *detail, const struct change *c);

#endif
