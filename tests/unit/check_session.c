/*
 * check_session.c - sessions of browsers in config.db.
 */
#include <stdio.h>
#include <string.h>

#include "db/session.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1760000000000)

static struct db *config;

static void
setup(void)
{
	scratch_make();
	config = scratch_db(&schema_config);
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

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

Suite *
suite_session(void)
{
	Suite *s = suite_create("session");
	TCase *t = tcase_create("session");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, comes_and_goes);
	tcase_add_test(t, ends);
	tcase_add_test(t, flash);
	tcase_add_test(t, bounded);
	suite_add_tcase(s, t);
	return s;
}
