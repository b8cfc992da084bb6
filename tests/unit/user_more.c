/*
 * user_more.c - second factors, recovery codes and sessions of users.
 */
#include <stdio.h>
#include <string.h>

#include "db/audit.h"
#include "db/invitation.h"
#include "db/setting.h"
#include "tests/unit/user_kit.h"
#include "tests/unit/user_more.h"

#define MINUTE INT64_C(60000)

/* One step, one time; and no step back. */
START_TEST(totp)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);

	/* Without a second factor no code counts. */
	ck_assert_int_eq(user_use_totp(config, 1, 100), 0);
	ck_assert_int_eq(user_clear_totp(config, 1, &user_change), 0);
	ck_assert_int_eq(
	    user_set_totp(config, 1, "seed", 100, &user_change), 1);
	ck_assert_int_eq(user_load(config, 1, &u), 1);
	ck_assert_str_eq(u.totp, "seed");
	ck_assert_int_eq(u.totp_step, 100);
	/* The one that confirmed it is used up. */
	ck_assert_int_eq(user_use_totp(config, 1, 100), 0);
	ck_assert_int_eq(user_use_totp(config, 1, 101), 1);
	ck_assert_int_eq(user_use_totp(config, 1, 101), 0);
	ck_assert_int_eq(user_use_totp(config, 1, 99), 0);
	ck_assert_int_eq(user_use_totp(config, 1, 103), 1);
	ck_assert_int_eq(user_use_totp(config, 1, 102), 0);
	ck_assert_int_eq(user_use_totp(config, 2, 105), 0);
	ck_assert_int_eq(user_clear_totp(config, 1, &user_change), 1);
	ck_assert_int_eq(user_use_totp(config, 1, 110), 0);
	ck_assert_int_eq(user_audited("second factor added"), 1);
	ck_assert_int_eq(user_audited("second factor removed"), 1);
	/* The seed is nothing for the trail. */
	ck_assert_int_eq(USER_COUNT("audit WHERE detail LIKE '%seed%'"), 0);
}
END_TEST

START_TEST(recovery)
{
	char first[2][SECRET_HASH_BYTES] = {"one", "two"};
	char second[1][SECRET_HASH_BYTES] = {"three"};

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", "Admin");
	ck_assert_int_eq(
	    recovery_replace(config, 1, first, 2, &user_change), 1);
	ck_assert_int_eq(
	    recovery_replace(config, 9, first, 2, &user_change), 0);
	ck_assert_int_eq(recovery_count(config, 1), 2);
	ck_assert_int_eq(recovery_use(config, 2, "one", &user_change), 0);
	ck_assert_int_eq(recovery_use(config, 1, "four", &user_change), 0);
	ck_assert_int_eq(recovery_use(config, 1, "one", &user_change), 1);
	ck_assert_int_eq(recovery_use(config, 1, "one", &user_change), 0);
	ck_assert_int_eq(recovery_count(config, 1), 1);
	/* New ones end those that were left. */
	ck_assert_int_eq(
	    recovery_replace(config, 1, second, 1, &user_change), 1);
	ck_assert_int_eq(recovery_use(config, 1, "two", &user_change), 0);
	ck_assert_int_eq(recovery_use(config, 1, "three", &user_change), 1);
	ck_assert_int_eq(user_audited("recovery code used"), 2);
	/* They go with the second factor. */
	ck_assert_int_eq(user_set_totp(config, 1, "seed", 1, &user_change), 1);
	ck_assert_int_eq(
	    recovery_replace(config, 1, first, 2, &user_change), 1);
	ck_assert_int_eq(user_clear_totp(config, 1, &user_change), 1);
	ck_assert_int_eq(recovery_count(config, 1), 0);
}
END_TEST

