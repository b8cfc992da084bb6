/*
 * event_rules.h - the rules of a stored event that its parsers ask for
 * before event_validate() does.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_RULES_H
#define TOCSIN_EVENT_RULES_H

#include <stdbool.h>
#include <stdint.h>

/* Deepest nesting of detail, itself the first level. */
#define EVENT_DEPTH_MAX 16

/* The years 2000 to 2100 in epoch milliseconds: an event's own time. */
#define EVENT_AT_MIN INT64_C(946684800000)
#define EVENT_AT_MAX INT64_C(4133980799999)

/*
 * event_at_ok(ms): whether it is within these years.  Seconds, microseconds
 * and clocks that were never set all fall outside.
 */
bool event_at_ok(int64_t ms);

/*
 * event_url_ok(url): whether it is an absolute http or https URL of at most
 * EVENT_URL_MAX_BYTES, all of it printable ASCII (RFC 3986 knows no other).
 */
bool event_url_ok(const char *url);

#endif
