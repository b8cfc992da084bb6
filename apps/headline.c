/*
 * headline.c - how urgent an alert is and what happened; see headline.h.
 *
 * Made once for all apps, so that an alert reads the same in each of them and
 * the words in one can be searched for in another.
 */
#include <stdlib.h>
#include <string.h>

#include "apps/facts_digest.h"
#include "apps/headline.h"
#include "core/text.h"
#include "core/xmalloc.h"

/*
 * Shapes that differ in outline, none of which fonts turn into emoji: those
 * are drawn in colours of their own, against the one that tells how bad it is.
 */
static const struct headline grades[GRADE__MAX] = {
    [GRADE_LOW] = {"\u25bc", "Low", TONE_INFO},
    [GRADE_MEDIUM] = {"\u25ac", "Medium", TONE_INFO},
    [GRADE_HIGH] = {"\u25b2", "High", TONE_WARNING},
    [GRADE_CRITICAL] = {"\u25c6", "Critical", TONE_ATTENTION},
    [GRADE_PROBLEM] = {"\u25a0", "Problem", TONE_ATTENTION},
    [GRADE_NORMAL] = {"\u25cf", "Back to normal", TONE_GOOD},
    [GRADE_NOTICE] = {"\u25a1", "System alert", TONE_WARNING},
    [GRADE_TEST] = {"\u25c7", "Test", TONE_INFO},
};

/*
 * Bands at or above 30, 50 and 80: the last two are the thresholds that most
 * teams start with, and what reaches a threshold is in the band above it.
 */
static enum grade
urgency_grade(int urgency)
{
	if (urgency >= 80)
		return GRADE_CRITICAL;
	if (urgency >= 50)
		return GRADE_HIGH;
	return urgency >= 30 ? GRADE_MEDIUM : GRADE_LOW;
}

/*
 * Computed from the scores, not read from the feed's word for it: that one is
 * missing in some feeds.
 */
static enum grade
quadrant_grade(int threat, int certainty)
{
	if (threat >= 50)
		return certainty >= 50 ? GRADE_CRITICAL : GRADE_HIGH;
	return certainty >= 50 ? GRADE_MEDIUM : GRADE_LOW;
}

/*
 * Health records have no severity: there is a problem or there is none.  One
 * that states neither is an alert all the same.
 */
static enum grade
system_grade(const char *status)
{
	switch (event_status(status)) {
	case STATUS_PROBLEM:
		return GRADE_PROBLEM;
	case STATUS_NORMAL:
		return GRADE_NORMAL;
	case STATUS_NONE:
		break;
	}
	return GRADE_NOTICE;
}

/*
 * Urgency first, as the decision does: a message must not be graded by another
 * score than the one it was sent for.
 */
enum grade
headline_grade(const struct message *m)
{
	const struct event *e = m->event;
	struct message worst;

	switch (m->kind) {
	case MESSAGE_ENTITY:
		if (e->urgency != SCORE_NONE)
			return urgency_grade(e->urgency);
		return quadrant_grade(e->threat, e->certainty);
	case MESSAGE_SYSTEM:
		return system_grade(e->status);
	case MESSAGE_DIGEST:
		/* As bad as the worst of them. */
		return digest_worst(m, &worst) ? headline_grade(&worst)
					       : GRADE_NOTICE;
	case MESSAGE_TEST:
		break;
	}
	return GRADE_TEST;
}

/* A copy of constants: nothing for the caller to free. */
struct headline
headline_of(const struct message *m)
{
	return grades[headline_grade(m)];
}

/* A name of blanks alone is no name to anybody. */
static bool
is_blank(const char *s)
{
	return s == NULL || s[strspn(s, " \t\r\n")] == '\0';
}

/* The name as the feed or the admin gave it; may be NULL. */
static const char *
raw_name(const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_ENTITY:
		/* Some feeds know an entity by its number alone. */
		return is_blank(m->event->entity_name) ? m->event->entity_id
						       : m->event->entity_name;
	case MESSAGE_SYSTEM:
		return m->event->check;
	case MESSAGE_DIGEST:
	case MESSAGE_TEST:
		break;
	}
	return m->destination;
}

char *
headline_name(const struct message *m, unsigned max_points)
{
	const char *name = raw_name(m);

	return text_clean(is_blank(name) ? "(no name)" : name, max_points);
}

