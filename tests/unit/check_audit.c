/*
 * check_audit.c - the worker's part of the audit trail: what is taken over,
 * what is missing there, what is too old.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/clock.h"
#include "db/audit_chain.h"
#include "db/audit_read.h"
#include "db/audit_source.h"
#include "tests/unit/audit_kit.h"
#include "tests/unit/suites.h"

#define DAY INT64_C(86400000)

/* How many rows tell that; the text of its newest one's detail. */
static int64_t
told(const char *action, char *detail)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT max(detail) FROM audit WHERE action = '%s'", action);
	scratch_text("outbox.db", sql, detail, 200);
	snprintf(sql, sizeof(sql), "WHERE action = '%s'", action);
	return audit_rows(sql);
}

static void
take(void)
{
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
}

/* In order, each once, with nothing of it changed. */
START_TEST(taken_over)
{
	struct audit_row from, to;

	audit_say(250);
	take();
	take();
	ck_assert_int_eq(audit_rows(""), 250);
	ck_assert_int_eq(audit_rows("WHERE n <> source_seq"), 0);
	ck_assert_int_eq(audit_source_next(audit_config, 119, &from), 1);
	ck_assert_int_eq(audit_chain_find(audit_w.outbox, 120, &to), 1);
	ck_assert(audit_row_same(&from, &to));
	ck_assert_str_eq(to.text[AUDIT_BY], "alice");
	ck_assert_str_eq(to.text[AUDIT_ADDRESS], "192.0.2.7");
	ck_assert_str_eq(to.text[AUDIT_VIA], "web");
	audit_row_clear(&from);
	audit_row_clear(&to);
	audit_sound(NULL);
	/* Another worker goes on where this one ended. */
	ck_assert_int_eq(audit_start(&audit_w), 0);
	audit_say(1);
	take();
	ck_assert_int_eq(audit_rows(""), 252);
	audit_sound(NULL);
}
END_TEST

/* Nobody passes for the worker, and no text is longer than it may be. */
START_TEST(foreign_texts)
{
	char text[400];

	scratch_exec("config.db",
	    "INSERT INTO audit (at, by, address, via, action, outcome,"
	    " object_id, object, detail) VALUES (1, 'worker', '', 'worker',"
	    " 'worker started' || char(10), 'done', 0,"
	    " 'a' || char(0) || 'b', '{\"x\":\"' ||"
	    " replace(hex(zeroblob(9000)), '0', 'y') || '\"}'),"
	    " (2, replace(hex(zeroblob(600)), '0', 'z'), '', 'web', 'x',"
	    " 'done', 0, '', '{}')");
	take();
	ck_assert_int_eq(audit_rows("WHERE via = 'unknown'"), 1);
	ck_assert_int_eq(audit_rows("WHERE source_seq = 0"), 0);
	ck_assert_int_eq(audit_rows("WHERE instr(action, char(10)) > 0"), 0);
	ck_assert_int_eq(audit_rows("WHERE length(by) > 200"), 0);
	ck_assert_str_eq(
	    scratch_text("outbox.db", "SELECT detail FROM audit WHERE n = 1",
		text, sizeof(text)),
	    "{\"bytes left out\":18008}");
	audit_sound(NULL);
	take();
	ck_assert_int_eq(audit_rows(""), 2);
}
END_TEST

/* A row that is too large to be read holds nobody up, and is no secret. */
START_TEST(unreadable)
{
	audit_say(2);
	scratch_exec("config.db",
	    "INSERT INTO audit (at, by, address, via, action, outcome,"
	    " object_id, object, detail) VALUES (1, 'x', '', 'web', 'x',"
	    " 'done', 0, '', hex(zeroblob(1500000)))");
	take();
	ck_assert_int_eq(
	    audit_rows("WHERE action = 'audit row unreadable' AND n = 3"), 1);
	audit_say(2);
	take();
	take();
	ck_assert_int_eq(audit_rows(""), 5);
	audit_sound(NULL);
}
END_TEST

/* Taken away before they were taken over: that they were there is known. */
START_TEST(missing)
{
	char detail[200];

	audit_say(5);
	take();
	audit_say(5);
	scratch_exec("config.db", "DELETE FROM audit WHERE seq IN (7, 8)");
	take();
	ck_assert_int_eq(told("audit rows missing", detail), 1);
	ck_assert_str_eq(detail, "{\"from\":7,\"to\":8}");
	ck_assert_int_eq(audit_rows("WHERE source_seq > 0"), 8);
	audit_sound(NULL);
}
END_TEST

