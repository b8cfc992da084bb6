/*
 * decide.h - the rule: does this event alert this destination?
 *
 * Pure: no clock, no storage, no allocation.  The worker, the backtest and
 * the preview call the same functions.  All times are epoch milliseconds.
 */
#ifndef TOCSIN_DECIDE_H
#define TOCSIN_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/event.h"

/* What was last known of an entity, before the event at hand. */
struct entity_state {
	bool known;      /* false: nothing was ever seen */
	int64_t last_at; /* event_at of its newest event */
	int urgency;     /* each SCORE_NONE until a score of that kind came */
	int threat;
	int certainty;
};

/* When an entity matters to a destination. */
struct threshold {
	int urgency;   /* Respond UX: at or above, 0-100 */
	int threat;    /* Quadrant UX: at or above, 0-100 */
	int certainty; /* Quadrant UX: at or above, 0-100 */
	bool either;   /* Quadrant UX: one of the two is enough */
};

/* The part of a destination that decides. */
struct rule {
	bool enabled;
	bool hosts; /* alert types switched on */
	bool accounts;
	bool system;
	struct threshold host;
	struct threshold account;
};

/*
 * Verdicts.  From VERDICT_DISABLED on they are stored as decision rows; the
 * earlier two follow from the event and the destination's version alone.
 */
enum verdict {
	VERDICT_TYPE_OFF,  /* the destination does not take this type */
	VERDICT_BELOW,     /* entity: threshold not met */
	VERDICT_DISABLED,  /* would qualify, but Destination Enabled is off */
	VERDICT_NOT_RISE,  /* entity: met, but not above its last score */
	VERDICT_IN_WINDOW, /* entity: a rise, but alerted less than 6 h ago */
	VERDICT_NO_CHANGE, /* system: problem or normal, as before */
	VERDICT_FIRST_NORMAL, /* system: normal, and nothing known before */
	VERDICT_SENT,         /* an alert is due */
	VERDICT__MAX
};

/* The window's usual length: 6 h. */
#define WINDOW_DEFAULT_MS INT64_C(21600000)

/* No window is open. */
#define WINDOW_NONE INT64_MIN

/* A destination's window about one entity. */
struct window {
	int64_t
	    opened_at; /* `at` of the alert that opened it, or WINDOW_NONE */
	int64_t length_ms;
};

/*
 * decide_entity(e, r, before, at, w): the verdict for an entity event.
 * before is the entity's state without e; at comes from decide_at().  The
 * event is judged by the scoring it carries, urgency first.  An alert exactly
 * length_ms after the one that opened the window is outside of it.
 */
enum verdict decide_entity(const struct event *e, const struct rule *r,
    const struct entity_state *before, int64_t at, const struct window *w);

/*
 * decide_system(e, r, before): the verdict for a system event; before is the
 * last status of the same (source, check, device), STATUS_NONE if none.
 */
enum verdict decide_system(
    const struct event *e, const struct rule *r, enum system_status before);

/*
 * decide_at(received_at, now, last_at): the time that windows run on: when
 * the row was received, but not later than the worker's own clock nor earlier
 * than the `at` of the row before.
 */
int64_t decide_at(int64_t received_at, int64_t now, int64_t last_at);

/*
 * entity_advance(s, e): take e into the entity's state.  An event older by
 * its own time than the newest seen leaves the state as it is.
 */
void entity_advance(struct entity_state *s, const struct event *e);

/*
 * system_advance(before, e): the status to remember after e; an event without
 * a status leaves it as it was.
 */
enum system_status system_advance(
    enum system_status before, const struct event *e);

/* The verdict's stored name, e.g. "in window". */
const char *verdict_name(enum verdict v);

#endif
