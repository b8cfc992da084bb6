/*
 * delivery.h - deliveries in outbox.db: the state machine.
 *
 *   queued    -> sending            claimed; durable before a byte leaves
 *             -> in digest          a digest tells of it: it ends as that does
 *             -> held, failed, cancelled
 *   sending   -> accepted           the app took it
 *             -> queued             transient answer: again at due_at
 *             -> unknown            bytes left, no verdict: again, as a repeat
 *             -> held               the destination turned out broken
 *             -> failed             refused for good
 *             -> cancelled          it may not be tried again: disabled, gone
 *   unknown   -> sending, held, failed, cancelled
 *   held      -> queued, failed, cancelled
 *   in digest -> accepted, failed, cancelled
 *
 * delivery.c, delivery_mass.c and digest.c alone write delivery.state, and
 * each UPDATE names the state it leaves.  Calls stand inside the caller's
 * transaction; -1 is a database error, logged.  Times are epoch milliseconds.
 *
 * What moves many rows moves at most max of them a call: a million waiting
 * for one destination must not hold up the others.
 */
#ifndef TOCSIN_DB_DELIVERY_H
#define TOCSIN_DB_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

extern const struct db_sql delivery_sql;
extern const struct db_sql delivery_mass_sql;
extern const struct db_sql delivery_count_sql;

enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_SENDING,
	DELIVERY_ACCEPTED,
	DELIVERY_FAILED,
	DELIVERY_UNKNOWN,
	DELIVERY_HELD,
	DELIVERY_IN_DIGEST,
	DELIVERY_CANCELLED,
	DELIVERY__MAX
};

/* A claimed delivery, or a new one; strings are the holder's. */
struct delivery {
	int64_t id;
	int64_t event_seq;  /* of an alert, else 0 */
	int64_t request_id; /* of a test, else 0; a digest has neither */
	int64_t members;    /* of a digest: how many alerts it tells of */
	int64_t score;      /* for delivery_add(): an alert's, in a digest */
	int64_t destination_id;
	const char *destination_name; /* for delivery_add() only */
	const char *app;              /* for delivery_add() only */
	int64_t created_at;
	int64_t expires_at;
	int64_t attempts; /* claims so far, this one included */
	bool possible_repeat;
};

/* delivery_state_name(s): as stored and shown, e.g. "queued". */
const char *delivery_state_name(enum delivery_state s);

/* delivery_may_move(from, to): whether that move exists. */
bool delivery_may_move(enum delivery_state from, enum delivery_state to);

/*
 * delivery_add(db, d): a new one, queued and due at created_at; of a digest,
 * with no member yet.  1 or -1.
 */
int delivery_add(struct db *db, const struct delivery *d);

/*
 * delivery_due(db, destination_id, now, out, max): what waits for that
 * destination and is due, oldest due time first.  Their number, or -1.
 */
int delivery_due(struct db *db, int64_t destination_id, int64_t now,
    struct delivery *out, int max);

/* delivery_due_tests(db, out, max): queued tests of any destination. */
int delivery_due_tests(struct db *db, struct delivery *out, int max);

/*
 * delivery_next_due(db, destination_id, at): when the next of that
 * destination's deliveries is due.  1 and *at, 0 none waits, -1.
 */
int delivery_next_due(struct db *db, int64_t destination_id, int64_t *at);

/* delivery_claim(db, d): queued or unknown -> sending; counts d->attempts. */
int delivery_claim(struct db *db, struct delivery *d);

/* Where a delivery goes from sending, and what is said of it. */
struct delivery_end {
	enum delivery_state to;
	int64_t at;         /* now */
	int64_t due_at;     /* of queued and unknown: not before */
	bool repeat;        /* it may have arrived */
	const char *reason; /* of failed, held, cancelled; else NULL */
};

/* delivery_finish(db, id, end): sending -> end->to.  1 or -1. */
int delivery_finish(struct db *db, int64_t id, const struct delivery_end *end);

/*
 * delivery_recover(db, now): at the start of the worker: whatever was sending
 * when it ended goes to unknown, due now, as a possible repeat.  Their
 * number, or -1.
 */
int delivery_recover(struct db *db, int64_t now);

/*
 * delivery_hold(db, destination_id, reason, max): queued and unknown -> held.
 * delivery_release(db, destination_id, now, max): held -> queued, due now.
 * Tests are never held.  Their number, or -1.
 */
int delivery_hold(
    struct db *db, int64_t destination_id, const char *reason, int max);
int delivery_release(
    struct db *db, int64_t destination_id, int64_t now, int max);

/*
 * delivery_hasten(db, destination_id, now, max): what waits for its next
 * attempt is due now: whatever was in the way is gone.  Their number, or -1.
 */
int delivery_hasten(
    struct db *db, int64_t destination_id, int64_t now, int max);

/* Which deliveries are cancelled, and what is said of it. */
struct cancel {
	int64_t destination_id;
	int64_t upto_id; /* and none above: those came later */
	const char *reason;
	int64_t now;
};

/*
 * delivery_cancel(db, c, max): whatever waits for that destination, and not a
 * test, -> cancelled; the windows that those opened are freed.  Their number,
 * or -1.
 */
int delivery_cancel(struct db *db, const struct cancel *c, int max);

/*
 * delivery_expire(db, now, reason, max): whatever waits past its expires_at ->
 * failed; the windows that those opened are freed.  Their number, or -1.
 */
int delivery_expire(struct db *db, int64_t now, const char *reason, int max);

/* delivery_next_expiry(db, at): 1 and *at, 0 none waits, or -1. */
int delivery_next_expiry(struct db *db, int64_t *at);

/*
 * delivery_waiting(db, id): the next destination with an id above that one
 * for which something waits: 1 and *id, 0, or -1.
 */
int delivery_waiting(struct db *db, int64_t *id);

/* delivery_newest(db, id): the highest id there is, or 0.  0 or -1. */
int delivery_newest(struct db *db, int64_t *id);

/*
 * delivery_waiting_count(db, destination_id, n): alerts that are queued,
 * unknown or held for it, those in its digest among them; counted up to
 * DELIVERY_COUNT_MAX.  0 or -1.
 */
#define DELIVERY_COUNT_MAX 10000
int delivery_waiting_count(struct db *db, int64_t destination_id, int64_t *n);

/*
 * delivery_oldest(db, created_at): when the oldest delivery that has not ended
 * was decided, whatever it waits for: its turn, a pause, its digest.  1 and
 * *created_at, 0 none, or -1.
 */
int delivery_oldest(struct db *db, int64_t *created_at);

#endif
