/*
 * editor_samples.h - forms of each app, filled in.
 */
#ifndef TOCSIN_TESTS_EDITOR_SAMPLES_H
#define TOCSIN_TESTS_EDITOR_SAMPLES_H

#include <check.h>

#include "cgi/editor.h"
#include "core/seal_ring.h"

/* The form, what was sent last, and the worker's keys. */
extern struct editor sample;
extern struct input sample_in;
extern struct seal_ring sample_keys;

/* Check fixtures: an empty form. */
void samples_make(void);
void samples_remove(void);

/*
 * A URL that the app takes; its i-th secret, which the caller frees, or NULL
 * where it has none.
 */
const char *sample_url(const struct app *app);
char *sample_secret(const struct app *app, unsigned char i);

/* "&name=value", everything in it escaped; text grows by it. */
void sample_add(char **text, const char *name, const char *value);

/* Take a whole form as the app's page sends it; NULL: that stays empty. */
void sample_take(const struct app *app, const char *url, const char *secret);

/* The worker opens this of d, for that app. */
void sample_opens(const struct app *app, const struct destination *d,
    const char *url, const char *secret);

/* Let the form be one of what was just taken, as if it had been saved. */
void sample_saved(void);

/* Every app that has a secret, as a loop's body sees it. */
#define EACH_WITH_SECRET(app, i) \
	for (i = 0; ((app) = app_at(i)) != NULL; i++) \
		if ((app)->secret != NULL)

#endif
