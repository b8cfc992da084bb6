/*
 * confine.c - the sandboxes of tocsin-web; see core/sandbox.h.
 *
 * The parent's holds for its children too, so it allows all that they need;
 * each of them then gives up what is the parent's alone.
 */
#include <stdlib.h>

#include "cgi/confine.h"
#include "core/sandbox.h"
#include "core/xmalloc.h"

static void
allow_below(struct sandbox *s, const struct conf *c, const char *name)
{
	char *folder = xasprintf("%s/%s", c->data, name);

	sandbox_write(s, folder);
	free(folder);
}

static void
allow_files(struct sandbox *s, const struct conf *c)
{
	size_t i;

	sandbox_read(s, "/dev/urandom");
	for (i = 0; i < c->readable.n; i++)
		sandbox_read(s, c->readable.items[i]);
	/* Keys are read again when they were changed. */
	sandbox_read_around(s, c->public_key);
	sandbox_read_around(s, c->web_key);
	/* All of it: a folder that was restored has taken another's place. */
	sandbox_read(s, c->data);
	allow_below(s, c, "config");
	allow_below(s, c, "events");
}

void
confine_parent(const struct conf *c)
{
	struct sandbox *s = sandbox_new(SANDBOX_ACCEPT | SANDBOX_FORK);

	allow_files(s, c);
	/* It removes its sockets when it ends. */
	sandbox_write_around(s, c->socket);
	if (*c->sso_socket != '\0')
		sandbox_write_around(s, c->sso_socket);
	sandbox_enter(s);
}

void
confine_child(const struct conf *c)
{
	struct sandbox *s = sandbox_new(SANDBOX_ACCEPT | SANDBOX_QUIET);

	allow_files(s, c);
	sandbox_enter(s);
}
