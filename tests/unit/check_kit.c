/*
 * check_kit.c - that the kit of the apps' suites finds what it is there for:
 * each fault that it looks for is made once, by an app that has it; and that
 * random alerts are of all kinds.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/retry_after.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"
#include "tests/unit/random_alert.h"
#include "tests/unit/suites.h"

/* An app with one fault takes the place of this one and has its limits. */
extern const struct app app_webex;

/* What the bodies below are. */
static const char *spoilt;
static unsigned made;

static char *
format_spoilt(const struct message *m, size_t *len)
{
	(void)m;
	*len = strlen(spoilt);
	return xstrdup(spoilt);
}

static char *
format_longer(const struct message *m, size_t *len)
{
	char *body = app_webex.format(m, len);

	++*len;
	return body;
}

static char *
format_anew(const struct message *m, size_t *len)
{
	char *body;

	(void)m;
	body = xasprintf("{\"markdown\":\"%u\"}", made++);
	*len = strlen(body);
	return body;
}

static char *
suffix_blank(const struct message *m)
{
	(void)m;
	return xstrdup("/a b");
}

/* Asserts that there is a fault, and that it is said so; NULL: there is none.
 */
static void
found(const char *fault, const char *says)
{
	if (says == NULL) {
		ck_assert_msg(fault == NULL, "%s", fault);
		return;
	}
	ck_assert_msg(fault != NULL, "not found: %s", says);
	kit_has(fault, says);
}

START_TEST(test_bodies)
{
	static const struct {
		const char *body, *says;
	} rows[] = {
	    {"{\"markdown\":\"x\"}", NULL},
	    {"{\"markdown\":\"x\"", "no JSON"},
	    {"{\"markdown\":\"x\"}}", "no JSON"},
	    {"{\"markdown\":\"x\",}", "no JSON"},
	    {"{'markdown':'x'}", "no JSON"},
	    {"{\"markdown\":\"\x01\"}", "control"},
	    {"{\"markdown\":\"\n\"}", "control"},
	    {"{\"markdown\":\"\xff\"}", "no UTF-8"},
	    {"{\"markdown\":\"\xed\xa0\x80\"}", "no UTF-8"},
	    {"{\"markdown\":\"\xc0\x80\"}", "no UTF-8"},
	    {"", "no JSON"},
	    {"{\"markdown\":\"\"}", "no text"},
	    {"{\"markdown\":\"a\\u0000b\"}", "no text"},
	    {"{\"markdown\":\"x\",\"a\":1}", "not markdown alone"},
	};
	struct app app = app_webex;
	char *text = kit_times("x", 7439 - 14), *body;
	size_t bytes, i;

	app.format = format_spoilt;
	for (i = 0; i < KIT_ROWS(rows); i++) {
		spoilt = rows[i].body;
		found(kit_fault(&app, &kit_host, &bytes), rows[i].says);
		ck_assert_uint_eq(strlen(spoilt), bytes);
	}
	body = xasprintf("{\"markdown\":\"%s\"}", text + 1);
	spoilt = body;
	found(kit_fault(&app, &kit_host, &bytes), NULL);
	free(body);
	body = xasprintf("{\"markdown\":\"%s\"}", text);
	spoilt = body;
	found(kit_fault(&app, &kit_host, &bytes), "more than 7,439 bytes");
	app.name = "nobody";
	found(kit_fault(&app, &kit_host, &bytes), "nobody counts");
	free(body);
	free(text);
}
END_TEST

START_TEST(test_requests)
{
	struct app app = app_webex;
	size_t bytes;

	found(kit_fault(&app, &kit_host, &bytes), NULL);
	found(kit_again_fault(&app, &kit_host), NULL);
	app.format = format_longer;
	found(kit_fault(&app, &kit_host, &bytes), "not as long as it says");
	app.format = format_anew;
	found(kit_fault(&app, &kit_host, &bytes), NULL);
	found(kit_again_fault(&app, &kit_host), "other bytes");
	app = app_webex;
	app.suffix = suffix_blank;
	found(kit_fault(&app, &kit_host, &bytes), "suffix");
}
END_TEST

/* An app that takes its secret in the body, and one that does not. */
START_TEST(test_mark)
{
	static const struct app_secret secret = {.label = "Key"};
	struct app app = app_webex;
	size_t bytes;

	app.format = format_spoilt;
	app.secret = &secret;
	spoilt = "{\"markdown\":\"x\"}";
	found(kit_fault(&app, &kit_host, &bytes), "no mark");
	spoilt = "{\"markdown\":\"" APP_SECRET_MARK "\"}";
	found(kit_fault(&app, &kit_host, &bytes), NULL);
	spoilt = "{\"markdown\":\"" APP_SECRET_MARK APP_SECRET_MARK "\"}";
	found(kit_fault(&app, &kit_host, &bytes), "a second mark");
	app.secret = NULL;
	found(kit_fault(&app, &kit_host, &bytes), NULL);
}
END_TEST

#define WEBEX "https://webexapis.com/v1/webhooks/incoming/"

