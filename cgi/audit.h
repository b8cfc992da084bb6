/*
 * audit.h - the web tier's part of the audit trail, besides what each change
 * tells in its own transaction: refusals, of which there may be very many, and
 * rows that the worker has taken over.
 */
#ifndef TOCSIN_CGI_AUDIT_H
#define TOCSIN_CGI_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

/*
 * Whose refusals: of who is signed in or named a user that there is, and of
 * anybody else.  Each has rows of its own, so that a stranger without a name
 * can't hide guesses at an admin's password among numbers.
 */
enum audit_refused_of { AUDIT_OF_USER, AUDIT_OF_STRANGER, AUDIT_OF__MAX };

/* Rows of refusals in a minute, of all processes together.  Ours. */
#define AUDIT_REFUSED_MAX 60
#define AUDIT_STRANGERS_MAX 10

/*
 * audit_limit_share(): let all children of this process count together; called
 * once, before there is any.  Fatal where there is no memory to share.
 */
void audit_limit_share(void);

/*
 * audit_limit_take(of, minute): may one more of these refusals be told in that
 * minute, of any clock?  Where it may not, it is counted.
 * audit_limit_now(of): the same in this minute.
 */
bool audit_limit_take(enum audit_refused_of of, int64_t minute);
bool audit_limit_now(enum audit_refused_of of);

/*
 * audit_more(config, at_ms): one row that tells how many refusals were not
 * told, and how many of them were strangers', if there are any.  1, 0: there
 * are none, or -1, logged.
 */
int audit_more(struct db *config, int64_t at_ms);

/*
 * audit_drop_taken(config, outbox, now_ms): drop rows that the worker took
 * over over an hour ago.  How many, or -1 on an error of config.db, logged.
 */
int audit_drop_taken(struct db *config, struct db *outbox, int64_t now_ms);

#endif
