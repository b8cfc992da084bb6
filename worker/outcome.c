/*
 * outcome.c - how a request ended; see outcome.h.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/retry_after.h"
#include "core/text.h"
#include "core/xmalloc.h"
#include "worker/outcome_private.h"

/* A certificate's dates, judged by a clock that may be wrong. */
static bool
clock_at_fault(const struct send_result *r)
{
	return r->job.clock_doubtful && outcome_tls_date(r);
}

/* No complete status line: what libcurl's code means for the delivery. */
static enum answer
without_status(const struct send_result *r)
{
	if (r->address_refused)
		return ANSWER_BROKEN;
	/* The receiver never heard of it, whatever the proxy made of it. */
	if (r->proxy_failed || clock_at_fault(r))
		return ANSWER_RETRY;
	switch (r->curl_code) {
	/* The peer is not who the URL names: nothing was sent to it. */
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_URL_MALFORMAT:
		return ANSWER_BROKEN;
	/* A URL that is not https; or, once asked, no HTTP came back. */
	case CURLE_UNSUPPORTED_PROTOCOL:
		return r->bytes_left ? ANSWER_UNCERTAIN : ANSWER_BROKEN;
	default:
		return r->bytes_left ? ANSWER_UNCERTAIN : ANSWER_RETRY;
	}
}

/* What went wrong below HTTP, in words. */
static const char *
transport_text(const struct send_result *r)
{
	if (r->address_refused && r->proxied)
		return "not sent by a proxy: this app takes any host name";
	if (r->address_refused)
		return "address not allowed: it is private or reserved; see "
		       "allow_cidr in tocsin.conf";
	if (r->os_error != 0)
		return strerror(r->os_error);
	/* send_options.c: libcurl was about to repeat the request. */
	if (r->curl_code == CURLE_ABORTED_BY_CALLBACK)
		return "the connection ended without an answer";
	return r->error[0] != '\0' ? r->error
				   : curl_easy_strerror((CURLcode)r->curl_code);
}

/*
 * Kept as one clean line: names of a stranger's certificate can stand in it.
 * A code point has up to four bytes, and none may be cut in two.
 */
static void
keep_error(const struct send_result *r, char *out)
{
	char *clean = text_clean(transport_text(r), OUTCOME_ERROR_BYTES - 1);
	size_t len = strlen(clean);

	while (len >= OUTCOME_ERROR_BYTES ||
	       (len > 0 && ((unsigned char)clean[len] & 0xc0) == 0x80))
		len--;
	memcpy(out, clean, len);
	out[len] = '\0';
	free(clean);
}

/* A status line came: the app knows what it means. */
static void
by_app(const struct send_result *r, const struct app *app, struct outcome *o)
{
	struct answer_detail detail;

	o->answer =
	    app->classify(r->http_status, r->answer, r->answer_bytes, &detail);
	memcpy(o->code, detail.code, sizeof(o->code));
	if (o->answer != ANSWER_RETRY && o->answer != ANSWER_UNCERTAIN)
		return;
	/* Whichever is longer pleases both. */
	o->retry_after_ms = r->retry_after_ms > detail.retry_after_ms
				? r->retry_after_ms
				: detail.retry_after_ms;
}

void
outcome_judge(
    const struct send_result *r, const struct app *app, struct outcome *o)
{
	char *raw;

	memset(o, 0, sizeof(*o));
	o->retry_after_ms = RETRY_AFTER_NONE;
	if (r->http_status != 0) {
		by_app(r, app, o);
	} else {
		o->answer = without_status(r);
		keep_error(r, o->error);
	}
	o->fault = outcome_fault(r, o->answer);
	if (r->withheld) {
		o->code[0] = '\0';
		o->text = xstrdup("(not kept: it repeats what is secret)");
		return;
	}
	raw = xstrndup(r->answer, r->answer_bytes);
	o->text = text_clean(raw, ANSWER_KEEP_BYTES);
	free(raw);
}

void
outcome_clear(struct outcome *o)
{
	free(o->text);
	o->text = NULL;
}