/* One form, with a reason that is none of a field, is cut, or leaks. */
START_TEST(test_urls)
{
	static const char wrong[] = "Destination URL is not that of a Webex "
				    "incoming webhook.";
	static const struct {
		struct kit_url row;
		const char *why, *says;
	} rows[] = {
	    {{WEBEX "x", URL_OK, NULL}, wrong, NULL},
	    {{WEBEX, URL_REFUSED, "not that"}, wrong, NULL},
	    {{WEBEX, URL_OK, NULL}, wrong, "2, not 0"},
	    {{WEBEX "x", URL_REFUSED, "not that"}, wrong, "0, not 2"},
	    {{WEBEX "x", URL_OK, "not that"}, wrong, "reason"},
	    {{WEBEX, URL_REFUSED, NULL}, wrong, "reason"},
	    {{WEBEX, URL_REFUSED, "Slack"}, wrong, "no \"Slack\" in"},
	    {{WEBEX, URL_REFUSED, ""}, "It is not that.", "otherwise"},
	    {{WEBEX, URL_REFUSED, ""}, "Destination URL is wro", "cut"},
	    {{WEBEX, URL_REFUSED, ""}, "Destination URL is s3cret.", "s3cret"},
	};
	struct app app = app_webex;
	size_t i;

	for (i = 0; i < KIT_ROWS(rows); i++) {
		app.url_wrong = rows[i].why;
		found(kit_url_fault(&app, &rows[i].row), rows[i].says);
	}
}
END_TEST

/* Takes each answer for a refusal with a word and a hint. */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	(void)status;
	(void)body;
	memcpy(detail->code, "word", 5);
	detail->retry_after_ms = len == 0 ? RETRY_AFTER_NONE : 5;
	return ANSWER_REFUSED;
}

START_TEST(test_answers)
{
	static const struct {
		struct kit_answer row;
		const char *says;
	} rows[] = {
	    {{400, "", ANSWER_REFUSED, "word", 0}, NULL},
	    {{400, "x", ANSWER_REFUSED, "word", 5}, NULL},
	    {{400, "x", ANSWER_BROKEN, "word", 5}, "not 4"},
	    {{400, "x", ANSWER_REFUSED, "", 5}, "code word"},
	    {{400, "x", ANSWER_REFUSED, "word", 0}, "after 5"},
	    {{400, "", ANSWER_REFUSED, "word", 5}, "after -1"},
	};
	struct app app = app_webex;
	size_t i;

	app.classify = classify;
	for (i = 0; i < KIT_ROWS(rows); i++)
		found(kit_answer_fault(&app, &rows[i].row), rows[i].says);
}
END_TEST

/* Counters that count nothing would find everything within its limits. */
START_TEST(test_counters)
{
	struct json_object *o = kit_json("{\"a\":\"x\",\"b\":\"\",\"c\":7,"
					 "\"d\":{\"e\":\"y\"}}");

	ck_assert_uint_eq(4, limits_points("a\u00e9\u4e2d\U0001f4a9"));
	ck_assert_uint_eq(5, limits_units("a\u00e9\u4e2d\U0001f4a9"));
	ck_assert_str_eq("x", limits_text(o, "a"));
	ck_assert_ptr_null(limits_text(o, "b"));
	ck_assert_ptr_null(limits_text(o, "c"));
	ck_assert_str_eq("y", kit_text(o, "d/e"));
	ck_assert_str_eq("", kit_text(o, "a/e"));
	ck_assert_uint_eq(SIZE_MAX, limits_near("nobody"));
	json_object_put(o);
}
END_TEST

/* Of n alerts, what is in them. */
struct seen {
	unsigned kinds[MESSAGE_DIGEST + 1];
	unsigned tops[DIGEST_TOP + 1];
	unsigned not_utf8, full_text, full_link, mark, repeat, no_criterion;
};

static void
see(struct seen *s, const struct random_alert *a)
{
	const struct event *e = &a->event;

	s->kinds[a->m.kind]++;
	if (a->m.kind == MESSAGE_DIGEST)
		s->tops[a->digest.ntop]++;
	s->not_utf8 += strchr(e->message, '\xff') != NULL;
	s->full_text += strlen(e->message) > 8100;
	s->full_link += strlen(e->url) == 2048;
	s->mark += strstr(e->entity_name, APP_SECRET_MARK) != NULL;
	s->repeat += a->m.possible_repeat;
	s->no_criterion += a->m.criterion == NULL;
}

START_TEST(test_random)
{
	struct random_alert a, b;
	struct seen s = {0};
	unsigned i;

	random_seed(1);
	for (i = 0; i < 1500; i++) {
		random_alert(&a);
		see(&s, &a);
		random_clear(&a);
	}
	for (i = 0; i <= MESSAGE_DIGEST; i++)
		ck_assert_uint_gt(s.kinds[i], 10);
	for (i = 0; i <= DIGEST_TOP; i++)
		ck_assert_uint_gt(s.tops[i], 0);
	ck_assert_uint_gt(s.not_utf8, 50);
	ck_assert_uint_gt(s.full_text, 50);
	ck_assert_uint_gt(s.full_link, 50);
	ck_assert_uint_gt(s.mark, 20);
	ck_assert_uint_gt(s.repeat, 500);
	ck_assert_uint_gt(s.no_criterion, 200);
	/* The same again, and others by another seed. */
	random_seed(1);
	random_alert(&a);
	random_seed(1);
	random_alert(&b);
	ck_assert_str_eq(a.event.message, b.event.message);
	random_clear(&b);
	random_seed(2);
	random_alert(&b);
	ck_assert_str_ne(a.event.message, b.event.message);
	random_clear(&b);
	random_clear(&a);
}
END_TEST

Suite *
suite_kit(void)
{
	Suite *suite = suite_create("kit");
	TCase *tc = tcase_create("kit");

	tcase_add_test(tc, test_bodies);
	tcase_add_test(tc, test_requests);
	tcase_add_test(tc, test_mark);
	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_answers);
	tcase_add_test(tc, test_counters);
	tcase_add_test(tc, test_random);
	suite_add_tcase(suite, tc);
	return suite;
}
