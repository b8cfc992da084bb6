/*
 * where.c - where a page stands in the site, and where it leads back to; see
 * web.h.
 *
 * What leads back is always a path of the route table: nothing that anybody
 * sent becomes the address of a redirect.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/web.h"
#include "core/xmalloc.h"

/* The page that choosing a theme leads back to: this one, by its GET. */
char *
respond_here(const struct exchange *x)
{
	static const enum field_id ids[] = {FIELD_ID, FIELD_FORM};
	const struct route *r;
	size_t i;

	for (r = routes; r->path != NULL; r++)
		if (r->method == METHOD_GET &&
		    strcmp(r->path, x->req->path) == 0)
			break;
	if (r->path == NULL)
		return xstrdup("/destinations");
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if ((r->fields >> ids[i] & 1) != 0 &&
		    x->in.value[ids[i]] != NULL)
			return xasprintf("%s?%s=%s", r->path,
			    fields[ids[i]].name, x->in.value[ids[i]]);
	return xstrdup(r->path);
}

/* The part of the site that a page is of, for whoever may see it. */
const char *
respond_place(const struct exchange *x)
{
	static const char destinations[] = "/destinations";
	static const char account[] = "/account";
	static const char audit[] = "/audit";
	const char *path = x->route != NULL ? x->route->path : "";

	if (strncmp(path, destinations, strlen(destinations)) == 0)
		return caller_may(x, PERMISSION_VIEW_DESTINATIONS)
			   ? "destinations"
			   : "";
	if (strncmp(path, audit, strlen(audit)) == 0)
		return caller_may(x, PERMISSION_VIEW_AUDIT) ? "audit" : "";
	return strncmp(path, account, strlen(account)) == 0 ? "account" : "";
}

const char *
back_to(const struct exchange *x)
{
	const char *back = x->in.value[FIELD_BACK];

	return back != NULL ? back : "/";
}

/*
 * Where it goes on from: the page itself, with its id where that may stand in
 * the field (cgi/fields.c).  The guard asks before any field is read.
 */
void
respond_to(struct exchange *x, const char *path)
{
	const char *query = x->req->query;
	char *here = xasprintf(
	    "%s%s%s", x->route->path, *query != '\0' ? "?" : "", query);

	if (fields[FIELD_BACK].check(here) != NULL) {
		respond_see(x, "%s", path);
	} else if (*query != '\0') {
		/* "id" or "form": one "=", and the rest needs no escape. */
		size_t name = strcspn(query, "=");

		respond_see(x, "%s?back=%s%%3F%.*s%%3D%s", path, x->route->path,
		    (int)name, query, query + name + 1);
	} else {
		respond_see(x, "%s?back=%s", path, here);
	}
	free(here);
}
