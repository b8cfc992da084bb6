/*
 * check_plan.c - no statement on outbox.db reads every delivery or window.
 *
 * With a million of them waiting, one that does holds up every destination.
 * SQLite itself is asked how it would go about each statement.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

/*
 * A step of a plan that grows with the tables: all rows of one, or a list of
 * what was found that has to be sorted first.  A partial index that is read as
 * a whole has only the rows that the statement is about; window has none.
 */
static bool
grows(const char *step)
{
	return strcmp(step, "SCAN delivery") == 0 ||
	       strncmp(step, "SCAN window", 11) == 0 ||
	       strncmp(step, "USE TEMP B-TREE", 15) == 0;
}

/* How many steps of the plan of sql grow; what they are is told. */
static int
growing(sqlite3 *h, const char *sql)
{
	char *explain = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *s = NULL;
	int n = 0;

	ck_assert_msg(sqlite3_prepare_v2(h, explain, -1, &s, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(h));
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(s, 3);

		if (!grows(step))
			continue;
		n++;
		printf("%s: %s\n", step, sql);
	}
	sqlite3_finalize(s);
	free(explain);
	return n;
}

static sqlite3 *
open_outbox(void)
{
	char path[SCRATCH_PATH_BYTES];
	sqlite3 *h;

	db_close(scratch_db(&schema_outbox));
	ck_assert_int_eq(
	    sqlite3_open(scratch_path("outbox.db", path), &h), SQLITE_OK);
	return h;
}

START_TEST(by_index)
{
	const struct db_sql *const *sql;
	sqlite3 *h = open_outbox();
	unsigned i;
	int bad = 0;

	for (sql = db_all_sql; *sql != NULL; sql++)
		if ((*sql)->schema == &schema_outbox)
			for (i = 0; i < (*sql)->count; i++)
				bad += growing(h, (*sql)->text[i]);
	sqlite3_close(h);
	ck_assert_int_eq(bad, 0);
}
END_TEST

/* What is looked for is seen where it is. */
START_TEST(control)
{
	sqlite3 *h = open_outbox();

	ck_assert_int_eq(
	    growing(h, "SELECT id FROM delivery WHERE kind = 'test'"
		       " AND state = 'queued' ORDER BY id LIMIT $1"),
	    1);
	ck_assert_int_eq(
	    growing(h, "SELECT id FROM delivery WHERE destination_id = $1"
		       " AND state = 'held' ORDER BY score LIMIT $2"),
	    1);
	ck_assert_int_eq(
	    growing(h, "SELECT source FROM window WHERE entity_id = $1"), 1);
	sqlite3_close(h);
}
END_TEST

Suite *
suite_plan(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("outbox");

	tcase_add_checked_fixture(tc, scratch_make, scratch_remove);
	tcase_add_test(tc, by_index);
	tcase_add_test(tc, control);
	suite_add_tcase(s, tc);
	return s;
}
