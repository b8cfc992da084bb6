/*
 * check_editor.c - from what a form sends to the destination that it means,
 * and how things are put into words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/editor.h"
#include "cgi/web.h"
#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

/* Everything that the page sends, but for the URL. */
#define GOOD \
	"name=SOC&app=teams&enabled=on&hosts=on&host_urgency=70" \
	"&account_urgency=30"
#define QUADRANT \
	"name=SOC&app=teams&hosts=on&host_threat=1&host_certainty=2" \
	"&host_either=either&account_threat=3&account_certainty=4" \
	"&account_either=both"

static struct editor e;
static struct input in;

static void
setup(void)
{
	editor_kit_make();
	editor_fresh(&e, KIT_FORM);
}

static void
teardown(void)
{
	input_clear(&in);
	editor_clear(&e);
	editor_kit_remove();
}

/* Read a body, and let the editor take all of it. */
static void
take(const char *body, enum scoring s)
{
	char why[INPUT_WHY_BYTES];

	input_clear(&in);
	ck_assert_int_eq(
	    input_read(&in, KIT_FIELDS, body, strlen(body), why), 0);
	editor_take(&e, &in, s);
}

static void
take_url(const char *fields_of, const char *url)
{
	char *body = xasprintf("%s&url=%s", fields_of, url);

	take(body, SCORING_URGENCY);
	editor_take_access(&e, &in, &kit_web);
	free(body);
}

/* Make e the form of a stored one, version 4. */
static void
edit(void)
{
	struct destination d;

	kit_destination(&d);
	editor_clear(&e);
	editor_edit(&e, KIT_FORM, &d);
	e.now_ms = KIT_NOW;
	ck_assert_ptr_null(d.name);
}

START_TEST(fresh)
{
	const struct rule *r = &e.d.rule;

	ck_assert(editor_new(&e));
	ck_assert_int_eq(e.d.id, KIT_FORM);
	ck_assert(r->enabled && r->hosts && r->accounts && !r->system);
	ck_assert_int_eq(r->host.urgency, 50);
	ck_assert_int_eq(r->host.threat, 50);
	ck_assert_int_eq(r->account.certainty, 50);
	ck_assert(!r->host.either && !r->account.either);
	ck_assert_ptr_nonnull(app_find(e.d.app));
}
END_TEST

START_TEST(taken)
{
	take(GOOD, SCORING_URGENCY);
	ck_assert(!input_faulty(&in));
	ck_assert_str_eq(e.d.name, "SOC");
	ck_assert_str_eq(e.d.app, "teams");
	ck_assert(e.d.rule.enabled && e.d.rule.hosts);
	/* Not sent is off, though a new form has it on. */
	ck_assert(!e.d.rule.accounts && !e.d.rule.system);
	ck_assert_int_eq(e.d.rule.host.urgency, 70);
	ck_assert_int_eq(e.d.rule.account.urgency, 30);
	/* The other scoring's stay. */
	ck_assert_int_eq(e.d.rule.host.threat, 50);
}
END_TEST

START_TEST(taken_quadrant)
{
	edit();
	take(QUADRANT, SCORING_QUADRANT);
	ck_assert(!input_faulty(&in));
	ck_assert_int_eq(e.d.rule.host.threat, 1);
	ck_assert_int_eq(e.d.rule.host.certainty, 2);
	ck_assert(e.d.rule.host.either);
	ck_assert_int_eq(e.d.rule.account.threat, 3);
	ck_assert_int_eq(e.d.rule.account.certainty, 4);
	ck_assert(!e.d.rule.account.either);
	ck_assert_int_eq(e.d.rule.host.urgency, 11);
	ck_assert_int_eq(e.d.rule.account.urgency, 21);
}
END_TEST

