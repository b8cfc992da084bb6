/*
 * facts.h - what an alert tells, in the order in which every app tells it.
 *
 * A formatter asks for the headline and the facts and only decides how they
 * look.  All text handed out is cleaned: valid UTF-8 on one line, no control
 * or directional characters; an app's own markup is still the formatter's
 * business, for most of it is foreign.
 */
#ifndef TOCSIN_FACTS_H
#define TOCSIN_FACTS_H

#include <stdbool.h>

#include "apps/app.h"

struct json_object;

/* How much is told.  Points are code points. */
enum fact_limit {
	FACT_DETECTIONS, /* active detection types listed by name */
	FACT_TEXT,       /* points of an urgency reason or a message */
	FACT_NAME,       /* points of a name, and of all else */
	FACT_LINKS,      /* how many of the facts keep their link */
	FACT_LIMIT__MAX
};

struct fact_limits {
	unsigned max[FACT_LIMIT__MAX];
};

#define FACT_TEXT_POINTS 8192
#define FACT_NAME_POINTS 200

/* What fit.h begins with, where an app has no reason to begin with less. */
#define FACTS_MOST \
	{ \
		{ \
			[FACT_TEXT] = FACT_TEXT_POINTS, [FACT_NAME] = \
							    FACT_NAME_POINTS \
		} \
	}

struct fact {
	const char *label; /* constant, e.g. "Attack rating" */
	char *value;       /* never empty nor all blanks */
	const char *link;  /* borrowed from event and detail, or NULL; passes
			    * url_is_link() */
	const char *title; /* what the link does, e.g. "Open the detection" */
};

#define FACTS_MAX 16

struct facts {
	struct fact fact[FACTS_MAX];
	unsigned count;
};

/*
 * facts_detail(m): the event's detail, parsed once for all calls below; NULL
 * if there is none or it is no JSON object.  The caller puts it.
 */
struct json_object *facts_detail(const struct message *m);

/*
 * facts_detections(detail): how many active detection types detail names.
 */
unsigned facts_detections(struct json_object *detail);

/*
 * facts_build(m, detail, limits, out): fill *out with what m tells.  A member
 * that is absent or not of its documented type is left out.  m and detail
 * must stay valid until the caller's facts_clear(out).
 */
void facts_build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits, struct facts *out);

/* facts_clear(f): free what f holds. */
void facts_clear(struct facts *f);

#endif
