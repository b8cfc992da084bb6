/*
 * origin.c - our own addresses, and those of callers; see origin.h.
 *
 * What a proxy claims in X-Forwarded-* is never read: anybody can send it, and
 * our own nginx has no need to.
 */
#include <string.h>
#include <strings.h>

#include "cgi/origin.h"

#define HTTPS "https://"

bool
origin_secure(const char *origin)
{
	return strncasecmp(origin, HTTPS, strlen(HTTPS)) == 0;
}

/* What stands behind "://"; an origin without it has none, and fits nothing. */
static const char *
authority(const char *origin)
{
	const char *sep = strstr(origin, "://");

	return sep == NULL ? "" : sep + 3;
}

/* The length of an authority without the port that goes without saying. */
static size_t
spoken(const char *authority, bool secure)
{
	const char *port = secure ? ":443" : ":80";
	size_t bytes = strlen(authority), tail = strlen(port);

	if (bytes > tail && strcmp(authority + bytes - tail, port) == 0)
		bytes -= tail;
	return bytes;
}

static bool
same_authority(const char *a, const char *b, bool secure)
{
	size_t bytes = spoken(a, secure);

	return bytes > 0 && bytes == spoken(b, secure) &&
	       strncasecmp(a, b, bytes) == 0;
}

/*
 * A foreign name that leads here (DNS rebinding) would make a foreign page the
 * same origin as ours; so only names that the operator wrote down are ours.
 * Two Host values joined by a comma are no name at all, and fit none.
 */
const char *
origin_find(const struct conf_list *origins, const char *host)
{
	size_t i;

	for (i = 0; i < origins->n; i++)
		if (same_authority(authority(origins->items[i]), host,
			origin_secure(origins->items[i])))
			return origins->items[i];
	return NULL;
}

bool
origin_same(const char *a, const char *b)
{
	size_t scheme = strcspn(a, ":");

	return scheme == strcspn(b, ":") && strncasecmp(a, b, scheme) == 0 &&
	       same_authority(authority(a), authority(b), origin_secure(a));
}
