/*
 * scratch.c - a folder for real databases; see scratch.h.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sqlite3.h>

#include "tests/unit/scratch.h"

static char folder[SCRATCH_PATH_BYTES - 64];

void
scratch_make(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/tocsin-check-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

void
scratch_remove(void)
{
	char path[SCRATCH_PATH_BYTES];
	struct dirent *e;
	DIR *d = opendir(folder);

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			ck_assert_int_eq(
			    unlink(scratch_path(e->d_name, path)), 0);
	closedir(d);
	ck_assert_int_eq(rmdir(folder), 0);
}

const char *
scratch_path(const char *name, char *out)
{
	int n = snprintf(out, SCRATCH_PATH_BYTES, "%s/%s", folder, name);

	ck_assert_int_lt(n, SCRATCH_PATH_BYTES);
	return out;
}

struct db *
scratch_open(const struct db_schema *schema, enum db_mode mode)
{
	char path[SCRATCH_PATH_BYTES], why[DB_WHY_BYTES] = "";
	struct db *db;

	scratch_path(schema->name, path);
	ck_assert_msg(
	    db_open(path, schema, mode, &db, why) == DB_OPENED, "%s", why);
	return db;
}

struct db *
scratch_db(const struct db_schema *schema)
{
	char path[SCRATCH_PATH_BYTES], why[DB_WHY_BYTES] = "";

	scratch_path(schema->name, path);
	ck_assert_msg(db_create(path, schema, why) == 0, "%s", why);
	return scratch_open(schema, DB_OWN);
}

static sqlite3 *
plain(const char *file)
{
	char path[SCRATCH_PATH_BYTES];
	int keep = 1;
	sqlite3 *h;

	ck_assert_int_eq(sqlite3_open(scratch_path(file, path), &h), SQLITE_OK);
	sqlite3_busy_timeout(h, 5000);
	/* Looking must not change what is looked at: no checkpoint at close. */
	sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(h, NULL, SQLITE_FCNTL_PERSIST_WAL, &keep);
	return h;
}

const char *
scratch_text(const char *file, const char *sql, char *out, int bytes)
{
	sqlite3 *h = plain(file);
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
	const char *got;

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(h));
	rc = sqlite3_step(s);
	ck_assert_msg(rc == SQLITE_ROW, "%s: no row (%d)", sql, rc);
	got = (const char *)sqlite3_column_text(s, 0);
	snprintf(out, (size_t)bytes, "%s", got != NULL ? got : "(null)");
	sqlite3_finalize(s);
	sqlite3_close(h);
	return out;
}

int64_t
scratch_int(const char *file, const char *sql)
{
	char number[32];

	scratch_text(file, sql, number, sizeof(number));
	return strcmp(number, "(null)") == 0 ? INT64_MIN
					     : strtoll(number, NULL, 10);
}

void
scratch_exec(const char *file, const char *sql)
{
	sqlite3 *h = plain(file);
	int rc = sqlite3_exec(h, sql, NULL, NULL, NULL);

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(h));
	sqlite3_close(h);
}
