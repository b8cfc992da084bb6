/*
 * outcome_faults.c - whose fault it was, what is told of it, and when the
 * receiver wants to be asked again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "core/text.h"
#include "tests/unit/outcome_faults.h"
#include "worker/outcome.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* How far it came, in the order of the way. */
enum way { NAMELESS, NAMED, CONNECTED, SENT };

static const struct fault_case {
	const char *what;
	int curl_code;
	enum way way;
	long tls_verify;
	long status;
	enum answer answer;
	enum fault fault;
} faults[] = {
    {"accepted", 0, SENT, 0, 202, ANSWER_ACCEPTED, FAULT_NONE},
    {"limit", 0, SENT, 0, 429, ANSWER_RETRY, FAULT_RECEIVER_LIMIT},
    {"refused", 0, SENT, 0, 400, ANSWER_REFUSED, FAULT_RECEIVER},
    {"revoked", 0, SENT, 0, 401, ANSWER_BROKEN, FAULT_RECEIVER},
    {"broken", 0, SENT, 0, 503, ANSWER_RETRY, FAULT_RECEIVER},
    {"no name", CURLE_COULDNT_RESOLVE_HOST, NAMELESS, 0, 0, ANSWER_RETRY,
	FAULT_DNS},
    {"slow name", CURLE_OPERATION_TIMEDOUT, NAMELESS, 0, 0, ANSWER_RETRY,
	FAULT_DNS},
    {"no way", CURLE_COULDNT_CONNECT, NAMED, 0, 0, ANSWER_RETRY, FAULT_NETWORK},
    {"lost way", CURLE_OPERATION_TIMEDOUT, NAMED, 0, 0, ANSWER_RETRY,
	FAULT_NETWORK},
    {"shaken off", CURLE_SSL_CONNECT_ERROR, CONNECTED, 0, 0, ANSWER_RETRY,
	FAULT_RECEIVER},
    {"hang in TLS", CURLE_OPERATION_TIMEDOUT, CONNECTED, 0, 0, ANSWER_RETRY,
	FAULT_RECEIVER},
    {"reset in TLS", CURLE_RECV_ERROR, CONNECTED, 0, 0, ANSWER_RETRY,
	FAULT_RECEIVER},
    {"not yet", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 9, 0, ANSWER_BROKEN,
	FAULT_RECEIVER},
    {"expired", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 10, 0, ANSWER_BROKEN,
	FAULT_RECEIVER},
    {"other name", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 0, 0,
	ANSWER_BROKEN, FAULT_RECEIVER},
    {"self-signed", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 18, 0,
	ANSWER_BROKEN, FAULT_TLS_INTERCEPTION},
    {"own root", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 19, 0,
	ANSWER_BROKEN, FAULT_TLS_INTERCEPTION},
    {"no issuer", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 20, 0,
	ANSWER_BROKEN, FAULT_TLS_INTERCEPTION},
    {"no chain", CURLE_PEER_FAILED_VERIFICATION, CONNECTED, 21, 0,
	ANSWER_BROKEN, FAULT_TLS_INTERCEPTION},
    {"hang", CURLE_OPERATION_TIMEDOUT, SENT, 0, 0, ANSWER_UNCERTAIN,
	FAULT_RECEIVER},
    {"closed", CURLE_GOT_NOTHING, SENT, 0, 0, ANSWER_UNCERTAIN, FAULT_RECEIVER},
    {"reset", CURLE_RECV_ERROR, SENT, 0, 0, ANSWER_UNCERTAIN, FAULT_RECEIVER},
    {"memory", CURLE_OUT_OF_MEMORY, NAMED, 0, 0, ANSWER_RETRY, FAULT_OURS},
    {"CA file", CURLE_SSL_CACERT_BADFILE, CONNECTED, 0, 0, ANSWER_RETRY,
	FAULT_OURS},
    {"certificate", CURLE_SSL_CERTPROBLEM, CONNECTED, 0, 0, ANSWER_RETRY,
	FAULT_OURS},
    {"no https", CURLE_UNSUPPORTED_PROTOCOL, NAMELESS, 0, 0, ANSWER_BROKEN,
	FAULT_OURS},
    {"no HTTP", CURLE_UNSUPPORTED_PROTOCOL, SENT, 0, 0, ANSWER_UNCERTAIN,
	FAULT_RECEIVER},
    {"URL", CURLE_URL_MALFORMAT, NAMELESS, 0, 0, ANSWER_BROKEN, FAULT_OURS},
};

