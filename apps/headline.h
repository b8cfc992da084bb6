/*
 * headline.h - how urgent an alert is and what happened, for every app.
 */
#ifndef TOCSIN_HEADLINE_H
#define TOCSIN_HEADLINE_H

#include "apps/app.h"

/* The mood of a message; each app has a colour for it. */
enum tone { TONE_INFO, TONE_GOOD, TONE_WARNING, TONE_ATTENTION };

/* How bad it is; finer than the tone, for apps that rank what they are sent. */
enum grade {
	GRADE_LOW,
	GRADE_MEDIUM,
	GRADE_HIGH,
	GRADE_CRITICAL,
	GRADE_PROBLEM,
	GRADE_NORMAL,
	GRADE_NOTICE, /* states neither problem nor normal */
	GRADE_TEST,
	GRADE__MAX
};

/*
 * Colour alone is lost on many readers and in many clients: a shape and a
 * word always stand with it.
 */
struct headline {
	const char *shape; /* one character, e.g. a triangle */
	const char *word;  /* e.g. "High" */
	enum tone tone;
};

/*
 * headline_of(m): shape, word and tone.  Urgency: Critical from 80, High from
 * 50, Medium from 30, else Low.  Threat and certainty: the quadrants, cut at
 * 50 on both axes.  All constants.
 */
struct headline headline_of(const struct message *m);

/* headline_grade(m): what shape, word and tone are chosen by. */
enum grade headline_grade(const struct message *m);

/*
 * headline_name(m, max_points): name of the entity, check or destination that
 * m is about, cleaned and cut; "(no name)" where it has none.  The caller
 * frees it.
 */
char *headline_name(const struct message *m, unsigned max_points);

/*
 * headline_text(m, max_points): what happened, e.g. "Host desktop01 reached
 * urgency 87"; names are cleaned and cut.  The caller frees it.
 */
char *headline_text(const struct message *m, unsigned max_points);

/*
 * headline_plain(m): the same for places where an app may read markup: a
 * name is told only if it is short and all letters, digits and hyphens, else
 * its kind is: "A host reached urgency 87".  The caller frees it.
 */
char *headline_plain(const struct message *m);

/*
 * headline_badge(m): shape and word, "▲ High", so that nobody has to tell
 * colours apart.  The caller frees it.
 */
char *headline_badge(const struct message *m);

/*
 * headline_summary(m): badge and plain headline, "▲ High: Host desktop01
 * reached urgency 60": for notifications, and for clients that can show no more
 * of a message.  The caller frees it.
 */
char *headline_summary(const struct message *m);

/* headline_note(m): a sentence to stand below the headline, or NULL. */
const char *headline_note(const struct message *m);

/*
 * headline_footer(m, max_points): "Alert ..." with the id by which it is found
 * in the delivery log, cleaned and cut.  The caller frees it.
 */
char *headline_footer(const struct message *m, unsigned max_points);

/* What to tell where m->possible_repeat. */
#define HEADLINE_REPEAT "Possible repeat: an earlier attempt may have arrived."

#endif
