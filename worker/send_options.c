/*
 * send_options.c - what a request may do, and where it may go.
 *
 * Every option that keeps a request from going where it must not is set in
 * harden(); the address itself is judged in open_socket(), after DNS and
 * before connect, and again in before_request(), which runs for reused
 * connections too.
 */
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/retry_after.h"
#include "core/xmalloc.h"
#include "worker/send_private.h"

#define CONNECT_TIMEOUT_MS 5000L
#define IDLE_CONNECTION_S 60L
#define SILENCE_S 10L
#define USUAL_TIMEOUT_MS 15000 /* the setting's default */

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

/*
 * The address guard: after DNS, before connect.  With a proxy the address is
 * the proxy's, which the operator named; where that one connects to is judged
 * by the host's name alone, so only apps that have a list of hosts go there.
 */
static bool
allowed(struct transfer *t, const struct sockaddr *a)
{
	if (t->sender->conf->proxy[0] != '\0')
		return !t->result.job.app->own_host;
	return netguard_allows(t->sender->guard, a);
}

_Static_assert(SEND_ERROR_BYTES >= CURL_ERROR_SIZE, "libcurl writes there");

static curl_socket_t
open_socket(void *cookie, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = cookie;
	int fd;

	(void)purpose;
	if (!allowed(t, &a->addr)) {
		t->refused = true;
		return CURL_SOCKET_BAD;
	}
	t->opened = true;
	fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
	/* libcurl tells "could not connect" for this too. */
	if (fd < 0)
		t->result.os_error = errno;
	return fd;
}

/* Text form of an address, as libcurl reports the peer, to a sockaddr. */
static bool
allowed_text(struct transfer *t, const char *ip)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *found;
	bool yes;

	if (getaddrinfo(ip, NULL, &hints, &found) != 0)
		return false;
	yes = allowed(t, found->ai_addr);
	freeaddrinfo(found);
	return yes;
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
	if (allowed_text(t, peer_ip)) {
		t->sent = true;
		return CURL_PREREQFUNC_OK;
	}
	t->result.address_refused = true;
	return CURL_PREREQFUNC_ABORT;
}

/*
 * What a header line says about when to come back.  libcurl's own reading of
 * it can't tell "now" from garbage.  A new status line starts anew: what a
 * 1xx said does not count.
 */
static void
read_hint(struct transfer *t, const char *line, size_t len)
{
	static const char name[] = "retry-after:";
	size_t n = sizeof(name) - 1;
	int64_t hint;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0)
		t->result.retry_after_ms = RETRY_AFTER_NONE;
	if (len < n || strncasecmp(line, name, n) != 0)
		return;
	hint = retry_after_header(line + n, len - n, clock_wall_ms());
	if (hint > t->result.retry_after_ms)
		t->result.retry_after_ms = hint;
}

/* Returning less than was given ends the transfer. */
static size_t
on_header(char *data, size_t size, size_t n, void *cookie)
{
	struct transfer *t = cookie;

	read_hint(t, data, size * n);
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
	CURL *e = t->easy;

	SET(e, CURLOPT_PROTOCOLS_STR, "https");
	SET(e, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	SET(e, CURLOPT_FOLLOWLOCATION, 0L);
	SET(e, CURLOPT_UNRESTRICTED_AUTH, 0L);
	SET(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(e, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(e, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(e, CURLOPT_CAINFO, t->sender->ca_path);
	/* With a CApath the multi handle's CA cache is off: 20 ms each. */
	SET(e, CURLOPT_CAPATH, NULL);
	SET(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(e, CURLOPT_OPENSOCKETDATA, t);
	SET(e, CURLOPT_PREREQFUNCTION, before_request);
	SET(e, CURLOPT_PREREQDATA, t);
	if (t->sender->connect_to != NULL)
		SET(e, CURLOPT_CONNECT_TO, t->sender->connect_to);
}

/*
 * The operator's proxy or none: each of these also keeps the environment from
 * having a say, which knows proxies and names that go around them.
 */
static void
proxy(struct transfer *t)
{
	CURL *e = t->easy;

	SET(e, CURLOPT_PROXY, t->sender->conf->proxy);
	SET(e, CURLOPT_NOPROXY, "");
	/* What a proxy says to CONNECT is no answer of the receiver. */
	SET(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(e, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
	SET(e, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
	SET(e, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(e, CURLOPT_PROXY_CAINFO, t->sender->ca_path);
	SET(e, CURLOPT_PROXY_CAPATH, NULL);
}

/* Bounds in time and size on both directions. */
static void
bound(struct transfer *t, int64_t timeout_ms)
{
	CURL *e = t->easy;

	SET(e, CURLOPT_NOSIGNAL, 1L);
	/*
	 * A name that is still being looked up when its time is over: without
	 * this libcurl waits for the resolver's thread, and everybody with it.
	 */
	SET(e, CURLOPT_QUICK_EXIT, 1L);
	SET(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(e, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	/*
	 * Silence: a slow drip is the time-out's.  An app that was given more
	 * time may be silent for all of it: cut short, its answer would be a
	 * repeat.
	 */
	SET(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(e, CURLOPT_LOW_SPEED_TIME,
	    timeout_ms > USUAL_TIMEOUT_MS ? (long)(timeout_ms / 1000)
					  : SILENCE_S);
	SET(e, CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_S);
	/* Encodings are not asked for: what comes is bounded as it comes. */
	SET(e, CURLOPT_ACCEPT_ENCODING, NULL);
	SET(e, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	SET(e, CURLOPT_HEADERFUNCTION, on_header);
	SET(e, CURLOPT_HEADERDATA, t);
	SET(e, CURLOPT_WRITEFUNCTION, on_body);
	SET(e, CURLOPT_WRITEDATA, t);
}

/* The URL as stored, with what the app has to add to it. */
static void
set_url(struct transfer *t, const struct send_job *job)
{
	const char *stored = job->access->url;
	char *full = job->app->complete != NULL ? job->app->complete(stored)
						: xstrdup(stored);
	char *url =
	    xasprintf("%s%s", full, job->suffix != NULL ? job->suffix : "");

	SET(t->easy, CURLOPT_URL, url);
	seal_forget(&full);
	seal_forget(&url);
	free(job->suffix);
}

static void
request(struct transfer *t, const struct send_job *job)
{
	CURL *e = t->easy;

	send_secrets(t, job);
	send_headers(t, job);
	set_url(t, job);
	/* The URL as stored, byte for byte: no clean-up of its path. */
	SET(e, CURLOPT_PATH_AS_IS, 1L);
	SET(e, CURLOPT_USERAGENT, "Tocsin");
	SET(e, CURLOPT_HTTPHEADER, t->headers);
	SET(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->sent_bytes);
	SET(e, CURLOPT_POSTFIELDS, t->body);
	/*
	 * HTTP/2 saves nothing here, and servers that answer before reading
	 * the body end its streams as errors.
	 */
	SET(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	/* Why a certificate was refused stands here only. */
	SET(e, CURLOPT_ERRORBUFFER, t->result.error);
	SET(e, CURLOPT_PRIVATE, t);
}

void
send_options(struct transfer *t, const struct send_job *job)
{
	request(t, job);
	harden(t);
	proxy(t);
	bound(t, job->timeout_ms);
}
