/*
 * start.c - from a configuration file to a worker that may run, and back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/alert.h"
#include "db/setting.h"
#include "worker/audit.h"
#include "worker/confine.h"
#include "worker/queue.h"
#include "worker/start.h"
#include "worker/sweep.h"

#define CHECKPOINT_WAIT_MS 5000
#define SPACE_WAIT_S 1
#define OUTBOX_WAIT_MS 1000

/*
 * On a full disk a start waits for space, after it has used what was kept
 * aside.  False where the failure is another one.
 */
static bool
wait_for_space(struct worker *w, struct db *db)
{
	if (db_error(db) != DB_FULL)
		return false;
	db_error_clear(db);
	if (!ballast_lift(&w->ballast)) {
		log_warnx("waiting: the disk is full; nothing is lost");
		sleep(SPACE_WAIT_S);
	}
	return true;
}

/*
 * Nothing is acknowledged before the whole WAL is in the file: an I/O error
 * of an earlier run shows here, or it never does.
 */
static void
checkpoint_all(struct worker *w, struct db *db, const char *name)
{
	int done;

	while ((done = db_checkpoint(db, CHECKPOINT_WAIT_MS)) == 0 ||
	       (done < 0 && wait_for_space(w, db)))
		if (done == 0)
			log_warnx("%s: waiting: somebody reads it without an "
				  "end, so the checkpoint at the start can't "
				  "complete",
			    name);
	if (done < 0)
		fatalx("%s: the checkpoint at the start failed; check the "
		       "disk, then start again",
		    name);
}

/* Set-up or the web tier may still be making it: wait, and say so once. */
static struct db *
open_waiting(struct worker *w, const char *name, const struct db_schema *schema,
    enum db_mode mode)
{
	char *path = conf_database(&w->conf, name), why[DB_WHY_BYTES];
	struct db *db;
	bool said = false;

	for (;;) {
		switch (db_open(path, schema, mode, &db, why)) {
		case DB_OPENED:
			free(path);
			if (mode == DB_OWN)
				checkpoint_all(w, db, schema->name);
			return db;
		case DB_REFUSED:
			fatalx("%s", why);
		case DB_NOT_YET:
			break;
		}
		if (!said)
			log_warnx("waiting: %s", why);
		said = true;
		sleep(1);
	}
}

/*
 * One worker an outbox: two would decide and send everything twice.  The lock
 * goes with the process, however it ends; a second worker stands by for it.
 */
