/*
 * check_session.c - sessions of browsers in config.db.
 */
#include <stdio.h>
#include <string.h>

#include "db/session.h"
#include "tests/unit/suites.h"
#include "tests/unit/user_kit.h"

#define NOW USER_NOW
#define MINUTE INT64_C(60000)

#define SESSIONS() scratch_int("config.db", "SELECT count(*) FROM session")

START_TEST(comes_and_goes)
{
	struct session_row row;

	ck_assert_int_eq(session_load(config, "a", NOW, &row), 0);
	ck_assert_int_eq(session_add(config, "a", NOW), 1);
	ck_assert_int_eq(session_add(config, "b", NOW + 1), 1);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_int_eq(row.created_at, NOW);
	ck_assert_int_eq(row.seen_at, NOW);
	ck_assert_str_eq(row.flash, "");
	ck_assert_int_eq(session_seen(config, "a", NOW + 60000), 1);
	/* A slow request that was asked earlier. */
	ck_assert_int_eq(session_seen(config, "a", NOW + 5), 1);
	ck_assert_int_eq(session_seen(config, "c", NOW), 0);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_int_eq(row.seen_at, NOW + 60000);
	ck_assert_int_eq(session_load(config, "b", NOW + 1, &row), 1);
	ck_assert_int_eq(row.seen_at, NOW + 1);
	/* Nobody's hash comes twice. */
	ck_assert_int_eq(session_add(config, "a", NOW), -1);
}
END_TEST

/* Idle too long, or too old however busy: whether it was pruned or not. */
START_TEST(ends)
{
	struct session_row row;
	int64_t at;

	ck_assert_int_eq(session_add(config, "a", NOW), 1);
	at = NOW + SESSION_IDLE_MS;
	ck_assert_int_eq(session_load(config, "a", at - 1, &row), 1);
	ck_assert_int_eq(session_load(config, "a", at, &row), 0);
	ck_assert_int_eq(session_prune(config, at - 1), 0);
	ck_assert_int_eq(session_seen(config, "a", at - 1), 1);
	ck_assert_int_eq(session_load(config, "a", at, &row), 1);
	ck_assert_int_eq(session_add(config, "b", at), 1);
	at = NOW + SESSION_LIFE_MS;
	ck_assert_int_eq(session_seen(config, "a", at - 1), 1);
	ck_assert_int_eq(session_load(config, "a", at - 1, &row), 1);
	ck_assert_int_eq(session_load(config, "a", at, &row), 0);
	ck_assert_int_eq(session_seen(config, "b", at - 1), 1);
	ck_assert_int_eq(session_prune(config, at), 1);
	ck_assert_int_eq(SESSIONS(), 1);
	ck_assert_int_eq(session_load(config, "b", at, &row), 1);
}
END_TEST

START_TEST(flash)
{
	char text[SESSION_FLASH_BYTES + 10];
	struct session_row row;

	ck_assert_int_eq(session_add(config, "a", NOW), 1);
	ck_assert_int_eq(session_flash(config, "a", "Saved."), 1);
	ck_assert_int_eq(session_flash(config, "b", "Saved."), 0);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_str_eq(row.flash, "Saved.");
	/* The last byte that fits is the first of two. */
	memset(text, 'x', sizeof(text));
	text[SESSION_FLASH_BYTES - 2] = '\xc3';
	text[SESSION_FLASH_BYTES - 1] = '\xbc';
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(session_flash(config, "a", text), 1);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_uint_eq(strlen(row.flash), SESSION_FLASH_BYTES - 2);
	ck_assert_uint_eq(
	    strspn(row.flash, "x"), (size_t)SESSION_FLASH_BYTES - 2);
	/* And here it fits whole. */
	ck_assert_int_eq(session_flash(config, "a", text + 1), 1);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_uint_eq(strlen(row.flash), SESSION_FLASH_BYTES - 1);
	ck_assert_int_eq(session_flash(config, "a", ""), 1);
	ck_assert_int_eq(session_load(config, "a", NOW, &row), 1);
	ck_assert_str_eq(row.flash, "");
}
END_TEST

