/*
 * settings.c - the table of settings; see settings.h.
 *
 * Defaults, bounds and help stand in one table, so what is checked and what is
 * shown can't differ.  A setting outside its bounds is refused and never moved
 * to the nearest one: the admin would believe in a value that is not in force.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/text.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define FIELD(name) offsetof(struct settings, name)

/* The table has it as text; the rule has it as a number. */
_Static_assert(WINDOW_DEFAULT_MS == 6 * HOUR, "window's default below");

/* clang-format off */
const struct setting settings_table[] = {
    {"window", SETTING_TIME, FIELD(window_ms), "6h", SECOND, 7 * DAY,
	"A destination is alerted about an entity once in this time."},
    {"retry_base", SETTING_TIME, FIELD(retry_base_ms), "1s", 10, HOUR,
	"The first retry comes after at most twice this time."},
    {"retry_max", SETTING_TIME, FIELD(retry_max_ms), "1h", 10, DAY,
	"The longest pause between two attempts."},
    {"lifetime", SETTING_TIME, FIELD(lifetime_ms), "1d", SECOND, 3 * DAY,
	"An alert that nobody accepted is given up after this time."},
    /*
     * A receiver that never ends its answer costs the worker this long at
     * most.
     */
    {"timeout", SETTING_TIME, FIELD(timeout_ms), "15s", SECOND, 30 * SECOND,
	"One attempt may take this long, from the look-up of the host on."},
    /* More than window and lifetime: what still counts is not pruned. */
    {"keep", SETTING_TIME, FIELD(keep_ms), "30d", 8 * DAY, 3650 * DAY,
	"Events, decisions and ended deliveries are kept this long."},
    /* What was done a year ago is asked about a year later. */
    {"audit_keep", SETTING_TIME, FIELD(audit_keep_ms), "400d", 30 * DAY,
	3650 * DAY, "Rows of the audit trail are kept this long."},
    {"pace", SETTING_SWITCH, FIELD(pace), "on", 0, 0,
	"on: no faster than an app takes messages, and what would wait over a "
	"minute for that is told in one digest.  off: at once, all of it."},
    {"tell_broken", SETTING_SWITCH, FIELD(tell_broken), "on", 0, 0,
	"A broken destination is told to the others that take system alerts."},
    /* How far a session's time of use may lag behind is a minute. */
    {"session_idle", SETTING_TIME, FIELD(session_idle_ms), "15m", 2 * MINUTE,
	12 * HOUR, "Who did nothing for this time has to sign in again."},
    {"session_life", SETTING_TIME, FIELD(session_life_ms), "12h", 5 * MINUTE,
	DAY, "Everybody has to sign in again after this time."},
    {"scoring", SETTING_SCORING, FIELD(scoring), "urgency", 0, 0,
	"What this appliance scores by: urgency (Respond UX) or quadrant."},
    {"contact", SETTING_TEXT, FIELD(contact), "", 0, 0,
	"Whom to turn to for support, shown where a fault has no remedy."},
    {NULL, SETTING_TIME, 0, NULL, 0, 0, NULL},
};
/* clang-format on */

/* As stored, in the order of the enum. */
static const char *const scorings[] = {"urgency", "quadrant"};

static const struct {
	const char *suffix;
	int64_t ms;
} units[] = {
    /* "ms" before "m" and "s": the first that fits is taken. */
    {"ms", 1},
    {"s", SECOND},
    {"m", MINUTE},
    {"h", HOUR},
    {"d", DAY},
};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* By offset, so that one table serves all kinds. */
static void *
field(struct settings *s, const struct setting *t)
{
	return (char *)s + t->offset;
}

void
settings_default(struct settings *s)
{
	char why[SETTING_WHY_BYTES];
	const struct setting *t;

	/* Padding too: the whole struct can be compared. */
	memset(s, 0, sizeof(*s));
	for (t = settings_table; t->key != NULL; t++)
		if (!settings_set(s, t->key, t->initial, why))
			fatalx("%s; this is a bug", why);
}

/*
 * "90s" to milliseconds.  A unit must be there: a bare 90 could be meant as
 * seconds or as minutes.  The bound on the number keeps the product of it and
 * a day within 64 bits.
 */
static bool
duration(const char *text, int64_t *ms)
{
	size_t len = strlen(text), suffix, i;
	char number[16];

	for (i = 0; i < UNITS; i++) {
		suffix = strlen(units[i].suffix);
		if (len <= suffix || len - suffix >= sizeof(number) ||
		    strcmp(text + len - suffix, units[i].suffix) != 0)
			continue;
		memcpy(number, text, len - suffix);
		number[len - suffix] = '\0';
		if (!text_int(number, 0, INT64_C(10000000000), ms))
			return false;
		*ms *= units[i].ms;
		return true;
	}
	return false;
}