/* What is missing is told at its field, all at once. */
START_TEST(missing)
{
	take("", SCORING_URGENCY);
	ck_assert_ptr_nonnull(in.error[FIELD_NAME]);
	ck_assert_ptr_nonnull(in.error[FIELD_APP]);
	ck_assert_str_eq(in.error[FIELD_HOSTS],
	    "Choose at least one: hosts, accounts or system alerts.");
	ck_assert_str_eq(
	    in.error[FIELD_HOST_URGENCY], "Give a whole number from 0 to 100.");
	ck_assert_ptr_nonnull(in.error[FIELD_ACCOUNT_URGENCY]);
	ck_assert_ptr_null(in.error[FIELD_HOST_THREAT]);
	ck_assert_ptr_null(in.error[FIELD_HOST_EITHER]);
	take("", SCORING_QUADRANT);
	ck_assert_ptr_null(in.error[FIELD_HOST_URGENCY]);
	ck_assert_ptr_nonnull(in.error[FIELD_HOST_THREAT]);
	ck_assert_ptr_nonnull(in.error[FIELD_HOST_CERTAINTY]);
	ck_assert_ptr_nonnull(in.error[FIELD_ACCOUNT_THREAT]);
	ck_assert_ptr_nonnull(in.error[FIELD_ACCOUNT_CERTAINTY]);
	ck_assert_ptr_nonnull(in.error[FIELD_HOST_EITHER]);
	ck_assert_ptr_nonnull(in.error[FIELD_ACCOUNT_EITHER]);
	/* System alerts alone are enough. */
	take("system=on", SCORING_URGENCY);
	ck_assert_ptr_null(in.error[FIELD_HOSTS]);
}
END_TEST

/* A fault leaves the destination as it was; of a hidden scoring too. */
START_TEST(faults)
{
	edit();
	take("name=+x&app=none&hosts=on&host_urgency=101&account_urgency=5.5"
	     "&host_threat=x",
	    SCORING_URGENCY);
	ck_assert_ptr_nonnull(in.error[FIELD_NAME]);
	ck_assert_ptr_nonnull(in.error[FIELD_APP]);
	ck_assert_ptr_nonnull(in.error[FIELD_HOST_URGENCY]);
	ck_assert_ptr_nonnull(in.error[FIELD_ACCOUNT_URGENCY]);
	ck_assert_ptr_nonnull(in.error[FIELD_HOST_THREAT]);
	ck_assert_str_eq(e.d.name, "Night");
	ck_assert_str_eq(e.d.app, "teams");
	ck_assert_int_eq(e.d.rule.host.urgency, 11);
	ck_assert_int_eq(e.d.rule.account.urgency, 21);
	ck_assert_int_eq(e.d.rule.host.threat, 12);
}
END_TEST

/* Sealed for this very destination and seal, without the blanks around. */
START_TEST(url_sealed)
{
	take_url(GOOD, "+%0d%0a" KIT_URL_SENT "+");
	ck_assert(!input_faulty(&in));
	ck_assert(e.typed && e.replaced && !e.warned);
	ck_assert_str_eq(e.d.url_host, KIT_HOST);
	kit_opens(&e.d, KIT_URL);
	/* What is shown tells of no URL that was only just typed. */
	ck_assert_ptr_null(e.host);
	ck_assert(!e.entered);
}
END_TEST

START_TEST(url_refused)
{
	take_url(GOOD, "http%3a%2f%2fexample.com%2fcanary");
	ck_assert(e.typed && !e.replaced);
	ck_assert_ptr_eq(in.error[FIELD_URL], e.url_why);
	ck_assert_ptr_null(strstr(e.url_why, "canary"));
	ck_assert_str_eq(in.value[FIELD_URL], "");
	ck_assert_str_eq(e.d.sealed, "");
}
END_TEST

/* A good URL beside a fault is not kept either. */
START_TEST(url_beside_fault)
{
	take_url("name=&app=teams&hosts=on&host_urgency=1&account_urgency=1",
	    KIT_URL_SENT);
	ck_assert(input_faulty(&in) && in.error[FIELD_URL] == NULL);
	ck_assert(e.typed && !e.replaced);
	ck_assert_str_eq(e.d.sealed, "");
}
END_TEST

START_TEST(url_warned)
{
	take_url(GOOD, KIT_OLD_SENT);
	ck_assert(!input_faulty(&in));
	ck_assert(e.warned && e.replaced && e.url_why[0] != '\0');
	kit_opens(&e.d, KIT_OLD);
}
END_TEST

START_TEST(url_needed)
{
	take_url(GOOD, "+");
	ck_assert_ptr_nonnull(in.error[FIELD_URL]);
	ck_assert(!e.typed);
	/* An edit keeps its own. */
	edit();
	take_url(GOOD, "");
	ck_assert(!input_faulty(&in));
	ck_assert(!e.replaced);
	ck_assert_str_eq(e.d.sealed, "sealed-5");
	/* But not that of another app. */
	free(e.stored.app);
	e.stored.app = xstrdup("another");
	take_url(GOOD, "");
	ck_assert_ptr_nonnull(in.error[FIELD_URL]);
}
END_TEST

