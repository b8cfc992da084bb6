/*
 * check_outcome.c - what the end of a request means, case by case.
 */
#include <string.h>

#include <curl/curl.h>

#include "tests/unit/outcome_faults.h"
#include "tests/unit/suites.h"
#include "worker/outcome.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* A complete status line decides, whatever became of the rest. */
static const struct status_case {
	long status;
	int curl_code;
	const char *body;
	enum answer want;
	const char *code;
	const char *reason;
} statuses[] = {
    {200, CURLE_OK, "", ANSWER_ACCEPTED, "", "HTTP 200"},
    {202, CURLE_OK, "", ANSWER_ACCEPTED, "", "HTTP 202"},
    {202, CURLE_PARTIAL_FILE, "", ANSWER_ACCEPTED, "", "HTTP 202"},
    {202, CURLE_RECV_ERROR, "", ANSWER_ACCEPTED, "", "HTTP 202"},
    {202, CURLE_OPERATION_TIMEDOUT, "", ANSWER_ACCEPTED, "", "HTTP 202"},
    {302, CURLE_OK, "", ANSWER_BROKEN, "", "HTTP 302"},
    {400, CURLE_OK, "no JSON", ANSWER_REFUSED, "", "HTTP 400"},
    {400, CURLE_OK, "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"}}",
	ANSWER_BROKEN, "WorkflowTriggerIsNotEnabled",
	"HTTP 400 (WorkflowTriggerIsNotEnabled)"},
    {401, CURLE_OK, "", ANSWER_BROKEN, "", "HTTP 401"},
    {403, CURLE_OK, "", ANSWER_BROKEN, "", "HTTP 403"},
    {404, CURLE_OK, "", ANSWER_BROKEN, "", "HTTP 404"},
    {408, CURLE_OK, "", ANSWER_RETRY, "", "HTTP 408"},
    {413, CURLE_OK, "", ANSWER_REFUSED, "", "HTTP 413"},
    {429, CURLE_OK, "", ANSWER_RETRY, "", "HTTP 429"},
    {429, CURLE_RECV_ERROR, "", ANSWER_RETRY, "", "HTTP 429"},
    {500, CURLE_OK, "", ANSWER_RETRY, "", "HTTP 500"},
    {502, CURLE_OK, "{\"error\":{\"code\":\"NoResponse\"}}", ANSWER_UNCERTAIN,
	"NoResponse", "HTTP 502 (NoResponse)"},
    {503, CURLE_OK, "", ANSWER_RETRY, "", "HTTP 503"},
    {999, CURLE_OK, "", ANSWER_UNCERTAIN, "", "HTTP 999"},
};

static void
answered(struct send_result *r, long status, const char *body)
{
	memset(r, 0, sizeof(*r));
	r->http_status = status;
	r->bytes_left = true;
	r->retry_after_ms = -1;
	r->answer_bytes = strlen(body);
	memcpy(r->answer, body, r->answer_bytes);
}

START_TEST(by_status)
{
	const struct status_case *c = &statuses[_i];
	char reason[HEALTH_REASON_BYTES];
	struct send_result r;
	struct outcome o;

	answered(&r, c->status, c->body);
	r.curl_code = c->curl_code;
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_msg(o.answer == c->want, "HTTP %ld: %s", c->status,
	    outcome_name(o.answer));
	ck_assert_str_eq(o.code, c->code);
	ck_assert_str_eq(o.error, "");
	outcome_reason(&r, &o, reason);
	ck_assert_str_eq(reason, c->reason);
	outcome_clear(&o);
	ck_assert_ptr_null(o.text);
}
END_TEST

/*
 * Without a status: transient while nothing left, uncertain once something
 * did; broken where trying again can't help.
 */
