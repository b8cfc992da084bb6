/*
 * guard.c - may this request pass?  See web.h.
 *
 * One step for each thing that must hold, in order; the first that does not
 * hold answers.  The cheap ones and those that hide nothing come first, and
 * nothing is decoded for a caller who may not do it anyway.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/guard.h"
#include "cgi/origin.h"
#include "core/xmalloc.h"

static bool
host_is_ours(struct exchange *x)
{
	x->origin = origin_find(&x->web->conf.origin, x->req->host);
	if (x->origin != NULL)
		return true;
	return REFUSE(x, 421,
	    "This server does not answer to that name. Use one of the"
	    " addresses that tocsin.conf gives as origin.");
}

static bool
arrived_whole(struct exchange *x)
{
	if (x->req->too_large)
		return REFUSE(x, 413, "That is too large: at most %d bytes.",
		    BODY_EVENTS_MAX_BYTES);
	if (x->req->incomplete)
		return REFUSE(
		    x, 400, "The request ended early. Send it again.");
	return true;
}

/* What a path takes, for the Allow header of a 405. */
static const char *
allowed(unsigned methods)
{
	if (methods == METHOD_GET)
		return "GET, HEAD";
	return methods == METHOD_POST ? "POST" : "GET, HEAD, POST";
}

/*
 * Exact paths alone: no decoding, no dots and no slash at the end.  So there
 * is one way to write each, and nothing that nginx and we read differently.
 */
static bool
find_route(struct exchange *x)
{
	const struct route *r;
	unsigned methods = 0;

	for (r = routes; r->path != NULL; r++) {
		if (strcmp(r->path, x->req->path) != 0)
			continue;
		methods |= r->method;
		if (r->method == x->req->method)
			x->route = r;
	}
	if (x->route != NULL)
		return true;
	if (methods == 0)
		return REFUSE(x, 404,
		    "There is no such page. The address may be mistyped.");
	x->out->allow = allowed(methods);
	return REFUSE(
	    x, 405, "This page does not take that: only %s.", x->out->allow);
}

/* The type alone, without parameters such as a character set. */
static bool
is_form(const char *type)
{
	static const char form[] = "application/x-www-form-urlencoded";
	size_t bytes = strcspn(type, "; \t");

	return bytes == strlen(form) && strncasecmp(type, form, bytes) == 0;
}

/*
 * Did one of our own pages send this?  Browsers of today say so in
 * Sec-Fetch-Site, which no page can forge; older ones name the page's origin.
 * Whoever says neither is no browser that we know to keep cookies apart.
 */
static bool
same_origin(const struct exchange *x)
{
	const char *site = x->req->fetch_site, *origin = x->req->origin;

	if (*origin != '\0' && !origin_same(origin, x->origin))
		return false;
	return *site != '\0' ? strcmp(site, "same-origin") == 0
			     : *origin != '\0';
}

/* Told, for it may be a page that acts behind somebody's back. */
static void
form_refused(struct exchange *x, const char *reason)
{
	char *detail = xasprintf("{\"reason\":\"%s\"}", reason);

	audit_refused(x, "form refused", x->route->path, detail);
	free(detail);
}

static bool
from_our_page(struct exchange *x)
{
	if (x->route->proof != PROOF_FORM)
		return true;
	if (x->req->body_bytes > BODY_FORM_MAX_BYTES)
		return REFUSE(x, 413, "That is too large: at most %d bytes.",
		    BODY_FORM_MAX_BYTES);
	if (!is_form(x->req->content_type))
		return REFUSE(x, 415,
		    "This takes forms only"
		    " (application/x-www-form-urlencoded).");
	if (!same_origin(x)) {
		form_refused(x, "from another site");
		return REFUSE(x, 403,
		    "This did not come from a page of this server, so nothing"
		    " was done. Open the page here and send it from there.");
	}
	return true;
}

/* The query of a GET, the body of a form; a POST's query must be empty. */
static bool
read_fields(struct exchange *x)
{
	const struct http_request *req = x->req;
	bool get = x->route->method == METHOD_GET;
	char why[INPUT_WHY_BYTES];
	int status;

	status = input_read(&x->in, get ? x->route->fields : 0, req->query,
	    strlen(req->query), why);
	if (status == 0 && x->route->proof == PROOF_FORM) {
		input_clear(&x->in);
		status = input_read(
		    &x->in, x->route->fields, req->body, req->body_bytes, why);
	}
	return status == 0 || REFUSE(x, status, "%s", why);
}

/*
 * The token is a hash of the cookie, so only a page that was made for this
 * session knows it.  Without a session there is none, and nothing fits it.
 *
 * Where nobody has to be signed in, the form of a session that is gone counts
 * too: strangers can make sessions until the row of who is typing there goes.
 * The id is not taken over: the handler works in a new session.
 */
static bool
is_proof(struct exchange *x)
{
	const char *csrf = x->in.value[FIELD_CSRF];

	/* What is shown of a faulty value is tidied up, and no proof. */
	if (csrf == NULL || x->in.error[FIELD_CSRF] != NULL)
		return false;
	if (x->session.known)
		return secret_same(csrf, x->session.csrf);
	return x->route->permission == PERMISSION_NONE &&
	       x->session.lost[0] != '\0' && secret_same(csrf, x->session.lost);
}

static bool
meant_it(struct exchange *x)
{
	if (x->route->proof != PROOF_FORM)
		return true;
	if (is_proof(x)) {
		if (session_need(x) == 0)
			return true;
		respond_broken(x);
		return false;
	}
	form_refused(x, "no token of this session");
	return REFUSE(x, 403,
	    "This page was open too long, or the form did not come from here;"
	    " nothing was done. Load the page again and repeat it.");
}

bool
guard(struct exchange *x)
{
	static bool (*const steps[])(struct exchange *) = {
	    host_is_ours,
	    arrived_whole,
	    find_route,
	    guard_may,
	    from_our_page,
	    read_fields,
	    meant_it,
	};
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!steps[i](x))
			return false;
	return true;
}
