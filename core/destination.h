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
 * Strings belong to the destination; destination_clear() frees them.  The URL
 * and what its app needs besides are here only sealed: nothing but the worker
 * can open them.  A secret is sealed together with seal_id: beside another
 * URL it does not open, so that nobody can have it sent elsewhere.
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
	int64_t secret_id;    /* bound inside secret; 0: there is none */
	char *secret;         /* sealed, or "" */
	int64_t former_id;    /* of the secret before, while it is valid too */
	char *former;         /* sealed, or "" */
	int64_t former_until; /* epoch ms: no longer used from then on */
	bool option;          /* the app's */
};

/*
 * How long a former secret is used beside the new one: as long as the people
 * at the receiver may need to enter it there.  Ours.
 */
#define SECRET_ROTATION_MS (INT64_C(24) * 3600 * 1000)

/* destination_clear(d): free what d holds and zero it. */
void destination_clear(struct destination *d);

/*
 * destination_former(d, before, now_ms): let the secret of before, if it has
 * one, be valid beside d's for SECRET_ROTATION_MS; now_ms 0: none is.  What was
 * a former one in d is not any more.
 */
void destination_former(
    struct destination *d, const struct destination *before, int64_t now_ms);

/*
 * destination_criterion(e, d): the threshold that e met at d, in words
 * ("urgency 80 or higher"), or NULL for a system event.  The caller frees it.
 */
char *destination_criterion(const struct event *e, const struct destination *d);

#endif
