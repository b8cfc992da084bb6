/*
 * housekeep.c - checkpoints, heartbeat, pruning.
 */
#include <stdlib.h>

#include "core/log.h"
#include "db/prune.h"
#include "worker/audit.h"
#include "worker/worker.h"

#define HEARTBEAT_MS 5000
#define CHECKPOINT_MS 30000
/* A long WAL takes long to copy, and the disk may be small: sooner, then. */
#define CHECKPOINT_BYTES (INT64_C(32) << 20)
#define CHECKPOINT_SOON_MS 1000
#define PRUNE_MS 60000
#define PRUNE_SOON_MS 1000
#define PRUNE_ROWS 1000

/*
 * Nobody may hold the worker up for long: while it waits for a lock, answers
 * are not read and requests time out.  What does not work now is tried again
 * later; a checkpoint that has not worked for ALARM_MS is told, since the WAL
 * grows meanwhile.
 */
#define LOCK_WAIT_MS 100
#define ALARM_MS 120000
#define ALARM_BYTES (INT64_C(64) << 20)

/*
 * Others read it to tell a worker that is idle from one that is gone.  It also
 * stores the pair of clock readings that steps are measured against.
 */
static int
heartbeat(struct worker *w, int64_t now)
{
	int rc;

	w->row.heartbeat_at = now;
	if (db_begin(w->outbox) != 0)
		return -1;
	rc = worker_store(w->outbox, &w->row);
	return db_finish(w->outbox, rc) < 0 ? -1 : 0;
}

/*
 * events.db first: what outbox.db knows of an event goes only after the event
 * itself, so "why" never meets half an answer.  At most PRUNE_ROWS a table and
 * time: a long-overdue clean-up must not hold up an alert.
 */
static int
prune(struct worker *w, int64_t now)
{
	int64_t before = now - w->settings.keep_ms, oldest;
	int rc, pruned;

	db_wait(w->events, LOCK_WAIT_MS);
	rc = event_prune(w->events, before, w->row.cursor, PRUNE_ROWS);
	db_wait(w->events, -1);
	/* A producer is writing: next time. */
	if (rc < 0 && db_error(w->events) == DB_BUSY)
		return 0;
	if (rc < 0 || event_oldest(w->events, &oldest) < 0)
		return -1;
	pruned = outbox_prune(w->outbox, before, oldest, PRUNE_ROWS);
	/* More than a slice: the next one soon. */
	if (rc == PRUNE_ROWS || pruned >= PRUNE_ROWS)
		w->chores.prune -= PRUNE_MS - PRUNE_SOON_MS;
	if (pruned < 0)
		return -1;
	return audit_prune(w, now - w->settings.audit_keep_ms);
}

/* *done: when it last worked, on the boot clock. */
static int
checkpoint(struct db *db, const char *name, int64_t *done)
{
	int64_t now = clock_boot_ms();
	int rc = db_checkpoint(db, LOCK_WAIT_MS);

	if (rc > 0 || *done == 0)
		*done = now;
	if (rc == 0 &&
	    (now - *done >= ALARM_MS || db_wal_bytes(db) > ALARM_BYTES))
		log_warnx("%s: no checkpoint for %lld s: somebody reads or "
			  "writes it without an end, and its WAL grows: "
			  "%lld MiB",
		    name, (long long)((now - *done) / 1000),
		    (long long)(db_wal_bytes(db) >> 20));
	return rc < 0 ? -1 : 0;
}

/* Is it time again?  On the clock that nobody steps. */
static bool
due(int64_t *last, int64_t every_ms)
{
	int64_t now = clock_boot_ms();

	if (*last != 0 && now - *last < every_ms)
		return false;
	*last = now;
	return true;
}

/* The time between two checkpoints, by how much there is to copy. */
static int64_t
checkpoint_every(struct worker *w)
{
	return db_wal_bytes(w->outbox) > CHECKPOINT_BYTES ||
		       db_wal_bytes(w->events) > CHECKPOINT_BYTES
		   ? CHECKPOINT_SOON_MS
		   : CHECKPOINT_MS;
}

int
housekeep(struct worker *w)
{
	struct chores *c = &w->chores;
	int64_t now = clock_wall_ms();

	if (due(&c->heartbeat, HEARTBEAT_MS) && heartbeat(w, now) != 0)
		return -1;
	/* By a date that may be wrong, everything is old. */
	if (clock_boot_ms() >= c->not_before && due(&c->prune, PRUNE_MS) &&
	    prune(w, now) != 0)
		return -1;
	if (audit_anchor(w) != 0)
		return -1;
	if (!due(&c->checkpoint, checkpoint_every(w)))
		return 0;
	if (checkpoint(w->outbox, "outbox.db", &c->outbox_checkpoint) != 0)
		return -1;
	return checkpoint(w->events, "events.db", &c->events_checkpoint);
}
