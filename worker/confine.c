/*
 * confine.c - the worker's sandbox; see core/sandbox.h.
 */
#include <stdlib.h>
#include <string.h>

#include "core/sandbox.h"
#include "core/xmalloc.h"
#include "worker/confine.h"

#define DNS_PORT 53

/*
 * For names, certificates and the libraries that look them up.  Folders and
 * no files: what writes resolv.conf, or the CA file, puts a new one in its
 * place, and a rule would stay with the old one.
 */
static const char *const readable[] = {
    "/etc",
    "/lib",
    "/usr/lib",
    "/usr/share/zoneinfo",
    "/run/systemd/resolve",
    "/run/NetworkManager",
    "/run/resolvconf",
    "/run/nscd",
    "/dev/urandom",
    /* The boot's id, for the clock. */
    "/proc/sys/kernel/random",
};

static void
allow_below(struct sandbox *s, const struct conf *c, const char *name)
{
	char *folder = xasprintf("%s/%s", c->data, name);

	sandbox_write(s, folder);
	free(folder);
}

/* tocsin.conf has seen to it that a port is what ends the proxy. */
static void
allow_proxy(struct sandbox *s, const char *proxy)
{
	const char *colon = strrchr(proxy, ':');

	if (colon == NULL)
		return;
	sandbox_port(s, (uint16_t)strtoul(colon + 1, NULL, 10));
	sandbox_port(s, DNS_PORT);
}

void
worker_confine(const struct conf *c)
{
	unsigned proxied = c->proxy[0] != '\0' ? SANDBOX_PORTS : 0;
	struct sandbox *s =
	    sandbox_new(SANDBOX_CONNECT | SANDBOX_THREADS | proxied);
	size_t i;

	for (i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
		sandbox_read(s, readable[i]);
	for (i = 0; i < c->readable.n; i++)
		sandbox_read(s, c->readable.items[i]);
	sandbox_read_around(s, c->ca_file);
	sandbox_read_around(s, c->extra_ca_file);
	/* Keys are read again when they were changed. */
	sandbox_read_around(s, c->secret_key);
	sandbox_read_around(s, c->public_key);
	/* All of it: a folder that was restored has taken another's place. */
	sandbox_read(s, c->data);
	allow_below(s, c, "outbox");
	allow_below(s, c, "events");
	allow_proxy(s, c->proxy);
	sandbox_enter(s);
}
