/*
 * match_edges.c - six hours to the millisecond, through a real config.db and
 * outbox.db, whatever happens to the destination or the worker in between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/destination.h"
#include "tests/unit/match_kit.h"

#define FIRST 100 /* ids of the destination, and of the one made anew */
#define AGAIN 200
#define WINDOW (6 * HOUR)

static const struct change change = {
    .by = "admin", .at_ms = INT64_C(1760000000000)};

static void
load(void)
{
	ck_assert_int_eq(targets_load(&match_w), 0);
}

/* Its URL can't be opened, which is nothing to whoever decides. */
static void
add(int64_t id, const char *name)
{
	enum destination_no no;
	struct destination d = {
	    .id = id,
	    .name = xstrdup(name),
	    .app = xstrdup("teams"),
	    .url_host = xstrdup("hooks.example"),
	    .seal_id = id + 1,
	    .sealed = xstrdup("sealed"),
	    .rule = {.enabled = true,
		.hosts = true,
		.host = {50, 50, 50, false},
		.account = {50, 50, 50, false}},
	};

	ck_assert_int_eq(destination_add(match_w.config, &d, &change, &no), 1);
	destination_clear(&d);
}

static void
setup(void)
{
	match_setup();
	match_w.config = scratch_db(&schema_config);
	add(FIRST, "SOC");
	load();
}

static void
teardown(void)
{
	targets_free(&match_w);
	db_close(match_w.config);
	match_teardown();
}

/* What is in force, for a change of it. */
static struct destination
in_force(void)
{
	struct destination d;

	ck_assert_int_eq(destination_load(match_w.config, FIRST, &d), 1);
	return d;
}

static void
save(struct destination *d)
{
	enum destination_no no;

	ck_assert_int_eq(destination_save(match_w.config, d, &change, &no), 1);
	destination_clear(d);
	load();
}

static void
nothing(void)
{
}

static void
rename_it(void)
{
	struct destination d = in_force();

	free(d.name);
	d.name = xstrdup("SOC night");
	save(&d);
}

static void
move_threshold(void)
{
	struct destination d = in_force();

	d.rule.host.urgency = 70;
	save(&d);
}

static void
another_url(void)
{
	struct destination d = in_force();

	d.seal_id += 1;
	free(d.sealed);
	d.sealed = xstrdup("another");
	save(&d);
}

static void
enable(bool on)
{
	struct destination d = in_force();

	d.rule.enabled = on;
	save(&d);
}

static void
off_and_on(void)
{
	enable(false);
	match_feed(match_host(2, match_start + HOUR, 0, 65));
	ck_assert_int_eq(match_count("decision WHERE verdict = 'disabled'"), 1);
	enable(true);
}

/* Both saved before the worker looks. */
static void
off_and_on_unseen(void)
{
	struct destination d = in_force();
	enum destination_no no;

	d.rule.enabled = false;
	ck_assert_int_eq(destination_save(match_w.config, &d, &change, &no), 1);
	destination_clear(&d);
	enable(true);
}

/* Suppressed events are no alerts: the window goes on as it was. */
static void
rise_within(void)
{
	match_feed(match_host(2, match_start + 3 * HOUR, 0, 65));
	ck_assert_int_eq(
	    match_count("decision WHERE verdict = 'in window'"), 1);
}

/* Below its threshold and up again. */
static void
drop_within(void)
{
	match_feed(match_host(2, match_start + 3 * HOUR, 0, 10));
	match_feed(match_host(3, match_start + 4 * HOUR, 0, 60));
	ck_assert_int_eq(
	    match_count("decision WHERE verdict = 'in window'"), 1);
}

/* All that is known afterwards is what the files say. */
static void
restart(void)
{
	targets_free(&match_w);
	db_close(match_w.outbox);
	db_close(match_w.config);
	memset(&match_w, 0, sizeof(match_w));
	match_w.outbox = scratch_open(&schema_outbox, DB_OWN);
	match_w.config = scratch_open(&schema_config, DB_OWN);
	ck_assert_int_eq(worker_load(match_w.outbox, &match_w.row), 1);
	load();
}