START_TEST(reset)
{
	char hashes[1][SECRET_HASH_BYTES] = {"one"};
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);

	user_session(&u, "hers");
	ck_assert_int_eq(user_set_totp(config, 1, "seed", 1, &user_change), 1);
	ck_assert_int_eq(
	    recovery_replace(config, 1, hashes, 1, &user_change), 1);
	ck_assert_int_eq(invitation_make(config, 1, "code", &user_change), 1);
	ck_assert_int_eq(user_reset(config, 9, false, &user_change), 0);
	ck_assert_int_eq(user_reset(config, 1, false, &user_change), 1);
	ck_assert_int_eq(USER_COUNT("session WHERE user_id = 1"), 0);
	ck_assert_int_eq(USER_COUNT("invitation"), 0);
	ck_assert_int_eq(
	    USER_COUNT("user WHERE password = '' AND totp = 'seed'"), 1);
	ck_assert_int_eq(recovery_count(config, 1), 1);
	ck_assert_int_eq(user_reset(config, 1, true, &user_change), 1);
	ck_assert_int_eq(USER_COUNT("user WHERE totp = ''"), 1);
	ck_assert_int_eq(recovery_count(config, 1), 0);
	ck_assert_int_eq(user_audited("user reset"), 2);
}
END_TEST

/* The old cookie opens nothing any more, and the new one is somebody's. */
START_TEST(signed_in)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct audit refusal = {.action = "sign-in refused", .refused = true};
	struct session_row row;

	ck_assert_int_eq(user_failed(config, 1, &refusal, &user_change), 1);
	ck_assert_int_eq(user_failed(config, 1, &refusal, &user_change), 1);
	user_session(&u, "new");
	ck_assert_int_eq(session_load(config, "old", USER_NOW, &row), 0);
	ck_assert_int_eq(session_load(config, "new", USER_NOW, &row), 1);
	ck_assert_int_eq(row.user_id, 1);
	ck_assert_int_eq(row.stage, SESSION_SIGNED_IN);
	ck_assert_int_eq(row.proved_at, USER_NOW);
	ck_assert_int_ne(row.shown_id, 0);
	ck_assert_str_eq(row.address, "192.0.2.7");
	ck_assert_str_eq(row.agent, "Lynx/2.9");
	/* What the next page tells was counted before it. */
	ck_assert_int_eq(USER_COUNT("user WHERE failed = 0"), 1);
	ck_assert_int_eq(user_load(config, 1, &u), 1);
	ck_assert_int_eq(u.signed_in_at, USER_NOW);
	ck_assert_int_eq(user_audited("signed in"), 1);
}
END_TEST

/* Whoever changed while the password was being judged does not get in. */
START_TEST(too_late)
{
	static const char *const changes[] = {
	    "UPDATE user SET disabled_at = 5 WHERE id = 2",
	    "UPDATE user SET password_at = 5 WHERE id = 2",
	    "UPDATE user SET name_key = NULL WHERE id = 2",
	    "DELETE FROM session WHERE id_hash = 'old'",
	};
	struct user u = user_made(2, "bob", "Admin");
	const struct session_step step = {.old_hash = "old",
	    .hash = "new",
	    .user = &u,
	    .stage = SESSION_SIGNED_IN};

	ck_assert_int_eq(session_add(config, "old", USER_NOW), 1);
	scratch_exec("config.db", changes[_i]);
	ck_assert_int_eq(session_promote(config, &step, &user_change), 0);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'new'"), 0);
	ck_assert_int_eq(user_audited("signed in"), 0);
}
END_TEST

/* A code that is due opens little, and not for long; it is no sign-in. */
START_TEST(code_due)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct session_step step = {.old_hash = "old",
	    .hash = "due",
	    .user = &u,
	    .stage = SESSION_CODE_DUE,
	    .proved_at = USER_NOW};
	struct change later = user_change;
	struct session_row row;

	ck_assert_int_eq(session_add(config, "old", USER_NOW), 1);
	ck_assert_int_eq(session_promote(config, &step, &user_change), 1);
	ck_assert_int_eq(user_audited("signed in"), 0);
	ck_assert_int_eq(
	    session_load(config, "due", USER_NOW + SESSION_CODE_MS - 1, &row),
	    1);
	ck_assert_int_eq(row.stage, SESSION_CODE_DUE);
	ck_assert_int_eq(
	    session_load(config, "due", USER_NOW + SESSION_CODE_MS, &row), 0);
	ck_assert_int_eq(session_list_user(config, 1, USER_NOW, &row, 1), 0);
	/* Its time does not count for the session that follows. */
	later.at_ms += MINUTE;
	step.old_hash = "due";
	step.hash = "in";
	step.stage = SESSION_SIGNED_IN;
	ck_assert_int_eq(session_promote(config, &step, &later), 1);
	ck_assert_int_eq(session_load(config, "in", later.at_ms, &row), 1);
	ck_assert_int_eq(row.created_at, later.at_ms);
	ck_assert_int_eq(user_audited("signed in"), 1);
}
END_TEST

