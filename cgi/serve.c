/*
 * serve.c - the loop of a process that serves: FastCGI in, FastCGI out.
 *
 * One request a connection: with kept connections a process of libfcgi serves
 * one client and starves the others.  libfcgi reads and writes without any
 * limit of time, so SIGALRM, which nobody catches, is the limit: the process
 * ends, the connection with it, and the parent starts another one.
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "cgi/serve.h"
#include "cgi/supervise.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* For taking a request in: nginx has all of it before it connects. */
#define TAKE_S 10

/* For answering it and sending the answer; thousands of events may be in it. */
#define ANSWER_S 60

/* Paths below this take events; all others take forms. */
#define API_PREFIX "/api/"

/* The whole policy of a page; DESIGN.md says why. */
#define CSP \
	"default-src 'none'; script-src 'self'; style-src 'self'; " \
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; " \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " \
	"require-trusted-types-for 'script'; trusted-types 'none'"

/* Not its cookies: that of the theme is the browser's own. */
#define FORGET "\"cache\", \"storage\""

struct serving {
	struct web *web;
	FCGX_Request fcgi;
	int epoll;
	sigset_t waiting; /* blocked while waiting: all but SIGTERM */
};

static volatile sig_atomic_t ending;

static void
end_asked(int sig)
{
	(void)sig;
	ending = 1;
}

static const char *
param(const struct serving *s, const char *name)
{
	const char *value = FCGX_GetParam(name, s->fcgi.envp);

	return value != NULL ? value : "";
}

static void
take_method(const struct serving *s, struct http_request *req)
{
	const char *method = param(s, "REQUEST_METHOD");

	req->head = strcmp(method, "HEAD") == 0;
	if (req->head || strcmp(method, "GET") == 0)
		req->method = METHOD_GET;
	else if (strcmp(method, "POST") == 0)
		req->method = METHOD_POST;
	else
		req->method = METHOD_NONE;
}

/* Digits alone; the value stops growing where it is too large anyway. */
static bool
read_length(const char *text, size_t *length)
{
	size_t n = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		if (n <= BODY_EVENTS_MAX_BYTES)
			n = n * 10 + (size_t)(*text - '0');
	*length = n;
	return *text == '\0';
}

/*
 * A form that is too large is read one byte too far, and so is seen to be.
 * What is left unread libfcgi reads and drops when it closes the connection.
 */
static void
take_body(const struct serving *s, struct http_request *req)
{
	size_t length, got, max = BODY_FORM_MAX_BYTES + 1;

	if (strncmp(req->path, API_PREFIX, strlen(API_PREFIX)) == 0)
		max = BODY_EVENTS_MAX_BYTES;
	req->incomplete = !read_length(param(s, "CONTENT_LENGTH"), &length);
	req->too_large = length > BODY_EVENTS_MAX_BYTES;
	if (req->incomplete || req->too_large)
		length = 0;
	if (length > max)
		length = max;
	req->body = xmalloc(length + 1);
	got = (size_t)FCGX_GetStr(req->body, (int)length, s->fcgi.in);
	if (got < length)
		req->incomplete = true;
	req->body[got] = '\0';
	req->body_bytes = got;
}

/* uri is the request's own copy; path and query point into it. */
static void
take_request(const struct serving *s, struct http_request *req, char *uri)
{
	char *query = strchr(uri, '?');

	req->query = "";
	if (query != NULL) {
		*query = '\0';
		req->query = query + 1;
	}
	req->path = uri;
	take_method(s, req);
	req->host = param(s, "HTTP_HOST");
	req->origin = param(s, "HTTP_ORIGIN");
	req->fetch_site = param(s, "HTTP_SEC_FETCH_SITE");
	req->cookie = param(s, "HTTP_COOKIE");
	req->authorization = param(s, "HTTP_AUTHORIZATION");
	req->accept = param(s, "HTTP_ACCEPT");
	req->content_type = param(s, "CONTENT_TYPE");
	req->remote_addr = param(s, "REMOTE_ADDR");
	req->user_agent = param(s, "HTTP_USER_AGENT");
	/* What says who asks counts on that one socket alone (cgi/sso.h). */
	req->sso_user = s->web->sso ? param(s, "REMOTE_USER") : "";
	req->sso_groups = s->web->sso ? param(s, "REMOTE_GROUPS") : "";
	take_body(s, req);
}

