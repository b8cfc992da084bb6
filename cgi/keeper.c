/*
 * keeper.c - the process that owns config.db: checkpoints it, keeps it small.
 *
 * One process checkpoints, in TRUNCATE mode, and the ones that serve never
 * do: see "SQLite" in DESIGN.md.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "cgi/audit.h"
#include "cgi/keeper.h"
#include "cgi/supervise.h"
#include "core/clock.h"
#include "core/log.h"
#include "db/db.h"
#include "db/destination.h"
#include "db/draft.h"
#include "db/invitation.h"
#include "db/session.h"

/* How long the check waits for a reader before it says so. */
#define CHECK_WAIT_MS 5000

/* Between two looks at what changed. */
#define LOOK_S 5

/* Everybody who writes waits while a checkpoint waits: so not for long. */
#define CHECKPOINT_WAIT_MS 100

#define PRUNE_MS 60000

/* Without a checkpoint the WAL grows: somebody should look into it. */
#define LATE_MS 120000

struct keeper {
	const struct conf *conf;
	struct db *db;
	int64_t seen;      /* db_changes_seen() at the last checkpoint */
	bool changed;      /* since then, by this process or others */
	int64_t good_ms;   /* boot clock: nothing was left to copy then */
	int64_t pruned_ms; /* boot clock */
};

static struct db *
open_config(const struct conf *c)
{
	char *path = conf_database(c, "config"), why[DB_WHY_BYTES];
	struct db *db;

	switch (db_open(path, &schema_config, DB_OWN, &db, why)) {
	case DB_OPENED:
		break;
	case DB_NOT_YET:
		fatalx("%s; run 'tocsin setup' first", why);
	case DB_REFUSED:
		fatalx("%s", why);
	}
	free(path);
	return db;
}

/*
 * events.db is the worker's, but we acknowledge what we write there: after an
 * I/O error a complete checkpoint has to come first.  One that can't be opened
 * yet takes no events either.
 */
static void
check_events(const struct conf *c)
{
	char *path = conf_database(c, "events"), why[DB_WHY_BYTES];
	struct db *db;
	int done;

	if (db_open(path, &schema_events, DB_WRITE, &db, why) == DB_OPENED) {
		while ((done = db_checkpoint(db, CHECK_WAIT_MS)) == 0)
			log_warnx("events.db: waiting: somebody reads it "
				  "without an end");
		if (done < 0)
			fatalx("events.db: the checkpoint at the start failed; "
			       "check the disk, then start again");
	} else {
		log_warnx("%s", why);
	}
	db_close(db);
	free(path);
}

int
keeper_check(const struct conf *c)
{
	struct db *db = open_config(c);
	int done;

	while ((done = db_checkpoint(db, CHECK_WAIT_MS)) == 0)
		log_warnx("config.db: waiting: somebody reads it without an "
			  "end, so the checkpoint at the start can't complete");
	if (done < 0)
		fatalx("config.db: the checkpoint at the start failed; check "
		       "the disk, then start again");
	db_close(db);
	check_events(c);
	return 0;
}

/* The worker may not have made it yet: then nothing was taken over. */
static int
drop_taken(const struct keeper *k, int64_t wall)
{
	char *path = conf_database(k->conf, "outbox"), why[DB_WHY_BYTES];
	struct db *outbox;
	int n = 0;

	if (db_open(path, &schema_outbox, DB_READ, &outbox, why) == DB_OPENED)
		n = audit_drop_taken(k->db, outbox, wall);
	else
		log_debug("%s", why);
	db_close(outbox);
	free(path);
	return n;
}

/*
 * data_version does not count what this connection commits itself, so pruning
 * marks a change by hand.
 */
static int
prune(struct keeper *k, int64_t now)
{
	int64_t wall = clock_wall_ms();
	int sessions, drafts, formers, invitations, told, taken;

	if (now - k->pruned_ms < PRUNE_MS)
		return 0;
	sessions = session_prune(k->db, wall);
	if (sessions < 0)
		return -1;
	drafts = draft_prune(k->db, wall - DRAFT_KEEP_MS);
	if (drafts < 0)
		return -1;
	formers = destination_forget_former(k->db, wall);
	if (formers < 0)
		return -1;
	invitations = invitation_prune(k->db, wall);
	if (invitations < 0)
		return -1;
	told = audit_more(k->db, wall);
	if (told < 0)
		return -1;
	taken = drop_taken(k, wall);
	if (taken < 0)
		return -1;
	k->pruned_ms = now;
	if (sessions + drafts + formers + invitations + told + taken > 0)
		k->changed = true;
	return 0;
}

/* What was seen before the checkpoint is in it; what comes later may not be. */
static int
checkpoint(struct keeper *k, int64_t now)
{
	int64_t seen = db_changes_seen(k->db);
	int done;

	if (seen < 0)
		return -1;
	if (!k->changed && seen == k->seen) {
		k->good_ms = now;
		return 0;
	}
	k->changed = true;
	done = db_checkpoint(k->db, CHECKPOINT_WAIT_MS);
	if (done > 0) {
		k->changed = false;
		k->seen = seen;
		k->good_ms = now;
	}
	return done < 0 ? -1 : 0;
}

static void
say_late(struct keeper *k, int64_t now)
{
	if (now - k->good_ms < LATE_MS)
		return;
	log_warnx("config.db: no checkpoint has worked for %d s, so its -wal "
		  "file grows; look for a program that reads it without an "
		  "end",
	    LATE_MS / 1000);
	k->good_ms = now;
}

/* SIGTERM is blocked and waited for, so it can't come just before the wait. */
static bool
asked_to_end(void)
{
	const struct timespec look = {.tv_sec = LOOK_S};
	sigset_t term;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	return sigtimedwait(&term, NULL, &look) == SIGTERM;
}

int
keeper_run(const struct conf *c)
{
	struct keeper k = {.conf = c, .db = open_config(c), .changed = true};
	int64_t now = clock_boot_ms();

	/* The one before may have fallen before it got to prune. */
	k.pruned_ms = now - PRUNE_MS;
	k.good_ms = now;
	do {
		now = clock_boot_ms();
		/* No lock or no space: the next round tries again. */
		if ((prune(&k, now) != 0 || checkpoint(&k, now) != 0) &&
		    db_error(k.db) == DB_BROKEN)
			return EXIT_STORE_BROKEN;
		say_late(&k, now);
	} while (!asked_to_end());
	/* Counted in memory, which ends now. */
	if (audit_more(k.db, clock_wall_ms()) < 0 &&
	    db_error(k.db) == DB_BROKEN)
		return EXIT_STORE_BROKEN;
	db_close(k.db);
	return 0;
}
