/*
 * user_race.c - two processes at once want what only one may have: as many
 * times as there is one to have, and no more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/invitation.h"
#include "tests/unit/user_kit.h"
#include "tests/unit/user_more.h"

#define ROUNDS 15

/* What process number me (0 or 1) tries in one round; 1: it had it. */
typedef int attempt(struct db *db, int me, int round);

/* Each opens the file for itself: SQLite's handles do not cross a fork. */
static void
run(attempt *try, int me, int rounds, int start)
{
	struct db *db = scratch_open(&schema_config, DB_WRITE);
	int i, rc, won = 0;
	char go;

	user_hasty(db);
	if (read(start, &go, 1) != 1)
		_exit(255);
	for (i = 0; i < rounds; i++) {
		rc = try(db, me, i);
		if (rc < 0)
			_exit(254);
		won += rc;
	}
	db_close(db);
	_exit(won);
}

/* How often one of two had it. */
static int
race(attempt *try, int rounds)
{
	int start[2], status, me, won = 0;
	pid_t child[2];

	ck_assert_int_eq(pipe(start), 0);
	for (me = 0; me < 2; me++) {
		child[me] = fork();
		ck_assert_int_ge(child[me], 0);
		if (child[me] == 0)
			run(try, me, rounds, start[0]);
	}
	ck_assert_int_eq(write(start[1], "gg", 2), 2);
	for (me = 0; me < 2; me++) {
		ck_assert_int_eq(waitpid(child[me], &status, 0), child[me]);
		ck_assert(WIFEXITED(status));
		ck_assert_int_lt(WEXITSTATUS(status), 254);
		won += WEXITSTATUS(status);
	}
	close(start[0]);
	close(start[1]);
	return won;
}

static int
step(struct db *db, int me, int round)
{
	(void)me;
	return user_use_totp(db, 1, 100 + round);
}

static int
code(struct db *db, int me, int round)
{
	char hash[SECRET_HASH_BYTES];

	(void)me;
	snprintf(hash, sizeof(hash), "r%d", round);
	return recovery_use(db, 1, hash, &user_change);
}

static int
invitation(struct db *db, int me, int round)
{
	char hash[SECRET_HASH_BYTES];

	snprintf(hash, sizeof(hash), "i%d", round);
	return invitation_use(db, hash, me == 0 ? "$a" : "$b", &user_change);
}

/* With a code of each one's own, so that no row is used by both. */
static int
first(struct db *db, int me, int round)
{
	struct user u = {.id = 10 + me};

	(void)round;
	snprintf(u.name, sizeof(u.name), "user-%d", me);
	return invitation_use_first(
	    db, me == 0 ? "zero" : "null", &u, &user_change);
}

/* Each shuts the other one out. */
static int
admins(struct db *db, int me, int round)
{
	(void)round;
	return user_disable(db, 1 + me, &user_change);
}

static int
name(struct db *db, int me, int round)
{
	struct user u = {.id = 100 + 2 * round + me, .role = "Admin"};

	snprintf(u.name, sizeof(u.name), "name-%d", round);
	return user_add(db, &u, &user_change);
}

START_TEST(one_factor)
{
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(user_set_totp(config, 1, "seed", 1, &user_change), 1);
	/*
	 * Both go upwards, so whoever comes first to a step finds no later one
	 * used: each is had once.
	 */
	ck_assert_int_eq(race(step, ROUNDS), ROUNDS);
	ck_assert_int_eq(race(step, ROUNDS), 0);
}
END_TEST

START_TEST(one_code)
{
	char hashes[ROUNDS][SECRET_HASH_BYTES];
	int i;

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	for (i = 0; i < ROUNDS; i++)
		snprintf(hashes[i], sizeof(hashes[i]), "r%d", i);
	ck_assert_int_eq(
	    recovery_replace(config, 1, hashes, ROUNDS, &user_change), 1);
	ck_assert_int_eq(race(code, ROUNDS), ROUNDS);
	ck_assert_int_eq(user_audited("recovery code used"), ROUNDS);
}
END_TEST

START_TEST(one_invitation)
{
	char name_of[16], hash[SECRET_HASH_BYTES];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		snprintf(name_of, sizeof(name_of), "u%d", i);
		snprintf(hash, sizeof(hash), "i%d", i);
		user_made(i + 1, name_of, "Admin");
		ck_assert_int_eq(
		    invitation_make(config, i + 1, hash, &user_change), 1);
	}
	ck_assert_int_eq(race(invitation, ROUNDS), ROUNDS);
	ck_assert_int_eq(user_audited("password changed"), ROUNDS);
}
END_TEST

START_TEST(one_first)
{
	scratch_exec("config.db", "INSERT INTO invitation VALUES"
				  " (1, 'zero', 0, 1770000000000, 1, 'x'),"
				  " (2, 'null', 0, 1770000000000, 1, 'x')");
	ck_assert_int_eq(race(first, 1), 1);
	ck_assert_int_eq(USER_COUNT("user"), 1);
}
END_TEST

START_TEST(one_admin)
{
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(race(admins, 1), 1);
	ck_assert_int_eq(USER_COUNT("user WHERE disabled_at IS NULL"), 1);
}
END_TEST

START_TEST(one_name)
{
	ck_assert_int_eq(race(name, ROUNDS), ROUNDS);
	ck_assert_int_eq(USER_COUNT("user"), ROUNDS);
}
END_TEST

TCase *
user_race_case(void)
{
	TCase *t = tcase_create("race");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_set_tags(t, "forks");
	tcase_add_test(t, one_factor);
	tcase_add_test(t, one_code);
	tcase_add_test(t, one_invitation);
	tcase_add_loop_test(t, one_first, 0, 3);
	tcase_add_loop_test(t, one_admin, 0, 3);
	tcase_add_test(t, one_name);
	return t;
}
