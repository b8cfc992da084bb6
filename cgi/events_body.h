/*
 * events_body.h - the body of a call with events, taken apart and read.
 *
 * Pure: it knows neither databases nor requests, and any bytes are safe.
 */
#ifndef TOCSIN_CGI_EVENTS_BODY_H
#define TOCSIN_CGI_EVENTS_BODY_H

#include <stddef.h>

#include "core/event.h"
#include "core/event_parse.h"

/* Events in one body: what one transaction stores in well under a second. */
#define BODY_EVENTS_MAX 10000

/* Refusals that are told; all are counted. */
#define BODY_REFUSED_MAX 1000

/* How the events stand in it. */
enum body_kind {
	BODY_UNKNOWN,
	BODY_JSON,  /* one object, or an array of objects */
	BODY_NDJSON /* a line each */
};

enum body_got {
	BODY_READ,    /* at least one event or refusal */
	BODY_EMPTY,   /* nothing in it */
	BODY_BROKEN,  /* not JSON: no event can be told from the next */
	BODY_TOO_MANY /* over BODY_EVENTS_MAX */
};

/* One event that was not taken. */
struct body_refusal {
	size_t item; /* which one, from 1 */
	size_t line; /* of the body where it starts, from 1 */
	char why[EVENT_WHY_BYTES];
};

struct events_body {
	struct event *events; /* sound ones, in their order */
	size_t count;
	struct body_refusal *refused; /* the first BODY_REFUSED_MAX */
	size_t refused_total;
	size_t broken_line; /* of BODY_BROKEN, with the reason */
	char why[EVENT_WHY_BYTES];
};

/*
 * events_body_kind(type): what a Content-Type says.  BODY_UNKNOWN for any
 * other media type, for a charset other than UTF-8, and for "".
 */
enum body_kind events_body_kind(const char *type);

/*
 * events_body_read(b, kind, text, bytes, origin): read every event of the
 * body.  Only BODY_READ leaves events and refusals in *b; the caller calls
 * events_body_clear() either way.  text need not end with a NUL.
 */
enum body_got events_body_read(struct events_body *b, enum body_kind kind,
    const char *text, size_t bytes, const struct event_origin *origin);

/* events_body_clear(b): free what b holds and zero it. */
void events_body_clear(struct events_body *b);

#endif
