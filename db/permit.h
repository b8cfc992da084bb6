/*
 * permit.h - the second wall: what statements on a connection may do, judged
 * by SQLite's own reading of them (its authorizer) and not by who wrote them.
 *
 * The router checks permissions first.  This stands behind it, on the web
 * tier's connection to config.db: a handler that forgot, or SQL that somebody
 * got to run there, still can't write what its caller may not.
 */
#ifndef TOCSIN_DB_PERMIT_H
#define TOCSIN_DB_PERMIT_H

#include "core/permission.h"
#include "db/db.h"

/*
 * Beside the permissions of core/permission.h, what a step of signing in needs:
 * the columns of user that it keeps, recovery codes, invitations used up.
 * PERMISSION(SIGNED_IN) has it too.
 */
#define PERMIT_ACCOUNT (1U << 16)

/* Make the first user: the page that takes the first-run code, and no other. */
#define PERMIT_FIRST_USER (1U << 17)

/*
 * db_permit(db, set): from now on, until the next call, statements on db may do
 * what the table in permit.c gives to the set (bits of PERMISSION() and PERMIT_
 * ones; 0: what everybody needs).  A connection for which this was never called
 * is not restricted.  A statement that may not run fails as DB_DENIED before
 * it touches anything, and is logged as a bug.  Costs nothing after the first
 * call: what a statement needs is found when it is prepared.
 */
void db_permit(struct db *db, unsigned set);

#endif
