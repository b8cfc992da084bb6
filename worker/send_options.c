/*
 * send_options.c - what a request may do, and where it may go.
 *
 * Every option that keeps a request from going where it must not is set in
 * harden(); the address itself is judged in open_socket(), after DNS and
 * before connect, and again in before_request(), which runs for reused
 * connections too.
 */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "worker/send_private.h"

#define CONNECT_TIMEOUT_MS 5000L
#define IDLE_CONNECTION_S 60L

#define SET(easy, option, value) \
	send_must(curl_easy_setopt((easy), (option), (value)), #option)

void
send_must(CURLcode code, const char *what)
{
	if (code != CURLE_OK)
		fatalx("libcurl: %s: %s", what, curl_easy_strerror(code));
}

struct curl_slist *
send_append(struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(list, line);

	if (longer == NULL)
		xmalloc_failed();
	return longer;
}

/* The address guard: after DNS, before connect. */
static curl_socket_t
open_socket(void *cookie, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = cookie;

	(void)purpose;
	if (!netguard_allows(t->sender->guard, &a->addr)) {
		t->result.address_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* Text form of an address, as libcurl reports the peer, to a sockaddr. */
static bool
allowed_text(const struct netguard *guard, const char *ip)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *found;
	bool allowed;

	if (getaddrinfo(ip, NULL, &hints, &found) != 0)
		return false;
	allowed = netguard_allows(guard, found->ai_addr);
	freeaddrinfo(found);
	return allowed;
}

/*
 * The guard once more, just before the request: reused connections too.
 *
 * libcurl repeats a request by itself when a reused connection ends without
 * an answer.  The first one may have arrived all the same, and a repeat has
 * to say so in the message: so the second call ends the transfer, and the
 * delivery goes to `unknown` like any other whose bytes left.
 */
static int
before_request(
    void *cookie, char *peer_ip, char *local_ip, int peer_port, int local_port)
{
	struct transfer *t = cookie;

	(void)local_ip;
	(void)peer_port;
	(void)local_port;
	if (t->sent)
		return CURL_PREREQFUNC_ABORT;
	if (allowed_text(t->sender->guard, peer_ip)) {
		t->sent = true;
		return CURL_PREREQFUNC_OK;
	}
	t->result.address_refused = true;
	return CURL_PREREQFUNC_ABORT;
}

/* Returning less than was given ends the transfer. */
static size_t
on_header(char *data, size_t size, size_t n, void *cookie)
{
	struct transfer *t = cookie;

	(void)data;
	t->header_bytes += size * n;
	return t->header_bytes > ANSWER_HEADER_MAX_BYTES ? 0 : size * n;
}

static size_t
on_body(char *data, size_t size, size_t n, void *cookie)
{
	struct transfer *t = cookie;
	size_t bytes = size * n;
	size_t room = sizeof(t->result.answer) - t->result.answer_bytes;
	size_t keep = bytes < room ? bytes : room;

	memcpy(t->result.answer + t->result.answer_bytes, data, keep);
	t->result.answer_bytes += keep;
	/* CURLOPT_MAXFILESIZE does not bound chunked bodies; this does. */
	t->body_bytes += bytes;
	return t->body_bytes > ANSWER_BODY_MAX_BYTES ? 0 : bytes;
}

/* HTTPS to where the URL says, verified, and nowhere else. */
static void
harden(struct transfer *t)
{
	const struct conf *c = t->sender->conf;
	CURL *e = t->easy;

	SET(e, CURLOPT_PROTOCOLS_STR, "https");
	SET(e, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	SET(e, CURLOPT_FOLLOWLOCATION, 0L);
	/* Even "" matters: else the environment chooses a proxy. */
	SET(e, CURLOPT_PROXY, c->proxy);
	SET(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(e, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(e, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(e, CURLOPT_CAINFO, c->ca_file);
	/* With a CApath the multi handle's CA cache is off: 20 ms each. */
	SET(e, CURLOPT_CAPATH, NULL);
	SET(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(e, CURLOPT_OPENSOCKETDATA, t);
	SET(e, CURLOPT_PREREQFUNCTION, before_request);
	SET(e, CURLOPT_PREREQDATA, t);
	if (t->sender->connect_to != NULL)
		SET(e, CURLOPT_CONNECT_TO, t->sender->connect_to);
}

/* Bounds in time and size on both directions. */
static void
bound(struct transfer *t, int64_t timeout_ms)
{
	CURL *e = t->easy;

	SET(e, CURLOPT_NOSIGNAL, 1L);
	SET(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(e, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	SET(e, CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_S);
	SET(e, CURLOPT_HEADERFUNCTION, on_header);
	SET(e, CURLOPT_HEADERDATA, t);
	SET(e, CURLOPT_WRITEFUNCTION, on_body);
	SET(e, CURLOPT_WRITEDATA, t);
}

/*
 * Header values are constants of ours, never foreign text, so there is no way
 * to smuggle a line into them.
 */
static void
request(struct transfer *t, const struct send_job *job)
{
	char *type = xasprintf("Content-Type: %s", job->app->content_type);
	CURL *e = t->easy;

	t->headers = send_append(NULL, type);
	free(type);
	/* Waiting for "100 Continue" would cost a round trip. */
	t->headers = send_append(t->headers, "Expect:");
	SET(e, CURLOPT_URL, job->url);
	/* The URL as stored, byte for byte: no clean-up of its path. */
	SET(e, CURLOPT_PATH_AS_IS, 1L);
	SET(e, CURLOPT_USERAGENT, "Tocsin");
	SET(e, CURLOPT_HTTPHEADER, t->headers);
	SET(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->body_bytes);
	SET(e, CURLOPT_POSTFIELDS, t->body);
	/*
	 * HTTP/2 saves nothing here, and servers that answer before reading
	 * the body end its streams as errors.
	 */
	SET(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(e, CURLOPT_PRIVATE, t);
}

void
send_options(struct transfer *t, const struct send_job *job)
{
	request(t, job);
	harden(t);
	bound(t, job->timeout_ms);
}
