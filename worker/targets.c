/*
 * targets.c - destinations and settings in force.
 *
 * What must follow from a change (cancel, release) is worked out by comparing
 * config.db with outbox.db, not by watching the change happen: so it also
 * holds when the worker was down meanwhile, or died half way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/delivery.h"
#include "db/destination.h"
#include "db/setting.h"
#include "worker/worker.h"

/* The file of the secret keys is looked at so often; a failed look is told. */
#define KEYS_LOOK_MS 1000
#define KEYS_FAILED_MS 60000

struct target *
target_find(struct worker *w, int64_t destination_id)
{
	int i;

	for (i = 0; i < w->ntargets; i++)
		if (w->targets[i].d.id == destination_id)
			return &w->targets[i];
	return NULL;
}

/* What is secret is wiped, not just freed. */
static void
target_free(struct target *t)
{
	destination_clear(&t->d);
	access_forget(&t->access);
}

void
targets_free(struct worker *w)
{
	while (w->ntargets > 0)
		target_free(&w->targets[--w->ntargets]);
}

/* Mark it broken where the program, not the receiver, is the reason. */
static void
own_fault(struct target *t, const char *why)
{
	log_warnx("destination %lld: %s", (long long)t->d.id, why);
	if (t->health.broken_since == 0) {
		t->health.broken_since = clock_wall_ms();
		t->health.broken_version = t->d.version;
	}
	/* What stood there before is not what keeps it now. */
	t->health.broken_here = true;
	snprintf(t->health.reason, sizeof(t->health.reason), "%s", why);
	t->health_changed = true;
}

/*
 * Find the app and open what it needs; one that can't be used is told as
 * broken.
 */
static int
unlock(struct worker *w, struct target *t)
{
	char why[SEAL_WHY_BYTES];

	t->app = app_find(t->d.app);
	if (access_open(&w->keys, &w->conf, &t->d, &t->access, why) != 0) {
		own_fault(t, why);
		return 0;
	}
	/* The right key is back, or the version that knows the app. */
	if (t->health.broken_since != 0 && t->health.broken_here)
		return target_mend(w, t, clock_wall_ms()) < 0 ? -1 : 0;
	return 0;
}

int
target_mend(struct worker *w, struct target *t, int64_t now)
{
	t->health.broken_since = 0;
	t->health.broken_here = false;
	breaker_reset(&t->health.breaker);
	breaker_begin(&t->health.breaker);
	t->health_changed = true;
	t->next_due = 0;
	t->sweep = true;
	return delivery_hasten(w->outbox, t->d.id, now, WORKER_BUSY_MAX);
}

/* Cancel what waits now, and nothing that comes later. */
static int
cancel_waiting(struct worker *w, struct target *t, int64_t version)
{
	char *by;
	int rc = destination_saved_by(w->config, t->d.id, version, &by);

	if (rc < 0)
		return -1;
	snprintf(t->health.cancel_reason, sizeof(t->health.cancel_reason),
	    "destination was disabled by %s", rc > 0 ? by : "nobody known");
	free(by);
	t->health.cancel_upto = id_new(clock_wall_ms());
	t->health_changed = true;
	return 0;
}

/* Did a disabled version stand between the used one and now? */
static int
settle(struct worker *w, struct target *t)
{
	int64_t used = 0, off, now = clock_wall_ms();
	int rc;

	t->sweep = t->storm = true;
	if (destination_use_newest(w->outbox, t->d.id, &used) < 0)
		return -1;
	/* What was under way as it was disabled, and came back since. */
	if (used == t->d.version)
		return t->d.rule.enabled ? 0
					 : cancel_waiting(w, t, t->d.version);
	rc = destination_disabled_since(w->config, t->d.id, used, &off);
	if (rc > 0 && used > 0)
		rc = cancel_waiting(w, t, off);
	/* Edited: what stood in the way may be gone. */
	if (rc >= 0 && used > 0)
		rc = target_mend(w, t, now);
	/* Nobody here knows whether its URL is the one that asked for it. */
	if (used > 0 && t->loaded)
		t->health.quiet_until = 0;
	if (rc >= 0)
		rc = destination_use_add(
		    w->outbox, t->d.id, t->d.version, w->row.cursor + 1);
	return rc < 0 ? -1 : 0;
}

