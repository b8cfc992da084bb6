/*
 * message.c - from a claimed delivery to the bytes that are sent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/event_parse.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/alert.h"
#include "db/delivery.h"
#include "db/digest.h"
#include "worker/worker.h"

/* Every kind of message becomes bytes here, and here alone. */
static void
form(const struct target *t, const struct delivery *d, struct message *m,
    struct send_job *job)
{
	char id[ID_BYTES];

	m->destination = t->d.name;
	m->destination_id = t->d.id;
	m->alert_id = id_text(d->id, id);
	m->possible_repeat = d->possible_repeat;
	m->option = job->option = t->d.option;
	job->body = t->app->format(m, &job->body_bytes);
	if (t->app->suffix != NULL)
		job->suffix = t->app->suffix(m);
	/* Nothing of this call is left in it. */
	m->alert_id = NULL;
}

/* By the same path as an alert: what a test shows is what would be sent. */
static void
test_body(
    const struct target *t, const struct delivery *d, struct send_job *job)
{
	struct message m = {.kind = MESSAGE_TEST, .sent_at = d->created_at};

	form(t, d, &m, job);
}

/*
 * Nothing here depends on the clock or on chance, so the body of an attempt
 * can be formed again and compared with the hash that was kept.
 */
static void
alert_body(const struct target *t, const struct delivery *d,
    const struct event *e, struct send_job *job)
{
	char *criterion = destination_criterion(e, &t->d);
	struct message m = {
	    .kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM,
	    .event = e,
	    .criterion = criterion,
	};

	form(t, d, &m, job);
	free(criterion);
}

/* A kept copy, read again: 1, 0 gone or unreadable, with why; -1. */
static int
load_event(
    struct worker *w, int64_t seq, int64_t now, struct event *e, char *why)
{
	struct event_origin origin = {.source = "", .now_ms = now};
	char *text;
	int rc = alert_load(w->outbox, seq, &text);

	if (rc <= 0) {
		snprintf(why, EVENT_WHY_BYTES, "its event is gone");
		return rc;
	}
	rc = event_parse_line(text, strlen(text), &origin, e, why) == 0;
	free(text);
	return rc;
}

/* Where more is told: the pages. */
static char *
link_of(const struct worker *w)
{
	if (w->conf.origin.n == 0)
		return NULL;
	return xasprintf("%s/destinations", w->conf.origin.items[0]);
}

/*
 * One of the worst that can't be read any more is left out: the others, and
 * how many there are, are still worth telling.
 */
static int
load_top(struct worker *w, const struct delivery *d, struct event *events)
{
	char why[EVENT_WHY_BYTES];
	int64_t seqs[DIGEST_TOP];
	int i, rc, loaded = 0,
		   n = digest_top(w->outbox, d->id, seqs, DIGEST_TOP);

	for (i = 0; i < n; i++) {
		rc =
		    load_event(w, seqs[i], d->created_at, &events[loaded], why);
		if (rc > 0)
			loaded++;
		else if (rc < 0)
			n = -1;
	}
	if (n < 0)
		while (loaded > 0)
			event_clear(&events[--loaded]);
	return n < 0 ? -1 : loaded;
}

static int
digest_body(struct worker *w, const struct target *t, const struct delivery *d,
    struct send_job *job)
{
	char *link;
	struct event events[DIGEST_TOP];
	struct digest digest = {.count = d->members};
	struct message m = {
	    .kind = MESSAGE_DIGEST,
	    .digest = &digest,
	};
	int i, n = load_top(w, d, events);

	if (n < 0)
		return -1;
	for (i = 0; i < n; i++)
		digest.top[i] = &events[i];
	digest.ntop = (unsigned)n;
	digest.link = link = link_of(w);
	form(t, d, &m, job);
	while (n > 0)
		event_clear(&events[--n]);
	free(link);
	return 1;
}

int
message_body(struct worker *w, const struct target *t, const struct delivery *d,
    struct send_job *job)
{
	char why[EVENT_WHY_BYTES];
	struct event e;
	int rc;

	if (d->request_id != 0) {
		test_body(t, d, job);
		return 1;
	}
	if (d->event_seq == 0)
		return digest_body(w, t, d, job);
	rc = load_event(w, d->event_seq, d->created_at, &e, why);
	if (rc == 0)
		log_warnx("delivery %lld can't be written: %s",
		    (long long)d->id, why);
	if (rc <= 0)
		return rc;
	alert_body(t, d, &e, job);
	event_clear(&e);
	return 1;
}
