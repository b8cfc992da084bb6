/*
 * tell.c - a broken destination is told by the others.
 *
 * As a system alert like any other: an event in events.db, decided by the same
 * rule, so that "why" answers for it too.  That it is to be told stands with
 * the destination's health, in the transaction that found it broken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/event.h"
#include "worker/worker.h"

/* What our own events say; a producer has no reason to. */
static char source[] = "tocsin", check[] = "destination";
static char problem[] = "failure", normal[] = "success";

/* A producer may be writing: next time then. */
#define LOCK_WAIT_MS 100

void
tell_breaking(const struct worker *w, struct target *t)
{
	if (!w->settings.tell_broken)
		return;
	/* Back before the others heard of it: they never will. */
	t->health.told =
	    t->health.told == TOLD_MENDING ? TOLD_BROKEN : TOLD_BREAKING;
	t->health_changed = true;
}

void
tell_mending(struct target *t)
{
	if (t->health.told != TOLD_BROKEN && t->health.told != TOLD_BREAKING)
		return;
	t->health.told =
	    t->health.told == TOLD_BROKEN ? TOLD_MENDING : TOLD_NOTHING;
	t->health_changed = true;
}

/*
 * What the check's state is kept by: the name alone may be that of another
 * destination, deleted while it was broken.
 */
static char *
device_of(const struct target *t)
{
	char id[ID_BYTES];

	return xasprintf(
	    "%s (%s)", t->d.name, id_text(t->d.id, id) + ID_BYTES - 1 - 4);
}

bool
tell_is_about(const struct event *e, const struct target *t)
{
	char *device = device_of(t);
	bool is = strcmp(e->source, source) == 0 && e->check != NULL &&
		  strcmp(e->check, check) == 0 && e->device != NULL &&
		  strcmp(e->device, device) == 0;

	free(device);
	return is;
}

/*
 * One event of its own each time.  Told once more after a crash, it says what
 * is known already, and changes nothing.
 */
static int
report(struct worker *w, struct target *t, bool broken)
{
	char id[ID_BYTES];
	int64_t now = clock_wall_ms();
	char *message = broken
			    ? xasprintf("Tocsin can't deliver to it: %s. Its "
					"alerts are held until it is edited or "
					"a test alert is accepted.",
				  t->health.reason)
			    : xstrdup("Tocsin delivers to it again.");
	char *source_id = xasprintf("destination:%s:%lld:%s",
	    id_text(t->d.id, id), (long long)now, broken ? "broken" : "mended");
	char *device = device_of(t);
	struct event e = {
	    .source = source,
	    .source_id = source_id,
	    .received_at = now,
	    .event_at = now,
	    .kind = EVENT_SYSTEM,
	    .urgency = SCORE_NONE,
	    .threat = SCORE_NONE,
	    .certainty = SCORE_NONE,
	    .check = check,
	    .device = device,
	    .status = broken ? problem : normal,
	    .message = message,
	};
	int rc;

	db_wait(w->events, LOCK_WAIT_MS);
	rc = db_begin(w->events);
	if (rc == 0) {
		rc = event_insert(w->events, &e);
		/* A duplicate is as good. */
		rc = db_finish(w->events, rc < 0 ? -1 : 1);
	}
	db_wait(w->events, -1);
	free(device);
	free(source_id);
	free(message);
	return rc;
}

int
tell(struct worker *w)
{
	int i;

	for (i = 0; i < w->ntargets; i++) {
		struct target *t = &w->targets[i];
		bool broken = t->health.told == TOLD_BREAKING;

		/* First it has to be written down that it is to be told. */
		if ((!broken && t->health.told != TOLD_MENDING) ||
		    t->health_changed)
			continue;
		if (report(w, t, broken) < 0)
			return db_error(w->events) == DB_BROKEN ? -1 : 0;
		t->health.told = broken ? TOLD_BROKEN : TOLD_NOTHING;
		t->health_changed = true;
	}
	return 0;
}