static const struct {
	const char *sql;
	const char *detail;
	int64_t taken; /* rows that are new then */
} others[] = {
    /* An older config.db put back, to which rows were added since. */
    {"DELETE FROM audit WHERE seq > 6;"
     "UPDATE sqlite_sequence SET seq = 6 WHERE name = 'audit';"
     "INSERT INTO audit (at, by, address, via, action, outcome, object_id,"
     " object, detail) VALUES (1, 'bob', '', 'web', 'x', 'done', 0, '', '{}')",
	"{\"taken\":10,\"newest\":7,\"from\":7}", 1},
    /* The same, and it has grown past the number that was taken over. */
    {"UPDATE audit SET by = 'bob' WHERE seq > 6;"
     "INSERT INTO audit (at, by, address, via, action, outcome, object_id,"
     " object, detail) VALUES (1, 'bob', '', 'web', 'x', 'done', 0, '', '{}')",
	"{\"taken\":10,\"newest\":11,\"from\":7}", 5},
    /* Nothing was added. */
    {"DELETE FROM audit WHERE seq > 6",
	"{\"taken\":10,\"newest\":6,\"from\":7}", 0},
    /* A new one. */
    {"DELETE FROM audit", "{\"taken\":10,\"newest\":0,\"from\":1}", 0},
    /* The last one told otherwise. */
    {"UPDATE audit SET action = 'y' WHERE seq = 10",
	"{\"taken\":10,\"newest\":10,\"from\":10}", 1},
};

START_TEST(replaced)
{
	char detail[200];

	audit_say(10);
	take();
	scratch_exec("config.db", others[_i].sql);
	take();
	ck_assert_int_eq(told("audit rows replaced", detail), 1);
	ck_assert_str_eq(detail, others[_i].detail);
	ck_assert_int_eq(audit_rows(""), 11 + others[_i].taken);
	/* Told once; what comes next is taken as ever. */
	audit_say(1);
	take();
	take();
	ck_assert_int_eq(audit_rows(""),
	    12 + others[_i].taken + (told("audit rows missing", detail)));
	ck_assert_int_eq(told("audit rows replaced", detail), 1);
	audit_sound(NULL);
}
END_TEST

/* However many rows there are: what else is due comes in between. */
START_TEST(slice_by_slice)
{
	audit_say(250);
	ck_assert_int_eq(audit_take(&audit_w, 1), 1);
	ck_assert_int_eq(audit_rows(""), 100);
	ck_assert_int_eq(audit_take(&audit_w, 1), 1);
	ck_assert_int_eq(audit_take(&audit_w, 1), 0);
	ck_assert_int_eq(audit_rows(""), 250);
	audit_sound(NULL);
}
END_TEST

/* 10,050 rows that no two files tell otherwise. */
#define MANY_ROWS(numbers, ends) \
	"WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c" \
	" WHERE i < 10050) INSERT INTO audit SELECT " numbers \
	", 1, 'a', '', 'web', 'x', 'done', 0, '', '{}'" ends " FROM c"

/* The place in another config.db is not looked for without end either. */
START_TEST(bounded_search)
{
	char detail[200];

	audit_say(1);
	take();
	scratch_exec("outbox.db", "DELETE FROM audit");
	scratch_exec("outbox.db", MANY_ROWS("i, i", ", 1, ''"));
	scratch_exec("outbox.db", "UPDATE audit_ends SET taken_seq = 10050");
	scratch_exec("config.db", "DELETE FROM audit");
	scratch_exec("config.db", MANY_ROWS("i", ""));
	scratch_exec(
	    "config.db", "UPDATE audit SET action = 'y' WHERE seq = 10050");
	ck_assert_int_eq(audit_take(&audit_w, 1), 0);
	ck_assert_int_eq(told("audit rows replaced", detail), 1);
	ck_assert_str_eq(
	    detail, "{\"taken\":10050,\"newest\":10050,\"from\":10001}");
	ck_assert_int_eq(audit_rows("WHERE source_seq > 10000"), 100);
}
END_TEST

/* A worker finds what was done to the trail while none ran. */
START_TEST(found_at_start)
{
	char detail[200];

	audit_say(10);
	take();
	scratch_exec("outbox.db", "DELETE FROM audit WHERE n > 7");
	/* The last row is missed, and stays so. */
	ck_assert_int_eq(audit_found(), 8);
	ck_assert_int_eq(audit_start(&audit_w), 0);
	ck_assert_int_eq(told("audit trail not as it was left", detail), 1);
	ck_assert_str_eq(detail, "{\"newest\":7}");
	ck_assert_int_eq(audit_found(), 8);
	ck_assert_int_eq(audit_start(&audit_w), 0);
	scratch_exec("outbox.db", "UPDATE audit_ends SET head_n = 3");
	ck_assert_int_eq(audit_start(&audit_w), 0);
	ck_assert_int_eq(told("audit trail not as it was left", detail), 2);
	ck_assert_int_eq(audit_found(), 8);
}
END_TEST

/* Own rows stand or fall with what they tell. */
START_TEST(own_rolled_back)
{
	ck_assert_int_eq(audit_start(&audit_w), 0);
	ck_assert_int_eq(db_begin(audit_w.outbox), 0);
	ck_assert_int_eq(audit_own(&audit_w, "clock moved", NULL), 1);
	db_rollback(audit_w.outbox);
	ck_assert_int_eq(audit_rows(""), 1);
	ck_assert_int_eq(audit_rows("WHERE source_seq = 0"), 1);
	audit_stop(&audit_w);
	ck_assert_int_eq(audit_rows("WHERE action = 'worker stopped'"), 1);
	ck_assert_int_eq(audit_w.audit_anchored, 2);
	audit_sound(NULL);
}
END_TEST