/* The password asked for again: a new cookie, the same life. */
START_TEST(confirmed)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct user other = user_made(2, "bob", "Admin");
	struct session_step step = {.old_hash = "one",
	    .hash = "two",
	    .user = &u,
	    .stage = SESSION_SIGNED_IN,
	    .proved_at = USER_NOW + MINUTE};
	struct change later = user_change;
	struct session_row row;

	later.at_ms += MINUTE;
	user_session(&u, "one");
	ck_assert_int_eq(session_promote(config, &step, &later), 1);
	ck_assert_int_eq(session_load(config, "one", later.at_ms, &row), 0);
	ck_assert_int_eq(session_load(config, "two", later.at_ms, &row), 1);
	ck_assert_int_eq(row.created_at, USER_NOW);
	ck_assert_int_eq(row.proved_at, later.at_ms);
	ck_assert_int_eq(user_audited("signed in"), 1);
	ck_assert_int_eq(user_audited("password confirmed"), 1);
	/* Somebody else on the same browser is a sign-in. */
	step = (struct session_step){.old_hash = "two",
	    .hash = "three",
	    .user = &other,
	    .stage = SESSION_SIGNED_IN};
	ck_assert_int_eq(session_promote(config, &step, &later), 1);
	ck_assert_int_eq(session_load(config, "three", later.at_ms, &row), 1);
	ck_assert_int_eq(row.created_at, later.at_ms);
	ck_assert_int_eq(user_audited("signed in"), 2);
}
END_TEST

/* By the settings, and told apart from one that never was. */
START_TEST(bounds)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct session_row row;
	int64_t at;

	user_session(&u, "s");
	ck_assert_int_eq(
	    session_load(config, "s", USER_NOW + 15 * MINUTE - 1, &row), 1);
	ck_assert_int_eq(
	    session_load(config, "s", USER_NOW + 15 * MINUTE, &row), 0);
	ck_assert_int_eq(row.stage, SESSION_SIGNED_IN);
	ck_assert_int_eq(row.user_id, 0);
	ck_assert_int_eq(session_load(config, "none", USER_NOW, &row), 0);
	ck_assert_int_eq(row.stage, SESSION_ANONYMOUS);
	ck_assert_int_eq(
	    session_list_user(config, 1, USER_NOW + 15 * MINUTE, &row, 1), 0);
	/* It stays for being told, for an hour. */
	ck_assert_int_eq(session_prune(config, USER_NOW + 75 * MINUTE - 1), 0);
	ck_assert_int_eq(
	    settings_store(config, "session_idle", "2h", &user_change), 1);
	ck_assert_int_eq(
	    settings_store(config, "session_life", "90m", &user_change), 1);
	ck_assert_int_eq(
	    session_load(config, "s", USER_NOW + 89 * MINUTE, &row), 1);
	at = USER_NOW + 90 * MINUTE;
	ck_assert_int_eq(session_seen(config, "s", at - 1), 1);
	ck_assert_int_eq(session_load(config, "s", at, &row), 0);
	ck_assert_int_eq(session_prune(config, at - 1 + 180 * MINUTE - 1), 0);
	ck_assert_int_eq(session_prune(config, at - 1 + 180 * MINUTE), 1);
}
END_TEST

