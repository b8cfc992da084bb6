/*
 * user_kit.h - users and their sessions in a scratch config.db, for tests.
 */
#ifndef TOCSIN_TESTS_USER_KIT_H
#define TOCSIN_TESTS_USER_KIT_H

#include "db/session.h"
#include "db/user.h"
#include "tests/unit/scratch.h"

#define USER_NOW INT64_C(1760000000000)

extern struct db *config;
extern const struct change user_change;

/* As Check fixtures: a new config.db, open as its owner. */
void user_setup(void);
void user_teardown(void);

/* user_hasty(db): nothing here outlives the test: no waiting for the disk. */
void user_hasty(struct db *db);

/* user_made(id, name, role): one who is there, with a password; loaded. */
struct user user_made(int64_t id, const char *name, const char *role);

/* user_session(u, hash): a signed-in one of that user. */
void user_session(const struct user *u, const char *hash);

/* user_audited(action): how many rows of the trail tell that. */
int user_audited(const char *action);

#define USER_COUNT(sql) scratch_int("config.db", "SELECT count(*) FROM " sql)

#endif
