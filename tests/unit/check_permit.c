/*
 * check_permit.c - the second wall: every function that writes config.db, under
 * every kind of caller; every table in the list; and statements that no page
 * may have.
 */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "db/db_file.h"
#include "db/db_inside.h"
#include "tests/unit/permit_writes.h"
#include "tests/unit/suites.h"
#include "tests/unit/user_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define VIEW PERMISSION(VIEW_DESTINATIONS)
#define EDIT PERMISSION(EDIT_DESTINATIONS)
#define IN PERMISSION(SIGNED_IN)

/* Who may call, from nobody to everything that a request ever has. */
static const struct caller {
	const char *name;
	unsigned set;
} callers[] = {
    {"nobody", 0},
    {"signing in", PERMIT_ACCOUNT},
    {"first run", PERMIT_ACCOUNT | PERMIT_FIRST_USER},
    {"signed in", IN},
    {"auditor", IN | PERMISSION(VIEW_AUDIT)},
    {"viewer", IN | VIEW},
    {"editor", IN | VIEW | EDIT},
    {"program", PERMISSION(SEND_EVENTS)},
    {"all", ~0U},
};

/* What the caller has, with what goes without saying. */
static unsigned
whole(unsigned set)
{
	return (set & IN) != 0 ? set | PERMIT_ACCOUNT : set;
}

static bool
may(const struct permit_write *w, const struct caller *c)
{
	return w->needs != PERMIT_NOBODY && (w->needs & ~whole(c->set)) == 0;
}

static void
refused_to(const struct permit_write *w, const struct caller *c)
{
	int64_t before = scratch_int("config.db", permit_sum);
	int rc;

	db_permit(config, c->set);
	db_error_clear(config);
	rc = w->run(config);
	ck_assert_msg(rc < 0, "%s by %s: %d", w->name, c->name, rc);
	ck_assert_msg(db_error(config) == DB_DENIED, "%s by %s: %d", w->name,
	    c->name, db_error(config));
	ck_assert_msg(scratch_int("config.db", permit_sum) == before,
	    "%s by %s left a trace", w->name, c->name);
}

/* It fails as denied and leaves no trace, whoever else may. */
START_TEST(refused)
{
	const struct permit_write *w = &permit_writes[_i];
	int i;

	permit_scene(w);
	for (i = 0; i < COUNT(callers); i++)
		if (!may(w, &callers[i]))
			refused_to(w, &callers[i]);
	/* The connection is as good as before. */
	ck_assert_int_eq(session_add(config, "after", USER_NOW), 1);
}
END_TEST

/* By the least of those who may, it does what it does, and it shows. */
START_TEST(allowed)
{
	const struct permit_write *w = &permit_writes[_i];
	int64_t before;
	int i, rc;

	permit_scene(w);
	for (i = 0; i < COUNT(callers) && !may(w, &callers[i]); i++)
		;
	if (i < COUNT(callers))
		db_permit(config, callers[i].set);
	before = scratch_int("config.db", permit_sum);
	rc = w->run(config);
	ck_assert_msg(rc > 0, "%s: %d", w->name, rc);
	ck_assert_msg(scratch_int("config.db", permit_sum) != before,
	    "%s changed nothing: the sum does not see it", w->name);
}
END_TEST

/* Asking the worker, which works again and again. */
static int
ask(void)
{
	int i = 0;

	while (strcmp(permit_writes[i].name, "request_add") != 0)
		i++;
	return permit_writes[i].run(config);
}

/* A kept statement is judged anew for each caller. */
START_TEST(next_request)
{
	permit_scene(&permit_writes[0]);
	db_permit(config, EDIT);
	ck_assert_int_eq(ask(), 1);
	db_permit(config, VIEW);
	ck_assert_int_eq(ask(), -1);
	ck_assert_int_eq(db_error(config), DB_DENIED);
	db_permit(config, EDIT);
	ck_assert_int_eq(ask(), 1);
}
END_TEST

/* One that was prepared before there was a wall has no free pass. */
START_TEST(before_the_wall)
{
	permit_scene(&permit_writes[0]);
	ck_assert_int_eq(ask(), 1);
	db_permit(config, 0);
	ck_assert_int_eq(ask(), -1);
	ck_assert_int_eq(db_error(config), DB_DENIED);
}
END_TEST

