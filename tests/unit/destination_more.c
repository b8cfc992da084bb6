/*
 * destination_more.c - what the pages ask of destinations: one by its id, who
 * saved it, forms sent twice, and deleting what was looked at.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/delivery.h"
#include "db/destination.h"
#include "db/draft.h"
#include "tests/unit/destination_more.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/scratch.h"

#define NOW INT64_C(1760000000000)

static const struct change ann = {.by = "ann", .at_ms = NOW},
			   bob = {.by = "bob", .at_ms = NOW + 7};
static struct db *config;

/* Destination 5 is there, in version 1, saved by ann. */
static void
setup(void)
{
	enum destination_no no;
	struct destination d;

	scratch_make();
	config = scratch_db(&schema_config);
	kit_destination(&d);
	ck_assert_int_eq(destination_add(config, &d, &ann, &no), 1);
	destination_clear(&d);
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

static void
save(const char *name)
{
	enum destination_no no;
	struct destination d;

	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	free(d.name);
	d.name = strdup(name);
	ck_assert_int_eq(destination_save(config, &d, &bob, &no), 1);
	destination_clear(&d);
}

START_TEST(loaded)
{
	struct destination d = {.id = 77}, want;
	enum destination_no no;

	ck_assert_int_eq(destination_load(config, 6, &d), 0);
	ck_assert_int_eq(d.id, 77);
	save("Late");
	kit_destination(&want);
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert_int_eq(d.id, 5);
	ck_assert_int_eq(d.version, 2);
	ck_assert_int_eq(d.slot, 1);
	ck_assert_int_eq(d.saved_at, bob.at_ms);
	ck_assert_str_eq(d.name, "Late");
	ck_assert_str_eq(d.sealed, want.sealed);
	ck_assert_int_eq(d.seal_id, want.seal_id);
	ck_assert_mem_eq(&d.rule.host, &want.rule.host, 3 * sizeof(int));
	ck_assert_mem_eq(&d.rule.account, &want.rule.account, 3 * sizeof(int));
	destination_clear(&d);
	destination_clear(&want);
	ck_assert_int_eq(destination_remove(config, 5, 0, &ann, &no), 1);
	ck_assert_int_eq(destination_load(config, 5, &d), 0);
}
END_TEST

START_TEST(saved_by)
{
	char *by;

	save("Late");
	ck_assert_int_eq(destination_saved_by(config, 5, 1, &by), 1);
	ck_assert_str_eq(by, "ann");
	free(by);
	ck_assert_int_eq(destination_saved_by(config, 5, 2, &by), 1);
	ck_assert_str_eq(by, "bob");
	free(by);
	ck_assert_int_eq(destination_saved_by(config, 5, 3, &by), 0);
	ck_assert_ptr_null(by);
}
END_TEST

/* The id goes first: the same form sent twice has the same name as well. */
START_TEST(added_twice)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;

	kit_destination(&d);
	ck_assert_int_eq(destination_add(config, &d, &bob, &no), 0);
	ck_assert_int_eq(no, DESTINATION_EXISTS);
	free(d.name);
	d.name = strdup("another");
	ck_assert_int_eq(destination_add(config, &d, &bob, &no), 0);
	ck_assert_int_eq(no, DESTINATION_EXISTS);
	/* An id stays used when its destination goes. */
	ck_assert_int_eq(destination_remove(config, 5, 0, &bob, &no), 1);
	ck_assert_int_eq(destination_add(config, &d, &bob, &no), 0);
	ck_assert_int_eq(no, DESTINATION_EXISTS);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM destination"), 1);
	ck_assert_int_eq(scratch_int("config.db",
			     "SELECT count(*) FROM destination_version"),
	    1);
	destination_clear(&d);
}
END_TEST

START_TEST(removed_as_seen)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;

	save("Late");
	ck_assert_int_eq(destination_remove(config, 5, 1, &ann, &no), 0);
	ck_assert_int_eq(no, DESTINATION_STALE);
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert_str_eq(d.sealed, "sealed-5");
	destination_clear(&d);
	ck_assert_int_eq(destination_remove(config, 5, 2, &ann, &no), 1);
	ck_assert_int_eq(destination_remove(config, 5, 2, &ann, &no), 0);
	ck_assert_int_eq(no, DESTINATION_GONE);
	ck_assert_int_eq(destination_remove(config, 6, 1, &ann, &no), 0);
	ck_assert_int_eq(no, DESTINATION_GONE);
}
END_TEST

