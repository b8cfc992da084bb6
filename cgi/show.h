/*
 * show.h - how things are put into words on pages.
 */
#ifndef TOCSIN_CGI_SHOW_H
#define TOCSIN_CGI_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "apps/app.h"
#include "cgi/view.h"
#include "core/destination.h"
#include "core/settings.h"
#include "db/health.h"

#define SHOW_BYTES 80

/* show_span(ms, out): "6 hours", "90 minutes"; out has SHOW_BYTES. */
const char *show_span(int64_t ms, char *out);

/*
 * show_ago(at, now, out): "just now", "5 minutes ago"; a time that has not come
 * yet, by a clock that was set back, is "just now" too.  out has SHOW_BYTES.
 */
const char *show_ago(int64_t at, int64_t now, char *out);

/*
 * show_time(v, name, at, now): NAME as show_ago(), NAMEIso, NAMEFull.  at 0 is
 * never, and sets NAME alone.
 */
void show_time(struct view *v, const char *name, int64_t at, int64_t now);

/* show_threshold(t, s, out): "≥ 50"; out has SHOW_BYTES. */
const char *show_threshold(
    const struct threshold *t, enum scoring s, char *out);

/* show_types(v, r, s): Type.N.Label: which alerts, from which score on. */
void show_types(struct view *v, const struct rule *r, enum scoring s);

/* Why nothing gets through to a destination. */
struct failing {
	int64_t since;
	char reason[HEALTH_REASON_BYTES];
};

/*
 * show_failing(d, h, out): whether d is broken under the settings in force (an
 * edit gets its chance), or does not answer.  h NULL: nothing is known.
 */
bool show_failing(
    const struct destination *d, const struct health *h, struct failing *out);

/*
 * show_destination(v, d, h): Id, Version, Name, App, AppIcon, AppHue, Host,
 * State, StateText below v.
 */
void show_destination(
    struct view *v, const struct destination *d, const struct health *h);

/*
 * show_oldest(v, created_at, now): Oldest, as show_time(), where what waits
 * was decided a while ago; 0: nothing waits.
 */
void show_oldest(struct view *v, int64_t created_at, int64_t now);

/*
 * show_worker_down(heartbeat_at, now): what to tell where the worker was last
 * alive then; 0: outbox.db can't be read.  "" while it runs.
 */
const char *show_worker_down(int64_t heartbeat_at, int64_t now);

#endif
