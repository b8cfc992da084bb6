/*
 * user.h - who may sign in, in config.db.
 *
 * Every writing call is one transaction, which holds its audit row too.  Calls
 * answer 1; 0 where there was nothing to change, for the reason that stands
 * with them; or -1, a database error, logged.  A removed user is not found by
 * any of them.
 */
#ifndef TOCSIN_DB_USER_H
#define TOCSIN_DB_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/password.h"
#include "core/permission.h"
#include "core/secret.h"
#include "db/change.h"
#include "db/db.h"

extern const struct db_sql user_sql;
extern const struct db_sql user_edit_sql;
extern const struct db_sql recovery_sql;

#define USER_NAME_MAX 64    /* characters: a-z A-Z 0-9 . _ @ - */
#define USER_TOTP_BYTES 200 /* the sealed seed as text, with the NUL */
#define USER_MAX 1000       /* users at once */

struct user {
	int64_t id;
	char name[USER_NAME_MAX + 1];
	char role[ROLE_NAME_MAX + 1];
	char password[PASSWORD_HASH_BYTES]; /* "": none yet */
	int64_t password_at;                /* when it was set */
	int64_t disabled_at;                /* 0: may sign in */
	char totp[USER_TOTP_BYTES];         /* "": no second factor */
	int64_t totp_step;                  /* the newest that was used */
	int64_t signed_in_at;               /* the last time; 0: never */
	int64_t failed;                     /* refused since then */
	int64_t created_at;
};

/*
 * user_name_is(text): may a user be called that?  Plain letters only, so that
 * no two look alike; and none of the names that the audit trail has for what
 * is no user ("nobody", "worker").
 */
bool user_name_is(const char *text);

/* user_find(db, name, u): by name, in any letter case. */
int user_find(struct db *db, const char *name, struct user *u);

/* user_load(db, id, u): by id. */
int user_load(struct db *db, int64_t id, struct user *u);

/* user_list(db, out, max): by name, without passwords and seeds; or -1. */
int user_list(struct db *db, struct user *out, int max);

/* user_any(db): is there a user at all? */
int user_any(struct db *db);

/*
 * user_add(db, u, c): a new one, of u's id, name, role and password.  0: the
 * name is taken, there is no such role, or there are USER_MAX.
 */
int user_add(struct db *db, const struct user *u, const struct change *c);

/*
 * user_set_password(db, u, hash, keep, c): a new password for u, as u was
 * loaded.  Every session of u ends but that of the hash keep (NULL: none), and
 * so do u's invitations.  0: another one was faster, or u is gone.
 */
int user_set_password(struct db *db, const struct user *u, const char *hash,
    const char *keep, const struct change *c);

/*
 * user_rehash(db, u, hash): the same password under today's costs.  Not
 * audited: nothing changed that anybody chose.  0: u changed meanwhile.
 */
int user_rehash(struct db *db, const struct user *u, const char *hash);

/*
 * user_reset(db, id, second_factor, c): without password (and second factor
 * and recovery codes), sessions and invitations; invite u anew.
 */
int user_reset(
    struct db *db, int64_t id, bool second_factor, const struct change *c);

/*
 * user_disable(db, id, c): u's sessions end, and u signs in no more.
 * user_remove(db, id, c): for good; the name is free again.
 * user_set_role(db, id, role, c): what u may do from the next request on.
 * 0: there is no such user or role, it is so already, or u is the last Super
 * Admin who may sign in: somebody has to be.
 */
int user_disable(struct db *db, int64_t id, const struct change *c);
int user_enable(struct db *db, int64_t id, const struct change *c);
int user_remove(struct db *db, int64_t id, const struct change *c);
int user_set_role(
    struct db *db, int64_t id, const char *role, const struct change *c);

/*
 * user_set_totp(db, id, sealed, step, c): the seed of a new second factor,
 * sealed for the web tier, confirmed by the code of that step, which counts as
 * used.  user_clear_totp(db, id, c): drop it and its recovery codes.
 */
int user_set_totp(struct db *db, int64_t id, const char *sealed, int64_t step,
    const struct change *c);
int user_clear_totp(struct db *db, int64_t id, const struct change *c);

/*
 * user_use_totp(db, id, step): the code of that step was given.  0: it was
 * used before, or a later one: of two requests at once, one gets 1.
 */
int user_use_totp(struct db *db, int64_t id, int64_t step);

/*
 * user_failed(db, id): a wrong password or code was given; it counts until the
 * next sign-in, which tells.  Who was refused is the caller's to audit.
 */
int user_failed(struct db *db, int64_t id);

/*
 * recovery_replace(db, user_id, hashes, n, c): these are u's codes from now on
 * (core/code.h, purpose "recovery").  recovery_use(db, user_id, hash, c): 1 for
 * one that was not used; it is then.  recovery_count(db, user_id): how many are
 * left, or -1.
 */
#define RECOVERY_CODES 10
int recovery_replace(struct db *db, int64_t user_id,
    char (*hashes)[SECRET_HASH_BYTES], int n, const struct change *c);
int recovery_use(
    struct db *db, int64_t user_id, const char *hash, const struct change *c);
int recovery_count(struct db *db, int64_t user_id);

#endif
