/*
 * match_kit.c - see match_kit.h.
 */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "tests/unit/match_kit.h"

struct worker match_w;
int64_t match_start; /* long enough ago that all of a test is past */

/* Strings of the rows; match() only reads them. */
static char source[] = "appliance", app[] = "teams", name[] = "SOC";
char match_problem[] = "failure", match_normal[] = "success";
static char check_name[] = "raid", device[] = "s1";
static char entities[ENTITIES][5] = {"1111", "2222", "3333", "4444", "5555"};

void
match_setup(void)
{
	scratch_make();
	memset(&match_w, 0, sizeof(match_w));
	match_w.outbox = scratch_db(&schema_outbox);
	settings_default(&match_w.settings);
	private_key_random(&match_w.audit_key);
	match_start = clock_wall_ms() - 40 * 24 * HOUR;
}

void
match_teardown(void)
{
	db_close(match_w.outbox);
	private_key_free(&match_w.audit_key);
	scratch_remove();
}

/* Target i: everything on, thresholds 50 but where said otherwise. */
struct rule *
match_target(int i)
{
	struct destination *d = &match_w.targets[i].d;

	d->id = 100 + i;
	d->version = 7;
	d->name = name;
	d->app = app;
	d->rule = (struct rule){
	    true, true, true, true, {50, 50, 50, false}, {50, 50, 50, false}};
	if (match_w.ntargets <= i)
		match_w.ntargets = i + 1;
	return &d->rule;
}

struct event_row
match_host(int64_t seq, int64_t at, int entity, int urgency)
{
	struct event_row r = {.event = {
				  .seq = seq,
				  .source = source,
				  .source_id = entities[entity],
				  .received_at = at,
				  .event_at = at,
				  .entity_id = entities[entity],
				  .entity_name = entities[entity],
				  .urgency = urgency,
				  .threat = SCORE_NONE,
				  .certainty = SCORE_NONE,
			      }};
	return r;
}

struct event_row
match_health(int64_t seq, int64_t at, char *status)
{
	struct event_row r = {.event = {
				  .seq = seq,
				  .source = source,
				  .source_id = check_name,
				  .received_at = at,
				  .event_at = at,
				  .kind = EVENT_SYSTEM,
				  .check = check_name,
				  .device = device,
				  .status = status,
			      }};
	return r;
}

void
match_feed(struct event_row r)
{
	ck_assert_int_eq(match(&match_w, &r, 1), 0);
}

int64_t
match_count(const char *what)
{
	char sql[400];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", what);
	return scratch_int("outbox.db", sql);
}
