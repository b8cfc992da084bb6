/*
 * check_db.c - the statement API on real files.  How files are made, judged
 * and migrated stands in db_files.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tests/unit/db_files.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

/* A schema of the tests' own; $n are bound by name, so order must not matter.
 */
static const struct db_migration none[] = {{0, NULL}};
static const struct db_schema schema = {"test.db", 0x54657374, 1,
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INTEGER CHECK (c < 9));",
    none};

enum { SQL_ADD, SQL_ROWS, SQL_LAST_FIRST, SQL_SUM, SQL_TYPO, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_ADD] = "INSERT INTO t (a, b, c) VALUES ($1, $2, $3)",
    [SQL_ROWS] = "SELECT a, b, c FROM t ORDER BY a",
    [SQL_LAST_FIRST] = "SELECT a FROM t WHERE c = $3 AND b = $2 AND a = $1"
		       " AND $2 = b",
    [SQL_SUM] = "SELECT sum(c) FROM t",
    [SQL_TYPO] = "SELECT a FORM t",
};
static const struct db_sql sql = {&schema, text, SQL__MAX};

static struct db *db;

static void
setup(void)
{
	scratch_make();
	db = scratch_db(&schema);
}

static void
teardown(void)
{
	db_close(db);
	scratch_remove();
}

static int
add(struct db *to, int64_t a, const char *b, int64_t c)
{
	struct db_stmt *s = db_stmt(to, &sql, SQL_ADD);

	db_bind_int(s, 1, a);
	db_bind_text(s, 2, b);
	db_bind_int(s, 3, c);
	return db_run(s);
}

static int64_t
rows(void)
{
	return scratch_int("test.db", "SELECT count(*) FROM t");
}

static off_t
wal_bytes(void)
{
	char path[SCRATCH_PATH_BYTES];
	struct stat st;

	ck_assert_int_eq(stat(scratch_path("test.db-wal", path), &st), 0);
	return st.st_size;
}

START_TEST(bind_and_read)
{
	struct db_stmt *s;

	ck_assert_int_eq(add(db, 1, "one", 1), 1);
	ck_assert_int_eq(add(db, INT64_MAX, NULL, INT64_MIN), 1);
	s = db_stmt(db, &sql, SQL_ROWS);
	ck_assert_int_eq(db_step(s), 1);
	ck_assert_int_eq(db_int(s, 0), 1);
	ck_assert_str_eq(db_text(s, 1), "one");
	ck_assert(!db_null(s, 1));
	ck_assert_int_eq(db_step(s), 1);
	ck_assert_int_eq(db_int(s, 0), INT64_MAX);
	ck_assert_ptr_null(db_text(s, 1));
	ck_assert(db_null(s, 1));
	ck_assert_int_eq(db_int(s, 2), INT64_MIN);
	ck_assert_int_eq(db_step(s), 0);
	/* The text names $3 first: by position 1 and 3 would be exchanged. */
	ck_assert_int_eq(add(db, 5, "five", 7), 1);
	s = db_stmt(db, &sql, SQL_LAST_FIRST);
	db_bind_int(s, 1, 5);
	db_bind_text(s, 2, "five");
	db_bind_int(s, 3, 7);
	ck_assert_int_eq(db_step(s), 1);
	ck_assert_int_eq(db_int(s, 0), 5);
	db_done(s);
	/* Taken up again, nothing is bound any more. */
	s = db_stmt(db, &sql, SQL_LAST_FIRST);
	ck_assert_int_eq(db_step(s), 0);
}
END_TEST

/* What can't be bound is NULL to SQLite, and must not be stored as that. */
START_TEST(too_big)
{
	static char large[1000002];

	memset(large, 'x', sizeof(large) - 1);
	ck_assert_int_eq(add(db, 1, large, 1), -1);
	ck_assert_int_eq(db_error(db), DB_TOO_BIG);
	ck_assert_int_eq(db_step(db_stmt(db, &sql, SQL_ROWS)), 0);
	/* The statement is as good as before. */
	ck_assert_int_eq(add(db, 1, "one", 1), 1);
}
END_TEST

