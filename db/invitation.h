/*
 * invitation.h - one-time codes that let somebody set a password, in config.db
 * (core/code.h, purpose "invitation").
 *
 * Calls answer 1, 0 for the reason that stands with them, or -1: a database
 * error, logged.  Writing ones are a transaction each, with its audit row.
 */
#ifndef TOCSIN_DB_INVITATION_H
#define TOCSIN_DB_INVITATION_H

#include <stdint.h>

#include "db/user.h"

extern const struct db_sql invitation_sql;

/* 24 h: time to hand it over, and no longer (OWASP ASVS 5.0 6.4.1). */
#define INVITATION_LIFE_MS INT64_C(86400000)

struct invitation {
	int64_t user_id; /* 0: whoever has it becomes the first user */
	int64_t until;
};

/*
 * invitation_make(db, user_id, hash, c): for that user, or for the first one
 * (0).  The same user's former ones end.  0: there is no such user, or, for
 * the first, there is a user.
 */
int invitation_make(
    struct db *db, int64_t user_id, const char *hash, const struct change *c);

/* invitation_find(db, hash, now_ms, i): 0: unknown, used or expired. */
int invitation_find(
    struct db *db, const char *hash, int64_t now_ms, struct invitation *i);

/*
 * invitation_first(db, now_ms): is there a valid one for the first user?
 */
int invitation_first(struct db *db, int64_t now_ms);

/*
 * invitation_use(db, hash, password, c): the user it is for gets that password
 * (a hash); their sessions end.  0: unknown, used (of two at once, one) or
 * expired, or the user is gone or disabled.
 */
int invitation_use(struct db *db, const char *hash, const char *password,
    const struct change *c);

/*
 * invitation_use_first(db, hash, u, c): u becomes the first user, and a Super
 * Admin whatever u->role says.  0: as above, or there is a user by now.
 */
int invitation_use_first(struct db *db, const char *hash, const struct user *u,
    const struct change *c);

/* invitation_prune(db, now_ms): drop the expired ones.  Rows, or -1. */
int invitation_prune(struct db *db, int64_t now_ms);

#endif