/* Another one, though of the same name: it was never told. */
static void
make_anew(void)
{
	enum destination_no no;

	ck_assert_int_eq(
	    destination_remove(match_w.config, FIRST, 0, &change, &no), 1);
	load();
	add(AGAIN, "SOC");
	load();
}

static const struct {
	void (*happens)(void);
	bool anew;
} changes[] = {
    {nothing, false},
    {rename_it, false},
    {move_threshold, false},
    {another_url, false},
    {off_and_on, false},
    {off_and_on_unseen, false},
    {rise_within, false},
    {drop_within, false},
    {restart, false},
    {make_anew, true},
};

static const struct {
	int64_t at; /* after the alert */
	bool sent;
} edges[] = {
    {WINDOW - 1, false},
    {WINDOW, true},
    {WINDOW + 1, true},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Each change with each edge. */
START_TEST(to_the_millisecond)
{
	int64_t at = match_start + edges[_i % COUNT(edges)].at;
	bool anew = changes[_i / COUNT(edges)].anew;
	bool sent = anew || edges[_i % COUNT(edges)].sent;

	match_feed(match_host(1, match_start, 0, 60));
	ck_assert_int_eq(match_count("window"), 1);
	/* It arrived: what is cancelled below is not this one. */
	scratch_exec("outbox.db", "UPDATE delivery SET state = 'accepted',"
				  " ended_at = 1");
	changes[_i / COUNT(edges)].happens();
	match_feed(match_host(9, at, 0, 80));
	ck_assert_int_eq(
	    match_count("decision WHERE event_seq = 9 AND verdict = 'sent'"),
	    sent);
	ck_assert_int_eq(match_count("decision WHERE event_seq = 9"
				     " AND verdict = 'in window'"),
	    !sent);
	if (!sent)
		ck_assert_int_eq(
		    scratch_int("outbox.db", "SELECT window_until FROM decision"
					     " WHERE event_seq = 9"),
		    match_start + WINDOW);
	/* Windows of what is gone stay until they are pruned. */
	ck_assert_int_eq(match_count("window"), anew ? 2 : 1);
	ck_assert_int_eq(match_count("delivery"), 1 + sent);
}
END_TEST

/*
 * What waited when it was disabled is told to nobody, also before the last
 * slice of it is cancelled; what arrived was told.
 */
START_TEST(about_to_be_cancelled)
{
	static const struct {
		const char *state;
		bool told;
	} states[] = {
	    {"queued", false},
	    {"unknown", false},
	    {"held", false},
	    {"in digest", false},
	    {"sending", true},
	    {"accepted", true},
	};
	char sql[100];

	match_feed(match_host(1, match_start, 0, 60));
	snprintf(sql, sizeof(sql), "UPDATE delivery SET state = '%s'",
	    states[_i].state);
	scratch_exec("outbox.db", sql);
	off_and_on_unseen();
	ck_assert(match_w.targets[0].health.cancel_upto != 0);
	match_feed(match_host(2, match_start + 1, 0, 80));
	ck_assert_int_eq(
	    match_count("decision WHERE event_seq = 2 AND verdict = 'sent'"),
	    !states[_i].told);
	/* That one came later: its window holds. */
	match_feed(match_host(3, match_start + 2, 0, 90));
	ck_assert_int_eq(match_count("decision WHERE event_seq = 3"
				     " AND verdict = 'in window'"),
	    1);
}
END_TEST

TCase *
match_edges_case(void)
{
	TCase *t = tcase_create("edges");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(
	    t, to_the_millisecond, 0, COUNT(changes) * COUNT(edges));
	tcase_add_loop_test(t, about_to_be_cancelled, 0, 6);
	return t;
}
