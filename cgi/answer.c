/*
 * answer.c - one exchange from its request to its response; see web.h.
 *
 * What belongs to the exchange begins and ends here, so that nothing of one
 * request is left for the next.
 */
#include <sodium.h>
#include <string.h>

#include "cgi/web.h"
#include "core/clock.h"
#include "db/permit.h"

/*
 * A reader that met damage may have met it in its own cache: the next request
 * looks again, and the worker, whose file it is, judges it.
 */
static void
drop_bad_outbox(struct web *w)
{
	if (w->outbox == NULL || db_error(w->outbox) != DB_BROKEN)
		return;
	db_close(w->outbox);
	w->outbox = NULL;
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

	/* What failed in an earlier request says nothing of this one. */
	db_error_clear(w->config);
	db_permit(w->config, 0);
	if (guard(&x))
		x.route->handle(&x);
	if (out->status == 0)
		respond_error(&x, 500, "No answer was made for this page.");
	drop_bad_outbox(w);
	input_clear(&x.in);
	sodium_memzero(&x.session, sizeof(x.session));
	sodium_memzero(&x.user, sizeof(x.user));
}
