/*
 * decision.h - the part of outbox.db that the deciding transaction reads and
 * writes: entities, checks, windows, decisions.
 *
 * Writing calls stand inside the caller's transaction.  All return -1 on a
 * database error, logged; 1 for "found" or "done", 0 for "not there".
 */
#ifndef TOCSIN_DB_DECISION_H
#define TOCSIN_DB_DECISION_H

#include <stdint.h>

#include "core/decide.h"
#include "db/db.h"
#include "db/worker_row.h"

extern const struct db_sql decision_sql;

/* The previous state of e's entity; without one *s says "not known". */
int entity_load(struct db *db, const struct event *e, struct entity_state *s);
int entity_store(
    struct db *db, const struct event *e, const struct entity_state *s);

/* The last status of e's check; STATUS_NONE without one. */
int check_load(
    struct db *db, const struct event *e, enum system_status *status);
int check_store(struct db *db, const struct event *e, enum system_status status,
    int64_t at);

/*
 * When a destination's window about e's entity opened; WINDOW_NONE, also where
 * the alert that opened it waits to be cancelled: its id is at most
 * cancel_upto, 0 for none.
 */
int window_load(struct db *db, int64_t destination_id, const struct event *e,
    int64_t cancel_upto, int64_t *opened_at);
int window_open(struct db *db, int64_t destination_id, const struct event *e,
    int64_t opened_at, int64_t delivery_id);

/* window_free(db, delivery_id): nobody was told: close what it opened. */
int window_free(struct db *db, int64_t delivery_id);

/* One row of table `decision`; delivery_id 0 and window_until 0: none. */
struct decision {
	int64_t event_seq;
	int64_t destination_id;
	int64_t destination_version;
	enum verdict verdict;
	int64_t at;
	int64_t window_until;
	int64_t delivery_id;
};

int decision_add(struct db *db, const struct decision *d);

/*
 * decision_check(db, bad_seq): whether a row is not what was written, as by a
 * disk that turned a bit: 1 and its event, 0 all are sound, -1.  Reads them
 * all.
 */
int decision_check(struct db *db, int64_t *bad_seq);

/* `at` of an event, where it differs from received_at. */
int event_time_add(struct db *db, int64_t seq, int64_t at);

/* An event that could not be understood, and why. */
int quarantine_add(struct db *db, int64_t seq, const char *why, int64_t at);

/* destination_use_add(db, id, version, seq): used from that event on. */
int destination_use_add(
    struct db *db, int64_t id, int64_t version, int64_t from_seq);

/* The newest version used of a destination: 1 and *version, or 0. */
int destination_use_newest(struct db *db, int64_t id, int64_t *version);

#endif