/* Inside the transaction of settle_all(). */
static int
store_health(struct worker *w, struct target *t)
{
	if (!t->health_changed)
		return 0;
	if (health_store(w->outbox, &t->health) < 0)
		return -1;
	t->health_changed = false;
	return 0;
}

/* Make outbox.db follow the new targets; one transaction. */
static int
settle_all(struct worker *w)
{
	int i, rc = 0;

	if (db_begin(w->outbox) != 0)
		return -1;
	for (i = 0; i < w->ntargets && rc == 0; i++) {
		rc = settle(w, &w->targets[i]);
		if (rc == 0)
			rc = unlock(w, &w->targets[i]);
		if (rc == 0)
			rc = store_health(w, &w->targets[i]);
	}
	return db_finish(w->outbox, rc < 0 ? -1 : 1) < 0 ? -1 : 0;
}

/* What outlives a reload: requests under way and the state of health. */
static int
carry_over(struct worker *w, struct target *t, const struct target *old)
{
	if (old != NULL) {
		t->health = old->health;
		t->health_changed = old->health_changed;
		t->busy = old->busy;
		t->pacer = old->pacer;
		t->loaded = false;
		/* Another URL, another receiver: it owes nobody anything. */
		if (old->d.seal_id != t->d.seal_id) {
			t->busy = 0;
			t->health.quiet_until = 0;
		}
		return 0;
	}
	if (health_load(w->outbox, t->d.id, &t->health) < 0)
		return -1;
	breaker_begin(&t->health.breaker);
	t->loaded = true;
	return 0;
}

/*
 * Closed before anything is written: a snapshot held across a write would keep
 * the owner of config.db from checkpointing.
 */
static int
read_all(struct worker *w, struct settings *settings, struct target *fresh)
{
	struct destination list[DESTINATION_MAX];
	int i, n, rc;

	/* One snapshot: settings and destinations that belong together. */
	if (db_begin_read(w->config) != 0)
		return -1;
	n = destination_list(w->config, list);
	rc = n < 0 ? -1 : settings_load(w->config, settings);
	db_rollback(w->config);
	for (i = 0; i < n; i++) {
		fresh[i].d = list[i];
		if (rc >= 0)
			rc = carry_over(
			    w, &fresh[i], target_find(w, list[i].id));
	}
	if (rc < 0)
		while (n > 0)
			target_free(&fresh[--n]);
	return rc < 0 ? -1 : n;
}

/*
 * Before rows are read and never while some are in hand: a key that is gone was
 * named by no row then.  One that is new need not wait for this, see
 * seal_ring_open().
 */
bool
targets_keys(struct worker *w)
{
	char why[SEAL_WHY_BYTES];
	int64_t now = clock_boot_ms();
	int rc;

	if (now < w->keys_again)
		return false;
	w->keys_again = now + KEYS_LOOK_MS;
	rc = seal_ring_refresh(&w->keys, why);
	if (rc < 0) {
		log_warnx("%s; the keys that were read before stay", why);
		w->keys_again = now + KEYS_FAILED_MS;
	} else if (rc > 0) {
		log_info("key %s is in force, %d in all",
		    w->keys.pairs[0].public.id, w->keys.n);
	}
	return rc > 0;
}

int
targets_load(struct worker *w)
{
	struct target fresh[DESTINATION_MAX] = {0}, old[DESTINATION_MAX];
	struct settings settings;
	int n, nold = w->ntargets;

	if ((n = read_all(w, &settings, fresh)) < 0)
		return -1;
	memcpy(old, w->targets, sizeof(old));
	memcpy(w->targets, fresh, sizeof(fresh));
	w->ntargets = n;
	if (settle_all(w) < 0) {
		targets_free(w);
		memcpy(w->targets, old, sizeof(old));
		w->ntargets = nold;
		return -1;
	}
	while (nold > 0)
		target_free(&old[--nold]);
	w->settings = settings;
	w->orphans = true;
	log_info("settings in force: %d destinations", n);
	return 0;
}
