/*
 * send.c - the one libcurl multi handle.
 *
 * What each request may do, and where it may go, is set in send_options.c;
 * here they are started, moved on and collected.
 */
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/retry_after.h"
#include "core/xmalloc.h"
#include "worker/send_private.h"

#define EVENTS_AT_ONCE 64

/* libcurl tells which socket waits for what. */
static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *cookie, void *known)
{
	struct sender *s = cookie;
	struct epoll_event ev = {0};

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	ev.data.fd = fd;
	ev.events = ((what & CURL_POLL_IN) ? EPOLLIN : 0U) |
		    ((what & CURL_POLL_OUT) ? EPOLLOUT : 0U);
	if (epoll_ctl(s->epoll_fd,
		known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &ev) != 0 &&
	    epoll_ctl(s->epoll_fd,
		known != NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &ev) != 0)
		fatal("epoll_ctl");
	/* Any pointer but NULL marks the socket as known. */
	curl_multi_assign(s->multi, fd, s);
	return 0;
}

/* libcurl tells how long it can wait; the loop asks by sender_wait_ms(). */
static int
on_timer(CURLM *multi, long timeout_ms, void *cookie)
{
	struct sender *s = cookie;

	(void)multi;
	s->timer_at = timeout_ms < 0 ? -1 : clock_boot_ms() + timeout_ms;
	return 0;
}

/*
 * A new easy handle each time: nothing of one destination (headers, cookies,
 * options) can leak into a request to another.  Connections are kept by the
 * multi handle all the same.
 */
void
sender_start(struct sender *s, struct send_job *job)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->sender = s;
	t->easy = curl_easy_init();
	if (t->easy == NULL)
		xmalloc_failed();
	t->result.job = *job;
	t->result.job.access = NULL;
	t->result.job.suffix = NULL;
	t->result.job.body = NULL;
	t->result.retry_after_ms = RETRY_AFTER_NONE;
	send_options(t, job);
	t->next = s->transfers;
	if (t->next != NULL)
		t->next->prev = t;
	s->transfers = t;
	s->busy++;
	if (curl_multi_add_handle(s->multi, t->easy) != CURLM_OK)
		fatalx("libcurl: a request could not be started");
}

/* curl_easy_cleanup() is also what drops libcurl's copy of the URL. */
static void
transfer_free(struct transfer *t)
{
	struct sender *s = t->sender;

	if (t->prev != NULL)
		t->prev->next = t->next;
	else
		s->transfers = t->next;
	if (t->next != NULL)
		t->next->prev = t->prev;
	curl_multi_remove_handle(s->multi, t->easy);
	curl_easy_cleanup(t->easy);
	send_forget(t);
	free(t);
	s->busy--;
}

static int64_t
phase_us(CURL *e, CURLINFO info)
{
	curl_off_t us = 0;

	curl_easy_getinfo(e, info, &us);
	return us;
}

/* What may be kept.  The last moment at which the secrets are at hand. */
static void
keep_secret(struct transfer *t)
{
	struct send_result *r = &t->result;
	const char *url = NULL;

	curl_easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &url);
	if (url == NULL)
		url = "";
	r->withheld = send_repeats(t, url, r->answer, r->answer_bytes);
	/* Names of certificates stand in it, which the receiver chooses. */
	if (send_repeats(t, url, r->error, strlen(r->error)))
		r->error[0] = '\0';
}

/* How far it came, for whose fault it was. */
static void
locate(struct transfer *t)
{
	struct send_result *r = &t->result;
	long code = 0, proxy_verify = 0, local_port = 0;

	/* libcurl's time of the connect is set after TLS only. */
	curl_easy_getinfo(t->easy, CURLINFO_LOCAL_PORT, &local_port);
	r->connected = local_port > 0;
	curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &code);
	curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &r->tls_verify);
	curl_easy_getinfo(
	    t->easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &proxy_verify);
	r->proxied = t->sender->conf->proxy[0] != '\0';
	/* A kept connection has its tunnel from an earlier request. */
	r->proxy_failed = r->proxied && !t->sent &&
			  (code < 200 || code >= 300 || proxy_verify != 0);
	r->proxy_status = r->proxied ? code : 0;
	/* One address of many that is private says nothing of the others. */
	if (t->refused && !t->opened)
		r->address_refused = true;
}

