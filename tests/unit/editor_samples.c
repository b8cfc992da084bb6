/*
 * editor_samples.c - see editor_samples.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/editor_samples.h"
#include "worker/access.h"

/* Each app takes one of these, and one of those. */
static const char *const urls[] = {
    KIT_URL,
    "https://hooks.slack.com/services/T0SAMPLE0/B0SAMPLE0/"
    "samplesamplesamplesample",
    "https://discord.com/api/webhooks/123456789012345678/"
    "samplesamplesamplesamplesamplesamplesamplesamplesamplesamplesamplesa",
    "https://chat.googleapis.com/v1/spaces/AAAASAMPLE1/messages"
    "?key=samplesamplesamplesamplesamplesamplesam"
    "&token=samplesamplesamplesamplesamplesamplesamples",
    "https://webexapis.com/v1/webhooks/incoming/"
    "samplesamplesamplesamplesamplesamplesamplesamplesamplesamplesamplesample"
    "samplesa",
    "https://alerts.example/hooks/5f0samplesample01/"
    "samplesamplesamplesamplesamplesamplesampless",
    "https://alerts.example/hooks/samplesamplesamplesamplesa",
    "https://alerts.example:8088/services/collector/event",
    "https://api.atlassian.com/jsm/ops/integration/v2/alerts",
    "https://events.pagerduty.com/v2/enqueue",
    "https://alerts.example/tocsin",
};
static const char *const secrets[] = {
    "01234567-89ab-cdef-0123-456789abcdef",
    "0123456789abcdef0123456789abcdef",
};
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct editor sample;
struct input sample_in;
struct seal_ring sample_keys;

void
samples_make(void)
{
	editor_kit_make();
	kit_keys(&sample_keys);
	editor_fresh(&sample, KIT_FORM);
}

void
samples_remove(void)
{
	input_clear(&sample_in);
	editor_clear(&sample);
	seal_ring_free(&sample_keys);
	editor_kit_remove();
}

const char *
sample_url(const struct app *app)
{
	struct url_judgement j;
	size_t i;

	for (i = 0; i < COUNT(urls); i++) {
		app_recognise(app, urls[i], NULL, &j);
		if (j.verdict == URL_OK)
			return urls[i];
	}
	ck_abort_msg("%s: add a URL of it to the samples", app->name);
	return NULL;
}

/* The i-th of the app; the caller frees it. */
char *
sample_secret(const struct app *app, unsigned char i)
{
	unsigned char random[32] = {i};
	size_t n;

	if (app->secret == NULL)
		return NULL;
	if (app->secret->make != NULL)
		return app->secret->make(random);
	for (n = 0; n < COUNT(secrets); n++)
		if (app_secret_fault(app, secrets[n]) == NULL) {
			char *made = xstrdup(secrets[n]);

			made[0] = (char)('0' + i);
			return made;
		}
	ck_abort_msg("%s: add a secret of it to the samples", app->name);
	return NULL;
}

/* "&name=value", everything in it escaped; text grows by it. */
void
sample_add(char **text, const char *name, const char *value)
{
	char *more = xasprintf("%s&%s=", *text, name);

	for (; *value != '\0'; value++) {
		char *longer = xasprintf("%s%%%02x", more, *value);

		free(more);
		more = longer;
	}
	free(*text);
	*text = more;
}

/* A whole form as the app's page sends it; NULL: that field stays empty. */
void
sample_take(const struct app *app, const char *url, const char *secret)
{
	char *body = xstrdup("name=SOC&hosts=on&host_urgency=70"
			     "&account_urgency=30");
	char why[INPUT_WHY_BYTES];

	sample_add(&body, "app", app->name);
	sample_add(&body, "shown", app->name);
	sample_add(&body, "url", url != NULL ? url : "");
	sample_add(&body, "secret", secret != NULL ? secret : "");
	input_clear(&sample_in);
	sample.now_ms = KIT_NOW;
	ck_assert_int_eq(
	    input_read(&sample_in, KIT_FIELDS, body, strlen(body), why), 0);
	editor_take(&sample, &sample_in, SCORING_URGENCY);
	editor_take_access(&sample, &sample_in, &kit_web);
	free(body);
}

/* What the worker opens of d, for that app. */
void
sample_opens(const struct app *app, const struct destination *d,
    const char *url, const char *secret)
{
	char why[SEAL_WHY_BYTES];
	struct access a = {0};

	ck_assert_msg(access_open(&sample_keys, &kit_web.conf, d, &a, why) == 0,
	    "%s: %s", app->name, why);
	ck_assert_str_eq(a.url, url);
	if (secret == NULL)
		ck_assert_ptr_null(a.secret);
	else
		ck_assert_str_eq(a.secret, secret);
	access_forget(&a);
}

/* Let e be the form of what was just taken, as if it had been saved. */
void
sample_saved(void)
{
	struct destination d = sample.d;

	memset(&sample.d, 0, sizeof(sample.d));
	d.version++;
	editor_clear(&sample);
	editor_edit(&sample, KIT_FORM + d.version, &d);
	sample.now_ms = KIT_NOW;
}
