/*
 * db_files.c - making, judging and migrating database files.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tests/unit/db_files.h"
#include "tests/unit/scratch.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ID 0x54657374

/* Version 3 as new, and how 1 and 2 come to it. */
static const char sql_1[] = "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT;";
static const char to_2[] =
    "ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT 'old';";
static const char to_3[] = "CREATE TABLE u (x INTEGER) STRICT;"
			   "CREATE INDEX u_x ON u (x);"
			   "INSERT INTO u SELECT a FROM t;";
static const char sql_3[] =
    "CREATE TABLE t (a INTEGER PRIMARY KEY,"
    " b TEXT NOT NULL DEFAULT 'old') STRICT;"
    "CREATE TABLE u (x INTEGER) STRICT; CREATE INDEX u_x ON u (x);";

static const struct db_migration none[] = {{0, NULL}};
static const struct db_migration both[] = {{2, to_2}, {3, to_3}, {0, NULL}};
/* The third step fails in its last statement. */
static const struct db_migration failing[] = {{2, to_2},
    {3, "CREATE TABLE u (x INTEGER) STRICT; INSERT INTO t (a, b)"
	" VALUES (99, 'half'); CREATE TABLE u (x INTEGER);"},
    {0, NULL}};

static const struct db_schema v1 = {"test.db", ID, 1, sql_1, none};
static const struct db_schema v3 = {"test.db", ID, 3, sql_3, both};
static const struct db_schema v3_new = {"new.db", ID, 3, sql_3, both};
static const struct db_schema v3_failing = {"test.db", ID, 3, sql_3, failing};
static const struct db_schema other = {"test.db", ID + 1, 1, sql_1, none};

/* db_open() of test.db, closed again; why is left for the test to read. */
static char why[DB_WHY_BYTES];

static enum db_opened
judged(const struct db_schema *schema, enum db_mode mode)
{
	char path[SCRATCH_PATH_BYTES];
	enum db_opened opened;
	struct db *db = NULL;

	why[0] = '\0';
	opened = db_open(scratch_path("test.db", path), schema, mode, &db, why);
	ck_assert_int_eq(opened == DB_OPENED, db != NULL);
	ck_assert_int_eq(opened == DB_OPENED, why[0] == '\0');
	db_close(db);
	return opened;
}

static int
created(const struct db_schema *schema)
{
	char path[SCRATCH_PATH_BYTES];

	why[0] = '\0';
	return db_create(scratch_path(schema->name, path), schema, why);
}

