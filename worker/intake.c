/*
 * intake.c - new events, by cursor.
 */
#include <string.h>

#include "worker/worker.h"

/* Enough to share one commit, few enough to keep settings live. */
#define BATCH 256

int
intake(struct worker *w)
{
	static struct event_row rows[BATCH];
	int i, n, rc;

	/* The read ends before the decision is written: no long snapshot. */
	n = event_read(w->events, w->row.cursor, rows, BATCH);
	if (n <= 0)
		return n;
	rc = match(w, rows, n);
	for (i = 0; i < n; i++)
		event_row_clear(&rows[i]);
	return rc < 0 ? -1 : n;
}