START_TEST(listed_and_ended)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct user other = user_made(2, "bob", "Admin");
	struct session_row rows[5];

	user_session(&u, "a");
	user_session(&u, "b");
	user_session(&u, "c");
	user_session(&other, "his");
	ck_assert_int_eq(session_seen(config, "b", USER_NOW + MINUTE), 1);
	ck_assert_int_eq(session_list_user(config, 1, USER_NOW, rows, 5), 3);
	ck_assert_int_eq(rows[0].seen_at, USER_NOW + MINUTE);
	ck_assert_int_eq(session_list_user(config, 1, USER_NOW, rows, 2), 2);
	/* Nobody ends another one's. */
	ck_assert_int_eq(
	    session_end(config, 2, rows[0].shown_id, &user_change), 0);
	ck_assert_int_eq(session_end(config, 0, 0, &user_change), 0);
	ck_assert_int_eq(
	    session_end(config, 1, rows[0].shown_id, &user_change), 1);
	ck_assert_int_eq(session_load(config, "b", USER_NOW, rows), 0);
	ck_assert_int_eq(session_end_user(config, 1, "a", &user_change), 1);
	ck_assert_int_eq(session_load(config, "a", USER_NOW, rows), 1);
	ck_assert_int_eq(session_load(config, "c", USER_NOW, rows), 0);
	ck_assert_int_eq(session_sign_out(config, "a", &user_change), 1);
	ck_assert_int_eq(session_sign_out(config, "a", &user_change), 0);
	ck_assert_int_eq(session_load(config, "his", USER_NOW, rows), 1);
	ck_assert_int_eq(user_audited("session ended"), 2);
	ck_assert_int_eq(user_audited("signed out"), 1);
	/* An anonymous one just ends. */
	ck_assert_int_eq(session_add(config, "anon", USER_NOW), 1);
	ck_assert_int_eq(session_end_user(config, 0, NULL, &user_change), 0);
	ck_assert_int_eq(session_sign_out(config, "anon", &user_change), 1);
	ck_assert_int_eq(user_audited("signed out"), 1);
}
END_TEST

/* Cut on a character, and well-formed whatever the browser said. */
START_TEST(agent)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	char name[SESSION_AGENT_BYTES + 50];
	struct session_step step = {.old_hash = "old",
	    .hash = "new",
	    .user = &u,
	    .stage = SESSION_SIGNED_IN,
	    .agent = name};
	struct session_row row;

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	name[0] = '\xff';
	name[SESSION_AGENT_BYTES - 4] = '\xc3';
	name[SESSION_AGENT_BYTES - 3] = '\xbc';
	ck_assert_int_eq(session_add(config, "old", USER_NOW), 1);
	ck_assert_int_eq(session_promote(config, &step, &user_change), 1);
	ck_assert_int_eq(session_load(config, "new", USER_NOW, &row), 1);
	ck_assert_int_eq(memcmp(row.agent, "\xef\xbf\xbdx", 4), 0);
	ck_assert_uint_eq(strlen(row.agent), SESSION_AGENT_BYTES - 2);
}
END_TEST

/* Whoever asks without a cookie signs nobody out. */
START_TEST(anonymous_first)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct session_row row;

	user_session(&u, "hers");
	scratch_exec("config.db",
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 9999) INSERT INTO session (id_hash, created_at,"
	    " seen_at, flash) SELECT 's' || i, 1760000000000,"
	    " 1760000000000 + i, '' FROM n");
	ck_assert_int_eq(session_add(config, "new", USER_NOW + 20000), 1);
	ck_assert_int_eq(USER_COUNT("session"), SESSION_MAX);
	ck_assert_int_eq(session_load(config, "hers", USER_NOW, &row), 1);
	ck_assert_int_eq(session_load(config, "s1", USER_NOW, &row), 0);
}
END_TEST

TCase *
user_more_case(void)
{
	TCase *t = tcase_create("more");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, totp);
	tcase_add_test(t, recovery);
	tcase_add_test(t, reset);
	tcase_add_test(t, signed_in);
	tcase_add_loop_test(t, too_late, 0, 4);
	tcase_add_test(t, code_due);
	tcase_add_test(t, confirmed);
	tcase_add_test(t, bounds);
	tcase_add_test(t, listed_and_ended);
	tcase_add_test(t, agent);
	tcase_add_test(t, anonymous_first);
	return t;
}
