/*
 * page_list.c - the destinations, how they do, and Try again.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/pages.h"
#include "cgi/show.h"
#include "cgi/target.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "db/decision.h"
#include "db/delivery.h"
#include "db/destination.h"
#include "db/request.h"

/* All that the page tells, read before any of it is written. */
struct list {
	struct destination d[DESTINATION_MAX];
	struct health health[DESTINATION_MAX];
	int64_t waiting[DESTINATION_MAX];
	int n;
	/* Where outbox.db can't be read the rest of the page still works. */
	bool known;           /* health and waiting are */
	int64_t heartbeat_at; /* 0: not known */
	int64_t oldest;       /* when what waits longest was decided, or 0 */
};

/* Where everybody starts: what there is to see, or one's own account. */
void
page_root(struct exchange *x)
{
	const char *to = "/account";

	if (caller_may(x, PERMISSION_VIEW_AUDIT))
		to = "/audit";
	if (caller_may(x, PERMISSION_VIEW_DESTINATIONS))
		to = "/destinations";
	respond_see(x, "%s", to);
}

/*
 * One snapshot, ended before the page is made: a reader that lingers keeps the
 * worker from cutting its WAL.
 */
static bool
read_outbox(struct db *db, struct list *l)
{
	struct worker_row worker = {0};
	bool good;
	int i;

	if (db == NULL || db_begin_read(db) != 0)
		return false;
	good = worker_load(db, &worker) >= 0 &&
	       delivery_oldest(db, &l->oldest) >= 0;
	for (i = 0; good && i < l->n; i++)
		good =
		    health_load(db, l->d[i].id, &l->health[i]) == 0 &&
		    delivery_waiting_count(db, l->d[i].id, &l->waiting[i]) == 0;
	db_rollback(db);
	l->heartbeat_at = good ? worker.heartbeat_at : 0;
	return good;
}

/*
 * What only the worker knows is left out where it can't be asked: "never" and
 * "none waiting" would be lies.
 */
static void
fill_one(struct view *v, const struct list *l, int i, const struct exchange *x)
{
	const struct health *h = l->known ? &l->health[i] : NULL;

	show_destination(v, &l->d[i], h);
	show_types(v, &l->d[i].rule, x->settings.scoring);
	if (h == NULL)
		return;
	show_time(v, "Last", h->last_accepted_at, x->now_ms);
	view_int(v, "Waiting", l->waiting[i]);
}

/*
 * Told on top too: what waits there is news that nobody got.  A disabled one
 * has nothing that waits.
 */
static void
fill_failing(struct view *v, const struct destination *d,
    const struct failing *f, int64_t waiting, int64_t now)
{
	view_id(v, "Id", d->id);
	view_text(v, "Name", d->name);
	view_text(v, "Reason", f->reason);
	show_time(v, "Since", f->since, now);
	view_int(v, "Waiting", waiting);
}

/* By slot, so that a destination keeps its place whatever happens to it. */
static struct view *
fill(const struct list *l, const struct exchange *x)
{
	struct view *v = view_new();
	unsigned failing = 0;
	struct failing f;
	int i;

	view_text(v, "Page.Title", "External App Alerts");
	view_int(v, "List.Count", l->n);
	view_int(v, "List.Max", DESTINATION_MAX);
	view_flag(v, "List.Full", l->n >= DESTINATION_MAX);
	view_text(
	    v, "Worker.Down", show_worker_down(l->heartbeat_at, x->now_ms));
	show_oldest(view_node(v, "List"), l->known ? l->oldest : 0, x->now_ms);
	for (i = 0; i < l->n; i++) {
		const struct destination *d = &l->d[i];

		fill_one(view_row(v, "Dest", (unsigned)i), l, i, x);
		if (l->known && d->rule.enabled &&
		    show_failing(d, &l->health[i], &f))
			fill_failing(view_row(v, "Broken", failing++), d, &f,
			    l->waiting[i], x->now_ms);
	}
	return v;
}

/*
 * Two databases, two snapshots: what was saved between them shows as healthy
 * until the page is loaded again, and harms nobody.
 */
void
page_list(struct exchange *x)
{
	struct list l = {0};
	struct view *v;
	int i;

	l.n = destination_list(x->web->config, l.d);
	if (l.n < 0) {
		respond_broken(x);
		return;
	}
	l.known = read_outbox(web_outbox(x->web), &l);
	v = fill(&l, x);
	for (i = 0; i < l.n; i++)
		destination_clear(&l.d[i]);
	respond_page(x, 200, PAGE_LIST, v);
}

/* The worker does it: it alone moves deliveries. */
void
page_try_again(struct exchange *x)
{
	struct request r = {
	    .id = id_new(x->now_ms),
	    .kind = REQUEST_TRY_AGAIN,
	    .asked_at = x->now_ms,
	};
	struct change c = change_by(x);
	struct destination d;

	if (!target_load(x, &d))
		return;
	r.destination_id = d.id;
	if (request_add(x->web->config, &r, &c) < 0) {
		respond_broken(x);
	} else {
		session_tell(x,
		    "Trying %s again: what is held for it goes out "
		    "now.",
		    d.name);
		respond_see(x, "/destinations");
	}
	destination_clear(&d);
}