/* Alerts of that destination that are still to go; no test among them. */
static void
put_secret(const char *secret, int64_t id, int64_t now_ms)
{
	enum destination_no no;
	struct destination d, before;

	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	before = d;
	d.secret = strdup(secret);
	d.secret_id = id;
	d.option = true;
	destination_former(&d, &before, now_ms);
	free(before.secret);
	ck_assert_int_eq(destination_save(config, &d, &bob, &no), 1);
	destination_clear(&d);
}

/* So many seals of secrets are left, in any version. */
static void
seals_left(int64_t n)
{
	ck_assert_int_eq(
	    scratch_int("config.db",
		"SELECT coalesce(sum((secret <> '') + (former <> '')), 0)"
		" FROM destination_version"),
	    n);
}

/* The newest version has them, and none but those that are valid. */
START_TEST(secrets_kept)
{
	struct destination d;

	put_secret("one", 11, 0);
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert_str_eq(d.secret, "one");
	ck_assert_str_eq(d.former, "");
	ck_assert_int_eq(d.former_until, 0);
	ck_assert(d.option);
	destination_clear(&d);
	put_secret("two", 12, NOW);
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert_str_eq(d.secret, "two");
	ck_assert_int_eq(d.secret_id, 12);
	ck_assert_str_eq(d.former, "one");
	ck_assert_int_eq(d.former_id, 11);
	ck_assert_int_eq(d.former_until, NOW + SECRET_ROTATION_MS);
	destination_clear(&d);
	seals_left(2);
	/* A third one ends the first at once. */
	put_secret("three", 13, NOW);
	seals_left(2);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM destination_version"
				     " WHERE former = 'one'"),
	    0);
	/* Its time is over, to the millisecond. */
	ck_assert_int_eq(
	    destination_forget_former(config, NOW + SECRET_ROTATION_MS - 1), 0);
	ck_assert_int_eq(
	    destination_forget_former(config, NOW + SECRET_ROTATION_MS), 1);
	seals_left(1);
}
END_TEST

/* Drafts of it hold credentials too. */
START_TEST(nothing_left)
{
	enum destination_no no;
	struct request r = {.id = 1};
	struct draft f = {.id = 70, .session_hash = "s"};

	put_secret("one", 11, NOW);
	ck_assert_int_eq(destination_load(config, 5, &f.d), 1);
	ck_assert_int_eq(draft_test(config, &f, &r, &ann), 1);
	draft_clear(&f);
	ck_assert_int_eq(draft_load(config, 70, NOW, &f), 1);
	ck_assert_str_eq(f.d.secret, "one");
	ck_assert(f.d.option);
	draft_clear(&f);
	ck_assert_int_eq(destination_remove(config, 5, 2, &bob, &no), 1);
	seals_left(0);
	ck_assert_int_eq(draft_load(config, 70, NOW, &f), 0);
}
END_TEST

START_TEST(waiting_counted)
{
	static const char *const states[] = {"queued", "unknown", "held",
	    "sending", "accepted", "failed", "cancelled"};
	struct db *outbox = scratch_db(&schema_outbox);
	struct delivery d = {.destination_id = 5,
	    .destination_name = "SOC",
	    .app = "teams",
	    .created_at = NOW,
	    .expires_at = NOW + 1};
	char sql[100];
	int64_t n = -1;
	size_t i;

	ck_assert_int_eq(delivery_waiting_count(outbox, 5, &n), 0);
	ck_assert_int_eq(n, 0);
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		d.event_seq = ++d.id;
		ck_assert_int_eq(delivery_add(outbox, &d), 1);
		snprintf(sql, sizeof(sql),
		    "UPDATE delivery SET state = '%s' WHERE id = %d", states[i],
		    (int)d.id);
		scratch_exec("outbox.db", sql);
	}
	d.id++;
	d.destination_id = 6;
	ck_assert_int_eq(delivery_add(outbox, &d), 1);
	d.id++;
	d.destination_id = 5;
	d.event_seq = 0;
	d.request_id = 9;
	ck_assert_int_eq(delivery_add(outbox, &d), 1);
	ck_assert_int_eq(delivery_waiting_count(outbox, 5, &n), 0);
	ck_assert_int_eq(n, 3);
	db_close(outbox);
}
END_TEST

TCase *
destination_more_case(void)
{
	TCase *t = tcase_create("more");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, loaded);
	tcase_add_test(t, saved_by);
	tcase_add_test(t, added_twice);
	tcase_add_test(t, removed_as_seen);
	tcase_add_test(t, waiting_counted);
	tcase_add_test(t, secrets_kept);
	tcase_add_test(t, nothing_left);
	return t;
}
