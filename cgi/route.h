/*
 * route.h - which path takes what, from whom, and who answers.
 *
 * The table is the only guard: a handler runs when everything that its row
 * demands has been seen to hold.
 */
#ifndef TOCSIN_CGI_ROUTE_H
#define TOCSIN_CGI_ROUTE_H

#include <stdint.h>

#include "cgi/http.h"
#include "core/permission.h"

struct exchange;

/* How a caller proves that the request is its own doing. */
enum proof {
	PROOF_NONE,  /* it changes nothing */
	PROOF_FORM,  /* same origin, and the session's token in the form */
	PROOF_BEARER /* a bearer token; no cookie counts */
};

/*
 * Whether the password must have been given lately (OWASP ASVS 5.0 7.5.1 and
 * 7.5.3):
 * before what changes where alerts go, or how somebody signs in.
 */
enum fresh {
	FRESH_NOT,
	FRESH_NEEDED, /* within the hour */
	FRESH_NOW     /* within minutes: how somebody proves who they are */
};

struct route {
	const char *path;   /* exact */
	enum method method; /* one row for each */
	enum permission permission;
	enum proof proof;
	enum fresh fresh;
	uint64_t fields; /* of the query for GET, of the body for POST */
	void (*handle)(struct exchange *x);
};

/* How many there are: tests/unit/check_matrix.c has a row for each. */
#define ROUTES 33

/* All routes, ended by a NULL path. */
extern const struct route routes[];

#endif