/* Exact: a value that is shown can be typed in again and is the same one. */
const char *
duration_text(int64_t ms, char *out)
{
	size_t i = UNITS - 1;

	while (i > 0 && ms % units[i].ms != 0)
		i--;
	snprintf(out, DURATION_BYTES, "%lld%s", (long long)(ms / units[i].ms),
	    units[i].suffix);
	return out;
}

/*
 * One reason for both: the bounds tell as well what a good value looks like.
 */
static bool
set_time(int64_t *out, const struct setting *t, const char *value, char *why)
{
	char min[DURATION_BYTES], max[DURATION_BYTES];
	int64_t ms;

	if (duration(value, &ms) && ms >= t->min && ms <= t->max) {
		*out = ms;
		return true;
	}
	snprintf(why, SETTING_WHY_BYTES,
	    "%s: give a time from %s to %s, such as 90s, 2m, 6h or 30d", t->key,
	    duration_text(t->min, min), duration_text(t->max, max));
	return false;
}

static bool
set_switch(bool *out, const struct setting *t, const char *value, char *why)
{
	bool on = strcmp(value, "on") == 0;

	if (!on && strcmp(value, "off") != 0) {
		snprintf(why, SETTING_WHY_BYTES, "%s: give on or off", t->key);
		return false;
	}
	*out = on;
	return true;
}

static bool
set_scoring(
    enum scoring *out, const struct setting *t, const char *value, char *why)
{
	if (strcmp(value, scorings[SCORING_URGENCY]) == 0) {
		*out = SCORING_URGENCY;
		return true;
	}
	if (strcmp(value, scorings[SCORING_QUADRANT]) == 0) {
		*out = SCORING_QUADRANT;
		return true;
	}
	snprintf(why, SETTING_WHY_BYTES, "%s: give %s or %s", t->key,
	    scorings[SCORING_URGENCY], scorings[SCORING_QUADRANT]);
	return false;
}

/*
 * What text_clean() would change is refused, not mended: it stands on pages as
 * it was typed, or not at all.
 */
static bool
set_text(char *out, const struct setting *t, const char *value, char *why)
{
	char *clean = text_clean(value, SETTING_CONTACT_BYTES);
	size_t len = strlen(value);
	bool good = len < SETTING_CONTACT_BYTES && strcmp(clean, value) == 0;

	free(clean);
	if (!good) {
		snprintf(why, SETTING_WHY_BYTES,
		    "%s: give one line of at most %d bytes, without control "
		    "characters",
		    t->key, SETTING_CONTACT_BYTES - 1);
		return false;
	}
	memset(out, 0, SETTING_CONTACT_BYTES);
	memcpy(out, value, len);
	return true;
}

bool
settings_set(struct settings *s, const char *key, const char *value, char *why)
{
	const struct setting *t;

	for (t = settings_table; t->key != NULL; t++)
		if (strcmp(t->key, key) == 0)
			break;
	if (t->key == NULL) {
		snprintf(why, SETTING_WHY_BYTES,
		    "there is no such setting; 'tocsin setting list' shows "
		    "them");
		return false;
	}
	switch (t->kind) {
	case SETTING_SWITCH:
		return set_switch(field(s, t), t, value, why);
	case SETTING_SCORING:
		return set_scoring(field(s, t), t, value, why);
	case SETTING_TEXT:
		return set_text(field(s, t), t, value, why);
	case SETTING_TIME:
	default:
		return set_time(field(s, t), t, value, why);
	}
}

/* Through a copy: field() gives a pointer to write by, and *s is const here. */
const char *
settings_text(const struct settings *s, const struct setting *t, char *out)
{
	struct settings copy = *s;
	const void *value = field(&copy, t);

	switch (t->kind) {
	case SETTING_SWITCH:
		snprintf(out, SETTING_TEXT_BYTES, "%s",
		    *(const bool *)value ? "on" : "off");
		return out;
	case SETTING_SCORING:
		snprintf(out, SETTING_TEXT_BYTES, "%s",
		    scorings[*(const enum scoring *)value]);
		return out;
	case SETTING_TEXT:
		snprintf(out, SETTING_TEXT_BYTES, "%s", (const char *)value);
		return out;
	case SETTING_TIME:
	default:
		return duration_text(*(const int64_t *)value, out);
	}
}
