/*
 * sign_in.c - somebody who is signed in, without a password: CONF ROLE [NAME].
 * The user is made where there is none; answers with the session's cookie.
 * NAME is "admin" where none is given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/clock.h"
#include "core/conf.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/secret.h"
#include "db/session.h"

/* The user of that name, with that role. */
static void
need_user(struct db *db, const char *name, const char *role, struct user *u)
{
	struct change c = {.by = "cli:test", .at_ms = clock_wall_ms()};
	struct user new = {.id = id_new(c.at_ms)};

	if (user_find(db, name, u) > 0)
		return;
	snprintf(new.name, sizeof(new.name), "%s", name);
	snprintf(new.role, sizeof(new.role), "%s", role);
	/* Two that start at once both want it; one adds it. */
	if (user_add(db, &new, &c) < 0 || user_find(db, name, u) <= 0)
		fatalx("there is no user %s, and none can be made", name);
}

static void
enter(struct db *db, const struct user *u, const char *secret)
{
	struct change c = {.by = u->name, .at_ms = clock_wall_ms()};
	char old[SECRET_BYTES], old_hash[SECRET_HASH_BYTES];
	char hash[SECRET_HASH_BYTES];
	struct session_step step = {.old_hash = old_hash,
	    .hash = hash,
	    .user = u,
	    .stage = SESSION_SIGNED_IN,
	    .proved_at = c.at_ms,
	    .agent = "a test"};

	secret_make(old);
	secret_hash(old, "session", old_hash);
	secret_hash(secret, "session", hash);
	c.from = "127.0.0.1";
	if (session_add(db, old_hash, c.at_ms) <= 0 ||
	    session_promote(db, &step, &c) <= 0)
		fatalx("%s can't be signed in", u->name);
}

int
main(int argc, char *argv[])
{
	char why[DB_WHY_BYTES + CONF_WHY_BYTES], secret[SECRET_BYTES], *path;
	struct user u;
	struct conf c;
	struct db *db;

	log_init("sign_in");
	if (argc < 3 || argc > 4 || sodium_init() < 0 ||
	    conf_load(argv[1], &c, why) != 0)
		fatalx("CONF ROLE [NAME]");
	path = conf_database(&c, "config");
	if (db_open(path, &schema_config, DB_WRITE, &db, why) != DB_OPENED)
		fatalx("%s", why);
	db_wait(db, 10000);
	need_user(db, argc > 3 ? argv[3] : "admin", argv[2], &u);
	secret_make(secret);
	enter(db, &u, secret);
	printf("%s\n", secret);
	db_close(db);
	free(path);
	conf_free(&c);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
