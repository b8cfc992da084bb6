/*
 * check_webhook.c - the Webhook app: signatures, secrets, answers, bodies.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_webhook;

/* The vector of the Standard Webhooks specification. */
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "msg_p5jXN8AQM9LWM0D4loKWxLtG1"
#define BODY "{\"test\": 2432232314}"
#define SIGNATURE "v1,vgeRcdcNLB2AtcPq6pIM1v2qsEEPbezBc5eYaa2zfu0="
/* By openssl, of the same with 24 bytes of zero for a key. */
#define FORMER "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static unsigned
headers_of(const char *former, char *out[APP_HEADERS_MAX])
{
	struct app_sending s = {
	    .secret = SECRET,
	    .former = former,
	    .alert_id = ID,
	    /* Cut to whole seconds, not rounded. */
	    .at = INT64_C(1614265330999),
	    .body = BODY,
	    .body_bytes = strlen(BODY),
	};

	return app_webhook.headers(&s, out);
}

static void
free_all(char *out[], unsigned n)
{
	while (n > 0)
		free(out[--n]);
}

START_TEST(test_signature)
{
	char *out[APP_HEADERS_MAX];
	unsigned n = headers_of(NULL, out);

	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(out[0], "webhook-id: " ID);
	ck_assert_str_eq(out[1], "webhook-timestamp: 1614265330");
	ck_assert_str_eq(out[2], "webhook-signature: " SIGNATURE);
	free_all(out, n);
}
END_TEST

/* The new one first; a receiver takes any that it knows. */
START_TEST(test_two_signatures)
{
	static const char start[] = "webhook-signature: " SIGNATURE " v1,";
	char *out[APP_HEADERS_MAX];
	unsigned n = headers_of(FORMER, out);

	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(strncmp(out[2], start, strlen(start)), 0);
	ck_assert_uint_eq(strlen(out[2]), strlen(start) + 44);
	ck_assert_ptr_null(strstr(out[2] + strlen(start), "vgeRcdc"));
	free_all(out, n);
	n = headers_of(SECRET, out);
	ck_assert_str_eq(out[2], "webhook-signature: " SIGNATURE " " SIGNATURE);
	free_all(out, n);
}
END_TEST

/* 24 to 64 bytes in canonical base64, and nothing else. */
static const char *const good_secrets[] = {
    SECRET,
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
    "",
};

static const char *const bad_secrets[] = {
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB==",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    " " SECRET,
    SECRET "\n",
    "whsec_",
};

START_TEST(test_secret)
{
	kit_secrets(&app_webhook, good_secrets, KIT_ROWS(good_secrets), true);
	kit_secrets(&app_webhook, bad_secrets, KIT_ROWS(bad_secrets), false);
}
END_TEST

static const struct kit_url urls[] = {
    {"https://alerts.example.com/tocsin", URL_OK, NULL},
    {"https://Alerts.example.com:8443/a?b=c", URL_OK, NULL},
    {"https://alerts", URL_OK, NULL},
    {"https://a.example:1/", URL_OK, NULL},
    {"https://a.example:65535/", URL_OK, NULL},
    {"https://a.example:65536/", URL_REFUSED, "1 to 65535"},
    {"https://a.example:0/", URL_REFUSED, "port"},
    {"https://a.example:08443/", URL_REFUSED, "port"},
    {"https://a.example:/", URL_REFUSED, "port"},
    {"http://a.example/", URL_REFUSED, "https://"},
    {"https://10.1.2.3/", URL_REFUSED, "IP address"},
    {"https://[::1]:8443/", URL_REFUSED, "IP address"},
    {"https://user@a.example/", URL_REFUSED, "user name"},
    {"https://a.example/#x", URL_REFUSED, "fragment"},
};

START_TEST(test_url)
{
	struct url_judgement j;

	kit_urls(&app_webhook, urls, KIT_ROWS(urls));
	app_recognise(&app_webhook, urls[1].url, NULL, &j);
	ck_assert_str_eq(j.host, "alerts.example.com");
}
END_TEST

static const struct kit_answer answers[] = {
    {200, "", ANSWER_ACCEPTED, "", 0},
    {204, "", ANSWER_ACCEPTED, "", 0},
    {202, "{\"error\":\"later\"}", ANSWER_ACCEPTED, "later", 0},
    /* Never followed: the address is another one. */
    {301, "", ANSWER_BROKEN, "", 0},
    {307, "", ANSWER_BROKEN, "", 0},
    {400, "{\"code\":\"bad_signature\"}", ANSWER_REFUSED, "bad_signature", 0},
    {401, "", ANSWER_BROKEN, "", 0},
    {404, "<html>", ANSWER_BROKEN, "", 0},
    /* "Disable the endpoint". */
    {410, "", ANSWER_BROKEN, "", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {429, "", ANSWER_RETRY, "", 0},
    {500, "{\"error\":\"two words\"}", ANSWER_RETRY, "", 0},
    {502, "", ANSWER_RETRY, "", 0},
    {504, "", ANSWER_RETRY, "", 0},
};

START_TEST(test_answer)
{
	kit_answers(&app_webhook, answers, KIT_ROWS(answers));
}
END_TEST

/* The option's own content type; both kinds of body say what they are. */
START_TEST(test_option)
{
	struct message m = kit_test;
	struct json_object *o;

	ck_assert_str_eq(
	    app_content_type(&app_webhook, false), "application/json");
	/* In small letters: some parsers refuse UTF-8 in capitals. */
	ck_assert_str_eq(app_content_type(&app_webhook, true),
	    "application/cloudevents+json; charset=utf-8");
	m.option = true;
	o = kit_read(&app_webhook, &m);
	ck_assert_str_eq(kit_text(o, "specversion"), "1.0");
	ck_assert_str_eq(kit_text(o, "id"), m.alert_id);
	ck_assert_str_eq(kit_text(o, "data/alert_id"), m.alert_id);
	json_object_put(o);
}
END_TEST

Suite *
suite_webhook(void)
{
	Suite *suite = suite_create("webhook");
	TCase *tc = tcase_create("webhook");

	tcase_add_test(tc, test_signature);
	tcase_add_test(tc, test_two_signatures);
	tcase_add_test(tc, test_secret);
	tcase_add_test(tc, test_url);
	tcase_add_test(tc, test_answer);
	tcase_add_test(tc, test_option);
	suite_add_tcase(suite, tc);
	return suite;
}
