/*
 * event.h - one thing the appliance reported: an entity (a host or an
 * account) with a score, or a system check.
 *
 * Plain data.  The columns of table `event` in db/events.sql carry the same
 * names.  All times are epoch milliseconds.
 */
#ifndef TOCSIN_EVENT_H
#define TOCSIN_EVENT_H

#include <stdbool.h>
#include <stdint.h>

/* A score that the event does not carry. */
#define SCORE_NONE (-1)

/* Longest strings in bytes; a longer one is a malformed event. */
#define EVENT_ID_MAX_BYTES 256
#define EVENT_NAME_MAX_BYTES 1024
#define EVENT_MESSAGE_MAX_BYTES 8192
#define EVENT_URL_MAX_BYTES 2048
#define EVENT_DETAIL_MAX_BYTES 65536

enum event_kind { EVENT_ENTITY, EVENT_SYSTEM };

enum entity_type { ENTITY_HOST, ENTITY_ACCOUNT };

enum system_status {
	STATUS_NONE,   /* the event states no status */
	STATUS_NORMAL, /* OK, SKIP, success, normal; letter case ignored */
	STATUS_PROBLEM /* every other word */
};

/*
 * Strings belong to the event and are freed by event_clear(); those that do
 * not apply to the kind are NULL.  A zeroed struct is a legal empty event.
 */
struct event {
	int64_t seq;         /* row order; 0 before it is stored */
	char *source;        /* the feed, e.g. "appliance" */
	char *source_id;     /* unique within source, e.g. "host:1111" */
	int64_t received_at; /* when Tocsin took it in */
	int64_t event_at;    /* when it happened; received_at if unstated */
	enum event_kind kind;

	/* EVENT_ENTITY; an entity is (source, entity_type, entity_id). */
	enum entity_type entity_type;
	char *entity_id;
	char *entity_name;
	int urgency;    /* Respond UX, 0-100 or SCORE_NONE */
	int threat;     /* Quadrant UX, 0-100 or SCORE_NONE */
	int certainty;  /* Quadrant UX, 0-100; given with threat */
	bool decreased; /* the feed flags the score as having dropped */

	/* EVENT_SYSTEM; its state is kept by (source, check, device). */
	char *check;   /* e.g. "disk_hardware_raid_check" */
	char *device;  /* sensor or appliance; may be "" */
	char *status;  /* the feed's own word, or NULL */
	char *message; /* human text, or NULL */

	char *url;    /* absolute http(s) link into the appliance, or NULL */
	char *detail; /* JSON object text: all other members, or NULL */
};

/*
 * event_clear(e): free what e holds and zero it.  e itself is the caller's.
 */
void event_clear(struct event *e);

/*
 * event_status(word): what a status word means; NULL and "" are STATUS_NONE.
 * The words are those of the appliance's health records: result
 * success|failure in syslog, status OK|SKIP|other in its API.
 */
enum system_status event_status(const char *word);

/*
 * event_validate(e, why, why_bytes): check every rule that a stored event
 * obeys: required members present, lengths within the limits above, scores 0
 * to 100, a threat with a certainty, url absolute http or https, detail a
 * JSON object.  Returns true, or false with the reason in why.  Rows written
 * by outside SQL pass through here before they are decided.
 */
bool event_validate(const struct event *e, char *why, unsigned why_bytes);

/*
 * event_rank(e): what is told first where not all can be: the higher score,
 * urgency as it is, threat before certainty; system alerts after all entities
 * unless they are a problem, which rank as urgency 50 does.  Not negative.
 */
int64_t event_rank(const struct event *e);

/* Names as stored and shown: "host" and "account", "entity" and "system". */
const char *entity_type_name(enum entity_type type);
const char *event_kind_name(enum event_kind kind);

#endif