/*
 * What became of the subject, without any foreign text: it is safe wherever a
 * headline goes, in headline_plain() too.
 */
static char *
predicate(const struct message *m)
{
	const struct event *e = m->event;

	if (m->kind == MESSAGE_ENTITY) {
		if (e->urgency != SCORE_NONE)
			return xasprintf("reached urgency %d", e->urgency);
		return xasprintf(
		    "reached threat %d, certainty %d", e->threat, e->certainty);
	}
	switch (event_status(e->status)) {
	case STATUS_PROBLEM:
		return xstrdup("reports a problem");
	case STATUS_NORMAL:
		return xstrdup("is back to normal");
	case STATUS_NONE:
		break;
	}
	return xstrdup("raised a system alert");
}

/* "Host", "Account" or "Check": what stands before the name. */
static const char *
kind_word(const struct message *m)
{
	if (m->kind == MESSAGE_SYSTEM)
		return "Check";
	return m->event->entity_type == ENTITY_HOST ? "Host" : "Account";
}

/* No foreign text in it either. */
static char *
digest_text(const struct message *m)
{
	return xasprintf("%lld alerts in one message: more than this app takes "
			 "one by one",
	    (long long)m->digest->count);
}

char *
headline_text(const struct message *m, unsigned max_points)
{
	char *name = headline_name(m, max_points);
	char *what, *device, *text;

	if (m->kind == MESSAGE_TEST || m->kind == MESSAGE_DIGEST) {
		text = m->kind == MESSAGE_TEST
			   ? xasprintf("Test alert for %s", name)
			   : digest_text(m);
		free(name);
		return text;
	}
	what = predicate(m);
	/*
	 * The same check may run on several devices; the reader needs to know
	 * which.
	 */
	device = text_clean(m->event->device, max_points);
	if (m->kind == MESSAGE_SYSTEM && !is_blank(device))
		text = xasprintf(
		    "%s %s %s on %s", kind_word(m), name, what, device);
	else
		text = xasprintf("%s %s %s", kind_word(m), name, what);
	free(device);
	free(what);
	free(name);
	return text;
}

/*
 * No markup language has a meaning for a word like this.  Underscores, dots,
 * @ and : are out: they make emphasis, links and mentions.  So are two
 * hyphens in a row, which become a dash or a line.
 */
static bool
is_plain(const char *name)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	return name != NULL && *name != '\0' && *name != '-' &&
	       strlen(name) <= 64 && name[strspn(name, set)] == '\0' &&
	       strstr(name, "--") == NULL;
}

/* Who it is about without saying the name. */
static const char *
anonymous(const struct message *m)
{
	if (m->kind == MESSAGE_SYSTEM)
		return "A system check";
	return m->event->entity_type == ENTITY_HOST ? "A host" : "An account";
}

/*
 * Escaping would need to know the markup, and a fallback is shown by clients
 * that nobody knows.  So a name that might mean something there is left out;
 * the card itself still tells it.
 */
char *
headline_plain(const struct message *m)
{
	const char *name = raw_name(m);
	char *what, *text;

	if (m->kind == MESSAGE_TEST)
		return xstrdup("Test alert from Tocsin");
	if (m->kind == MESSAGE_DIGEST)
		return digest_text(m);
	what = predicate(m);
	if (is_plain(name))
		text = xasprintf("%s %s %s", kind_word(m), name, what);
	else
		text = xasprintf("%s %s", anonymous(m), what);
	free(what);
	return text;
}

char *
headline_badge(const struct message *m)
{
	struct headline h = headline_of(m);

	return xasprintf("%s %s", h.shape, h.word);
}

/* By headline_plain() alone: it goes where nobody knows who reads it. */
char *
headline_summary(const struct message *m)
{
	char *badge = headline_badge(m), *head = headline_plain(m);
	char *text = xasprintf("%s: %s", badge, head);

	free(head);
	free(badge);
	return text;
}

const char *
headline_note(const struct message *m)
{
	if (m->kind == MESSAGE_TEST)
		return "Tocsin reaches this destination. No action is needed.";
	return NULL;
}

char *
headline_footer(const struct message *m, unsigned max_points)
{
	char *id = text_clean(m->alert_id, max_points);
	char *text = xasprintf("Alert %s", id);

	free(id);
	return text;
}
