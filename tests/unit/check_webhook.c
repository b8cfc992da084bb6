/*
 * check_webhook.c - the Webhook app: signatures, secrets, answers, bodies.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/random_alert.h"
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
static const struct {
	const char *secret;
	bool good;
} secrets[] = {
    {SECRET, true},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", true},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
     "",
	true},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB==", false},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", false},
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-", false},
    /* 65 bytes. */
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	false},
    {"whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false},
    {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false},
    {" " SECRET, false},
    {SECRET "\n", false},
    {"whsec_", false},
};

START_TEST(test_secret)
{
	const char *fault = app_secret_fault(&app_webhook, secrets[_i].secret);

	ck_assert_msg((fault == NULL) == secrets[_i].good, "%s: %s",
	    secrets[_i].secret, fault != NULL ? fault : "taken");
}
END_TEST

static const struct {
	const char *url;
	enum url_verdict verdict;
	const char *host;
} urls[] = {
    {"https://alerts.example.com/tocsin", URL_OK, "alerts.example.com"},
    {"https://Alerts.example.com:8443/a?b=c", URL_OK, "alerts.example.com"},
    {"https://alerts", URL_OK, "alerts"},
    {"https://a.example:1/", URL_OK, "a.example"},
    {"https://a.example:65535/", URL_OK, "a.example"},
    {"https://a.example:65536/", URL_REFUSED, ""},
    {"https://a.example:0/", URL_REFUSED, ""},
    {"https://a.example:08443/", URL_REFUSED, ""},
    {"https://a.example:/", URL_REFUSED, ""},
    {"http://a.example/", URL_REFUSED, ""},
    {"https://10.1.2.3/", URL_REFUSED, ""},
    {"https://[::1]:8443/", URL_REFUSED, ""},
    {"https://user@a.example/", URL_REFUSED, ""},
    {"https://a.example/#x", URL_REFUSED, ""},
};

START_TEST(test_url)
{
	struct url_judgement j;

	app_recognise(&app_webhook, urls[_i].url, NULL, &j);
	ck_assert_msg(j.verdict == urls[_i].verdict, "%s: %d %s", urls[_i].url,
	    (int)j.verdict, j.why);
	ck_assert_str_eq(j.host, urls[_i].host);
}
END_TEST

static const struct {
	long status;
	const char *body;
	enum answer answer;
	const char *code;
} answers[] = {
    {200, "", ANSWER_ACCEPTED, ""},
    {204, "", ANSWER_ACCEPTED, ""},
    {202, "{\"error\":\"later\"}", ANSWER_ACCEPTED, "later"},
    /* Never followed: the address is another one. */
    {301, "", ANSWER_BROKEN, ""},
    {307, "", ANSWER_BROKEN, ""},
    {400, "{\"code\":\"bad_signature\"}", ANSWER_REFUSED, "bad_signature"},
    {401, "", ANSWER_BROKEN, ""},
    {404, "<html>", ANSWER_BROKEN, ""},
    /* "Disable the endpoint". */
    {410, "", ANSWER_BROKEN, ""},
    {413, "", ANSWER_REFUSED, ""},
    {429, "", ANSWER_RETRY, ""},
    {500, "{\"error\":\"two words\"}", ANSWER_RETRY, ""},
    {502, "", ANSWER_RETRY, ""},
    {504, "", ANSWER_RETRY, ""},
};

START_TEST(test_answer)
{
	struct answer_detail detail;
	const char *body = answers[_i].body;

	ck_assert_int_eq(app_webhook.classify(
			     answers[_i].status, body, strlen(body), &detail),
	    answers[_i].answer);
	ck_assert_str_eq(detail.code, answers[_i].code);
	ck_assert_int_eq(detail.retry_after_ms, -1);
}
END_TEST

/* The option's own content type; both kinds of body say what they are. */
START_TEST(test_option)
{
	struct message m = {.kind = MESSAGE_TEST,
	    .destination = "SOC",
	    .alert_id = "17",
	    .sent_at = INT64_C(1795426867000)};
	struct json_object *o;
	char *body;
	size_t len;

	ck_assert_str_eq(
	    app_content_type(&app_webhook, false), "application/json");
	/* In small letters: some parsers refuse UTF-8 in capitals. */
	ck_assert_str_eq(app_content_type(&app_webhook, true),
	    "application/cloudevents+json; charset=utf-8");
	m.option = true;
	body = app_webhook.format(&m, &len);
	o = strict_json(body, len);
	ck_assert_str_eq(
	    json_object_get_string(json_object_object_get(o, "specversion")),
	    "1.0");
	ck_assert_str_eq(
	    json_object_get_string(json_object_object_get(o, "id")), "17");
	json_object_put(o);
	free(body);
}
END_TEST

#define N(table) (sizeof(table) / sizeof((table)[0]))

Suite *
suite_webhook(void)
{
	Suite *suite = suite_create("webhook");
	TCase *tc = tcase_create("webhook");

	tcase_add_test(tc, test_signature);
	tcase_add_test(tc, test_two_signatures);
	tcase_add_loop_test(tc, test_secret, 0, N(secrets));
	tcase_add_loop_test(tc, test_url, 0, N(urls));
	tcase_add_loop_test(tc, test_answer, 0, N(answers));
	tcase_add_test(tc, test_option);
	suite_add_tcase(suite, tc);
	return suite;
}