static void
put(const char *name, const char *bytes, size_t n)
{
	char path[SCRATCH_PATH_BYTES];
	FILE *f = fopen(scratch_path(name, path), "wbe");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

static char bytes_before[65536], bytes_after[65536];

static size_t
get(const char *name, char *bytes)
{
	char path[SCRATCH_PATH_BYTES];
	FILE *f = fopen(scratch_path(name, path), "rbe");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(bytes, 1, sizeof(bytes_before), f);
	ck_assert_uint_lt(n, sizeof(bytes_before));
	fclose(f);
	return n;
}

static bool
there(const char *name)
{
	char path[SCRATCH_PATH_BYTES];

	return access(scratch_path(name, path), F_OK) == 0;
}

#define PRAGMA(file, name) scratch_int(file, "PRAGMA " name)

/* The three files stand, marked, after everybody has closed. */
START_TEST(made)
{
	ck_assert_msg(created(&v1) == 0, "%s", why);
	ck_assert(there("test.db"));
	ck_assert(there("test.db-wal"));
	ck_assert(there("test.db-shm"));
	ck_assert_int_eq(PRAGMA("test.db", "application_id"), ID);
	ck_assert_int_eq(PRAGMA("test.db", "user_version"), 1);
	scratch_exec("test.db", "INSERT INTO t VALUES (1)");
	/* Again: left as it is. */
	ck_assert_int_eq(created(&v1), 0);
	ck_assert_int_eq(scratch_int("test.db", "SELECT a FROM t"), 1);
	db_close(scratch_open(&v1, DB_WRITE));
	db_close(scratch_open(&v1, DB_READ));
	ck_assert(there("test.db-wal"));
	ck_assert(there("test.db-shm"));
}
END_TEST

/* The real ones have their own marks. */
START_TEST(the_three)
{
	static const struct db_schema *const all[] = {
	    &schema_config, &schema_events, &schema_outbox};
	int i;

	for (i = 0; i < COUNT(all); i++) {
		ck_assert_msg(created(all[i]) == 0, "%s", why);
		ck_assert_int_eq(PRAGMA(all[i]->name, "application_id"),
		    all[i]->application_id);
		ck_assert_int_eq(
		    PRAGMA(all[i]->name, "user_version"), all[i]->version);
		ck_assert_int_ne(all[i]->application_id,
		    all[(i + 1) % COUNT(all)]->application_id);
	}
}
END_TEST

/* Every statement of every table file fits its schema, parameters too. */
START_TEST(all_statements)
{
	char path[SCRATCH_PATH_BYTES], name[8];
	const struct db_sql *sql = db_all_sql[_i];
	sqlite3_stmt *s;
	unsigned i;
	sqlite3 *h;
	int n, rc;

	ck_assert_msg(created(sql->schema) == 0, "%s", why);
	rc = sqlite3_open(scratch_path(sql->schema->name, path), &h);
	ck_assert_int_eq(rc, SQLITE_OK);
	for (i = 0; i < sql->count; i++) {
		ck_assert_msg(sql->text[i] != NULL, "statement %u", i);
		rc = sqlite3_prepare_v2(h, sql->text[i], -1, &s, NULL);
		ck_assert_msg(
		    rc == SQLITE_OK, "%s: %s", sql->text[i], sqlite3_errmsg(h));
		/* $1 to $n without a gap, and no other kind. */
		for (n = 1; n <= sqlite3_bind_parameter_count(s); n++) {
			snprintf(name, sizeof(name), "$%d", n);
			ck_assert_msg(sqlite3_bind_parameter_index(s, name) > 0,
			    "%s: no %s", sql->text[i], name);
		}
		sqlite3_finalize(s);
	}
	sqlite3_close(h);
}
END_TEST

static const char garbage[] = "root:x:0:0:root:/root:/bin/bash\n"
			      "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nolog";

/* What db_open() and db_create() must leave alone, to the byte. */
START_TEST(refused)
{
	static const enum db_mode modes[] = {DB_READ, DB_WRITE, DB_OWN};
	const struct db_schema *mine = &v1;
	size_t before;
	int i;

	switch (_i) {
	case 0: /* one of ours, of another kind */
		ck_assert_int_eq(created(&other), 0);
		break;
	case 1: /* no database */
		put("test.db", garbage, sizeof(garbage));
		break;
	case 2: /* somebody's database */
		scratch_exec("test.db", "CREATE TABLE theirs (x);"
					"INSERT INTO theirs VALUES (1);");
		break;
	case 3: /* marked by somebody, though still empty */
		scratch_exec("test.db", "PRAGMA application_id=7");
		break;
	default: /* of a newer program */
		ck_assert_int_eq(created(&v3), 0);
		break;
	}
	before = get("test.db", bytes_before);
	for (i = 0; i < COUNT(modes); i++)
		ck_assert_msg(judged(mine, modes[i]) == DB_REFUSED,
		    "mode %d: %s", i, why);
	ck_assert_int_eq(created(mine), -1);
	ck_assert_ptr_nonnull(strstr(why, "test.db"));
	ck_assert_uint_eq(get("test.db", bytes_after), before);
	ck_assert_mem_eq(bytes_before, bytes_after, before);
}
END_TEST

/* Not there yet: wait, whoever asks; and never make it. */
START_TEST(missing)
{
	ck_assert_int_eq(judged(&v1, DB_READ), DB_NOT_YET);
	ck_assert_int_eq(judged(&v1, DB_WRITE), DB_NOT_YET);
	ck_assert_int_eq(judged(&v1, DB_OWN), DB_NOT_YET);
	ck_assert(!there("test.db"));
}
END_TEST

/* A link could point at somebody else's file. */
START_TEST(no_link)
{
	char path[SCRATCH_PATH_BYTES];

	ck_assert_int_eq(created(&v3_new), 0);
	ck_assert_int_eq(symlink("new.db", scratch_path("test.db", path)), 0);
	ck_assert_int_ne(judged(&v3, DB_READ), DB_OPENED);
	ck_assert_int_ne(judged(&v3, DB_OWN), DB_OPENED);
	ck_assert_int_eq(created(&v3), -1);
}
END_TEST

/* A creation cut short anywhere is completed by the next one. */
START_TEST(cut_short)
{
	if (_i == 0)
		put("test.db", "", 0);
	else
		scratch_exec("test.db", "PRAGMA journal_mode=WAL");
	ck_assert_msg(created(&v1) == 0, "%s", why);
	ck_assert_int_eq(PRAGMA("test.db", "application_id"), ID);
	ck_assert_int_eq(judged(&v1, DB_OWN), DB_OPENED);
	scratch_exec("test.db", "INSERT INTO t VALUES (1)");
}
END_TEST

/* Everything about tables and columns that a statement could depend on. */
static const char structure[] =
    "SELECT group_concat(line, char(10)) FROM (SELECT m.type || ' ' || m.name"
    " || ' ' || m.tbl_name || ' ' || coalesce(c.cid || c.name || c.type ||"
    " c.\"notnull\" || coalesce(c.dflt_value, '-') || c.pk, '-') AS line FROM"
    " sqlite_schema m LEFT JOIN pragma_table_info(m.name) c"
    " ORDER BY m.name, c.cid)";

/* The old file and its migrations make the new one, rows kept. */
START_TEST(migrated)
{
	char was[2000], is[2000];

	ck_assert_int_eq(created(&v1), 0);
	scratch_exec("test.db", "INSERT INTO t VALUES (1), (2)");
	/* Only its owner does it; everybody else waits. */
	ck_assert_int_eq(judged(&v3, DB_READ), DB_NOT_YET);
	ck_assert_int_eq(judged(&v3, DB_WRITE), DB_NOT_YET);
	ck_assert_int_eq(PRAGMA("test.db", "user_version"), 1);
	ck_assert_msg(judged(&v3, DB_OWN) == DB_OPENED, "%s", why);
	ck_assert_int_eq(PRAGMA("test.db", "user_version"), 3);
	ck_assert_int_eq(created(&v3_new), 0);
	scratch_text("new.db", structure, was, sizeof(was));
	scratch_text("test.db", structure, is, sizeof(is));
	ck_assert_str_eq(is, was);
	ck_assert_ptr_nonnull(strstr(is, "index u_x"));
	ck_assert_int_eq(
	    scratch_int("test.db", "SELECT sum(a) FROM t WHERE b = 'old'"), 3);
	ck_assert_int_eq(scratch_int("test.db", "SELECT count(*) FROM u"), 2);
	ck_assert_int_eq(judged(&v3, DB_READ), DB_OPENED);
	/* And the old program keeps out. */
	ck_assert_int_eq(judged(&v1, DB_OWN), DB_REFUSED);
}
END_TEST

/* Step 3 fails: what stands is version 2, whole, and the reason is told. */
START_TEST(migration_fails)
{
	ck_assert_int_eq(created(&v1), 0);
	scratch_exec("test.db", "INSERT INTO t VALUES (1)");
	ck_assert_int_eq(judged(&v3_failing, DB_OWN), DB_REFUSED);
	ck_assert_msg(
	    strstr(why, "already exists") != NULL, "the reason is: %s", why);
	ck_assert_int_eq(PRAGMA("test.db", "user_version"), 2);
	ck_assert_int_eq(scratch_int("test.db", "SELECT count(*) FROM t"), 1);
	ck_assert_int_eq(
	    scratch_int("test.db", "SELECT count(*) FROM sqlite_schema"
				   " WHERE name = 'u'"),
	    0);
	/* A repaired program takes it from there. */
	ck_assert_int_eq(judged(&v3, DB_OWN), DB_OPENED);
	ck_assert_int_eq(PRAGMA("test.db", "user_version"), 3);
}
END_TEST

TCase *
db_files_case(void)
{
	TCase *t = tcase_create("files");
	int n = 0;

	while (db_all_sql[n] != NULL)
		n++;
	tcase_add_checked_fixture(t, scratch_make, scratch_remove);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, made);
	tcase_add_test(t, the_three);
	tcase_add_loop_test(t, all_statements, 0, n);
	tcase_add_loop_test(t, refused, 0, 5);
	tcase_add_test(t, missing);
	tcase_add_test(t, no_link);
	tcase_add_loop_test(t, cut_short, 0, 2);
	tcase_add_test(t, migrated);
	tcase_add_test(t, migration_fails);
	return t;
}
