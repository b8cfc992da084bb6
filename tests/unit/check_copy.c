/*
 * check_copy.c - databases copied as a whole, and put back.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/copy.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

static const struct change change = {.by = "cli:root", .at_ms = 5};
static struct db *config;
static char why[DB_WHY_BYTES];
static char copy[SCRATCH_PATH_BYTES], path[SCRATCH_PATH_BYTES];

static void
setup(void)
{
	scratch_make();
	config = scratch_db(&schema_config);
	scratch_path("copy", copy);
	scratch_path("config.db", path);
	scratch_exec("config.db",
	    "INSERT INTO setting VALUES ('pace', 'off', 1, 1, 'admin');"
	    "INSERT INTO session (id_hash, created_at, seen_at, flash) VALUES"
	    " ('a', 1, 1, '');"
	    "INSERT INTO invitation VALUES (1, 'h', 0, 9, 1, 'admin')");
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

#define ROWS(file, table) scratch_int(file, "SELECT count(*) FROM " table)

static bool
is_there(const char *name)
{
	char file[SCRATCH_PATH_BYTES];

	return access(scratch_path(name, file), F_OK) == 0;
}

/* What is still in the WAL too, and nothing is left beside the copy. */
START_TEST(whole)
{
	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), 0);
	ck_assert(!is_there("copy-wal"));
	ck_assert(!is_there("copy-shm"));
	ck_assert(!is_there("copy-journal"));
	ck_assert_int_eq(ROWS("copy", "setting"), 1);
	ck_assert_int_eq(ROWS("copy", "session"), 1);
}
END_TEST

/* One that is there is nobody's to write over. */
START_TEST(taken)
{
	int fd = open(copy, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "mine", 4), 4);
	close(fd);
	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "File exists"));
	ck_assert(is_there("copy"));
	ck_assert_int_eq(unlink(copy), 0);
	ck_assert_int_eq(symlink("/dev/null", copy), 0);
	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), -1);
}
END_TEST

/* One that does not pass is not left there to be taken for one. */
START_TEST(unsound)
{
	ck_assert_int_eq(db_copy(config, copy, &schema_events, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "not a Tocsin database of this"));
	ck_assert(!is_there("copy"));
	ck_assert(!is_there("copy-wal"));
	ck_assert(!is_there("copy-shm"));
}
END_TEST

/* Beside others that have it open, whatever version they are of. */
START_TEST(put_back)
{
	struct db *from;

	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), 0);
	scratch_exec("config.db",
	    "DELETE FROM setting; PRAGMA user_version = 99;"
	    "CREATE TABLE later (a)");
	ck_assert_int_eq(
	    db_open(copy, &schema_config, DB_READ, &from, why), DB_OPENED);
	ck_assert_int_eq(db_put_back(from, path, true, why), DB_OK);
	ck_assert_int_eq(ROWS("config.db", "setting"), 0);
	ck_assert_int_eq(db_put_back(from, path, false, why), DB_OK);
	db_close(from);
	ck_assert_int_eq(ROWS("config.db", "setting"), 1);
	ck_assert_int_eq(scratch_int("config.db", "PRAGMA user_version"),
	    schema_config.version);
	ck_assert_int_eq(ROWS("config.db", "sqlite_schema WHERE name ="
					   " 'later'"),
	    0);
	ck_assert_int_eq(db_full_check(config), 0);
}
END_TEST

/* As any program would, which copies the WAL when it closes. */
static void
by_others(const char *sql)
{
	sqlite3 *h;

	ck_assert_int_eq(sqlite3_open(path, &h), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

/* Another one would be written with a journal, which nobody plays back. */
START_TEST(put_back_not_wal)
{
	struct db *from;

	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), 0);
	db_close(config);
	config = NULL;
	by_others("PRAGMA journal_mode = DELETE");
	ck_assert_int_eq(
	    db_open(copy, &schema_config, DB_READ, &from, why), DB_OPENED);
	ck_assert_int_eq(db_put_back(from, path, false, why), DB_OTHER);
	ck_assert_ptr_nonnull(strstr(why, "not in WAL mode"));
	db_close(from);
	ck_assert(!is_there("config.db-journal"));
	by_others("PRAGMA page_size = 8192; VACUUM; PRAGMA journal_mode = WAL");
	ck_assert_int_eq(
	    db_open(copy, &schema_config, DB_READ, &from, why), DB_OPENED);
	ck_assert_int_eq(db_put_back(from, path, true, why), DB_OTHER);
	db_close(from);
}
END_TEST

