/*
 * check_destination.c - destinations, settings and requests in config.db.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/destination.h"
#include "db/request.h"
#include "db/setting.h"
#include "tests/unit/destination_more.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define NOW INT64_C(1760000000000)

static const struct change change = {.by = "admin", .at_ms = NOW};
static struct db *config;

static void
setup(void)
{
	scratch_make();
	config = scratch_db(&schema_config);
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

/* Every field differs from every other, so that none can pass for another. */
static void
make(struct destination *d, int64_t id, const char *name)
{
	*d = (struct destination){
	    .id = id,
	    .name = xstrdup(name),
	    .app = xstrdup("teams"),
	    .url_host = xstrdup("hooks.example"),
	    .seal_id = id + 1000,
	    .sealed = xasprintf("sealed-%lld", (long long)id),
	    .rule = {.enabled = true,
		.accounts = true,
		.host = {11, 12, 13, true},
		.account = {21, 22, 23, false}},
	};
}

/* Returns what destination_add() did; *slot is where it went. */
static int
add(int64_t id, const char *name, int *slot, enum destination_no *no)
{
	struct destination d;
	int rc;

	make(&d, id, name);
	rc = destination_add(config, &d, &change, no);
	*slot = d.slot;
	destination_clear(&d);
	return rc;
}

static void
clear_all(struct destination *list, int n)
{
	while (n > 0)
		destination_clear(&list[--n]);
}

START_TEST(read_back)
{
	struct destination d, list[DESTINATION_MAX];
	enum destination_no no;

	make(&d, 7, "SOC");
	ck_assert_int_eq(destination_add(config, &d, &change, &no), 1);
	ck_assert_int_eq(destination_list(config, list), 1);
	ck_assert_int_eq(list[0].id, 7);
	ck_assert_int_eq(list[0].slot, 1);
	ck_assert_int_eq(list[0].version, 1);
	ck_assert_int_eq(list[0].saved_at, change.at_ms);
	ck_assert_str_eq(list[0].name, "SOC");
	ck_assert_str_eq(list[0].app, "teams");
	ck_assert_str_eq(list[0].url_host, "hooks.example");
	ck_assert_int_eq(list[0].seal_id, 1007);
	ck_assert_str_eq(list[0].sealed, "sealed-7");
	ck_assert_int_eq(list[0].rule.enabled, true);
	ck_assert_int_eq(list[0].rule.hosts, false);
	ck_assert_int_eq(list[0].rule.accounts, true);
	ck_assert_int_eq(list[0].rule.system, false);
	ck_assert_int_eq(list[0].rule.host.urgency, 11);
	ck_assert_int_eq(list[0].rule.host.threat, 12);
	ck_assert_int_eq(list[0].rule.host.certainty, 13);
	ck_assert_int_eq(list[0].rule.host.either, true);
	ck_assert_int_eq(list[0].rule.account.urgency, 21);
	ck_assert_int_eq(list[0].rule.account.threat, 22);
	ck_assert_int_eq(list[0].rule.account.certainty, 23);
	ck_assert_int_eq(list[0].rule.account.either, false);
	clear_all(list, 1);
	destination_clear(&d);
}
END_TEST

/* 24 fit, the lowest free slot first; the 25th is told why not. */
START_TEST(slots)
{
	struct destination list[DESTINATION_MAX];
	static const int64_t gone[] = {17, 3, 24};
	static const int refilled[] = {3, 17, 24};
	enum destination_no no = DESTINATION_GONE;
	char name[16];
	int i, slot;

	for (i = 1; i <= DESTINATION_MAX; i++) {
		snprintf(name, sizeof(name), "d%d", i);
		ck_assert_int_eq(add(i, name, &slot, &no), 1);
		ck_assert_int_eq(slot, i);
	}
	ck_assert_int_eq(add(25, "one more", &slot, &no), 0);
	ck_assert_int_eq(no, DESTINATION_NO_SLOT);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM destination"), 24);
	for (i = 0; i < COUNT(gone); i++)
		ck_assert_int_eq(
		    destination_remove(config, gone[i], 0, &change, &no), 1);
	for (i = 0; i < COUNT(refilled); i++) {
		snprintf(name, sizeof(name), "new%d", i);
		ck_assert_int_eq(add(100 + i, name, &slot, &no), 1);
		ck_assert_int_eq(slot, refilled[i]);
	}
	ck_assert_int_eq(destination_list(config, list), DESTINATION_MAX);
	for (i = 0; i < DESTINATION_MAX; i++)
		ck_assert_int_eq(list[i].slot, i + 1);
	clear_all(list, DESTINATION_MAX);
}
END_TEST