static void
ended(struct send_result *r, int curl_code, enum way way)
{
	memset(r, 0, sizeof(*r));
	r->retry_after_ms = -1;
	r->curl_code = curl_code;
	r->dns_us = way >= NAMED ? 5 : 0;
	r->connected = way >= CONNECTED;
	r->bytes_left = way == SENT;
}

static void
judge(const struct send_result *r, enum answer answer, enum fault fault)
{
	struct outcome o;

	outcome_judge(r, app_find("teams"), &o);
	ck_assert_str_eq(outcome_name(o.answer), outcome_name(answer));
	ck_assert_str_eq(
	    outcome_fault_name(o.fault), outcome_fault_name(fault));
	outcome_clear(&o);
}

START_TEST(by_way)
{
	const struct fault_case *c = &faults[_i];
	struct send_result r;

	ended(&r, c->curl_code, c->way);
	r.http_status = c->status;
	r.tls_verify = c->tls_verify;
	judge(&r, c->answer, c->fault);
}
END_TEST

/*
 * Whatever ended it before a proxy had connected us is the proxy's doing, and
 * the receiver never heard of it: always again, never broken or uncertain.
 */
START_TEST(by_proxy)
{
	const struct fault_case *c = &faults[_i];
	struct send_result r;

	if (c->status != 0 || c->way == SENT || c->fault == FAULT_OURS)
		return;
	ended(&r, c->curl_code, c->way);
	r.proxied = r.proxy_failed = true;
	r.proxy_status = 502;
	judge(&r, ANSWER_RETRY, FAULT_PROXY);
	/* Once it has, TLS is the receiver's as ever. */
	if (c->way != CONNECTED)
		return;
	r.proxy_failed = false;
	r.proxy_status = 200;
	r.tls_verify = c->tls_verify;
	judge(&r, c->answer, c->fault);
}
END_TEST

/* Every code that libcurl has: a doubtful clock excuses two reasons only. */
START_TEST(by_clock)
{
	long verify;

	for (verify = 0; verify < 100; verify++) {
		bool date = verify == 9 || verify == 10;
		struct send_result r;
		struct outcome o;

		ended(&r, CURLE_PEER_FAILED_VERIFICATION, CONNECTED);
		r.tls_verify = verify;
		r.job.clock_doubtful = true;
		outcome_judge(&r, app_find("teams"), &o);
		ck_assert_int_eq(o.answer, date ? ANSWER_RETRY : ANSWER_BROKEN);
		ck_assert_int_eq(o.fault == FAULT_OURS, date);
		outcome_clear(&o);
		r.job.clock_doubtful = false;
		outcome_judge(&r, app_find("teams"), &o);
		ck_assert_int_eq(o.answer, ANSWER_BROKEN);
		ck_assert_int_ne(o.fault, FAULT_OURS);
		outcome_clear(&o);
	}
}
END_TEST

START_TEST(out_of_sockets)
{
	struct send_result r;
	struct outcome o;

	ended(&r, CURLE_COULDNT_CONNECT, NAMED);
	r.os_error = EMFILE;
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_int_eq(o.answer, ANSWER_RETRY);
	ck_assert_int_eq(o.fault, FAULT_OURS);
	ck_assert_str_eq(o.error, strerror(EMFILE));
	outcome_clear(&o);
}
END_TEST