/* What is old goes, and the rest is as sound as before. */
START_TEST(pruned)
{
	int64_t now = clock_wall_ms();
	struct chain_anchor first = {.n = 1, .mac = CHAIN_NOTHING};
	struct audit_anchors old = {&first, 1};
	struct audit_verdict v;

	audit_say(30);
	take();
	/* Not a day's worth is too old yet. */
	ck_assert_int_eq(audit_prune(&audit_w, now + DAY / 2), 0);
	ck_assert_int_eq(audit_rows(""), 30);
	ck_assert_int_eq(audit_prune(&audit_w, now + 2 * DAY), 0);
	/* The one that was taken over last, and what became of the others. */
	ck_assert_int_eq(audit_rows(""), 2);
	ck_assert_int_eq(audit_rows("WHERE action = 'audit rows dropped' AND"
				    " detail = '{\"from\":1,\"to\":29}'"),
	    1);
	audit_sound(NULL);
	/* An anchor of what is gone is passed over. */
	ck_assert_int_eq(
	    audit_verify(audit_w.outbox, &audit_w.audit_key, &old, &v), 0);
	ck_assert(v.sound);
	audit_say(3);
	take();
	ck_assert_int_eq(audit_rows(""), 5);
	audit_sound(NULL);
	scratch_exec("outbox.db", "DELETE FROM audit WHERE n = 30");
	ck_assert_int_eq(audit_found(), 30);
}
END_TEST

static int
count(struct audit_filter f)
{
	const int64_t all[2] = {0, INT64_MAX};
	struct audit_row rows[10];
	int i, n;

	if (f.to_ms == 0)
		f.to_ms = INT64_MAX;
	n = audit_read(audit_w.outbox, &f, all, rows, 10);
	ck_assert_int_ge(n, 0);
	for (i = 1; i < n; i++)
		ck_assert_int_lt(rows[i].n, rows[i - 1].n);
	for (i = 0; i < n; i++)
		audit_row_clear(&rows[i]);
	return n;
}

START_TEST(filtered)
{
	scratch_exec("config.db",
	    "INSERT INTO audit (at, by, address, via, action, outcome,"
	    " object_id, object, detail) VALUES"
	    " (10, 'alice', '', 'web', 'signed in', 'done', 0, '', '{}'),"
	    " (20, 'sso:alice', '', 'web', 'sign-in refused', 'refused', 0,"
	    " '', '{}'),"
	    " (30, 'bob', '', 'cli', 'token added', 'done', 0, '50%_a\\b',"
	    " '{}')");
	take();
	ck_assert_int_eq(count((struct audit_filter){0}), 3);
	ck_assert_int_eq(count((struct audit_filter){.who = "ALICE"}), 2);
	ck_assert_int_eq(count((struct audit_filter){.action = "sign"}), 2);
	ck_assert_int_eq(count((struct audit_filter){.outcome = "done"}), 2);
	ck_assert_int_eq(count((struct audit_filter){.outcome = "don"}), 0);
	ck_assert_int_eq(count((struct audit_filter){.object = "0%_A\\"}), 1);
	ck_assert_int_eq(count((struct audit_filter){.object = "%"}), 1);
	ck_assert_int_eq(count((struct audit_filter){.object = "_a%"}), 0);
	ck_assert_int_eq(count((struct audit_filter){.from_ms = 20}), 2);
	ck_assert_int_eq(count((struct audit_filter){.to_ms = 20}), 1);
	ck_assert_int_eq(count((struct audit_filter){.who = "alice",
			     .action = "in",
			     .outcome = "refused",
			     .from_ms = 5,
			     .to_ms = 25}),
	    1);
}
END_TEST

Suite *
suite_audit(void)
{
	Suite *s = suite_create("audit");
	TCase *t = tcase_create("trail");

	tcase_add_checked_fixture(t, audit_setup, audit_teardown);
	tcase_add_test(t, taken_over);
	tcase_add_test(t, foreign_texts);
	tcase_add_test(t, unreadable);
	tcase_add_test(t, missing);
	tcase_add_loop_test(t, replaced, 0, sizeof(others) / sizeof(others[0]));
	tcase_add_test(t, slice_by_slice);
	tcase_add_test(t, bounded_search);
	tcase_add_test(t, found_at_start);
	tcase_add_test(t, own_rolled_back);
	tcase_add_test(t, pruned);
	tcase_add_test(t, filtered);
	suite_add_tcase(s, t);
	suite_add_tcase(s, audit_web_case());
	suite_add_tcase(s, audit_export_case());
	suite_add_tcase(s, audit_tampering_case());
	return s;
}
