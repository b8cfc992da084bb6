/*
 * match_model.c - random events through match() and through the rule in
 * memory must come to the same verdicts.  TOCSIN_SEED repeats a run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "tests/unit/match_kit.h"

#define EVENTS 2000

/* The same rule kept in memory: what the database must have come to. */
static struct model {
	struct entity_state entity[2][ENTITIES];
	enum system_status check;
	int64_t opened[DESTINATION_MAX][2][ENTITIES];
	int64_t last_at;
	int64_t sent;
} model;

/* Random, but the same for the same seed everywhere. */
static uint64_t state;

static int
upto(int n)
{
	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (int)((state >> 33) % (unsigned)n);
}

static void
random_threshold(struct threshold *t)
{
	*t = (struct threshold){upto(101), upto(101), upto(101), upto(2) == 0};
}

static struct event_row
random_event(int64_t seq, int64_t *clock)
{
	struct event_row r;

	/* Sometimes back, mostly on; the window is crossed often. */
	*clock += upto(10) == 0 ? -upto(60000) : upto(1200000);
	if (upto(8) == 0)
		return match_health(seq, *clock,
		    upto(5) == 0   ? NULL
		    : upto(2) == 0 ? match_problem
				   : match_normal);
	r = match_host(seq, *clock, upto(ENTITIES), SCORE_NONE);
	r.event.entity_type = upto(2) == 0 ? ENTITY_HOST : ENTITY_ACCOUNT;
	r.event.event_at -= upto(4) == 0 ? upto(7200000) : 0;
	r.event.decreased = upto(10) == 0;
	if (upto(2) == 0)
		r.event.urgency = upto(101);
	if (r.event.urgency == SCORE_NONE || upto(4) == 0) {
		r.event.threat = upto(101);
		r.event.certainty = upto(101);
	}
	return r;
}

/* Which of the model's entities; an id is its digit four times. */
static int
index_of(const struct event *e)
{
	return e->entity_id[0] - '1';
}

static enum verdict
model_verdict(const struct event *e, int i, int64_t at)
{
	const struct rule *rule = &match_w.targets[i].d.rule;
	enum verdict v;
	int64_t *opened;

	if (e->kind == EVENT_SYSTEM)
		return decide_system(e, rule, model.check);
	opened = &model.opened[i][e->entity_type][index_of(e)];
	v = decide_entity(e, rule, &model.entity[e->entity_type][index_of(e)],
	    at, &(struct window){*opened, match_w.settings.window_ms});
	if (v == VERDICT_SENT)
		*opened = at;
	return v;
}

static void
model_advance(const struct event *e)
{
	if (e->kind == EVENT_SYSTEM)
		model.check = system_advance(model.check, e);
	else
		entity_advance(&model.entity[e->entity_type][index_of(e)], e);
}

static const char *const all_decisions[] = {
    "SELECT event_seq, destination_id, verdict, at FROM decision"
    " ORDER BY event_seq, destination_id"};
static const struct db_sql test_sql = {&schema_outbox, all_decisions, 1};

/* Go through the events again and expect each row that is there. */
static void
compare(const struct event_row *rows, int64_t now)
{
	struct db_stmt *s = db_stmt(match_w.outbox, &test_sql, 0);
	int n, i;

	for (n = 0; n < EVENTS; n++) {
		const struct event *e = &rows[n].event;
		int64_t at = decide_at(e->received_at, now, model.last_at);

		model.last_at = at;
		for (i = 0; i < match_w.ntargets; i++) {
			enum verdict v = model_verdict(e, i, at);

			model.sent += v == VERDICT_SENT;
			if (v < VERDICT_DISABLED)
				continue;
			ck_assert_int_eq(db_step(s), 1);
			ck_assert_int_eq(db_int(s, 0), e->seq);
			ck_assert_int_eq(db_int(s, 1), 100 + i);
			ck_assert_str_eq(db_text(s, 2), verdict_name(v));
			ck_assert_int_eq(db_int(s, 3), at);
		}
		model_advance(e);
	}
	ck_assert_int_eq(db_step(s), 0);
}

START_TEST(as_in_memory)
{
	static struct event_row rows[EVENTS];
	const char *given = getenv("TOCSIN_SEED");
	int64_t clock = match_start, now;
	int i, n, took;

	state = given != NULL ? strtoull(given, NULL, 10)
			      : (uint64_t)clock_wall_ms();
	printf("match: TOCSIN_SEED=%llu\n", (unsigned long long)state);
	memset(&model, 0, sizeof(model));
	for (i = 0; i < DESTINATION_MAX; i++) {
		struct rule *r = match_target(i);

		r->enabled = upto(6) != 0;
		r->hosts = upto(4) != 0;
		r->accounts = upto(4) != 0;
		r->system = upto(4) != 0;
		random_threshold(&r->host);
		random_threshold(&r->account);
		for (n = 0; n < ENTITIES; n++)
			model.opened[i][0][n] = model.opened[i][1][n] =
			    WINDOW_NONE;
	}
	for (i = 0; i < EVENTS; i++)
		rows[i] = random_event(i + 1, &clock);
	now = clock_wall_ms();
	ck_assert_int_lt(clock, now);
	/* In batches of any length: where one ends must not matter. */
	for (i = 0; i < EVENTS; i += took) {
		took = 1 + upto(100);
		if (took > EVENTS - i)
			took = EVENTS - i;
		ck_assert_int_eq(match(&match_w, &rows[i], took), 0);
	}
	compare(rows, now);
	ck_assert_int_gt(model.sent, 0);
	ck_assert_int_eq(match_count("delivery"), model.sent);
	ck_assert_int_eq(
	    match_count("decision d JOIN delivery v ON v.id ="
			" d.delivery_id WHERE v.event_seq = d.event_seq"
			" AND v.destination_id = d.destination_id"),
	    model.sent);
	ck_assert_int_eq(match_w.row.last_at, model.last_at);
}
END_TEST

TCase *
match_model_case(void)
{
	TCase *t = tcase_create("model");

	tcase_add_checked_fixture(t, match_setup, match_teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, as_in_memory);
	return t;
}
