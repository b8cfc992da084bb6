/*
 * send_private.h - what send.c and send_options.c share.
 */
#ifndef TOCSIN_SEND_PRIVATE_H
#define TOCSIN_SEND_PRIVATE_H

#include <curl/curl.h>

#include "worker/send.h"

struct sender {
	CURLM *multi;
	int epoll_fd;
	int64_t timer_at; /* boot clock ms, or -1 */
	unsigned busy;
	struct curl_slist *connect_to;
	int ca_fd;     /* a memfd with both CA files; -1: ca_file is used */
	char *ca_path; /* what libcurl reads */
	const struct conf *conf;
	const struct netguard *guard;
	send_done *done;
	void *cookie;
	struct transfer *transfers;
};

/* One request under way. */
struct transfer {
	struct sender *sender;
	CURL *easy;
	struct curl_slist *headers;
	char *body;
	size_t sent_bytes; /* of it */
	char *secret;      /* clear, or NULL */
	bool sent;    /* the request itself, not a CONNECT to a proxy, left */
	bool refused; /* an address was, */
	bool opened;  /* a socket to one that is allowed was had */
	size_t header_bytes;
	size_t body_bytes;
	struct send_result result;
	struct transfer *next, *prev;
};

/* send_must(code, what): calls that can only fail by our own mistake. */
void send_must(CURLcode code, const char *what);

/* send_append(list, line): the longer list; never fails. */
struct curl_slist *send_append(struct curl_slist *list, const char *line);

/*
 * send_secrets(t, job): take over the job's body, with the secret in it where
 * the app wants it there; before the headers, which may sign the body.
 * send_headers(t, job): set t->headers, the app's among them.
 */
void send_secrets(struct transfer *t, const struct send_job *job);
void send_headers(struct transfer *t, const struct send_job *job);

/*
 * send_repeats(t, url, bytes, n): whether n bytes repeat what is secret in the
 * request, which went to url.
 */
bool send_repeats(
    const struct transfer *t, const char *url, const char *bytes, size_t n);

/* send_forget(t): wipe and free headers, secret and body. */
void send_forget(struct transfer *t);

/* send_options(t, job): every option of one request. */
void send_options(struct transfer *t, const struct send_job *job);

/*
 * send_ca_open(s): ca_path for s->conf's CA files; fatal where one can't be
 * read.  send_ca_close(s) ends what it opened.
 */
void send_ca_open(struct sender *s);
void send_ca_close(struct sender *s);

#endif
