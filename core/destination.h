/*
 * destination.h - where alerts go, and the settings of one saved version.
 */
#ifndef TOCSIN_DESTINATION_H
#define TOCSIN_DESTINATION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/decide.h"

/* As many as the pages offer; disabled ones count. */
#define DESTINATION_MAX 24

/* Longest Name, in characters (code points). */
#define DESTINATION_NAME_MAX 80

/* Threshold where none was chosen. */
#define THRESHOLD_DEFAULT 50

/*
 * Strings belong to the destination; destination_clear() frees them.  The
 * URL is here only sealed: nothing but the worker can open it.
 */
struct destination {
	int64_t id;
	int slot;        /* 1 to DESTINATION_MAX */
	int64_t version; /* 1, 2, ...: grows with each save */
	int64_t saved_at;
	char *name;
	char *app; /* struct app's name */
	struct rule rule;
	char *url_host;  /* shown */
	int64_t seal_id; /* bound inside sealed */
	char *sealed;
};

/* destination_clear(d): free what d holds and zero it. */
void destination_clear(struct destination *d);

/*
 * destination_criterion(e, d): the threshold that e met at d, in words
 * ("urgency 80 or higher"), or NULL for a system event.  The caller frees it.
 */
char *destination_criterion(const struct event *e, const struct destination *d);

#endif
