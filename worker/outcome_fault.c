/*
 * outcome_fault.c - whose fault it is.
 *
 * Asked in the order of the way: this machine, the proxy, names, the network,
 * TLS, the receiver.  The first that did not work is the one to look at.
 */
#include <curl/curl.h>

#include "worker/outcome_private.h"

/* OpenSSL's numbers; fixed, since programs store them. */
enum {
	VERIFY_NO_ISSUER = 2,
	VERIFY_NOT_YET_VALID = 9,
	VERIFY_EXPIRED = 10,
	VERIFY_SELF_SIGNED = 18,
	VERIFY_SELF_SIGNED_IN_CHAIN = 19,
	VERIFY_NO_LOCAL_ISSUER = 20,
	VERIFY_FIRST_UNVERIFIED = 21,
};

bool
outcome_tls_date(const struct send_result *r)
{
	return r->http_status == 0 && (r->tls_verify == VERIFY_NOT_YET_VALID ||
					  r->tls_verify == VERIFY_EXPIRED);
}

/* What no receiver, network or proxy can bring about. */
static bool
ours(const struct send_result *r)
{
	if (r->address_refused || r->os_error != 0 ||
	    (r->job.clock_doubtful && outcome_tls_date(r)))
		return true;
	switch (r->curl_code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
		return !r->bytes_left;
	case CURLE_FAILED_INIT:
	case CURLE_URL_MALFORMAT:
	case CURLE_NOT_BUILT_IN:
	case CURLE_OUT_OF_MEMORY:
	case CURLE_BAD_FUNCTION_ARGUMENT:
	case CURLE_INTERFACE_FAILED:
	case CURLE_UNKNOWN_OPTION:
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_SSL_ENGINE_SETFAILED:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CRL_BADFILE:
		return true;
	default:
		return false;
	}
}

/* A chain that ends at an issuer whom we do not know. */
static bool
intercepted(const struct send_result *r)
{
	switch (r->tls_verify) {
	case VERIFY_NO_ISSUER:
	case VERIFY_SELF_SIGNED:
	case VERIFY_SELF_SIGNED_IN_CHAIN:
	case VERIFY_NO_LOCAL_ISSUER:
	case VERIFY_FIRST_UNVERIFIED:
		return true;
	default:
		return false;
	}
}

/* A time-out is told by how far it had come. */
static enum fault
below_http(const struct send_result *r)
{
	bool timed_out = r->curl_code == CURLE_OPERATION_TIMEDOUT;

	if (r->proxy_failed || r->curl_code == CURLE_COULDNT_RESOLVE_PROXY ||
	    r->curl_code == CURLE_PROXY)
		return FAULT_PROXY;
	if (r->curl_code == CURLE_COULDNT_RESOLVE_HOST)
		return FAULT_DNS;
	if (r->bytes_left)
		return FAULT_RECEIVER;
	/* By a proxy, names and ways are its business, and it had agreed. */
	if (timed_out && r->dns_us == 0 && !r->proxied)
		return FAULT_DNS;
	if (r->curl_code == CURLE_COULDNT_CONNECT ||
	    (timed_out && !r->connected))
		return FAULT_NETWORK;
	return intercepted(r) ? FAULT_TLS_INTERCEPTION : FAULT_RECEIVER;
}

enum fault
outcome_fault(const struct send_result *r, enum answer a)
{
	if (a == ANSWER_ACCEPTED)
		return FAULT_NONE;
	if (r->http_status == 429)
		return FAULT_RECEIVER_LIMIT;
	if (r->http_status != 0)
		return FAULT_RECEIVER;
	return ours(r) ? FAULT_OURS : below_http(r);
}

const char *
outcome_fault_name(enum fault f)
{
	static const char *const names[] = {
	    [FAULT_NONE] = "",
	    [FAULT_OURS] = "ours",
	    [FAULT_PROXY] = "proxy",
	    [FAULT_DNS] = "dns",
	    [FAULT_NETWORK] = "network",
	    [FAULT_TLS_INTERCEPTION] = "tls interception",
	    [FAULT_RECEIVER] = "receiver",
	    [FAULT_RECEIVER_LIMIT] = "receiver limit",
	};

	return names[f];
}