/* What was tested counts for its own destination and app only. */
START_TEST(draft_taken)
{
	struct draft f = {.id = KIT_FORM};

	kit_destination(&f.d);
	free(f.d.sealed);
	f.d.sealed = xstrdup("");
	f.d.id = KIT_FORM;
	editor_take_draft(&e, &f);
	ck_assert(!e.replaced && !e.entered);
	free(f.d.sealed);
	f.d.sealed = xstrdup("tested");
	f.d.id = KIT_FORM + 1;
	editor_take_draft(&e, &f);
	ck_assert(!e.replaced);
	f.d.id = KIT_FORM;
	f.d.app[0] = 'x';
	editor_take_draft(&e, &f);
	ck_assert(!e.replaced);
	f.d.app[0] = 't';
	take(GOOD, SCORING_URGENCY);
	editor_take_draft(&e, &f);
	editor_take_access(&e, &in, &kit_web);
	ck_assert(!input_faulty(&in));
	ck_assert(e.replaced && e.entered && !e.typed);
	ck_assert_str_eq(e.d.sealed, "tested");
	ck_assert_int_eq(e.d.seal_id, 1005);
	ck_assert_str_eq(e.host, "hooks.example");
	/* The rest is as typed now. */
	ck_assert_str_eq(e.d.name, "SOC");
	/* A newer URL goes before it. */
	take_url(GOOD, KIT_URL_SENT);
	kit_opens(&e.d, KIT_URL);
	destination_clear(&f.d);
}
END_TEST

START_TEST(draft_shown)
{
	struct draft f = {.id = KIT_FORM};
	char out[EDITOR_VALUE_BYTES];

	kit_destination(&f.d);
	f.d.id = KIT_FORM;
	editor_show_draft(&e, &f);
	ck_assert(e.entered);
	ck_assert_str_eq(e.host, "hooks.example");
	ck_assert_int_eq(e.d.version, 4);
	ck_assert_str_eq(editor_value(&e, FIELD_NAME, out), "Night");
	ck_assert_str_eq(editor_value(&e, FIELD_HOST_CERTAINTY, out), "13");
	ck_assert_str_eq(editor_value(&e, FIELD_HOST_EITHER, out), "either");
	ck_assert_str_eq(editor_value(&e, FIELD_ACCOUNT_EITHER, out), "both");
	ck_assert_str_eq(editor_value(&e, FIELD_URL, out), "");
	ck_assert(editor_on(&e, FIELD_ACCOUNTS));
	ck_assert(!editor_on(&e, FIELD_HOSTS));
	ck_assert(!editor_on(&e, FIELD_NAME));
	destination_clear(&f.d);
}
END_TEST

/* Each difference alone makes two differ. */
START_TEST(same)
{
	struct destination a, b;
	size_t i;

	kit_destination(&a);
	kit_destination(&b);
	b.version++;
	ck_assert(editor_same(&a, &b));
	/* Another URL at the same host. */
	b.seal_id++;
	ck_assert(!editor_same(&a, &b));
	b.seal_id--;
	b.secret_id++;
	ck_assert(!editor_same(&a, &b));
	b.secret_id--;
	for (i = 0; i < KIT_CHANGES; i++) {
		kit_change(&b, i);
		ck_assert_msg(!editor_same(&a, &b), "change %zu", i);
		destination_clear(&b);
		kit_destination(&b);
	}
	destination_clear(&a);
	destination_clear(&b);
}
END_TEST

Suite *
suite_editor(void)
{
	Suite *s = suite_create("editor");
	TCase *t = tcase_create("editor");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, fresh);
	tcase_add_test(t, taken);
	tcase_add_test(t, taken_quadrant);
	tcase_add_test(t, missing);
	tcase_add_test(t, faults);
	tcase_add_test(t, url_sealed);
	tcase_add_test(t, url_refused);
	tcase_add_test(t, url_beside_fault);
	tcase_add_test(t, url_warned);
	tcase_add_test(t, url_needed);
	tcase_add_test(t, draft_taken);
	tcase_add_test(t, draft_shown);
	tcase_add_test(t, same);
	suite_add_tcase(s, t);
	suite_add_tcase(s, editor_apps_case());
	suite_add_tcase(s, editor_secrets_case());
	suite_add_tcase(s, show_case());
	return s;
}
