/*
 * show.c - how things are put into words on pages; see show.h.
 *
 * Numbers and names come together here and nowhere else, so the list, the
 * editor and the conflict page can't call the same thing by two names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cgi/show.h"
#include "core/text.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The worker tells every 5 s that it is alive; a busy disk may take a few. */
#define WORKER_SILENT_MS (30 * SECOND)

/* What waits is told from here on. */
#define WAITING_LONG_MS (60 * SECOND)

/* At or above, as one sign. */
#define AT_LEAST "\xe2\x89\xa5"

/* The largest first. */
static const struct {
	int64_t ms;
	const char *name;
} units[] = {
    {DAY, "day"}, {HOUR, "hour"}, {MINUTE, "minute"}, {SECOND, "second"}};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* One of them has no s. */
static const char *
count(int64_t n, const char *unit, const char *after, char *out)
{
	snprintf(out, SHOW_BYTES, "%lld %s%s%s", (long long)n, unit,
	    n == 1 ? "" : "s", after);
	return out;
}

/*
 * Exact, by the largest unit that divides it: a window of 90 minutes is not
 * "1 hour".
 */
const char *
show_span(int64_t ms, char *out)
{
	size_t i;

	for (i = 0; i < UNITS; i++)
		if (ms >= units[i].ms && ms % units[i].ms == 0)
			return count(ms / units[i].ms, units[i].name, "", out);
	return count(ms, "millisecond", "", out);
}

/* Rounded down: the full time stands beside it for whoever needs it. */
const char *
show_ago(int64_t at, int64_t now, char *out)
{
	int64_t gone = now - at;
	size_t i;

	for (i = 0; i < UNITS; i++)
		if (gone >= units[i].ms && units[i].ms > SECOND)
			return count(
			    gone / units[i].ms, units[i].name, " ago", out);
	snprintf(out, SHOW_BYTES, "just now");
	return out;
}

/*
 * The three names are put together here, so that no page can show one time
 * beside another one's tooltip.
 */
void
show_time(struct view *v, const char *name, int64_t at, int64_t now)
{
	char path[SHOW_BYTES], out[SHOW_BYTES];

	if (at == 0) {
		view_text(v, name, "never");
		return;
	}
	view_text(v, name, show_ago(at, now, out));
	snprintf(path, sizeof(path), "%sIso", name);
	view_text(v, path, text_iso(at, out));
	snprintf(path, sizeof(path), "%sFull", name);
	view_text(v, path, text_time(at, out));
}

/* Only the scoring that the appliance uses; the other one never decides. */
const char *
show_threshold(const struct threshold *t, enum scoring s, char *out)
{
	if (s == SCORING_URGENCY)
		snprintf(out, SHOW_BYTES, AT_LEAST " %d", t->urgency);
	else
		snprintf(out, SHOW_BYTES,
		    "threat " AT_LEAST " %d %s certainty " AT_LEAST " %d",
		    t->threat, t->either ? "or" : "and", t->certainty);
	return out;
}

/* "Hosts >= 50", or "Hosts: threat >= 50 and ...", which needs the colon. */
static void
entity_type(
    struct view *v, const char *what, const struct threshold *t, enum scoring s)
{
	char value[SHOW_BYTES], out[2 * SHOW_BYTES];

	snprintf(out, sizeof(out), "%s%s %s", what,
	    s == SCORING_URGENCY ? "" : ":", show_threshold(t, s, value));
	view_text(v, "Label", out);
}

/* In the order of the editor; a type that is off has no label. */
void
show_types(struct view *v, const struct rule *r, enum scoring s)
{
	unsigned n = 0;

	if (r->hosts)
		entity_type(view_row(v, "Type", n++), "Hosts", &r->host, s);
	if (r->accounts)
		entity_type(
		    view_row(v, "Type", n++), "Accounts", &r->account, s);
	if (r->system)
		view_text(view_row(v, "Type", n), "Label", "System alerts");
}

/*
 * The worker's note stays behind an edit until the next answer, but it speaks
 * of settings that are no longer in force.
 */
bool
show_failing(
    const struct destination *d, const struct health *h, struct failing *out)
{
	if (h == NULL)
		return false;
	if (h->broken_since != 0 && h->broken_version == d->version) {
		out->since = h->broken_since;
		snprintf(out->reason, sizeof(out->reason), "%s", h->reason);
		return true;
	}
	if (h->breaker.since == 0)
		return false;
	out->since = h->breaker.since;
	snprintf(out->reason, sizeof(out->reason),
	    "no answer; it is tried from time to time");
	return true;
}

/*
 * A disabled one is just that, even where it would fail: nothing is sent to
 * it, and nobody has to act.
 */
static void
state(struct view *v, const struct destination *d, const struct health *h)
{
	char text[HEALTH_REASON_BYTES + SHOW_BYTES];
	struct failing f;

	if (!d->rule.enabled) {
		view_text(v, "State", "off");
		view_text(v, "StateText", "Disabled");
	} else if (show_failing(d, h, &f)) {
		snprintf(text, sizeof(text), "Failing: %s", f.reason);
		view_text(v, "State", "bad");
		view_text(v, "StateText", text);
	} else {
		view_text(v, "State", "ok");
		view_text(v, "StateText", "Enabled");
	}
}

/*
 * An app that this program does not know, after going back to an older one, is
 * shown by its stored name.
 */
void
show_destination(
    struct view *v, const struct destination *d, const struct health *h)
{
	const struct app *app = app_find(d->app);

	view_id(v, "Id", d->id);
	view_int(v, "Version", d->version);
	view_text(v, "Name", d->name);
	view_text(v, "App", app != NULL ? app->label : d->app);
	view_text(v, "AppIcon", app != NULL ? app->icon : "help-circle");
	view_text(v, "AppHue", app != NULL ? app->hue : "slate");
	view_text(v, "Host", d->url_host);
	state(v, d, h);
}

/* A moment is no news: most wait for their turn. */
void
show_oldest(struct view *v, int64_t created_at, int64_t now)
{
	if (created_at != 0 && now - created_at > WAITING_LONG_MS)
		show_time(v, "Oldest", created_at, now);
}

/* Why outbox.db can't be read is in the log; what to do is the same. */
const char *
show_worker_down(int64_t heartbeat_at, int64_t now)
{
	/* One from the future is from before the clock was set back. */
	if (heartbeat_at != 0 && llabs(now - heartbeat_at) <= WORKER_SILENT_MS)
		return "";
	return "The worker is not running: nothing is being sent. "
	       "Start tocsin-worker.";
}