/* Browsers don't read it, people who look at a capture do. */
static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} reasons[] = {{200, "OK"}, {202, "Accepted"}, {303, "See Other"},
	    {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
	    {404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
	    {413, "Content Too Large"}, {415, "Unsupported Media Type"},
	    {421, "Misdirected Request"}, {422, "Unprocessable Content"},
	    {429, "Too Many Requests"}, {500, "Internal Server Error"},
	    {503, "Service Unavailable"}};
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Other";
}

/* NULL is no header.  A line end in a value would begin a second header. */
static bool
header_fits(const char *value)
{
	if (value == NULL)
		return true;
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

static void
header(FILE *f, const char *name, const char *value)
{
	if (value != NULL)
		fprintf(f, "%s: %s\r\n", name, value);
}

static void
write_head(FILE *f, const struct http_response *out)
{
	bool html = out->type != NULL &&
		    strncmp(out->type, "text/html", strlen("text/html")) == 0;

	fprintf(f, "Status: %d %s\r\n", out->status, reason(out->status));
	header(f, "Content-Type", out->type);
	fprintf(f, "Content-Length: %zu\r\n", out->body_bytes);
	header(f, "Content-Disposition", out->disposition);
	header(f, "Cache-Control", "no-store");
	header(f, "Content-Security-Policy", html ? CSP : NULL);
	header(f, "Location", out->location);
	header(f, "Set-Cookie", out->set_cookie);
	header(f, "Set-Cookie", out->set_device);
	header(f, "Clear-Site-Data", out->forget ? FORGET : NULL);
	header(f, "Allow", out->allow);
	header(f, "Retry-After", out->retry_after);
	header(f, "WWW-Authenticate", out->status == 401 ? "Bearer" : NULL);
	fputs("\r\n", f);
}

/* A client that left meanwhile is no fault of ours, and none of its own. */
static void
put_response(
    const struct serving *s, const struct http_response *out, bool head)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *f = open_memstream(&text, &bytes);

	if (f == NULL)
		xmalloc_failed();
	write_head(f, out);
	if (!head && out->body_bytes > 0)
		fwrite(out->body, 1, out->body_bytes, f);
	if (fclose(f) != 0)
		xmalloc_failed();
	if (FCGX_PutStr(text, (int)bytes, s->fcgi.out) < 0)
		log_debug("the client left before the answer");
	free(text);
}

static void
send_response(
    const struct serving *s, const struct http_response *out, bool head)
{
	static const struct http_response fault = {.status = 500};

	if (header_fits(out->type) && header_fits(out->disposition) &&
	    header_fits(out->location) && header_fits(out->set_cookie) &&
	    header_fits(out->set_device) && header_fits(out->allow) &&
	    header_fits(out->retry_after)) {
		put_response(s, out, head);
		return;
	}
	log_warnx("an answer %d had a control character in a header; it was "
		  "answered by 500",
	    out->status);
	put_response(s, &fault, head);
}

/* A form's body may hold a webhook URL: nothing of it stays behind. */
static void
exchange_one(struct serving *s)
{
	struct http_request req = {.method = METHOD_NONE};
	struct http_response out = {0};
	char *uri = xstrdup(param(s, "REQUEST_URI"));

	take_request(s, &req, uri);
	alarm(ANSWER_S);
	web_answer(s->web, &req, &out);
	sodium_memzero(req.body, req.body_bytes);
	free(req.body);
	free(uri);
	send_response(s, &out, req.head);
	response_free(&out);
}

/*
 * SIGTERM is heard here and nowhere else, so it never cuts a request short
 * and is never missed just before the wait.  False: the end.
 */
static bool
wait_client(const struct serving *s)
{
	struct epoll_event event;

	while (!ending) {
		if (epoll_pwait(s->epoll, &event, 1, -1, &s->waiting) > 0)
			return true;
		if (errno != EINTR)
			fatal("epoll_pwait");
	}
	return false;
}

/*
 * Another process may have been quicker (EAGAIN), or the client may have sent
 * what is no request; libfcgi closed that one.
 */
static bool
serve_one(struct serving *s)
{
	int rc;

	alarm(TAKE_S);
	rc = FCGX_Accept_r(&s->fcgi);
	if (rc == 0) {
		/* Whatever the client asked for: it would hold us. */
		s->fcgi.keepConnection = 0;
		exchange_one(s);
		FCGX_Finish_r(&s->fcgi);
	} else if (rc != -EAGAIN && rc != -EINTR && rc != -ECONNABORTED) {
		errno = rc > -4096 ? -rc : 0;
		log_warn("no connection could be accepted");
		return false;
	}
	alarm(0);
	return !s->web->broken;
}

/*
 * EXCLUSIVE: one connection wakes one process.  M_PERTURB has free() overwrite
 * what it frees, libfcgi's buffers with a form in them as well.
 */
static void
prepare(struct serving *s, int fd)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
	struct sigaction end = {.sa_handler = end_asked};

	mallopt(M_PERTURB, 0xff);
	if (FCGX_Init() != 0 ||
	    FCGX_InitRequest(&s->fcgi, fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		fatalx("libfcgi can't be used");
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &end, NULL);
	sigprocmask(SIG_BLOCK, NULL, &s->waiting);
	sigdelset(&s->waiting, SIGTERM);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0 || epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		fatal("epoll");
}

int
serve_run(struct web *w, int fd)
{
	static struct serving s;

	s.web = w;
	web_open(w);
	prepare(&s, fd);
	while (wait_client(&s))
		if (!serve_one(&s))
			break;
	FCGX_Free(&s.fcgi, 1);
	close(s.epoll);
	web_close(w);
	if (w->broken)
		return EXIT_STORE_BROKEN;
	return ending ? 0 : 1;
}
