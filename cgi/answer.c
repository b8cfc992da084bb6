/*
 * answer.c - one exchange from its request to its response; see web.h.
 *
 * What belongs to the exchange begins and ends here, so that nothing of one
 * request is left for the next.
 */
#include <sodium.h>

#include "cgi/web.h"
#include "core/clock.h"
#include "db/setting.h"

/* Read anew each time: a setting acts on the next page. */
static void
handle(struct exchange *x)
{
	if (settings_load(x->web->config, &x->settings) != 0) {
		respond_broken(x);
		return;
	}
	x->route->handle(x);
}

void
web_answer(
    struct web *w, const struct http_request *req, struct http_response *out)
{
	struct exchange x = {
	    .web = w,
	    .req = req,
	    .out = out,
	    .now_ms = clock_wall_ms(),
	    .caller.name = "nobody",
	};

	if (guard(&x))
		handle(&x);
	if (out->status == 0)
		respond_error(&x, 500, "No answer was made for this page.");
	input_clear(&x.in);
	sodium_memzero(&x.session, sizeof(x.session));
}
