/*
 * http.h - a request and its response, whoever carries them.
 *
 * serve.c fills and sends them by FastCGI; tests make them by hand.
 */
#ifndef TOCSIN_CGI_HTTP_H
#define TOCSIN_CGI_HTTP_H

#include <stdbool.h>
#include <stddef.h>

/* Bit values: a set of methods is a sum of them.  HEAD is a GET. */
enum method { METHOD_NONE = 0, METHOD_GET = 1, METHOD_POST = 2 };

/* Longest body of a page's form, and of a call with events. */
#define BODY_FORM_MAX_BYTES 65536
#define BODY_EVENTS_MAX_BYTES 8388608

/*
 * One request.  Strings are never NULL ("" where the header is absent) and
 * belong to whoever filled it.  Nothing in here has been checked.
 */
struct http_request {
	enum method method; /* METHOD_NONE: one that no page takes */
	bool head;          /* send no body */
	const char *path;   /* as sent, still encoded, without the query */
	const char *query;  /* as sent, without the question mark */
	const char *host;
	const char *origin;
	const char *fetch_site; /* Sec-Fetch-Site */
	const char *cookie;
	const char *authorization;
	const char *accept;
	const char *content_type;
	const char *remote_addr;
	const char *user_agent;
	const char *sso_user;   /* as the proxy names them; "" elsewhere */
	const char *sso_groups; /* the same; parted by commas */
	bool too_large;         /* over BODY_EVENTS_MAX_BYTES; body is empty */
	bool incomplete;        /* the body ended early */
	char *body;             /* may hold NUL bytes; ended by one */
	size_t body_bytes;
};

/* One response.  response_free() frees what it holds. */
struct http_response {
	int status;              /* 200, 303, ... */
	const char *type;        /* Content-Type; static text */
	const char *disposition; /* of a file to keep, else NULL; static */
	char *location;          /* of a redirect, else NULL */
	char *set_cookie;        /* else NULL */
	char *set_device;        /* a second cookie, else NULL */
	bool forget;             /* the browser drops what it kept of us */
	const char *allow;       /* of a 405, else NULL; static text */
	const char *retry_after; /* seconds, of a 429 or 503, else NULL */
	char *body;
	size_t body_bytes;
};

/* response_free(r): free what r holds and zero it. */
void response_free(struct http_response *r);

#endif