static void
lock_outbox(struct worker *w)
{
	char *path = xasprintf("%s/outbox/worker.lock", w->conf.data);

	w->lock_fd =
	    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (w->lock_fd < 0)
		fatal("%s; has 'tocsin setup' been run?", path);
	if (flock(w->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		log_warnx("waiting: another worker runs on this outbox.db");
		while (flock(w->lock_fd, LOCK_EX) != 0)
			if (errno != EINTR)
				fatal("%s", path);
	}
	free(path);
}

/*
 * SQLite finds what breaks the shape of its pages; the sums find what changed
 * what was decided or is to be told.  Going on with either would tell people
 * things that never happened.
 */
static void
check_outbox(struct db *outbox)
{
	int64_t seq = 0;
	int rc;

	rc = decision_check(outbox, &seq);
	if (rc == 0)
		rc = alert_check(outbox, &seq);
	if (rc < 0)
		fatalx("outbox.db can't be read: check the disk, then restore "
		       "it from a backup");
	if (rc > 0)
		fatalx("outbox.db is damaged: what it says of event %lld is "
		       "not what was written: check the disk, then restore it "
		       "from a backup",
		    (long long)seq);
}

/* Its own database first: without it there is nothing to go on with. */
static void
open_databases(struct worker *w)
{
	w->outbox = open_waiting(w, "outbox", &schema_outbox, DB_OWN);
	check_outbox(w->outbox);
	/* The worker checkpoints and prunes events.db, so it writes there. */
	w->events = open_waiting(w, "events", &schema_events, DB_OWN);
	w->config = open_waiting(w, "config", &schema_config, DB_READ);
	/* Its owner looks through it too, but may have done so long ago. */
	if (db_quick_check(w->config) != 0)
		fatalx("config.db is damaged: restore it from a backup");
}

/*
 * A cursor beyond the newest event would skip events to come: events.db is
 * not the one that this outbox.db belongs to.  So it is when another event
 * has the number of the last one decided: it was filled again meanwhile.
 */
static void
check_cursor(struct worker *w)
{
	int64_t newest, sum;

	if (worker_load(w->outbox, &w->row) < 0 ||
	    event_newest(w->events, &newest) != 0 ||
	    event_stored_sum(w->events, w->row.cursor, &sum) < 0)
		fatalx("the databases can't be read");
	if (w->row.cursor > newest)
		fatalx("events.db ends at event %lld, but %lld are decided: "
		       "events.db was replaced or restored alone; restore "
		       "both from one backup",
		    (long long)newest, (long long)w->row.cursor);
	if (sum != 0 && w->row.cursor_sum != 0 && sum != w->row.cursor_sum)
		fatalx("event %lld of events.db is not the one that was "
		       "decided last: events.db was replaced or restored "
		       "alone; restore both from one backup",
		    (long long)w->row.cursor);
}

/* Exceptions come from tocsin.conf alone; no page can add one. */
static void
load_guard(struct worker *w)
{
	size_t i;

	for (i = 0; i < w->conf.allow_cidr.n; i++)
		if (netguard_add(&w->guard, w->conf.allow_cidr.items[i]) != 0)
			fatalx("allow_cidr: %s is no range of addresses",
			    w->conf.allow_cidr.items[i]);
}

/* The first reading of config.db; until then nobody is decided for. */
static int
first_turn(struct worker *w)
{
	if (config_revision(w->config, &w->config_seen) != 0 ||
	    clock_start(w) != 0 || queue_recover(w) != 0 ||
	    targets_load(w) != 0 || requests_take(w) != 0 ||
	    audit_start(w) != 0 || audit_take(w, 1) < 0)
		return -1;
	return 0;
}

void
worker_start(struct worker *w, const char *conf_path)
{
	char why[CONF_WHY_BYTES];

	_Static_assert(
	    CONF_WHY_BYTES >= SEAL_WHY_BYTES, "one buffer serves both");
	_Static_assert(
	    CONF_WHY_BYTES >= PRIVATE_KEY_WHY_BYTES, "and the third");

	if (conf_load(conf_path, &w->conf, why) != 0)
		fatalx("%s", why);
	if (seal_ring_load(w->conf.secret_key, &w->keys, why) != 0)
		fatalx("%s", why);
	if (private_key_load(w->conf.audit_key, &w->audit_key, why) != 0)
		fatalx("%s; 'tocsin setup' makes one", why);
	load_guard(w);
	worker_confine(&w->conf);
	lock_outbox(w);
	ballast_open(&w->ballast, w->conf.data);
	open_databases(w);
	check_cursor(w);
	w->queue = queue_new();
	w->sender = sender_new(&w->conf, &w->guard, queue_done, w);
	while (first_turn(w) != 0)
		if (!wait_for_space(w, w->outbox))
			fatalx("the start could not be written to the "
			       "databases; the lines above say why");
	w->tests_waiting = true;
	sweep_everything(w);
	/* A stranger's lock must not keep answers from being read. */
	db_wait(w->outbox, OUTBOX_WAIT_MS);
	log_info("started: SQLite %s, key %s, %d destinations, events decided "
		 "up to %lld",
	    db_version(), w->keys.pairs[0].public.id, w->ntargets,
	    (long long)w->row.cursor);
}

void
worker_end(struct worker *w)
{
	audit_stop(w);
	sender_free(w->sender);
	queue_free(w->queue);
	drafts_free(w);
	targets_free(w);
	db_close(w->config);
	db_close(w->events);
	db_close(w->outbox);
	netguard_free(&w->guard);
	seal_ring_free(&w->keys);
	private_key_free(&w->audit_key);
	conf_free(&w->conf);
	ballast_close(&w->ballast);
	close(w->lock_fd);
}
