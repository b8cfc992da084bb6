/*
 * conf_use.c - what follows from the values of tocsin.conf; see conf.h.
 */
#include <string.h>

#include "core/conf.h"
#include "core/xmalloc.h"

/*
 * A directory for each: its owner alone may put files there, so that a reader
 * of one database can't swap it for another file.
 */
char *
conf_database(const struct conf *c, const char *name)
{
	return xasprintf("%s/%s/%s.db", c->data, name, name);
}

char *
conf_proxy_shown(const struct conf *c)
{
	const char *host = strstr(c->proxy, "://");
	const char *at = strchr(c->proxy, '@');

	if (host == NULL || at == NULL)
		return xstrdup(c->proxy);
	return xasprintf(
	    "%.*s%s", (int)(host + 3 - c->proxy), c->proxy, at + 1);
}