/* Slot 1 too is found again, though no slot lies below it. */
START_TEST(slot_one)
{
	enum destination_no no;
	int slot;

	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	ck_assert_int_eq(add(2, "b", &slot, &no), 1);
	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 1);
	ck_assert_int_eq(add(3, "c", &slot, &no), 1);
	ck_assert_int_eq(slot, 1);
}
END_TEST

/* ASCII letter case makes no other name; anything else does. */
START_TEST(names)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;
	int slot;

	ck_assert_int_eq(add(1, "Night Shift", &slot, &no), 1);
	ck_assert_int_eq(add(2, "nIGHT sHIFT", &slot, &no), 0);
	ck_assert_int_eq(no, DESTINATION_NAME_TAKEN);
	ck_assert_int_eq(add(2, "Night  Shift", &slot, &no), 1);
	ck_assert_int_eq(add(3, "\xc3\x84", &slot, &no), 1);
	ck_assert_int_eq(add(4, "\xc3\xa4", &slot, &no), 1);

	/* Its own name in other letters is free, another one's is not. */
	make(&d, 1, "NIGHT SHIFT");
	d.version = 1;
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 1);
	free(d.name);
	d.name = xstrdup("NIGHT  SHIFT");
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 0);
	ck_assert_int_eq(no, DESTINATION_NAME_TAKEN);
	ck_assert_int_eq(d.version, 2);
	destination_clear(&d);

	/* A removed one gives its name back. */
	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 1);
	ck_assert_int_eq(add(5, "night shift", &slot, &no), 1);
}
END_TEST

/* Two pages open at once: the second save must not undo the first unseen. */
START_TEST(stale)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;
	int slot;

	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	make(&d, 1, "first");
	d.version = 1;
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 1);
	ck_assert_int_eq(d.version, 2);
	destination_clear(&d);

	make(&d, 1, "second");
	d.version = 1;
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 0);
	ck_assert_int_eq(no, DESTINATION_STALE);
	ck_assert_int_eq(d.version, 1);
	destination_clear(&d);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM destination_version"
				     " WHERE name = 'second'"),
	    0);
}
END_TEST

#define SEALED(where) \
	scratch_int("config.db", \
	    "SELECT count(*) FROM destination_version WHERE sealed <> ''" where)

/* A credential is kept as long as it is in force, versions for good. */
START_TEST(urls_forgotten)
{
	enum destination_no no;
	struct destination d;
	int slot;

	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	ck_assert_int_eq(add(2, "b", &slot, &no), 1);
	make(&d, 1, "a2");
	d.version = 1;
	/* The same URL: both versions may keep it. */
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 1);
	ck_assert_int_eq(SEALED(" AND destination_id = 1"), 2);
	/* A new one: only where it is. */
	d.seal_id++;
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 1);
	ck_assert_int_eq(SEALED(" AND destination_id = 1"), 1);
	ck_assert_int_eq(SEALED(" AND version = 3"), 1);
	destination_clear(&d);

	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 1);
	ck_assert_int_eq(SEALED(" AND destination_id = 1"), 0);
	ck_assert_int_eq(SEALED(" AND destination_id = 2"), 1);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM destination_version"
				     " WHERE destination_id = 1"),
	    3);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT deleted_at FROM destination"
				     " WHERE id = 1"),
	    change.at_ms);
}
END_TEST

START_TEST(removed_is_gone)
{
	enum destination_no no = DESTINATION_STALE;
	struct destination d, list[DESTINATION_MAX];
	int slot;

	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 0);
	ck_assert_int_eq(no, DESTINATION_GONE);
	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 1);
	ck_assert_int_eq(destination_remove(config, 1, 0, &change, &no), 0);
	ck_assert_int_eq(no, DESTINATION_GONE);
	ck_assert_int_eq(destination_list(config, list), 0);
	/* Saving must not raise it from the dead. */
	make(&d, 1, "a");
	d.version = 1;
	ck_assert_int_eq(destination_save(config, &d, &change, &no), 0);
	destination_clear(&d);
	ck_assert_int_eq(destination_list(config, list), 0);
	ck_assert_int_eq(SEALED(""), 0);
}
END_TEST

