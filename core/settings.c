/*
 * settings.c - the table of settings; see settings.h.
 *
 * Defaults, bounds and help stand in one table, so what is checked and what is
 * shown can't differ.  A setting outside its bounds is refused and never moved
 * to the nearest one: the admin would believe in a value that is not in force.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/decide.h"
#include "core/settings.h"
#include "core/text.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* By offset, so that one loop serves all of them; hence all are int64_t. */
#define FIELD(name) offsetof(struct settings, name)

/* clang-format off */
const struct setting settings_table[] = {
    {"window", FIELD(window_ms), WINDOW_DEFAULT_MS, SECOND, 7 * DAY,
	"A destination is alerted about an entity once in this time."},
    {"retry_base", FIELD(retry_base_ms), SECOND, 10, HOUR,
	"The first retry comes after at most twice this time."},
    {"retry_max", FIELD(retry_max_ms), HOUR, 10, DAY,
	"The longest pause between two attempts."},
    {"lifetime", FIELD(lifetime_ms), DAY, SECOND, 3 * DAY,
	"An alert that nobody accepted is given up after this time."},
    /*
     * A receiver that never ends its answer costs the worker this long at
     * most.
     */
    {"timeout", FIELD(timeout_ms), 15 * SECOND, SECOND, 30 * SECOND,
	"One attempt may take this long, from the look-up of the host on."},
    /* More than window and lifetime: what still counts is not pruned. */
    {"keep", FIELD(keep_ms), 30 * DAY, 8 * DAY, 3650 * DAY,
	"Events, decisions and ended deliveries are kept this long."},
    {NULL, 0, 0, 0, 0, NULL},
};
/* clang-format on */

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

static int64_t *
field(struct settings *s, const struct setting *key)
{
	return (int64_t *)(void *)((char *)s + key->offset);
}

void
settings_default(struct settings *s)
{
	const struct setting *t;

	for (t = settings_table; t->key != NULL; t++)
		*field(s, t) = t->initial;
}

/*
 * Through a copy: field() gives a pointer to write by, and *s is const here.
 */
int64_t
settings_get(const struct settings *s, const struct setting *key)
{
	struct settings copy = *s;

	return *field(&copy, key);
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

bool
settings_set(struct settings *s, const char *key, const char *value, char *why)
{
	char min[DURATION_BYTES], max[DURATION_BYTES];
	const struct setting *t;
	int64_t ms;

	for (t = settings_table; t->key != NULL; t++)
		if (strcmp(t->key, key) == 0)
			break;
	if (t->key == NULL) {
		snprintf(why, SETTING_WHY_BYTES,
		    "there is no such setting; 'tocsin setting list' shows "
		    "them");
		return false;
	}
	/*
	 * One reason for both: the bounds tell as well what a good value looks
	 * like.
	 */
	if (!duration(value, &ms) || ms < t->min || ms > t->max) {
		snprintf(why, SETTING_WHY_BYTES,
		    "%s: give a time from %s to %s, such as 90s, 2m, 6h or 30d",
		    t->key, duration_text(t->min, min),
		    duration_text(t->max, max));
		return false;
	}
	*field(s, t) = ms;
	return true;
}
