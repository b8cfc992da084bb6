/*
 * settings.h - the settings that live in config.db and have a page: one
 * table of name, default, bounds and help.  tocsin.conf holds the others
 * (core/conf.h).
 */
#ifndef TOCSIN_SETTINGS_H
#define TOCSIN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/* In milliseconds where the name says so. */
struct settings {
	int64_t window_ms;     /* alerts per entity and destination: one */
	int64_t retry_base_ms; /* first retry after at most twice this */
	int64_t retry_max_ms;  /* longest pause between two attempts */
	int64_t lifetime_ms;   /* an alert is given up after */
	int64_t timeout_ms;    /* one attempt, whole */
	int64_t keep_ms;       /* events and ended deliveries are kept */
};

struct setting {
	const char *key; /* as stored: "window" */
	unsigned offset; /* in struct settings, an int64_t */
	int64_t initial; /* all in milliseconds */
	int64_t min;
	int64_t max;
	const char *help;
};

/* Every setting, ended by a NULL key. */
extern const struct setting settings_table[];

/* settings_default(s): every setting at its default. */
void settings_default(struct settings *s);

/*
 * settings_set(s, key, value, why): take a text value ("90s", "6h", "2m",
 * "1500ms", "30d").  why has SETTING_WHY_BYTES.  Returns false with the
 * reason, naming key and bounds, and leaves s as it is.
 */
#define SETTING_WHY_BYTES 160
bool settings_set(
    struct settings *s, const char *key, const char *value, char *why);

/* settings_get(s, key): the value in milliseconds; key must exist. */
int64_t settings_get(const struct settings *s, const struct setting *key);

/* duration_text(ms, out): "6h", the largest unit that divides it. */
#define DURATION_BYTES 32
const char *duration_text(int64_t ms, char *out);

#endif
