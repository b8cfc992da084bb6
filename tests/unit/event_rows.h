/*
 * event_rows.h - the tables that check_event.c runs.
 *
 * JSON stands in them with ' for ", which is turned around before use: it
 * spares the rows a backslash at each quote.
 */
#ifndef TOCSIN_EVENT_ROWS_H
#define TOCSIN_EVENT_ROWS_H

/* A line that is taken, and the event it becomes, by event_to_json(). */
struct taken {
	const char *label;
	const char *line;
	const char *event;
};

/* A line that is refused, and the exact reason. */
struct refused {
	const char *line;
	const char *why;
};

/* Each table ends with a row of NULLs. */
extern const struct taken event_taken[];
extern const struct refused event_refused[];

#endif
