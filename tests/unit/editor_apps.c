/*
 * editor_apps.c - the editor with each app that there is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/editor_samples.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static char *
file(const char *path)
{
	char *text = xcalloc(1, 1 << 20);
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(fread(text, 1, (1 << 20) - 1, f), 0);
	fclose(f);
	return text;
}

/* What an app's mark is made of is there. */
START_TEST(icons)
{
	char *sprite = file("templates/icons.cs"),
	     *css = file("static/app.css");
	const struct app *app;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		char *symbol = xasprintf("<symbol id=\"i-%s\"", app->icon);
		char *class = xasprintf(".appmark.%s ", app->hue);

		ck_assert_msg(strstr(sprite, symbol) != NULL,
		    "%s: no icon %s: run make icons", app->name, app->icon);
		ck_assert_msg(strstr(css, class) != NULL,
		    "%s: hue %s has no colour", app->name, app->hue);
		free(class);
		free(symbol);
	}
	free(css);
	free(sprite);
}
END_TEST

START_TEST(added)
{
	const struct app *app;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		const char *url = sample_url(app);
		char *secret = sample_secret(app, 1);

		sample_take(app, url, secret);
		ck_assert_msg(!input_faulty(&sample_in), "%s", app->name);
		sample_opens(app, &sample.d, url, secret);
		/* The very same form: the very same ids. */
		if (secret != NULL) {
			int64_t id = sample.d.secret_id;

			sample_take(app, url, secret);
			ck_assert_int_eq(sample.d.secret_id, id);
		}
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(secret);
	}
}
END_TEST

/* A URL that is no secret need not be typed for what has none yet. */
START_TEST(usual_url)
{
	const struct app *app;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		char *secret = sample_secret(app, 1);

		sample_take(app, NULL, secret);
		if (app->url_usual != NULL)
			sample_opens(app, &sample.d, app->url_usual, secret);
		else
			ck_assert_ptr_nonnull(sample_in.error[FIELD_URL]);
		ck_assert(!sample.typed);
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(secret);
	}
}
END_TEST

/* A fault of the secret leaves nothing sealed, nor the text of it. */
START_TEST(bad_secret)
{
	const struct app *app;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		sample_take(app, sample_url(app), "canary no secret");
		ck_assert_str_eq(
		    sample_in.error[FIELD_SECRET], app->secret->why);
		ck_assert_str_eq(sample_in.value[FIELD_SECRET], "");
		ck_assert(sample.secret_typed);
		ck_assert_str_eq(sample.d.sealed, "");
		ck_assert_str_eq(sample.d.secret, "");
		sample_take(app, sample_url(app), NULL);
		ck_assert_ptr_nonnull(sample_in.error[FIELD_SECRET]);
		ck_assert(!sample.secret_typed);
		ck_assert_str_eq(sample.d.sealed, "");
	}
}
END_TEST

/* Another app needs both of its own, and takes nothing along. */
START_TEST(other_app)
{
	const struct app *from, *to;
	unsigned i, n;

	for (i = 0; (from = app_at(i)) != NULL; i++)
		for (n = 0; (to = app_at(n)) != NULL; n++) {
			char *old, *own;

			if (from == to)
				continue;
			old = sample_secret(from, 1);
			own = sample_secret(to, 2);
			sample_take(from, sample_url(from), old);
			sample_saved();
			sample_take(to, NULL, NULL);
			ck_assert(input_faulty(&sample_in) ==
				  (to->url_usual == NULL || own != NULL));
			sample_take(to, sample_url(to), own);
			ck_assert(!input_faulty(&sample_in));
			sample_opens(to, &sample.d, sample_url(to), own);
			ck_assert_str_eq(sample.d.former, "");
			if (own == NULL)
				ck_assert_int_eq(sample.d.secret_id, 0);
			editor_clear(&sample);
			editor_fresh(&sample, KIT_FORM);
			free(old);
			free(own);
		}
}
END_TEST

/* What was asked for another app is none of this one's. */
START_TEST(other_fields)
{
	const struct app *app, *shown = app_at(0);
	char why[INPUT_WHY_BYTES], *body;
	unsigned i;

	for (i = 1; (app = app_at(i)) != NULL; i++) {
		body = xstrdup("name=x&hosts=on&option=on&secret=canary");
		sample_add(&body, "app", app->name);
		sample_add(&body, "shown", shown->name);
		input_clear(&sample_in);
		ck_assert_int_eq(
		    input_read(&sample_in, KIT_FIELDS, body, strlen(body), why),
		    0);
		editor_take(&sample, &sample_in, SCORING_URGENCY);
		ck_assert(!sample.d.option);
		ck_assert_ptr_null(sample_in.value[FIELD_SECRET]);
		free(body);
	}
}
END_TEST

/* Shown again without a word on what is missing, or wrong. */
START_TEST(glance)
{
	static const char body[] = "name=%09&url=canary&host_urgency=x";
	char why[INPUT_WHY_BYTES];

	ck_assert_int_eq(
	    input_read(&sample_in, KIT_FIELDS, body, sizeof(body) - 1, why), 0);
	editor_take(&sample, &sample_in, SCORING_URGENCY);
	ck_assert(input_faulty(&sample_in));
	editor_glance(&sample, &sample_in);
	ck_assert(!input_faulty(&sample_in));
	ck_assert(sample.typed && !sample.secret_typed);
	ck_assert_str_eq(sample.d.sealed, "");
}
END_TEST

TCase *
editor_apps_case(void)
{
	TCase *t = tcase_create("apps");

	tcase_add_checked_fixture(t, samples_make, samples_remove);
	tcase_add_test(t, icons);
	tcase_add_test(t, added);
	tcase_add_test(t, usual_url);
	tcase_add_test(t, bad_secret);
	tcase_add_test(t, other_app);
	tcase_add_test(t, other_fields);
	tcase_add_test(t, glance);
	return t;
}