/* The worker may look late: an off and on again in between still counts. */
START_TEST(disabled_since)
{
	enum destination_no no;
	struct destination d;
	int64_t off = 0;
	int slot, i;

	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	make(&d, 1, "a");
	d.version = 1;
	/* Version 2 on, 3 off, 4 on. */
	for (i = 2; i <= 4; i++) {
		d.rule.enabled = i != 3;
		ck_assert_int_eq(destination_save(config, &d, &change, &no), 1);
	}
	destination_clear(&d);
	for (i = 1; i <= 4; i++) {
		ck_assert_int_eq(
		    destination_disabled_since(config, 1, i, &off), i < 3);
		if (i < 3)
			ck_assert_int_eq(off, 3);
	}
}
END_TEST

START_TEST(settings)
{
	struct settings s, usual;

	settings_default(&usual);
	ck_assert_int_eq(settings_load(config, &s), 0);
	ck_assert_mem_eq(&s, &usual, sizeof(s));
	ck_assert_int_eq(settings_store(config, "window", "2h", &change), 1);
	ck_assert_int_eq(settings_store(config, "timeout", "5s", &change), 1);
	/* The second time replaces the first. */
	ck_assert_int_eq(settings_store(config, "timeout", "9s", &change), 1);
	ck_assert_int_eq(settings_load(config, &s), 0);
	ck_assert_int_eq(s.window_ms, 7200000);
	ck_assert_int_eq(s.timeout_ms, 9000);
	ck_assert_int_eq(s.keep_ms, usual.keep_ms);
	/* Stored by another program, or by one with wider bounds. */
	ck_assert_int_eq(settings_store(config, "window", "9d", &change), 1);
	ck_assert_int_eq(settings_store(config, "no such", "1s", &change), 1);
	ck_assert_int_eq(settings_load(config, &s), 0);
	ck_assert_int_eq(s.window_ms, usual.window_ms);
	ck_assert_int_eq(s.timeout_ms, 9000);
}
END_TEST

START_TEST(requests)
{
	struct request in[] = {
	    {30, REQUEST_TEST, 1, 0, NOW},
	    /* A day ago to the millisecond, and one more than that. */
	    {10, REQUEST_TRY_AGAIN, 1, 0, NOW - INT64_C(86400000)},
	    {20, REQUEST_TEST, 1, 0, NOW - 1},
	    {5, REQUEST_TEST, 1, 0, NOW - INT64_C(86400001)},
	    {40, REQUEST_TEST, 1, 0, NOW + 1},
	    {50, REQUEST_TEST, 1, 0, NOW + 2},
	};
	/* In the order they came; the newest is never too old, others are. */
	static const int order[] = {0, 1, 2, 4, 5};
	static const int64_t ids[] = {30, 31, 32, 33, 40, 50};
	enum destination_no no;
	struct request r;
	int64_t after = 0;
	int i, slot;

	ck_assert_int_eq(request_next(config, 0, &r), 0);
	ck_assert_int_eq(add(1, "a", &slot, &no), 1);
	for (i = 0; i < COUNT(in); i++)
		ck_assert_int_eq(request_add(config, &in[i], &change), 1);
	/* Wishes below the newest are raised: nobody waits in vain. */
	for (i = 0; i < COUNT(in); i++)
		ck_assert_int_eq(in[i].id, ids[i]);
	for (i = 0; i < COUNT(order); i++) {
		const struct request *want = &in[order[i]];

		ck_assert_int_eq(request_next(config, after, &r), 1);
		ck_assert_int_eq(r.id, want->id);
		ck_assert_int_eq(r.kind, want->kind);
		ck_assert_int_eq(r.destination_id, 1);
		ck_assert_int_eq(r.asked_at, want->asked_at);
		after = r.id;
	}
	ck_assert_int_eq(request_next(config, after, &r), 0);
	/* For a destination that never was: refused, nothing stays open. */
	r = (struct request){60, REQUEST_TEST, 2, 0, NOW};
	ck_assert_int_eq(request_add(config, &r, &change), -1);
	ck_assert_int_eq(db_error(config), DB_CONSTRAINT);
	ck_assert_int_eq(request_next(config, after, &r), 0);
}
END_TEST

Suite *
suite_destination(void)
{
	Suite *s = suite_create("destination");
	TCase *t = tcase_create("destination");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, read_back);
	tcase_add_test(t, slots);
	tcase_add_test(t, slot_one);
	tcase_add_test(t, names);
	tcase_add_test(t, stale);
	tcase_add_test(t, urls_forgotten);
	tcase_add_test(t, removed_is_gone);
	tcase_add_test(t, disabled_since);
	tcase_add_test(t, settings);
	tcase_add_test(t, requests);
	suite_add_tcase(s, t);
	suite_add_tcase(s, destination_more_case());
	return s;
}
