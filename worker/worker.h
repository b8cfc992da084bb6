/*
 * worker.h - the worker's one struct, and the parts that work on it.
 *
 * Data flows one way: intake reads events, match decides them, queue claims
 * what is due, send delivers, outcome judges the answer and queue records it.
 * One thread; whatever is not in outbox.db may be lost at any moment.
 */
#ifndef TOCSIN_WORKER_H
#define TOCSIN_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "apps/app.h"
#include "core/conf.h"
#include "core/destination.h"
#include "core/netguard.h"
#include "core/private_key.h"
#include "core/seal_ring.h"
#include "core/settings.h"
#include "db/db.h"
#include "db/decision.h"
#include "db/event.h"
#include "db/health.h"
#include "worker/access.h"
#include "worker/ballast.h"
#include "worker/send.h"

/*
 * Requests under way at once: to one destination, tests, and in all.  Every
 * destination has places of its own, so that slow ones block nobody else.
 */
#define TARGET_BUSY_MAX 8
#define TESTS_BUSY_MAX 8
#define WORKER_BUSY_MAX (DESTINATION_MAX * TARGET_BUSY_MAX + TESTS_BUSY_MAX)

/* No delivery waits for a target; see next_due. */
#define DUE_NEVER INT64_MAX

/* A destination in force, with what only the worker knows of it. */
struct target {
	struct destination d;
	const struct app *app; /* NULL: this program has no such app */
	struct access access;  /* url NULL: it could not be opened */
	struct health health;
	bool health_changed; /* to be stored at the end of the turn */
	unsigned busy;       /* requests under way */
	int64_t next_due;    /* look again then; 0: now */
	struct pacer pacer;  /* on the boot clock */
	bool loaded;         /* its health is from before this worker */
	bool sweep;          /* some may have to be held, released, cancelled */
	bool storm;          /* more may wait than its pace can clear */
};

/* When each chore was last done, on the boot clock; 0: never. */
struct chores {
	int64_t not_before; /* the date is in doubt: nothing is pruned */
	int64_t heartbeat;
	int64_t prune;
	int64_t checkpoint;        /* tried */
	int64_t outbox_checkpoint; /* worked */
	int64_t events_checkpoint;
};

/*
 * After a step forward: events that were received before it, by the old time,
 * and are not decided yet.
 */
struct late {
	int64_t until; /* the old time as the step was seen */
	int64_t ms;    /* by how much it is behind; 0: there are none */
};

struct draft_target;

struct worker {
	struct conf conf;
	struct netguard guard;
	struct seal_ring keys;
	int64_t keys_again; /* boot clock ms: look at their file then */
	struct private_key audit_key;
	struct settings settings;
	int lock_fd; /* held: no other worker on this outbox.db */
	struct db *config;
	struct db *events;
	struct db *outbox;
	struct sender *sender;
	struct target targets[DESTINATION_MAX];
	int ntargets;
	struct draft_target *drafts; /* tests of what is not saved yet */
	int64_t config_seen; /* config_revision() that all was done for */
	struct worker_row row;
	struct late late;
	int64_t stepped_ms;  /* steps of the wall clock, summed up */
	bool clock_doubtful; /* it stood back at boot, and was not set since */
	struct queue *queue;
	struct chores chores;
	struct ballast ballast;
	int64_t audit_head;        /* row of the trail taken over last */
	int64_t audit_anchored;    /* row of the last anchor; 0: none yet */
	int64_t audit_anchored_ms; /* boot clock; 0: none yet */
	unsigned tests_busy;       /* tests under way */
	bool tests_waiting;
	bool orphans;  /* something may wait for a deleted destination */
	bool digested; /* alerts of digests that ended may be left */
	bool stopping;
};

/* targets.c */

/*
 * targets_load(w): take over settings and destinations from config.db: use new
 * versions from the next event on, cancel what waits for disabled or deleted
 * destinations, let an edited one out of its hold. Returns 0, or -1 on a
 * database error, logged, with all as it was.
 */
int targets_load(struct worker *w);

/*
 * targets_keys(w): once a second: hold the secret keys that there are now.
 * True where they are others than before: what could not be opened may open,
 * so the caller loads the targets anew.
 */
