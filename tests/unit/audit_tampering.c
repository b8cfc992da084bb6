/*
 * audit_tampering.c - whatever is done to the trail behind the worker's back
 * is found: 400 random things, each on its own, seed printed (SEED=n).
 *
 * Each is done inside a transaction that is rolled back: the chain is made
 * once, by the worker's own path.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "db/audit_chain.h"
#include "db/db_file.h"
#include "tests/unit/audit_kit.h"

#define ROWS 240
#define TIMES 400

/* The ends as they were earlier, for whoever puts them back. */
static char old_ends[1000];
static int64_t old_n;
static struct chain_anchor notes[3];

static int64_t
pick(int64_t from, int64_t to)
{
	return from + rand() % (to - from + 1);
}

static void
run(const char *sql)
{
	char *error = NULL;

	ck_assert_msg(sqlite3_exec(db_handle(audit_w.outbox), sql, NULL, NULL,
			  &error) == SQLITE_OK,
	    "%s: %s", sql, error != NULL ? error : "");
}

__attribute__((format(printf, 1, 2))) static void
runf(const char *fmt, ...)
{
	char sql[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof(sql), fmt, ap);
	va_end(ap);
	run(sql);
}

static const char *const texts[] = {
    "by", "address", "via", "action", "outcome", "object", "detail", "mac"};
static const char *const numbers[] = {
    "source_seq", "at", "object_id", "taken_at"};

#define ONE_OF(list) list[pick(0, sizeof(list) / sizeof(list[0]) - 1)]

static void
change_text(int64_t n)
{
	runf("UPDATE audit SET %s = 'x' || substr(%s, 2) || 'y' WHERE n = %lld",
	    texts[n % 8], texts[n % 8], (long long)n);
}

static void
change_number(int64_t n)
{
	const char *column = ONE_OF(numbers);

	runf("UPDATE audit SET %s = %s + %lld WHERE n = %lld", column, column,
	    (long long)pick(1, 5), (long long)n);
}

/* Behind a NUL, where a program that is written in C does not look. */
static void
hide_text(int64_t n)
{
	const char *column = ONE_OF(texts);

	runf("UPDATE audit SET %s = %s || char(0) || 'more' WHERE n = %lld",
	    column, column, (long long)n);
}

static void
take_one_out(int64_t n)
{
	runf("DELETE FROM audit WHERE n = %lld", (long long)n);
}

static void
cut_front(int64_t n)
{
	runf("DELETE FROM audit WHERE n <= %lld", (long long)n);
}

static void
cut_end(int64_t n)
{
	runf("DELETE FROM audit WHERE n >= %lld", (long long)n);
}

/* And the numbers closed up, so that none is missing. */
static void
close_up(int64_t n)
{
	runf("DELETE FROM audit WHERE n = %lld", (long long)n);
	runf("UPDATE audit SET n = -(n - 1) WHERE n > %lld", (long long)n);
	run("UPDATE audit SET n = -n WHERE n < 0");
}

static void
exchange(int64_t n)
{
	int64_t other = n % ROWS + 1;

	runf("UPDATE audit SET n = -1 WHERE n = %lld", (long long)n);
	runf("UPDATE audit SET n = %lld WHERE n = %lld", (long long)n,
	    (long long)other);
	runf("UPDATE audit SET n = %lld WHERE n = -1", (long long)other);
}

/* A second one of a row, at the end, before the start or put between. */
static void
put_in(int64_t n)
{
	int64_t at = pick(0, 1) == 0 ? ROWS + 2 : -pick(0, 3);

	runf("INSERT INTO audit SELECT %lld, source_seq, at, by, address, via,"
	     " action, outcome, object_id, object, detail, taken_at, mac"
	     " FROM audit WHERE n = %lld",
	    (long long)at, (long long)n);
}

static void
change_ends(int64_t n)
{
	static const char *const all[] = {"taken_seq = taken_seq + 1",
	    "start_n = start_n + 1", "head_n = head_n - 1",
	    "start_mac = head_mac", "head_mac = start_mac", "sign = head_mac"};

	runf("UPDATE audit_ends SET %s", all[n % 6]);
}

static void
drop_ends(int64_t n)
{
	(void)n;
	run("DELETE FROM audit_ends");
}

/* As whoever has a backup can: nothing in the file itself is wrong then. */
static void
go_back(int64_t n)
{
	(void)n;
	runf("DELETE FROM audit WHERE n > %lld", (long long)old_n);
	run("DELETE FROM audit_ends");
	run(old_ends);
}

