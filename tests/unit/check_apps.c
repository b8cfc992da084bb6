/*
 * check_apps.c - what holds for every app: its members, and that no random
 * hostile alert makes a body that its service would refuse.
 *
 * TOCSIN_SEED picks the random numbers; the seed in use is printed.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/limits.h"
#include "tests/unit/random_alert.h"
#include "tests/unit/suites.h"

#define ALERTS_QUICK 150
#define ALERTS_LONG 100000

/* Counted by code that shares nothing with the formatters. */
static const struct {
	const char *app;
	const char *(*over)(struct json_object *body, size_t bytes);
} limits[] = {
    {"discord", limits_discord},
    {"googlechat", limits_googlechat},
    {"jsm", limits_jsm},
    {"mattermost", limits_mattermost},
    {"pagerduty", limits_pagerduty},
    {"rocketchat", limits_rocketchat},
    {"slack", limits_slack},
    {"splunk", limits_splunk},
    {"teams", limits_teams},
    {"webex", limits_webex},
    {"webhook", limits_webhook},
};

#define LIMITS (sizeof(limits) / sizeof(limits[0]))

static const char *
over_limit(const struct app *app, const char *body, size_t len)
{
	struct json_object *o = strict_json(body, len);
	const char *over = "nobody counts what it sends";
	size_t i;

	for (i = 0; i < LIMITS; i++)
		if (strcmp(limits[i].app, app->name) == 0)
			over = limits[i].over(o, len);
	json_object_put(o);
	return over;
}

/* A suffix is part of a URL: nothing in it needs escaping. */
static void
check_suffix(const struct app *app, const struct message *m)
{
	char *suffix = app->suffix != NULL ? app->suffix(m) : NULL;

	if (suffix != NULL)
		ck_assert_msg(
		    suffix[strspn(suffix, "abcdefghijklmnopqrstuvwxyz"
					  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789-._~/?=&")] == '\0',
		    "%s: suffix %s", app->name, suffix);
	free(suffix);
}

/* How many of n alerts came close to what the app takes is not asked here. */
static void
try_app(const struct app *app, unsigned n)
{
	struct random_alert a;
	const char *over;
	char *body, *again;
	size_t len, len2;

	while (n-- > 0) {
		random_alert(&a);
		body = app->format(&a.m, &len);
		over = over_limit(app, body, len);
		ck_assert_msg(over == NULL, "%s: %s: %.2000s", app->name,
		    over != NULL ? over : "", body);
		/* The log holds the hash of what was sent against it. */
		if (n % 64 == 0) {
			again = app->format(&a.m, &len2);
			ck_assert(len == len2 && memcmp(body, again, len) == 0);
			free(again);
		}
		check_suffix(app, &a.m);
		free(body);
		random_clear(&a);
	}
}

static void
try_all(unsigned n)
{
	const char *seed = getenv("TOCSIN_SEED");
	uint64_t start = strtoull(seed == NULL ? "1" : seed, NULL, 10);
	const struct app *app;
	unsigned i;

	printf("apps: TOCSIN_SEED=%llu\n", (unsigned long long)start);
	fflush(stdout);
	for (i = 0; (app = app_at(i)) != NULL; i++) {
		random_seed(start);
		try_app(app, n);
	}
}

START_TEST(test_random)
{
	try_all(ALERTS_QUICK);
}
END_TEST

START_TEST(test_random_long)
{
	try_all(ALERTS_LONG);
}
END_TEST

static void
check_words(const char *app, const char *what, const char *text)
{
	ck_assert_msg(text != NULL && text[0] != '\0', "%s: no %s", app, what);
}

/* Nothing to fall over in a form, and patterns that compile. */
START_TEST(test_members)
{
	const struct app *app;
	regex_t r;
	unsigned i, j;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		ck_assert_ptr_eq(app_find(app->name), app);
		check_words(app->name, "label", app->label);
		check_words(app->name, "icon", app->icon);
		check_words(app->name, "hue", app->hue);
		check_words(app->name, "content type", app->content_type);
		check_words(app->name, "url_wrong", app->url_wrong);
		check_words(app->name, "url_hint", app->url_hint);
		ck_assert_uint_gt(app->forms_count, 0);
		ck_assert_ptr_nonnull(app->help);
		for (j = 0; j < app->forms_count; j++) {
			const struct url_form *f = &app->forms[j];

			ck_assert(f->verdict == URL_OK || f->why != NULL);
			ck_assert(f->query == NULL || app->url_cut != NULL);
			/* Any host and its own hosts only exclude each other.
			 */
			ck_assert(f->host != NULL || app->own_host);
			if (f->path == NULL)
				continue;
			ck_assert_int_eq(regcomp(&r, f->path, REG_EXTENDED), 0);
			regfree(&r);
			/* What is refused may go on as it likes. */
			ck_assert_msg(
			    f->path[0] == '^' &&
				(f->verdict == URL_REFUSED ||
				    f->path[strlen(f->path) - 1] == '$'),
			    "%s: %s is not anchored", app->name, f->path);
		}
	}
	ck_assert_ptr_null(app_at(i + 1));
}
END_TEST

/* Where a URL may stay out of the form, it must be one that is taken. */
START_TEST(test_usual)
{
	const struct app *app;
	struct url_judgement j;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		if (app->url_usual == NULL)
			continue;
		app_recognise(app, app->url_usual, NULL, &j);
		ck_assert_int_eq(j.verdict, URL_OK);
	}
}
END_TEST

/* What is made here is what the app takes; what is empty never is. */
START_TEST(test_secrets)
{
	unsigned char random[32];
	const struct app *app;
	unsigned i, j;
	char *made;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		if (app->secret == NULL)
			continue;
		check_words(app->name, "secret's label", app->secret->label);
		check_words(app->name, "secret's hint", app->secret->hint);
		check_words(app->name, "why", app_secret_fault(app, ""));
		ck_assert_ptr_nonnull(app_secret_fault(app, "a\r\nX: b"));
		for (j = 0; app->secret->make != NULL && j < 256; j++) {
			memset(random, (int)j, sizeof(random));
			random[31] = (unsigned char)(j * 7);
			made = app->secret->make(random);
			ck_assert_ptr_null(app_secret_fault(app, made));
			free(made);
		}
	}
}
END_TEST

Suite *
suite_apps(void)
{
	Suite *suite = suite_create("apps");
	TCase *tc = tcase_create("all"), *slow = tcase_create("random");

	tcase_add_test(tc, test_members);
	tcase_add_test(tc, test_usual);
	tcase_add_test(tc, test_secrets);
	tcase_add_test(tc, test_random);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	/* Far too long for valgrind; minutes under the sanitizers. */
	tcase_set_tags(slow, "slow");
	tcase_add_test(slow, test_random_long);
	tcase_set_timeout(slow, 1800);
	suite_add_tcase(suite, slow);
	return suite;
}