/* Whoever makes sessions without end pushes out the idle ones alone. */
START_TEST(bounded)
{
	struct session_row row;

	scratch_exec("config.db",
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 10000) INSERT INTO session (id_hash, created_at,"
	    " seen_at, flash) SELECT 's' || i,"
	    " 1760000000000, 1760000000000 + i, '' FROM n");
	ck_assert_int_eq(SESSIONS(), SESSION_MAX);
	ck_assert_int_eq(session_seen(config, "s1", NOW + 20000), 1);
	ck_assert_int_eq(session_add(config, "new", NOW + 20000), 1);
	ck_assert_int_eq(SESSIONS(), SESSION_MAX);
	ck_assert_int_eq(session_load(config, "s1", NOW + 20000, &row), 1);
	ck_assert_int_eq(session_load(config, "new", NOW + 20000, &row), 1);
	ck_assert_int_eq(session_load(config, "s2", NOW + 20000, &row), 0);
	ck_assert_int_eq(session_load(config, "s3", NOW + 20000, &row), 1);
}
END_TEST

/* From the hash "old" to that one, in that stage, at that time. */
static void
step_at(const struct user *u, const char *hash, enum session_stage stage,
    int64_t at_ms)
{
	const struct session_step step = {
	    .old_hash = "old", .hash = hash, .user = u, .stage = stage};
	struct change c = user_change;

	c.at_ms = at_ms;
	ck_assert_int_eq(session_add(config, "old", at_ms), 1);
	ck_assert_int_eq(session_promote(config, &step, &c), 1);
}

/* One user fills nothing, and a password alone ends nobody's session. */
START_TEST(user_bounded)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct user other = user_made(2, "bob", "Admin");
	struct session_row row;
	char hash[20];
	int i;

	user_session(&other, "his");
	for (i = 0; i < SESSION_USER_MAX; i++) {
		snprintf(hash, sizeof(hash), "s%d", i);
		step_at(&u, hash, SESSION_SIGNED_IN, USER_NOW + i);
	}
	for (i = 0; i < SESSION_USER_MAX + 9; i++) {
		snprintf(hash, sizeof(hash), "c%d", i);
		step_at(&u, hash, SESSION_CODE_DUE, USER_NOW + i);
	}
	ck_assert_int_eq(
	    USER_COUNT("session WHERE stage = 'code due'"), SESSION_USER_MAX);
	ck_assert_int_eq(session_load(config, "s0", USER_NOW, &row), 1);
	/* The one that was used last stays, and so does the new one. */
	ck_assert_int_eq(session_seen(config, "s0", USER_NOW + MINUTE), 1);
	step_at(&u, "back", SESSION_SIGNED_IN, USER_NOW - MINUTE);
	ck_assert_int_eq(session_load(config, "back", USER_NOW, &row), 1);
	ck_assert_int_eq(session_load(config, "s0", USER_NOW, &row), 1);
	ck_assert_int_eq(session_load(config, "s1", USER_NOW, &row), 0);
	ck_assert_int_eq(session_load(config, "s2", USER_NOW, &row), 1);
	ck_assert_int_eq(session_load(config, "his", USER_NOW, &row), 1);
	ck_assert_int_eq(
	    USER_COUNT("session WHERE user_id = 1 AND stage = 'signed in'"),
	    SESSION_USER_MAX);
}
END_TEST

Suite *
suite_session(void)
{
	Suite *s = suite_create("session");
	TCase *t = tcase_create("session");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, comes_and_goes);
	tcase_add_test(t, ends);
	tcase_add_test(t, flash);
	tcase_add_test(t, bounded);
	tcase_add_test(t, user_bounded);
	suite_add_tcase(s, t);
	return s;
}
