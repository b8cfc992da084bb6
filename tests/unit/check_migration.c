/*
 * check_migration.c - an older file, migrated, is what a new one is, and its
 * rows are kept.
 */
#include <string.h>

#include "db/delivery.h"
#include "db/health.h"
#include "db/request.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

static const struct db_migration none[] = {{0, NULL}};

/* The files as version 1 had them, where the migrations start from. */
static const char config_1_sql[] =
#include "config_1.sql.h"
    ;
static const char outbox_1_sql[] =
#include "outbox_1.sql.h"
    ;

/* The tables as SQLite keeps them, blanks and comments aside. */
static void
schema_of(const char *file, char *out, int bytes)
{
	static const char sql[] =
	    "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM"
	    " sqlite_schema WHERE sql IS NOT NULL ORDER BY name)";
	char *from = out, *to = out;

	scratch_text(file, sql, out, bytes);
	while (*from != '\0') {
		if (strncmp(from, "--", 2) == 0)
			from += strcspn(from, "\n");
		else if (strchr(" \t\n", *from) != NULL)
			from++;
		else
			*to++ = *from++;
	}
	*to = '\0';
}

/* What a new file's tables are; the folder is left empty. */
static void
as_new(const struct db_schema *schema, char *out, int bytes)
{
	db_close(scratch_db(schema));
	schema_of(schema->name, out, bytes);
	scratch_remove();
	scratch_make();
}

static void
make_old(const struct db_schema *schema, const char *sql)
{
	struct db_schema old = *schema;

	old.version = 1;
	old.sql = sql;
	old.migrations = none;
	db_close(scratch_db(&old));
}

START_TEST(config)
{
	char is[24000], was[24000];
	struct request r;
	struct db *db;

	as_new(&schema_config, was, sizeof(was));
	ck_assert_ptr_nonnull(strstr(was, "CREATETABLEdraft("));
	make_old(&schema_config, config_1_sql);
	scratch_exec("config.db",
	    "INSERT INTO destination VALUES (5, 1, 'a', 1, 2, NULL);"
	    "INSERT INTO request VALUES (70, 'test', 5, 3, 'admin'),"
	    " (71, 'try again', 5, 4, 'admin');");
	db = scratch_open(&schema_config, DB_OWN);
	schema_of("config.db", is, sizeof(is));
	ck_assert_str_eq(is, was);
	ck_assert_int_eq(scratch_int("config.db", "PRAGMA user_version"), 4);
	ck_assert_int_eq(request_next(db, 70, &r), 1);
	ck_assert_int_eq(r.id, 71);
	ck_assert_int_eq(r.kind, REQUEST_TRY_AGAIN);
	ck_assert_int_eq(r.destination_id, 5);
	ck_assert_int_eq(r.draft_id, 0);
	ck_assert_int_eq(r.asked_at, 4);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM request"), 2);
	db_close(db);
}
END_TEST

/* What waited under version 1 still goes, and what was broken still is. */
START_TEST(outbox)
{
	static char is[32000], was[32000];
	struct delivery d[3];
	struct health h;
	struct db *db;

	as_new(&schema_outbox, was, sizeof(was));
	make_old(&schema_outbox, outbox_1_sql);
	scratch_exec("outbox.db",
	    "INSERT INTO delivery VALUES (7, 'alert', 3, NULL, 5, 'SOC',"
	    " 'teams', 'queued', NULL, 10, 11, 12, 2, 1, NULL),"
	    " (8, 'test', NULL, 70, 5, 'SOC', 'teams', 'accepted', NULL, 10,"
	    " 11, 12, 1, 0, 13);"
	    "INSERT INTO attempt VALUES (7, 1, 4, 10, 11, 'retry', 503, '',"
	    " '', 1, 2, 3, 4, 5, 'busy', 'ff', 99);"
	    "INSERT INTO decision VALUES (3, 5, 4, 'sent', 10, NULL, 7);"
	    "INSERT INTO alert VALUES (3, '{}');"
	    "INSERT INTO destination_health VALUES (5, 14, 'HTTP 404', 4, 0,"
	    " 9);");
	db = scratch_open(&schema_outbox, DB_OWN);
	schema_of("outbox.db", is, sizeof(is));
	ck_assert_str_eq(is, was);
	ck_assert_int_eq(scratch_int("outbox.db", "PRAGMA user_version"), 4);
	ck_assert_int_eq(delivery_due(db, 5, 11, d, 3), 1);
	ck_assert_int_eq(d[0].id, 7);
	ck_assert_int_eq(d[0].attempts, 2);
	ck_assert(d[0].possible_repeat);
	ck_assert_int_eq(health_load(db, 5, &h), 0);
	ck_assert_int_eq(h.broken_since, 14);
	ck_assert_int_eq(h.broken_version, 4);
	ck_assert_int_eq(h.last_accepted_at, 9);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT count(*) FROM attempt WHERE"
				     " answer = 'busy' AND fault IS NULL"),
	    1);
	ck_assert_int_eq(
	    scratch_int("outbox.db", "SELECT count(*) FROM delivery"), 2);
	db_close(db);
}
END_TEST

Suite *
suite_migration(void)
{
	Suite *s = suite_create("migration");
	TCase *t = tcase_create("migration");

	tcase_add_checked_fixture(t, scratch_make, scratch_remove);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, config);
	tcase_add_test(t, outbox);
	suite_add_tcase(s, t);
	return s;
}