/* All of it anew with that key, one row told otherwise. */
static void
write_anew(const struct private_key *k, int64_t n)
{
	struct chain_ends e;
	struct audit_row r;
	int64_t after = 0;
	bool odd;

	chain_ends_new(&e);
	while (after < ROWS) {
		ck_assert_int_eq(
		    audit_chain_next(audit_w.outbox, after, &r, &odd), 1);
		after = r.n;
		runf("DELETE FROM audit WHERE n = %lld", (long long)after);
		r.at += r.n == n;
		ck_assert_int_eq(audit_chain_add(audit_w.outbox, k, &e, &r), 1);
		audit_row_clear(&r);
	}
	ck_assert_int_eq(audit_ends_store(audit_w.outbox, k, &e), 1);
}

static void
forge(int64_t n)
{
	struct private_key k = {0};

	private_key_random(&k);
	write_anew(&k, n);
	private_key_free(&k);
}

/* With the key itself: only an anchor tells, from the row on. */
static void
forge_with_key(int64_t n)
{
	write_anew(&audit_w.audit_key, n);
}

static const struct {
	const char *what;
	void (*tamper)(int64_t n);
} ways[] = {
    {"change a text", change_text},
    {"change a number", change_number},
    {"hide a text behind a NUL", hide_text},
    {"take a row out", take_one_out},
    {"cut the front off", cut_front},
    {"cut the end off", cut_end},
    {"take a row out and close up", close_up},
    {"exchange two rows", exchange},
    {"put a row in", put_in},
    {"change the ends", change_ends},
    {"drop the ends", drop_ends},
    {"put an older trail back", go_back},
    {"write all anew with another key", forge},
    {"write all anew with the key", forge_with_key},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static bool
is_sound(const struct private_key *k, size_t anchors)
{
	struct audit_anchors a = {notes, anchors};
	struct audit_verdict v;

	ck_assert_int_eq(audit_verify(audit_w.outbox, k, &a, &v), 0);
	return v.sound;
}

static void
note(struct chain_anchor *a)
{
	struct chain_ends e;

	ck_assert_int_eq(audit_ends_load(audit_w.outbox, &e), 1);
	a->n = e.head_n;
	memcpy(a->mac, e.head_mac, sizeof(a->mac));
}

/* By the worker, in three goes, each noted as a log would. */
static void
make_chain(void)
{
	struct chain_ends e;

	ck_assert_int_eq(audit_start(&audit_w), 0);
	audit_say(ROWS / 3);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	note(&notes[0]);
	ck_assert_int_eq(audit_ends_load(audit_w.outbox, &e), 1);
	old_n = e.head_n;
	snprintf(old_ends, sizeof(old_ends),
	    "INSERT INTO audit_ends VALUES (1, %lld, %lld, '%s', %lld, '%s',"
	    " '%s')",
	    (long long)e.taken_seq, (long long)e.start_n, e.start_mac,
	    (long long)e.head_n, e.head_mac, e.sign);
	audit_say(ROWS / 3);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	note(&notes[1]);
	audit_say(ROWS - 2 * (ROWS / 3) - 1);
	ck_assert_int_eq(audit_take(&audit_w, 9), 0);
	note(&notes[2]);
	ck_assert_int_eq(audit_rows(""), ROWS);
}

START_TEST(all_found)
{
	const char *given = getenv("SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10)
				      : (unsigned)time(NULL);
	int i, found = 0, unseen = 0, noticed = 0;

	make_chain();
	audit_sound(&(struct audit_anchors){notes, 3});
	srand(seed);
	for (i = 0; i < TIMES; i++) {
		size_t way = (size_t)i % WAYS;
		int64_t n = pick(1, ROWS);

		ck_assert_int_eq(db_begin(audit_w.outbox), 0);
		ways[way].tamper(n);
		if (!is_sound(&audit_w.audit_key, 3))
			found++;
		else
			fprintf(stderr, "seed %u: not found: %s, row %lld\n",
			    seed, ways[way].what, (long long)n);
		/* What each of the two is good for. */
		unseen += is_sound(NULL, 0);
		noticed += !is_sound(&audit_w.audit_key, 0);
		db_rollback(audit_w.outbox);
	}
	printf("tampering: %d of %d found, seed %u; without macs and anchors "
	       "%d, without anchors %d\n",
	    found, TIMES, seed, TIMES - unseen, noticed);
	ck_assert_int_eq(found, TIMES);
	ck_assert_int_gt(unseen, TIMES / 10);
	ck_assert_int_lt(noticed, TIMES);
	audit_sound(&(struct audit_anchors){notes, 3});
}
END_TEST

TCase *
audit_tampering_case(void)
{
	TCase *t = tcase_create("tampering");

	tcase_add_checked_fixture(t, audit_setup, audit_teardown);
	tcase_set_timeout(t, 120);
	/* Under valgrind, a minute. */
	tcase_set_tags(t, "slow");
	tcase_add_test(t, all_found);
	return t;
}