START_TEST(put_back_elsewhere)
{
	char other[SCRATCH_PATH_BYTES];

	db_close(scratch_db(&schema_events));
	scratch_path("events.db", other);
	ck_assert_int_eq(db_put_back(config, other, false, why), DB_OTHER);
	ck_assert_ptr_nonnull(strstr(why, "not a Tocsin database of this"));
	ck_assert_int_eq(ROWS("events.db", "event"), 0);
	scratch_path("nothing.db", other);
	ck_assert_int_eq(db_put_back(config, other, false, why), DB_OTHER);
	ck_assert(!is_there("nothing.db"));
}
END_TEST

/* A copy is a database as any other, and can be copied itself. */
START_TEST(again)
{
	char other[SCRATCH_PATH_BYTES];
	struct db *from;

	ck_assert_int_eq(db_copy(config, copy, &schema_config, why), 0);
	ck_assert_int_eq(
	    db_open(copy, &schema_config, DB_READ, &from, why), DB_OPENED);
	scratch_path("again", other);
	ck_assert_int_eq(db_copy(from, other, &schema_config, why), 0);
	db_close(from);
	ck_assert_int_eq(ROWS("again", "setting"), 1);
	db_drop(copy, false);
	ck_assert(!is_there("copy-wal") && is_there("copy"));
	db_drop(copy, true);
	ck_assert(!is_there("copy"));
}
END_TEST

START_TEST(calm)
{
	char text[200];

	ck_assert_int_eq(copy_calm_config(config, "/b/1", &change), 0);
	ck_assert_int_eq(ROWS("config.db", "session"), 0);
	ck_assert_int_eq(ROWS("config.db", "invitation"), 0);
	ck_assert_int_eq(ROWS("config.db", "setting"), 1);
	ck_assert_str_eq(scratch_text("config.db",
			     "SELECT by || ' ' || action || ' ' ||"
			     " json_extract(detail, '$.from') FROM audit",
			     text, sizeof(text)),
	    "cli:root backup put back /b/1");
}
END_TEST

/* What waits; nothing that has ended. */
START_TEST(mark)
{
	struct db *outbox = scratch_db(&schema_outbox);

	scratch_exec("outbox.db",
	    "WITH s(i, state, ended) AS (VALUES (1, 'queued', NULL),"
	    " (2, 'held', NULL), (3, 'in digest', NULL), (4, 'accepted', 9))"
	    " INSERT INTO delivery (id, kind, score, destination_id,"
	    " destination_name, app, state, created_at, due_at, expires_at,"
	    " attempts, possible_repeat, ended_at) SELECT i, 'alert', 0, 1,"
	    " 'a', 'teams', state, 1, 1, 9, 0, 0, ended FROM s");
	ck_assert_int_eq(copy_mark_outbox(outbox), 0);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT group_concat(id, '') FROM delivery"
				     " WHERE possible_repeat"),
	    123);
	db_close(outbox);
}
END_TEST

Suite *
suite_copy(void)
{
	Suite *s = suite_create("copy");
	TCase *t = tcase_create("copy");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, whole);
	tcase_add_test(t, taken);
	tcase_add_test(t, unsound);
	tcase_add_test(t, put_back);
	tcase_add_test(t, put_back_not_wal);
	tcase_add_test(t, put_back_elsewhere);
	tcase_add_test(t, again);
	tcase_add_test(t, calm);
	tcase_add_test(t, mark);
	suite_add_tcase(s, t);
	return s;
}