/* A new table has to be decided about: no row, no build. */
START_TEST(tables)
{
	static const char sql[] =
	    "SELECT name FROM sqlite_schema WHERE type = 'table'"
	    " AND name NOT LIKE 'sqlite_%'";
	const struct permit_rule *r;
	const char *table;
	sqlite3_stmt *s;
	int n = 0;

	ck_assert_int_eq(
	    sqlite3_prepare_v2(db_handle(config), sql, -1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		table = (const char *)sqlite3_column_text(s, 0);
		for (r = permit_rules; r->table != NULL; r++)
			if (strcmp(r->table, table) == 0)
				break;
		ck_assert_msg(r->table != NULL,
		    "db/permit.c says nothing of the table %s", table);
		n++;
	}
	sqlite3_finalize(s);
	ck_assert_int_ge(n, 13);
}
END_TEST

/* Each in an own transaction that is never committed. */
static int
run(const char *sql)
{
	int rc;

	sqlite3_exec(db_handle(config), "BEGIN", NULL, NULL, NULL);
	rc = sqlite3_exec(db_handle(config), sql, NULL, NULL, NULL);
	sqlite3_exec(db_handle(config), "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

/* What nobody may who comes by a page, whatever they hold. */
static const char *const never[] = {
    "UPDATE user SET role = 'Super Admin'",
    "UPDATE user SET name_key = NULL",
    "UPDATE user SET disabled_at = NULL",
    "UPDATE user SET id = 9",
    "DELETE FROM user",
    "INSERT OR REPLACE INTO role VALUES ('a', 'A', 1, 'x')",
    "UPDATE role_permission SET permission = 'x'",
    "DELETE FROM role",
    "DELETE FROM audit",
    "UPDATE audit SET by = 'somebody else'",
    "INSERT INTO setting VALUES ('pace', 'off', 1, 1, 'x')",
    "UPDATE setting SET value = 'off'",
    "INSERT INTO token VALUES (1, 'a', 'b', 1, 'x')",
    "DELETE FROM token",
    "INSERT INTO invitation VALUES (1, 'h', 1, 1, 1, 'x')",
    "UPDATE invitation SET until = 99999999999999",
    "UPDATE recovery_code SET user_id = 1",
    "UPDATE request SET asked_by = 'x'",
    "DELETE FROM destination",
    "DELETE FROM destination_version",
    "UPDATE destination_version SET host_urgency = 100",
    "UPDATE destination_version SET saved_by = 'x'",
    "CREATE TABLE more (a)",
    "CREATE TEMP TABLE more (a)",
    "CREATE INDEX more ON user (role)",
    "CREATE VIEW more AS SELECT 1",
    "CREATE TRIGGER more AFTER INSERT ON session BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER more AFTER INSERT ON session BEGIN SELECT 1; END",
    "DROP TABLE audit",
    "DROP INDEX session_user",
    "ALTER TABLE user RENAME TO people",
    "ALTER TABLE user ADD COLUMN more TEXT",
    "ATTACH ':memory:' AS more",
    "REINDEX",
    "ANALYZE",
    "SAVEPOINT more",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA user_version = 9",
    "PRAGMA data_version = 9",
    "PRAGMA table_info(user)",
    "PRAGMA wal_checkpoint",
    "INSERT INTO sqlite_schema VALUES ('table', 'a', 'a', 0, '')",
    "DELETE FROM sqlite_sequence",
};

START_TEST(denied)
{
	db_permit(config, ~0U);
	ck_assert_msg(run(never[_i]) == SQLITE_AUTH, "%s: %s", never[_i],
	    sqlite3_errmsg(db_handle(config)));
}
END_TEST

/* The control: without the wall most of these just run. */
START_TEST(without_wall)
{
	int i, ran = 0;

	for (i = 0; i < COUNT(never); i++)
		ran += run(never[i]) == SQLITE_OK;
	ck_assert_int_ge(ran, 35);
}
END_TEST

/* Reading is free, but for what is sealed; VACUUM needs a second file. */
START_TEST(reading)
{
	db_permit(config, 0);
	ck_assert_int_eq(run("SELECT * FROM user, setting, audit"), SQLITE_OK);
	ck_assert_int_eq(run("PRAGMA data_version"), SQLITE_OK);
	ck_assert_int_eq(
	    run("SELECT count(*) FROM destination_version, draft"), SQLITE_OK);
	ck_assert_int_eq(
	    run("SELECT sealed FROM destination_version"), SQLITE_AUTH);
	ck_assert_int_eq(run("SELECT former FROM draft"), SQLITE_AUTH);
	ck_assert_int_eq(run("SELECT secret FROM draft"), SQLITE_AUTH);
	ck_assert_int_ne(
	    sqlite3_exec(db_handle(config), "VACUUM", NULL, NULL, NULL),
	    SQLITE_OK);
	db_permit(config, VIEW);
	ck_assert_int_eq(
	    run("SELECT sealed FROM destination_version"), SQLITE_OK);
}
END_TEST

/* Its budget is the request's: a new request has a new one. */
START_TEST(endless)
{
	static const char sql[] =
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 50000) SELECT count(*) FROM n";

	db_permit(config, 0);
	ck_assert_int_eq(config->permit.left, PERMIT_BUDGET);
	ck_assert_int_eq(run(sql), SQLITE_OK);
	config->permit.left = 20;
	ck_assert_int_eq(run(sql), SQLITE_INTERRUPT);
	db_permit(config, 0);
	ck_assert_int_eq(run(sql), SQLITE_OK);
}
END_TEST

Suite *
suite_permit(void)
{
	Suite *s = suite_create("permit");
	TCase *t = tcase_create("permit");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, refused, 0, permit_writes_n);
	tcase_add_loop_test(t, allowed, 0, permit_writes_n);
	tcase_add_test(t, next_request);
	tcase_add_test(t, before_the_wall);
	tcase_add_test(t, tables);
	tcase_add_loop_test(t, denied, 0, COUNT(never));
	tcase_add_test(t, without_wall);
	tcase_add_test(t, reading);
	tcase_add_test(t, endless);
	suite_add_tcase(s, t);
	return s;
}