const char *
outcome_name(enum answer a)
{
	static const char *const names[] = {
	    [ANSWER_ACCEPTED] = "accepted",
	    [ANSWER_RETRY] = "retry",
	    [ANSWER_UNCERTAIN] = "uncertain",
	    [ANSWER_REFUSED] = "refused",
	    [ANSWER_BROKEN] = "broken",
	};

	return names[a];
}

void
outcome_reason(const struct send_result *r, const struct outcome *o, char *out)
{
	if (r->http_status == 0)
		snprintf(out, HEALTH_REASON_BYTES, "%s", o->error);
	else if (o->code[0] != '\0')
		snprintf(out, HEALTH_REASON_BYTES, "HTTP %ld (%s)",
		    r->http_status, o->code);
	else
		snprintf(out, HEALTH_REASON_BYTES, "HTTP %ld", r->http_status);
}

/* No status: who is to look, and at what. */
static const char *
connect_hint(enum fault f)
{
	switch (f) {
	case FAULT_OURS:
		return "This appliance itself is to be looked at: its "
		       "tocsin.conf, clock, files and memory.";
	case FAULT_PROXY:
		return "Check the proxy in tocsin.conf, and that it lets this "
		       "appliance reach the URL over HTTPS (TCP/443).";
	case FAULT_DNS:
		return "Check this appliance's DNS servers and the host name "
		       "in the URL.";
	case FAULT_TLS_INTERCEPTION:
		return "Something between may open TLS: add its CA by "
		       "extra_ca_file in tocsin.conf, or exempt the URL.";
	case FAULT_RECEIVER:
	case FAULT_RECEIVER_LIMIT:
		return "The network is fine up to there: look at the "
		       "receiver, or at what stands before it.";
	default:
		return "Check that a firewall lets this appliance reach the "
		       "URL over HTTPS (TCP/443), and the proxy and CA in "
		       "tocsin.conf.";
	}
}

#define HINT_BYTES 150

/* A status that is no success; out has HINT_BYTES. */
static const char *
status_hint(const struct app *app, const struct outcome *o, char *out)
{
	if (o->fault == FAULT_RECEIVER_LIMIT)
		return "The receiver limits how many messages it takes: send "
		       "fewer to it, or try again later.";
	if (o->answer == ANSWER_RETRY || o->answer == ANSWER_UNCERTAIN)
		return "The receiver has a fault of its own: try again later.";
	if (app->secret == NULL)
		return "A copy/paste error may have cut the authorization in "
		       "the URL: copy it from the app again.";
	snprintf(out, HINT_BYTES,
	    "Check the %s, and that it is the one that belongs to this URL.",
	    app->secret->label);
	return out;
}

/*
 * The three texts are fixed wording; what to check follows each of them.  No
 * status counts as "unable to connect", whatever the reason: the cause is told
 * behind the hint.
 */
void
outcome_reply(
    const struct send_result *r, const struct outcome *o, struct reply *reply)
{
	char named[HINT_BYTES];
	const char *hint;

	reply->state = REPLY_FAILED;
	reply->http_status = r->http_status;
	if (o->answer == ANSWER_ACCEPTED) {
		reply->state = REPLY_DONE;
		snprintf(reply->message, sizeof(reply->message),
		    "Test alert accepted.");
		hint = "Look for it in the app: an app may accept a message "
		       "and still not show it.";
	} else if (r->http_status == 0) {
		snprintf(reply->message, sizeof(reply->message),
		    "Unable to connect to webhook endpoint.");
		hint = connect_hint(o->fault);
	} else if (r->http_status < 200 || r->http_status >= 300) {
		snprintf(reply->message, sizeof(reply->message),
		    "Webhook endpoint returned `HTTP %ld`.", r->http_status);
		hint = status_hint(r->job.app, o, named);
	} else {
		snprintf(reply->message, sizeof(reply->message),
		    "Unknown error sending test message to endpoint.");
		hint = "If it persists, open a support case.";
	}
	snprintf(reply->hint, sizeof(reply->hint), "%s%s%s", hint,
	    o->error[0] != '\0' ? " Cause: " : "", o->error);
}