bool targets_keys(struct worker *w);

/* target_find(w, id): the destination in force, or NULL. */
struct target *target_find(struct worker *w, int64_t destination_id);

/*
 * target_mend(w, t, now): what stood in the way of t may be gone: let what is
 * held go, trust it again, and try at once what waits for a later attempt.
 * Inside the caller's transaction on outbox.db; -1 on a database error.
 */
int target_mend(struct worker *w, struct target *t, int64_t now);

/* targets_free(w): close all, wiping what is secret. */
void targets_free(struct worker *w);

/* intake.c */

/*
 * intake(w): read the next batch of events and decide it.  Returns how many
 * were taken; 0: none is left; -1 on a database error, logged.
 */
int intake(struct worker *w);

/* match.c */

/*
 * match(w, rows, n): decide n events in the one transaction that also moves
 * the cursor: 0, or -1 with nothing of it kept.
 */
int match(struct worker *w, const struct event_row *rows, int n);

/* message.c */

struct delivery;

/*
 * message_body(w, t, d, job): the body for a claimed delivery, as its app
 * forms it, into job, whose holder frees it.  1; 0 where the event it names is
 * gone or unreadable, logged; -1 on a database error, logged.
 */
int message_body(struct worker *w, const struct target *t,
    const struct delivery *d, struct send_job *job);

/* drafts.c */

struct request;

/*
 * drafts_open(w, r, t, why): make what the request wants tested a target of
 * its own, kept until drafts_end().  1 and *t; 0, with what to answer in why,
 * which has DRAFT_WHY_BYTES; -1 on a database error, logged.
 */
#define DRAFT_WHY_BYTES SEAL_WHY_BYTES
int drafts_open(
    struct worker *w, const struct request *r, struct target **t, char *why);

/*
 * drafts_target(w, d): where a test goes: to a draft or to the destination in
 * force.  NULL: nowhere, its URL is gone or can't be told; it then expires.
 */
struct target *drafts_target(struct worker *w, const struct delivery *d);

/*
 * drafts_access(w, job): what a claimed job is sent with: secret and borrowed,
 * for the call only.
 */
struct access drafts_access(struct worker *w, const struct send_job *job);

/* drafts_unsaved(w, id): whether that request tests what is not in force. */
bool drafts_unsaved(const struct worker *w, int64_t request_id);

/*
 * drafts_end(w, id): that request's test has left, or never will: wipe it.
 * drafts_expire(w): the same for all that waited too long.
 * drafts_free(w): the same for all.
 */
void drafts_end(struct worker *w, int64_t request_id);
void drafts_expire(struct worker *w);
void drafts_free(struct worker *w);

/* requests.c */

/*
 * requests_take(w): carry out what config.db asks for and was not carried out
 * yet: 0, or -1 on a database error, logged.
 */
int requests_take(struct worker *w);

/* tell.c */

/*
 * tell(w): report what became of broken destinations as system alerts, for
 * the others.  0, or -1 on a database error, logged.
 */
int tell(struct worker *w);

/* tell_breaking(w, t), tell_mending(t): that is news, to be told. */
void tell_breaking(const struct worker *w, struct target *t);
void tell_mending(struct target *t);

/* tell_is_about(e, t): nobody is told by the one that is broken. */
bool tell_is_about(const struct event *e, const struct target *t);

/* clock_watch.c */

/*
 * clock_watch(w): has the wall clock been stepped, or the machine been off?
 * Then move what is measured by it.  0, or -1 on a database error, logged.
 */
int clock_watch(struct worker *w);

/*
 * clock_start(w): the same at the start, before anything else looks at the
 * clock; what was in doubt a moment ago still is.  0, or -1 as above.
 */
int clock_start(struct worker *w);

/*
 * clock_doubted(w): whether the date may be wrong: it stood back at boot and
 * was not set since, or it jumped by over a day within the last hour.
 */
bool clock_doubted(const struct worker *w);

/* housekeep.c */

/*
 * housekeep(w): checkpoints, heartbeat, pruning; each when it is due.  0, or
 * -1 on a database error, logged.
 */
int housekeep(struct worker *w);

#endif