START_TEST(one_int)
{
	int64_t value = -7;

	/* No row at all, and a row that says NULL. */
	ck_assert_int_eq(db_one_int(db_stmt(db, &sql, SQL_ROWS), &value), 0);
	ck_assert_int_eq(db_one_int(db_stmt(db, &sql, SQL_SUM), &value), 0);
	ck_assert_int_eq(value, -7);
	ck_assert_int_eq(add(db, 1, "", 3), 1);
	ck_assert_int_eq(db_one_int(db_stmt(db, &sql, SQL_SUM), &value), 1);
	ck_assert_int_eq(value, 3);
}
END_TEST

START_TEST(typo)
{
	struct db_stmt *s = db_stmt(db, &sql, SQL_TYPO);

	/* Binding and stepping it is safe, and fails. */
	db_bind_int(s, 1, 1);
	db_bind_text(s, 2, "x");
	ck_assert_int_eq(db_step(s), -1);
	ck_assert_int_eq(db_run(s), -1);
	ck_assert_int_eq(db_error(db), DB_OTHER);
}
END_TEST

START_TEST(transactions)
{
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(add(db, 1, "", 1), 1);
	ck_assert_int_eq(rows(), 0);
	ck_assert_int_eq(db_commit(db), 0);
	ck_assert_int_eq(rows(), 1);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(add(db, 2, "", 1), 1);
	db_rollback(db);
	ck_assert_int_eq(rows(), 1);
	/* db_finish() by what the steps said. */
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(db_finish(db, add(db, 3, "", 1)), 1);
	ck_assert_int_eq(rows(), 2);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(add(db, 4, "", 1), 1);
	ck_assert_int_eq(db_finish(db, 0), 0);
	ck_assert_int_eq(rows(), 2);
	/* The class of a failure outlives its rollback. */
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(add(db, 5, "", 1), 1);
	ck_assert_int_eq(db_finish(db, add(db, 6, "", 9)), -1);
	ck_assert_int_eq(db_error(db), DB_CONSTRAINT);
	ck_assert_int_eq(rows(), 2);
	/* A second one inside of it is refused. */
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(db_begin(db), -1);
	db_rollback(db);
	db_rollback(db);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(db_commit(db), 0);
}
END_TEST

START_TEST(constraints)
{
	ck_assert_int_eq(add(db, 1, "", 1), 1);
	ck_assert_int_eq(add(db, 1, "", 1), -1);
	ck_assert_int_eq(db_error(db), DB_CONSTRAINT);
	ck_assert_int_eq(add(db, 2, "", 9), -1);
	ck_assert_int_eq(db_error(db), DB_CONSTRAINT);
	ck_assert_int_eq(rows(), 1);
}
END_TEST

/* A reader keeps the snapshot that it began with. */
START_TEST(snapshot)
{
	struct db *reader = scratch_open(&schema, DB_READ);
	int64_t value = 0;

	ck_assert_int_eq(add(db, 1, "", 1), 1);
	ck_assert_int_eq(db_begin_read(reader), 0);
	ck_assert_int_eq(db_one_int(db_stmt(reader, &sql, SQL_SUM), &value), 1);
	ck_assert_int_eq(add(db, 2, "", 5), 1);
	ck_assert_int_eq(db_one_int(db_stmt(reader, &sql, SQL_SUM), &value), 1);
	ck_assert_int_eq(value, 1);
	db_rollback(reader);
	ck_assert_int_eq(db_one_int(db_stmt(reader, &sql, SQL_SUM), &value), 1);
	ck_assert_int_eq(value, 6);
	/* And it can't write. */
	ck_assert_int_eq(add(reader, 3, "", 1), -1);
	ck_assert_int_eq(rows(), 2);
	db_close(reader);
}
END_TEST

