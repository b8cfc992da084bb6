/*
 * check_apps.c - what holds for every app: its members, and that no random
 * hostile alert makes a body that its service would refuse.
 *
 * In the environment: TOCSIN_SEED picks the random numbers, the seed in use is
 * printed; ALERTS is how many of them the slow test makes for each app, and
 * APPS_PART, "1/2" or "2/2", which half of the apps it tries.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"
#include "tests/unit/random_alert.h"
#include "tests/unit/suites.h"

#define ALERTS_QUICK 150
#define ALERTS_LONG 100000

/* Nothing is proved unless some had to be shortened: one in so many. */
#define NEAR_SHARE 150

static unsigned long long
environment(const char *name, unsigned long long otherwise)
{
	const char *s = getenv(name);

	return s == NULL ? otherwise : strtoull(s, NULL, 10);
}

static void
try_app(const struct app *app, unsigned n)
{
	struct random_alert a;
	const char *fault;
	unsigned i, near = 0;
	size_t bytes;

	for (i = 0; i < n; i++) {
		random_alert(&a);
		fault = kit_fault(app, &a.m, &bytes);
		if (fault == NULL && i % 64 == 0)
			fault = kit_again_fault(app, &a.m);
		ck_assert_msg(fault == NULL, "%u: %s", i, fault);
		near += bytes >= limits_near(app->name);
		random_clear(&a);
	}
	ck_assert_msg(
	    near > n / NEAR_SHARE, "%s: %u of %u are long", app->name, near, n);
}

/* Those of the list whose place in it, by so many parts, is this part's. */
static void
try_apps(unsigned n, unsigned part, unsigned parts)
{
	unsigned long long seed = environment("TOCSIN_SEED", 1);
	const struct app *app;
	unsigned i;

	printf("apps: TOCSIN_SEED=%llu, %u alerts, part %u/%u\n", seed, n, part,
	    parts);
	fflush(stdout);
	for (i = 0; (app = app_at(i)) != NULL; i++) {
		if (i % parts != part - 1)
			continue;
		random_seed(seed);
		try_app(app, n);
	}
}

START_TEST(test_random)
{
	try_apps(ALERTS_QUICK, 1, 1);
}
END_TEST

START_TEST(test_random_long)
{
	const char *s = getenv("APPS_PART");
	unsigned part = 1, parts = 1;

	/* A part that is none would try nothing. */
	if (s != NULL)
		ck_assert_int_eq(2, sscanf(s, "%u/%u", &part, &parts));
	ck_assert(part >= 1 && part <= parts);
	try_apps((unsigned)environment("ALERTS", ALERTS_LONG), part, parts);
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
	/* Far too long for valgrind; see check-long in tests.mk. */
	tcase_set_tags(slow, "slow");
	tcase_add_test(slow, test_random_long);
	tcase_set_timeout(slow, 1800);
	suite_add_tcase(suite, slow);
	return suite;
}