/* Everything that is known of an ended transfer. */
static void
measure(struct transfer *t, CURLcode code)
{
	struct send_result *r = &t->result;

	r->curl_code = (int)code;
	keep_secret(t);
	locate(t);
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &r->http_status);
	/* A 1xx is no answer yet; before the request, only a proxy's came. */
	if (r->http_status < 200 || !t->sent)
		r->http_status = 0;
	r->bytes_left = t->sent;
	r->dns_us = phase_us(t->easy, CURLINFO_NAMELOOKUP_TIME_T);
	r->connect_us = phase_us(t->easy, CURLINFO_CONNECT_TIME_T);
	r->tls_us = phase_us(t->easy, CURLINFO_APPCONNECT_TIME_T);
	r->first_byte_us = phase_us(t->easy, CURLINFO_STARTTRANSFER_TIME_T);
	r->total_us = phase_us(t->easy, CURLINFO_TOTAL_TIME_T);
}

/*
 * libcurl's message is gone once its handle is removed: so first everything is
 * measured, then told, then freed.
 */
static void
collect(struct sender *s)
{
	struct transfer *t;
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(s->multi, &left)) != NULL) {
		CURLcode code = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		measure(t, code);
		s->done(s->cookie, &t->result);
		transfer_free(t);
	}
}

/* A failure here would leave requests that never end. */
static void
act(struct sender *s, curl_socket_t fd, int what)
{
	int running;
	CURLMcode rc = curl_multi_socket_action(s->multi, fd, what, &running);

	if (rc != CURLM_OK)
		fatalx("libcurl: %s; start again", curl_multi_strerror(rc));
}

void
sender_run(struct sender *s)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int n, i;

	n = epoll_wait(s->epoll_fd, events, EVENTS_AT_ONCE, 0);
	if (n < 0 && errno != EINTR)
		fatal("epoll_wait");
	for (i = 0; i < n; i++) {
		int what =
		    ((events[i].events & EPOLLIN) ? CURL_CSELECT_IN : 0) |
		    ((events[i].events & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
		    ((events[i].events & (EPOLLERR | EPOLLHUP))
			    ? CURL_CSELECT_ERR
			    : 0);

		act(s, events[i].data.fd, what);
	}
	if (s->timer_at >= 0 && clock_boot_ms() >= s->timer_at) {
		s->timer_at = -1;
		act(s, CURL_SOCKET_TIMEOUT, 0);
	}
	collect(s);
}

/* With one, much that goes wrong is its doing: say so, never its password. */
static void
say_proxy(const struct conf *c)
{
	char *shown = conf_proxy_shown(c);

	if (shown[0] != '\0')
		log_info("egress: every connection goes by %s", shown);
	free(shown);
}

struct sender *
sender_new(const struct conf *c, const struct netguard *guard, send_done *done,
    void *cookie)
{
	struct sender *s = xcalloc(1, sizeof(*s));
	size_t i;

	s->conf = c;
	send_ca_open(s);
	say_proxy(c);
	s->guard = guard;
	s->done = done;
	s->cookie = cookie;
	s->timer_at = -1;
	/* libcurl does not see where OpenSSL had no memory to start with. */
	errno = 0;
	send_must(curl_global_init(CURL_GLOBAL_DEFAULT), "start");
	if (errno == ENOMEM)
		xmalloc_failed();
	s->multi = curl_multi_init();
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (s->multi == NULL || s->epoll_fd < 0)
		fatal("the sender could not be set up");
	curl_multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
	curl_multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
	for (i = 0; i < c->connect_to.n; i++)
		s->connect_to =
		    send_append(s->connect_to, c->connect_to.items[i]);
	return s;
}

void
sender_free(struct sender *s)
{
	struct transfer *t, *next;

	if (s == NULL)
		return;
	for (t = s->transfers; t != NULL; t = next) {
		next = t->next;
		transfer_free(t);
	}
	curl_multi_cleanup(s->multi);
	curl_slist_free_all(s->connect_to);
	send_ca_close(s);
	close(s->epoll_fd);
	free(s);
	curl_global_cleanup();
}

int
sender_fd(const struct sender *s)
{
	return s->epoll_fd;
}

int
sender_wait_ms(const struct sender *s)
{
	int64_t wait;

	if (s->timer_at < 0)
		return -1;
	wait = s->timer_at - clock_boot_ms();
	return wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait;
}

unsigned
sender_busy(const struct sender *s)
{
	return s->busy;
}
