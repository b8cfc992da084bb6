/*
 * editor_secrets.c - what becomes of secrets when a destination is edited,
 * for each app that has one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/editor_samples.h"
#include "worker/access.h"

/* Both untouched stay as they are, a former one too. */
START_TEST(kept)
{
	const struct app *app;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		char *secret = sample_secret(app, 1);

		sample_take(app, sample_url(app), secret);
		sample_saved();
		sample.d.former_id = sample.stored.former_id = 77;
		sample.d.former_until = sample.stored.former_until =
		    KIT_NOW + 5;
		editor_set(&sample.d.former, "former");
		sample_take(app, NULL, NULL);
		ck_assert(!input_faulty(&sample_in));
		ck_assert(!sample.replaced && !sample.secret_replaced);
		sample_opens(app, &sample.d, sample_url(app), secret);
		ck_assert_str_eq(sample.d.former, "former");
		ck_assert_int_eq(sample.d.former_id, 77);
		ck_assert_int_eq(sample.d.former_until, KIT_NOW + 5);
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(secret);
	}
}
END_TEST

/* The one before stays valid where somebody has to be told of the new one. */
START_TEST(rotated)
{
	const struct app *app;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		char *one = sample_secret(app, 1), *two = sample_secret(app, 2);
		char why[SEAL_WHY_BYTES];
		struct access a = {0};

		sample_take(app, sample_url(app), one);
		sample_saved();
		sample_take(app, NULL, two);
		ck_assert(!input_faulty(&sample_in) && sample.secret_replaced);
		sample_opens(app, &sample.d, sample_url(app), two);
		ck_assert_int_eq(access_open(&sample_keys, &kit_web.conf,
				     &sample.d, &a, why),
		    0);
		if (app->secret->make != NULL) {
			ck_assert_str_eq(a.former, one);
			ck_assert_int_eq(
			    a.former_until, KIT_NOW + SECRET_ROTATION_MS);
		} else {
			ck_assert_ptr_null(a.former);
			ck_assert_str_eq(sample.d.former, "");
		}
		access_forget(&a);
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(one);
		free(two);
	}
}
END_TEST

/* A secret is bound to its URL, so a new one needs it again. */
START_TEST(new_url)
{
	const struct app *app;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		char *one = sample_secret(app, 1), *two = sample_secret(app, 2);

		sample_take(app, sample_url(app), one);
		sample_saved();
		sample_take(app, sample_url(app), NULL);
		ck_assert_str_eq(sample_in.error[FIELD_SECRET],
		    "Enter it again: a new URL needs its secret too.");
		ck_assert(!sample.replaced);
		sample_take(app, sample_url(app), two);
		ck_assert(!input_faulty(&sample_in));
		sample_opens(app, &sample.d, sample_url(app), two);
		/* The former one is bound to the URL of before. */
		ck_assert_str_eq(sample.d.former, "");
		ck_assert_int_eq(sample.d.former_until, 0);
		/* Nor can the stored one be put beside the new URL. */
		editor_set(&sample.d.secret, sample.stored.secret);
		sample.d.secret_id = sample.stored.secret_id;
		{
			char why[SEAL_WHY_BYTES];
			struct access a = {0};

			ck_assert_int_eq(access_open(&sample_keys,
					     &kit_web.conf, &sample.d, &a, why),
			    -1);
		}
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(one);
		free(two);
	}
}
END_TEST

/*
 * A test of a new secret, then Save: of what is stored the draft has no copy,
 * and the worker opens it beside the stored URL.
 */
START_TEST(tested)
{
	const struct app *app;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		char *one = sample_secret(app, 1), *two = sample_secret(app, 2);
		char why[SEAL_WHY_BYTES], none[] = "";
		struct access a = {0};
		struct draft f = {0};

		sample_take(app, sample_url(app), one);
		sample_saved();
		sample_take(app, NULL, two);
		f.id = sample.form;
		f.d = sample.d;
		memset(&sample.d, 0, sizeof(sample.d));
		/* As the worker does: beside the stored URL. */
		ck_assert_int_eq(
		    access_open(&sample_keys, &kit_web.conf, &f.d, &a, why), 0);
		ck_assert_str_eq(a.secret, two);
		access_forget(&a);
		free(f.d.sealed);
		f.d.sealed = none;
		/* The form again, as after the test. */
		editor_set(&sample.stored.app, f.d.app);
		editor_set(&sample.d.app, f.d.app);
		sample.d.id = f.d.id;
		sample.d.seal_id = f.d.seal_id + 1;
		editor_take_draft(&sample, &f);
		ck_assert(!sample.secret_entered);
		sample.d.seal_id--;
		editor_take_draft(&sample, &f);
		ck_assert(sample.secret_entered && sample.secret_replaced);
		ck_assert(!sample.entered && !sample.replaced);
		ck_assert_int_eq(sample.d.secret_id, f.d.secret_id);
		ck_assert_str_eq(sample.d.secret, f.d.secret);
		f.d.sealed = NULL;
		draft_clear(&f);
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(one);
		free(two);
	}
}
END_TEST

static void
closed(const struct destination *d, const char *says)
{
	char why[SEAL_WHY_BYTES];
	struct access a = {0};

	ck_assert_int_eq(
	    access_open(&sample_keys, &kit_web.conf, d, &a, why), -1);
	ck_assert_msg(strstr(why, says) != NULL, "%s", why);
	ck_assert_ptr_null(a.url);
	ck_assert_ptr_null(a.secret);
}

/*
 * Whoever writes config.db has the public key too: what they seal must not get
 * the stored secret, or the stored URL, sent to a URL of theirs.
 */
START_TEST(forged)
{
	const struct app *app;
	struct destination d;
	char *one;
	unsigned i;

	EACH_WITH_SECRET(app, i)
	{
		one = sample_secret(app, 1);
		sample_take(app, sample_url(app), one);
		d = sample.d;
		/* Another URL under the same ids, even one of the same app. */
		d.sealed = seal_text(&kit_web.key,
		    &(struct seal_name){d.id, d.seal_id, NULL},
		    sample_url(app));
		closed(&d, "for another URL");
		free(d.sealed);
		/* The URL in the place of the secret. */
		d = sample.d;
		d.secret = d.sealed;
		d.secret_id = d.seal_id;
		closed(&d, "holds no secret");
		d.seal_id = 0;
		d.sealed = seal_text(&kit_web.key,
		    &(struct seal_name){d.id, 0, NULL}, sample_url(app));
		closed(&d, "holds no secret");
		/* A secret of no form that the app could have. */
		d.secret_id = 1;
		d.secret = seal_text(
		    &kit_web.key, &(struct seal_name){d.id, 1, d.sealed}, "x");
		closed(&d, app_secret_fault(app, "x"));
		free(d.secret);
		d.secret = (char[]){""};
		closed(&d, app->secret->label);
		free(d.sealed);
		/* A URL that is none of the app's. */
		d.sealed = seal_text(&kit_web.key,
		    &(struct seal_name){d.id, 0, NULL}, "https://10.0.0.1/");
		closed(&d, "IP address");
		free(d.sealed);
		editor_clear(&sample);
		editor_fresh(&sample, KIT_FORM);
		free(one);
	}
}
END_TEST

TCase *
editor_secrets_case(void)
{
	TCase *t = tcase_create("secrets");

	tcase_add_checked_fixture(t, samples_make, samples_remove);
	tcase_add_test(t, kept);
	tcase_add_test(t, rotated);
	tcase_add_test(t, new_url);
	tcase_add_test(t, tested);
	tcase_add_test(t, forged);
	return t;
}
