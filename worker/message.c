/*
 * message.c - from a claimed delivery to the bytes that are sent.
 */
#include <stdlib.h>
#include <string.h>

#include "core/event_parse.h"
#include "core/ids.h"
#include "core/log.h"
#include "db/delivery.h"
#include "worker/worker.h"

/* By the same path as an alert: what a test shows is what would be sent. */
static char *
test_body(const struct target *t, const struct delivery *d, size_t *bytes)
{
	char id[ID_BYTES];
	struct message m = {
	    .kind = MESSAGE_TEST,
	    .destination = t->d.name,
	    .alert_id = id_text(d->id, id),
	    .sent_at = d->created_at,
	};

	/* format() hands out a new string, none of m. */
	/* cppcheck-suppress returnDanglingLifetime */
	return t->app->format(&m, bytes);
}

/*
 * Nothing here depends on the clock or on chance, so the body of an attempt
 * can be formed again and compared with the hash that was kept.
 */
static char *
alert_body(const struct target *t, const struct delivery *d,
    const struct event *e, size_t *bytes)
{
	char *criterion = destination_criterion(e, &t->d), *body;
	char id[ID_BYTES];
	struct message m = {
	    .kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM,
	    .event = e,
	    .destination = t->d.name,
	    .criterion = criterion,
	    .alert_id = id_text(d->id, id),
	    .possible_repeat = d->possible_repeat,
	};

	body = t->app->format(&m, bytes);
	free(criterion);
	/* cppcheck-suppress returnDanglingLifetime */
	return body;
}

char *
message_body(struct worker *w, const struct target *t, const struct delivery *d,
    size_t *bytes)
{
	struct event_origin origin = {.source = "", .now_ms = d->created_at};
	char why[EVENT_WHY_BYTES] = "its event is gone", *text, *body = NULL;
	struct event e;

	if (d->event_seq == 0)
		return test_body(t, d, bytes);
	if (alert_load(w->outbox, d->event_seq, &text) > 0) {
		if (event_parse_line(text, strlen(text), &origin, &e, why) ==
		    0) {
			body = alert_body(t, d, &e, bytes);
			event_clear(&e);
		}
		free(text);
	}
	if (body == NULL)
		log_warnx("delivery %lld can't be written: %s",
		    (long long)d->id, why);
	return body;
}