/* libcurl's own words, made safe, cut between characters. */
START_TEST(error_text)
{
	static const char cut[] = "name \xc3\xbc\xc3\xbc";
	struct send_result r;
	struct outcome o;
	size_t i;

	ended(&r, CURLE_PEER_FAILED_VERIFICATION, CONNECTED);
	snprintf(r.error, sizeof(r.error), "%s",
	    "SSL certificate problem: certificate has expired");
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_str_eq(o.error, r.error);
	outcome_clear(&o);
	snprintf(r.error, sizeof(r.error), "%s", "a\r\nb\x1b[1m\xff");
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_str_eq(o.error, "a b\xef\xbf\xbd[1m\xef\xbf\xbd");
	outcome_clear(&o);
	/* Nothing of its own: the code's general text. */
	r.error[0] = '\0';
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_str_eq(
	    o.error, curl_easy_strerror(CURLE_PEER_FAILED_VERIFICATION));
	outcome_clear(&o);
	for (i = 0; i + sizeof(cut) < sizeof(r.error); i += sizeof(cut) - 1)
		memcpy(r.error + i, cut, sizeof(cut));
	outcome_judge(&r, app_find("teams"), &o);
	ck_assert_uint_lt(strlen(o.error), OUTCOME_ERROR_BYTES);
	ck_assert_uint_gt(strlen(o.error), OUTCOME_ERROR_BYTES - 5);
	ck_assert(text_utf8(o.error, strlen(o.error)));
	outcome_clear(&o);
}
END_TEST

/* An app that says in its bodies when to come back. */
static int64_t in_body;
static enum answer in_status;

static enum answer
limited(long status, const char *body, size_t len, struct answer_detail *detail)
{
	(void)status;
	(void)body;
	(void)len;
	detail->code[0] = '\0';
	detail->retry_after_ms = in_body;
	return in_status;
}

static const struct {
	int64_t header, body, want;
} hints[] = {
    {-1, -1, -1},
    {0, -1, 0},
    {-1, 0, 0},
    {5000, -1, 5000},
    {-1, 5000, 5000},
    {2000, 5000, 5000},
    {5000, 2000, 5000},
    {0, 300, 300},
};

START_TEST(longer_hint)
{
	static const struct app app = {.name = "limited", .classify = limited};
	enum answer a;

	for (a = ANSWER_ACCEPTED; a <= ANSWER_BROKEN; a++) {
		bool again = a == ANSWER_RETRY || a == ANSWER_UNCERTAIN;
		struct send_result r;
		struct outcome o;

		in_body = hints[_i].body;
		in_status = a;
		ended(&r, 0, SENT);
		r.http_status = 429;
		r.retry_after_ms = hints[_i].header;
		outcome_judge(&r, &app, &o);
		ck_assert_int_eq(o.retry_after_ms, again ? hints[_i].want : -1);
		outcome_clear(&o);
	}
}
END_TEST

/* Each fault has its own words, and room for the longest cause. */
START_TEST(hint_for_each)
{
	static const char *const names[] = {"", "ours", "proxy", "dns",
	    "network", "tls interception", "receiver", "receiver limit"};
	struct reply reply = {0}, before = {0};
	struct send_result r;
	struct outcome o;
	enum fault f;

	ended(&r, CURLE_COULDNT_CONNECT, NAMED);
	outcome_judge(&r, app_find("teams"), &o);
	memset(o.error, 'x', sizeof(o.error) - 1);
	for (f = FAULT_NONE; f <= FAULT_RECEIVER_LIMIT; f++) {
		ck_assert_str_eq(outcome_fault_name(f), names[f]);
		o.fault = f;
		outcome_reply(&r, &o, &reply);
		ck_assert_str_eq(
		    reply.message, "Unable to connect to webhook endpoint.");
		ck_assert_ptr_nonnull(strstr(reply.hint, o.error));
		/* The last two share one. */
		if (f != FAULT_NONE && f != FAULT_RECEIVER_LIMIT)
			ck_assert(strcmp(reply.hint, before.hint) != 0);
		before = reply;
	}
	outcome_clear(&o);
}
END_TEST

TCase *
outcome_fault_case(void)
{
	TCase *t = tcase_create("faults");

	tcase_add_loop_test(t, by_way, 0, COUNT(faults));
	tcase_add_loop_test(t, by_proxy, 0, COUNT(faults));
	tcase_add_test(t, by_clock);
	tcase_add_test(t, out_of_sockets);
	tcase_add_test(t, error_text);
	tcase_add_loop_test(t, longer_hint, 0, COUNT(hints));
	tcase_add_test(t, hint_for_each);
	return t;
}