static const struct curl_case {
	int code;
	enum answer kept; /* no byte left */
	enum answer left; /* some did */
} codes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_COULDNT_RESOLVE_PROXY, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_COULDNT_CONNECT, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_SSL_CONNECT_ERROR, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_OPERATION_TIMEDOUT, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_GOT_NOTHING, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_SEND_ERROR, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_RECV_ERROR, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_WEIRD_SERVER_REPLY, ANSWER_RETRY, ANSWER_UNCERTAIN},
    {CURLE_PEER_FAILED_VERIFICATION, ANSWER_BROKEN, ANSWER_BROKEN},
    {CURLE_SSL_ISSUER_ERROR, ANSWER_BROKEN, ANSWER_BROKEN},
    {CURLE_SSL_INVALIDCERTSTATUS, ANSWER_BROKEN, ANSWER_BROKEN},
    {CURLE_URL_MALFORMAT, ANSWER_BROKEN, ANSWER_BROKEN},
    {CURLE_UNSUPPORTED_PROTOCOL, ANSWER_BROKEN, ANSWER_UNCERTAIN},
};

START_TEST(by_curl_code)
{
	const struct curl_case *c = &codes[_i];
	char reason[HEALTH_REASON_BYTES];
	struct send_result r;
	struct outcome o;
	int left;

	for (left = 0; left <= 1; left++) {
		answered(&r, 0, "");
		r.curl_code = c->code;
		r.bytes_left = left != 0;
		outcome_judge(&r, app_find("teams"), &o);
		ck_assert_msg(o.answer == (left ? c->left : c->kept),
		    "curl %d, bytes left %d: %s", c->code, left,
		    outcome_name(o.answer));
		ck_assert_str_eq(o.code, "");
		ck_assert_str_ne(o.error, "");
		outcome_reason(&r, &o, reason);
		ck_assert_str_eq(reason, o.error);
		outcome_clear(&o);
	}
}
END_TEST

START_TEST(address_refused)
{
	struct send_result r;
	struct outcome o;

	answered(&r, 0, "");
	r.bytes_left = false;
	r.curl_code = CURLE_COULDNT_CONNECT;
	r.address_refused = true;
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_int_eq(o.answer, ANSWER_BROKEN);
	/* It tells what to do about it. */
	ck_assert_ptr_nonnull(strstr(o.error, "allow_cidr"));
	outcome_clear(&o);
}
END_TEST

static const struct {
	const char *raw;
	size_t bytes;
	const char *clean;
} texts[] = {
    {"", 0, ""},
    {"ok", 2, "ok"},
    {"a\r\n\tb", 5, "a b"},
    {"a\x1b[31m", 6, "a\xef\xbf\xbd[31m"},
    {"\xff\xfe", 2, "\xef\xbf\xbd\xef\xbf\xbd"},
    {"x\xe2\x80\xae"
     "y",
	5, "x\xef\xbf\xbdy"},
    /* The last character was cut where the keeping ends. */
    {"caf\xc3", 4, "caf\xef\xbf\xbd"},
};

START_TEST(answer_text)
{
	struct send_result r;
	struct outcome o;

	answered(&r, 202, "");
	memcpy(r.answer, texts[_i].raw, texts[_i].bytes);
	/* What stands behind is none of the answer. */
	r.answer[texts[_i].bytes] = '#';
	r.answer_bytes = texts[_i].bytes;
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_str_eq(o.text, texts[_i].clean);
	outcome_clear(&o);
}
END_TEST

/* An answer that repeats the URL: neither its text nor its code is kept. */
START_TEST(withheld_answer)
{
	struct send_result r;
	struct outcome o;

	answered(
	    &r, 400, "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"}}");
	r.withheld = true;
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_int_eq(o.answer, ANSWER_BROKEN);
	ck_assert_str_eq(o.code, "");
	ck_assert_ptr_null(strstr(o.text, "Workflow"));
	ck_assert_str_ne(o.text, "");
	outcome_clear(&o);
}
END_TEST

/* A full buffer has no NUL anywhere. */
START_TEST(longest_answer)
{
	struct send_result r;
	struct outcome o;

	answered(&r, 500, "");
	memset(r.answer, 'x', sizeof(r.answer));
	r.answer_bytes = sizeof(r.answer);
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_uint_eq(strlen(o.text), sizeof(r.answer));
	outcome_clear(&o);
}
END_TEST

/* An app that says no inside a 200: Teams never does, others may. */
static enum answer
refuse(long status, const char *body, size_t len, struct answer_detail *detail)
{
	(void)status;
	(void)body;
	(void)len;
	detail->code[0] = '\0';
	detail->retry_after_ms = -1;
	return ANSWER_REFUSED;
}