START_TEST(checkpoint)
{
	struct db *reader = scratch_open(&schema, DB_READ);
	int64_t value;

	ck_assert_int_eq(add(db, 1, "", 1), 1);
	ck_assert_int_gt(wal_bytes(), 0);
	ck_assert_int_eq(db_wal_bytes(db), wal_bytes());
	ck_assert_int_eq(db_checkpoint(db, 100), 1);
	ck_assert_int_eq(wal_bytes(), 0);
	ck_assert_int_eq(db_wal_bytes(db), 0);
	/* Nothing to do is done too. */
	ck_assert_int_eq(db_checkpoint(db, 100), 1);

	ck_assert_int_eq(add(db, 2, "", 1), 1);
	ck_assert_int_eq(db_begin_read(reader), 0);
	ck_assert_int_eq(db_one_int(db_stmt(reader, &sql, SQL_SUM), &value), 1);
	ck_assert_int_eq(add(db, 3, "", 1), 1);
	ck_assert_int_eq(db_checkpoint(db, 50), 0);
	ck_assert_int_gt(wal_bytes(), 0);
	db_rollback(reader);
	ck_assert_int_eq(db_checkpoint(db, 100), 1);
	ck_assert_int_eq(wal_bytes(), 0);
	db_close(reader);

	/* A writer in the way. */
	ck_assert_int_eq(add(db, 4, "", 1), 1);
	reader = scratch_open(&schema, DB_WRITE);
	ck_assert_int_eq(db_begin(reader), 0);
	ck_assert_int_eq(db_checkpoint(db, 50), 0);
	db_rollback(reader);
	ck_assert_int_eq(db_checkpoint(db, 100), 1);
	db_close(reader);
	ck_assert_int_eq(rows(), 4);
}
END_TEST

START_TEST(changes_seen)
{
	struct db *other = scratch_open(&schema, DB_WRITE);
	int64_t seen = db_changes_seen(db);

	ck_assert_int_ge(seen, 0);
	ck_assert_int_eq(db_changes_seen(db), seen);
	ck_assert_int_eq(db_begin(other), 0);
	ck_assert_int_eq(add(other, 1, "", 1), 1);
	ck_assert_int_eq(db_changes_seen(db), seen);
	ck_assert_int_eq(db_commit(other), 0);
	ck_assert_int_ne(db_changes_seen(db), seen);
	db_close(other);
}
END_TEST

START_TEST(sound)
{
	ck_assert_int_eq(add(db, 1, "", 1), 1);
	ck_assert_int_eq(db_quick_check(db), 0);
	ck_assert_str_eq(db_version(), sqlite3_libversion());
}
END_TEST

/*
 * A disk that fails: SQLite lets tests replace its system calls.  errno is
 * that of the next writes, 0: they work.
 */
static int write_errno;

static ssize_t
failing_write(int fd, const void *bytes, size_t n, off_t at)
{
	if (write_errno == 0)
		return pwrite(fd, bytes, n, at);
	errno = write_errno;
	return -1;
}

static void
replace_write(sqlite3_syscall_ptr call)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	/* Whichever of the two this build uses; NULL puts back its own. */
	(void)vfs->xSetSystemCall(vfs, "pwrite", call);
	(void)vfs->xSetSystemCall(vfs, "pwrite64", call);
}

static const struct {
	int error;
	enum db_error want;
} disk_cases[] = {{ENOSPC, DB_FULL}, {EIO, DB_BROKEN}, {EFBIG, DB_BROKEN}};

/* Told as what it is, nothing of it kept, and over when the disk is well. */
START_TEST(disk_fails)
{
	ck_assert_int_eq(add(db, 1, "", 1), 1);
	replace_write((sqlite3_syscall_ptr)(void (*)(void))failing_write);
	write_errno = disk_cases[_i].error;
	ck_assert_int_eq(db_begin(db), 0);
	/* In WAL mode the write comes with the commit. */
	if (add(db, 2, "", 1) == 1)
		ck_assert_int_eq(db_commit(db), -1);
	else
		db_rollback(db);
	ck_assert_int_eq(db_error(db), disk_cases[_i].want);
	write_errno = 0;
	ck_assert_int_eq(rows(), 1);
	ck_assert_int_eq(db_begin(db), 0);
	ck_assert_int_eq(add(db, 3, "", 1), 1);
	ck_assert_int_eq(db_commit(db), 0);
	ck_assert_int_eq(rows(), 2);
	replace_write(NULL);
	ck_assert_int_eq(db_quick_check(db), 0);
}
END_TEST

Suite *
suite_db(void)
{
	Suite *s = suite_create("db");
	TCase *t = tcase_create("statements");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, bind_and_read);
	tcase_add_test(t, too_big);
	tcase_add_test(t, one_int);
	tcase_add_test(t, typo);
	tcase_add_test(t, transactions);
	tcase_add_test(t, constraints);
	tcase_add_test(t, snapshot);
	tcase_add_test(t, checkpoint);
	tcase_add_test(t, changes_seen);
	tcase_add_test(t, sound);
	tcase_add_loop_test(t, disk_fails, 0, 3);
	suite_add_tcase(s, t);
	suite_add_tcase(s, db_files_case());
	return s;
}
