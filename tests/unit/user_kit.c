/*
 * user_kit.c - users and their sessions in a scratch config.db, for tests.
 */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>

#include "db/db_file.h"
#include "tests/unit/user_kit.h"

struct db *config;
const struct change user_change = {
    .by = "cli:admin", .at_ms = USER_NOW, .from = "192.0.2.7", .via = "web"};

void
user_hasty(struct db *db)
{
	ck_assert_int_eq(sqlite3_exec(db_handle(db), "PRAGMA synchronous=OFF",
			     NULL, NULL, NULL),
	    SQLITE_OK);
}

void
user_setup(void)
{
	scratch_make();
	config = scratch_db(&schema_config);
	user_hasty(config);
}

void
user_teardown(void)
{
	db_close(config);
	scratch_remove();
}

struct user
user_made(int64_t id, const char *name, const char *role)
{
	struct user u = {.id = id, .password = "$argon2id$of-someone"};

	snprintf(u.name, sizeof(u.name), "%s", name);
	snprintf(u.role, sizeof(u.role), "%s", role);
	ck_assert_int_eq(user_add(config, &u, &user_change), 1);
	ck_assert_int_eq(user_load(config, id, &u), 1);
	return u;
}

void
user_session(const struct user *u, const char *hash)
{
	const struct session_step step = {
	    .old_hash = "old",
	    .hash = hash,
	    .user = u,
	    .stage = SESSION_SIGNED_IN,
	    .proved_at = USER_NOW,
	    .agent = "Lynx/2.9",
	};

	ck_assert_int_eq(session_add(config, "old", USER_NOW), 1);
	ck_assert_int_eq(session_promote(config, &step, &user_change), 1);
}

int
user_audited(const char *action)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE action = '%s'"
	    " AND by = 'cli:admin' AND address = '192.0.2.7' AND via = 'web'",
	    action);
	return (int)scratch_int("config.db", sql);
}
