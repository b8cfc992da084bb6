/*
 * device.c - the cookie of a browser that has signed in before; see device.h.
 *
 * Sealed, so that it tells nobody whose it is.  Whoever steals one may try
 * passwords in its lane, by the same delays as everybody.
 */
#include <stdlib.h>

#include "cgi/cookie.h"
#include "cgi/device.h"
#include "cgi/origin.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/xmalloc.h"

#define COOKIE_BYTES 120

struct device {
	int64_t id;
	int64_t until_ms;
};

static const char *
cookie_name(const struct exchange *x)
{
	return origin_secure(x->origin) ? "__Host-device" : "device";
}

static struct web_key_bond
bond(int64_t user_id)
{
	return (struct web_key_bond){"device", user_id, ""};
}

int64_t
device_of(const struct exchange *x, int64_t user_id)
{
	struct web_key_bond b = bond(user_id);
	char text[COOKIE_BYTES];
	struct device d;

	if (!cookie_find(x->req->cookie, cookie_name(x), text, sizeof(text)) ||
	    !web_key_open(&x->web->web_key, &b, text, &d, sizeof(d)) ||
	    d.until_ms <= x->now_ms)
		return 0;
	return d.id;
}

void
device_keep(struct exchange *x, int64_t user_id)
{
	struct web_key_bond b = bond(user_id);
	struct device d = {.id = device_of(x, user_id),
	    .until_ms = x->now_ms + (int64_t)DEVICE_LIFE_S * 1000};
	char *text;

	/* The same device stays the same: its failures are its own. */
	if (d.id == 0)
		d.id = id_new(x->now_ms);
	text = web_key_seal(&x->web->web_key, &b, &d, sizeof(d));
	free(x->out->set_device);
	x->out->set_device =
	    xasprintf("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
		cookie_name(x), text, DEVICE_LIFE_S,
		origin_secure(x->origin) ? "; Secure" : "");
	free(text);
}