static const struct app refusing = {.name = "refusing", .classify = refuse};

static const struct reply_case {
	long status;
	bool by_refusing;
	enum answer_state state;
	const char *message; /* word for word */
} replies[] = {
    {200, false, REPLY_DONE, "Test alert accepted."},
    {202, false, REPLY_DONE, "Test alert accepted."},
    {0, false, REPLY_FAILED, "Unable to connect to webhook endpoint."},
    {302, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 302`."},
    {400, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 400`."},
    {401, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 401`."},
    {429, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 429`."},
    {500, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 500`."},
    {999, false, REPLY_FAILED, "Webhook endpoint returned `HTTP 999`."},
    {200, true, REPLY_FAILED,
	"Unknown error sending test message to endpoint."},
    {299, true, REPLY_FAILED,
	"Unknown error sending test message to endpoint."},
};

/* Where the URL is the same for everybody, it is not what is wrong. */
START_TEST(test_secret_hint)
{
	struct reply reply = {0};
	struct send_result r;
	struct outcome o;

	answered(&r, 403, "");
	r.job.app = app_find("splunk");
	outcome_judge(&r, r.job.app, &o);
	outcome_reply(&r, &o, &reply);
	ck_assert_msg(strstr(reply.hint, r.job.app->secret->label) != NULL,
	    "%s", reply.hint);
	outcome_clear(&o);
}
END_TEST

START_TEST(test_reply)
{
	const struct reply_case *c = &replies[_i];
	struct reply reply = {.request_id = 9};
	struct send_result r;
	struct outcome o;

	answered(&r, c->status, "");
	r.curl_code = c->status == 0 ? CURLE_COULDNT_CONNECT : CURLE_OK;
	r.job.app = app_find("teams");
	outcome_judge(&r, c->by_refusing ? &refusing : r.job.app, &o);
	outcome_reply(&r, &o, &reply);
	ck_assert_int_eq(reply.request_id, 9);
	ck_assert_int_eq(reply.state, c->state);
	ck_assert_int_eq(reply.http_status, c->status);
	ck_assert_str_eq(reply.message, c->message);
	ck_assert_str_ne(reply.hint, "");
	/* What went wrong below HTTP is told whole. */
	if (c->status == 0)
		ck_assert_ptr_nonnull(strstr(reply.hint, o.error));
	outcome_clear(&o);
}
END_TEST

/* The longest cause there is must not be cut out of the hint. */
START_TEST(longest_hint)
{
	struct reply reply = {0};
	struct send_result r;
	struct outcome o;

	answered(&r, 0, "");
	r.address_refused = true;
	outcome_judge(&r, app_find("teams"), &o);
	memset(o.error, 'x', sizeof(o.error) - 1);
	o.error[sizeof(o.error) - 1] = '\0';
	outcome_reply(&r, &o, &reply);
	ck_assert_ptr_nonnull(strstr(reply.hint, o.error));
	outcome_clear(&o);
}
END_TEST

START_TEST(stored_names)
{
	static const char *const names[] = {
	    "accepted", "retry", "uncertain", "refused", "broken"};
	int a;

	for (a = 0; a < COUNT(names); a++)
		ck_assert_str_eq(outcome_name((enum answer)a), names[a]);
}
END_TEST

Suite *
suite_outcome(void)
{
	Suite *s = suite_create("outcome");
	TCase *t = tcase_create("outcome");

	tcase_add_loop_test(t, by_status, 0, COUNT(statuses));
	tcase_add_loop_test(t, by_curl_code, 0, COUNT(codes));
	tcase_add_test(t, address_refused);
	tcase_add_loop_test(t, answer_text, 0, COUNT(texts));
	tcase_add_test(t, withheld_answer);
	tcase_add_test(t, longest_answer);
	tcase_add_test(t, test_secret_hint);
	tcase_add_loop_test(t, test_reply, 0, COUNT(replies));
	tcase_add_test(t, longest_hint);
	tcase_add_test(t, stored_names);
	suite_add_tcase(s, t);
	suite_add_tcase(s, outcome_fault_case());
	return s;
}
