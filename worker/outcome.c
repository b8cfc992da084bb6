/*
 * outcome.c - how a request ended; see outcome.h.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/xmalloc.h"
#include "worker/outcome.h"

/* No complete status line: what libcurl's code means for the delivery. */
static enum answer
without_status(const struct send_result *r)
{
	if (r->address_refused)
		return ANSWER_BROKEN;
	switch (r->curl_code) {
	/* The peer is not who the URL names: nothing was sent to it. */
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return ANSWER_BROKEN;
	default:
		return r->bytes_left ? ANSWER_UNCERTAIN : ANSWER_RETRY;
	}
}

/* What went wrong below HTTP, in words. */
static const char *
transport_text(const struct send_result *r)
{
	if (r->address_refused)
		return "address not allowed: it is private or reserved; see "
		       "allow_cidr in tocsin.conf";
	/* send_options.c: libcurl was about to repeat the request. */
	if (r->curl_code == CURLE_ABORTED_BY_CALLBACK)
		return "the connection ended without an answer";
	return curl_easy_strerror((CURLcode)r->curl_code);
}

void
outcome_judge(
    const struct send_result *r, const struct app *app, struct outcome *o)
{
	char *raw;

	memset(o, 0, sizeof(*o));
	if (r->http_status != 0) {
		o->answer = app->classify(
		    r->http_status, r->answer, r->answer_bytes, o->code);
	} else {
		o->answer = without_status(r);
		snprintf(o->error, sizeof(o->error), "%s", transport_text(r));
	}
	if (r->withheld) {
		o->code[0] = '\0';
		o->text = xstrdup("(not kept: it repeats part of the URL)");
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

/*
 * The three texts are fixed wording; what to check follows each of them.  No
 * status counts as "unable to connect", whatever the reason: the cause is told
 * behind the hint.
 */
void
outcome_reply(
    const struct send_result *r, const struct outcome *o, struct reply *reply)
{
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
		hint = "Check that a firewall lets this appliance reach the "
		       "URL over HTTPS (TCP/443), and the proxy and CA in "
		       "tocsin.conf.";
	} else if (r->http_status < 200 || r->http_status >= 300) {
		snprintf(reply->message, sizeof(reply->message),
		    "Webhook endpoint returned `HTTP %ld`.", r->http_status);
		hint = "A copy/paste error may have cut the authorization in "
		       "the URL: copy it from the app again.";
	} else {
		snprintf(reply->message, sizeof(reply->message),
		    "Unknown error sending test message to endpoint.");
		hint = "If it persists, open a support case.";
	}
	snprintf(reply->hint, sizeof(reply->hint), "%s%s%s", hint,
	    o->error[0] != '\0' ? " Cause: " : "", o->error);
}
