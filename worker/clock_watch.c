/*
 * clock_watch.c - steps of the wall clock, and times that the machine was off.
 *
 * Windows, pauses and lives are kept as times of the wall clock, since they
 * must outlast a reboot.  What moves the clock moves them with it, in one
 * transaction.
 */
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/xjson.h"
#include "db/worker_row.h"
#include "worker/audit.h"
#include "worker/worker.h"

#define STEP_MS 5000

/*
 * After a jump of over a day the date may be wrong, and by a wrong one
 * everything may look old enough to be pruned, and every certificate invalid:
 * wait for it to be set right.
 */
#define JUMP_MS INT64_C(86400000)
#define DISTRUST_MS INT64_C(3600000)

/* Whether somebody set it, or it was found so after a reboot. */
static int
note(struct worker *w, int64_t ms, bool step)
{
	struct json_object *detail = xjson_object();

	xjson_add(detail, "ms", xjson_int(ms));
	xjson_add_string(detail, "windows", step ? "moved with it" : "went on");
	return audit_own(w, "clock moved", detail);
}

/*
 * One transaction: a crash between the record of a step and the move of its
 * windows would let the next start move them again.
 */
static int
record(struct worker *w, int64_t wall, int64_t ms, bool step)
{
	int64_t before = w->row.last_at;
	int rc;

	if (db_begin(w->outbox) != 0)
		return -1;
	if (step)
		w->row.last_at += ms;
	rc = step ? clock_step_add(w->outbox, wall, ms)
		  : clock_gap_add(w->outbox, wall, ms);
	if (rc >= 0)
		rc = worker_store(w->outbox, &w->row);
	if (rc >= 0)
		rc = note(w, ms, step);
	if (db_finish(w->outbox, rc) < 0) {
		w->row.last_at = before;
		return -1;
	}
	return 0;
}

/*
 * A date that was wrong may be all that stood in its way: one more try.  A URL
 * that could not be opened stays so.
 */
static void
try_again(struct target *t)
{
	if (t->health.broken_since == 0 || t->access.url == NULL)
		return;
	t->health.broken_since = 0;
	t->health_changed = true;
	t->sweep = true;
}

/* The same for what is in memory. */
static void
follow(struct worker *w, int64_t ms)
{
	bool jump = llabs(ms) > JUMP_MS;
	int i;

	w->stepped_ms += ms;
	/* One turn, so that what expires is looked at anew. */
	w->digested = true;
	if (jump)
		w->chores.not_before = clock_boot_ms() + DISTRUST_MS;
	for (i = 0; i < w->ntargets; i++) {
		struct health *h = &w->targets[i].health;

		w->targets[i].next_due = 0;
		h->quiet_until += ms;
		h->breaker.until += ms;
		if (jump)
			try_again(&w->targets[i]);
	}
}

/*
 * Across a reboot the two clocks can't be compared.  A wall clock behind the
 * last time that was seen is wrong: it is taken as a step, so that windows
 * last as long as ever, and the next step, when it is set right, moves them
 * back.  One that is ahead may be right: windows go by it, but nothing that
 * waits is given up for a time in which nobody could try.
 */
static int
rebooted(struct worker *w, int64_t wall, int64_t seen)
{
	int64_t gap = wall - seen;

	if (seen == 0 || llabs(gap) <= STEP_MS)
		return 0;
	if (gap < 0)
		log_warnx("the clock is %lld s behind the last time that was "
			  "seen: set it; until then certificates may seem "
			  "invalid",
		    (long long)(-gap / 1000));
	else
		log_info(
		    "after a reboot: %lld s later", (long long)(gap / 1000));
	if (record(w, wall, gap, gap < 0) != 0)
		return -1;
	w->clock_doubtful = gap < 0;
	follow(w, gap);
	return 0;
}

static int
stepped(struct worker *w, int64_t wall, int64_t step)
{
	log_warnx("the wall clock was stepped by %lld ms; open windows and due "
		  "times move with it",
	    (long long)step);
	if (record(w, wall, step, true) != 0)
		return -1;
	if (step > 0)
		w->clock_doubtful = false;
	w->late = (struct late){wall - step, step > 0 ? step : 0};
	follow(w, step);
	return 0;
}

int
clock_watch(struct worker *w)
{
	int64_t wall = clock_wall_ms(), boot = clock_boot_ms();
	int64_t step = (wall - w->row.wall_ms) - (boot - w->row.boot_ms);
	int64_t seen = w->row.heartbeat_at;
	char boot_id[BOOT_ID_BYTES];
	struct worker_row before = w->row;
	int rc;

	clock_boot_id(boot_id);
	w->row.wall_ms = wall;
	w->row.boot_ms = boot;
	/* A reboot soon after a step must not be measured by the old time. */
	w->row.heartbeat_at = wall;
	if (strcmp(boot_id, w->row.boot_id) != 0) {
		memcpy(w->row.boot_id, boot_id, sizeof(boot_id));
		rc = rebooted(w, wall, seen);
	} else if (llabs(step) > STEP_MS) {
		rc = stepped(w, wall, step);
	} else {
		/* Small ones add up: keep comparing with the first reading. */
		w->row = before;
		return 0;
	}
	if (rc != 0)
		w->row = before;
	return rc;
}

/* The boot clock may be another one by now, so what is left is recomputed. */
int
clock_start(struct worker *w)
{
	int64_t at = 0, ago;
	int rc = clock_jump_newest(w->outbox, JUMP_MS, &at);

	ago = clock_wall_ms() - at;
	if (rc > 0 && ago >= 0 && ago < DISTRUST_MS)
		w->chores.not_before = clock_boot_ms() + DISTRUST_MS - ago;
	return rc < 0 || clock_watch(w) != 0 ? -1 : 0;
}

bool
clock_doubted(const struct worker *w)
{
	return w->clock_doubtful || clock_boot_ms() < w->chores.not_before;
}
