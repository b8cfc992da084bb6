/*
 * event_parse.h - text from a feed to struct event.
 *
 * Three families of shapes are taken as they are: Tocsin's own, the objects
 * of the appliance's API (entity_scoring v3.3 and v3.4, health), and the JSON
 * that Quadrant UX writes to syslog, with or without its syslog header.
 * docs/events.md lists them member by member.
 */
#ifndef TOCSIN_EVENT_PARSE_H
#define TOCSIN_EVENT_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "core/event.h"

struct json_object;

#define EVENT_LINE_MAX_BYTES 262144 /* one line of NDJSON or syslog */
#define EVENT_WHY_BYTES 200         /* room for a reason */

/* What the channel knows and the line may not say. */
struct event_origin {
	const char *source; /* used where the object names no source */
	int64_t now_ms;     /* becomes received_at */
};

/*
 * event_parse_line(line, len, origin, e, why): one line, without its line
 * end, to an event.  why has EVENT_WHY_BYTES.  Returns 0 and a validated
 * event in *e, which the caller clears with event_clear(); or -1 and the
 * reason in why, with *e empty.  Never blocks; any bytes are safe.
 */
int event_parse_line(const char *line, size_t len,
    const struct event_origin *origin, struct event *e, char *why);

/*
 * event_parse_json(o, origin, e, why): the same from a parsed object, which
 * stays the caller's and is left unchanged.
 */
int event_parse_json(struct json_object *o, const struct event_origin *origin,
    struct event *e, char *why);

/*
 * event_to_json(e): the event in Tocsin's own shape as one line of JSON,
 * which event_parse_line() reads back to the same event (seq and
 * received_at excepted).  The caller frees it.
 */
char *event_to_json(const struct event *e);

#endif
