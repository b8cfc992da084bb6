/*
 * settings.h - the settings that live in config.db and have a page: one
 * table of name, default, bounds and help.  tocsin.conf holds the others
 * (core/conf.h).
 */
#ifndef TOCSIN_SETTINGS_H
#define TOCSIN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/* Which scores an appliance gives, and so which thresholds are offered. */
enum scoring {
	SCORING_URGENCY, /* Respond UX: "urgency" */
	SCORING_QUADRANT /* Quadrant UX, threat and certainty: "quadrant" */
};

#define SETTING_CONTACT_BYTES 201

/* In milliseconds where the name says so. */
struct settings {
	int64_t window_ms;       /* alerts per entity and destination: one */
	int64_t retry_base_ms;   /* first retry after at most twice this */
	int64_t retry_max_ms;    /* longest pause between two attempts */
	int64_t lifetime_ms;     /* an alert is given up after */
	int64_t timeout_ms;      /* one attempt, whole */
	int64_t keep_ms;         /* events and ended deliveries are kept */
	int64_t audit_keep_ms;   /* rows of the audit trail are kept */
	bool pace;               /* no faster than an app takes messages */
	bool tell_broken;        /* a broken destination: tell the others */
	int64_t session_idle_ms; /* signed in and unused: ends after */
	int64_t session_life_ms; /* signed in: ends after, used or not */
	enum scoring scoring;
	char contact[SETTING_CONTACT_BYTES]; /* for support; "" for none */
};

enum setting_kind {
	SETTING_TIME,    /* "90s", "6h": an int64_t of milliseconds */
	SETTING_SWITCH,  /* "on" or "off": a bool */
	SETTING_SCORING, /* "urgency" or "quadrant": an enum scoring */
	SETTING_TEXT     /* a char[SETTING_CONTACT_BYTES]: up to
			    SETTING_CONTACT_BYTES - 1, or empty */
};

struct setting {
	const char *key; /* as stored: "window" */
	enum setting_kind kind;
	unsigned offset;     /* in struct settings */
	const char *initial; /* as text */
	int64_t min, max;    /* of a time, in milliseconds */
	const char *help;
};

/* Every setting, ended by a NULL key. */
extern const struct setting settings_table[];

/* settings_default(s): every setting at its default. */
void settings_default(struct settings *s);

/*
 * settings_set(s, key, value, why): take a text value ("90s", "6h", "2m",
 * "1500ms", "30d" for a time).  why has SETTING_WHY_BYTES.  Returns false with
 * the reason, naming key and bounds, and leaves s as it is.
 */
#define SETTING_WHY_BYTES 160
bool settings_set(
    struct settings *s, const char *key, const char *value, char *why);

/* settings_text(s, t, out): its value as settings_set() reads it. */
#define SETTING_TEXT_BYTES SETTING_CONTACT_BYTES
const char *settings_text(
    const struct settings *s, const struct setting *t, char *out);

/* duration_text(ms, out): "6h", the largest unit that divides it. */
#define DURATION_BYTES 32
const char *duration_text(int64_t ms, char *out);

#endif
