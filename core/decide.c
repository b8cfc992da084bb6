/*
 * decide.c - the rule that says who is alerted; see decide.h and the
 * section "The decision" of DESIGN.md.
 */
#include "core/decide.h"

/*
 * Respond UX scores an entity by urgency alone.  Where an event carries both
 * scorings, urgency is the one its appliance prioritizes by.
 */
static bool
by_urgency(const struct event *e)
{
	return e->urgency != SCORE_NONE;
}

static bool
meets(const struct event *e, const struct threshold *t)
{
	if (by_urgency(e))
		return e->urgency >= t->urgency;
	if (t->either)
		return e->threat >= t->threat || e->certainty >= t->certainty;
	return e->threat >= t->threat && e->certainty >= t->certainty;
}

/*
 * SCORE_NONE lies below every score, so an entity without a previous score of
 * this scoring counts as risen.  A drop that the feed flags is believed even
 * where the previous score was never seen.
 */
static bool
increased(const struct event *e, const struct entity_state *before)
{
	if (e->decreased)
		return false;
	if (!before->known)
		return true;
	if (by_urgency(e))
		return e->urgency > before->urgency;
	return e->threat > before->threat || e->certainty > before->certainty;
}

static bool
in_window(int64_t at, const struct window *w)
{
	return w->opened_at != WINDOW_NONE && at - w->opened_at < w->length_ms;
}

enum verdict
decide_entity(const struct event *e, const struct rule *r,
    const struct entity_state *before, int64_t at, const struct window *w)
{
	bool host = e->entity_type == ENTITY_HOST;

	if (!(host ? r->hosts : r->accounts))
		return VERDICT_TYPE_OFF;
	if (!meets(e, host ? &r->host : &r->account))
		return VERDICT_BELOW;
	if (!r->enabled)
		return VERDICT_DISABLED;
	if (!increased(e, before))
		return VERDICT_NOT_RISE;
	if (in_window(at, w))
		return VERDICT_IN_WINDOW;
	return VERDICT_SENT;
}

enum verdict
decide_system(
    const struct event *e, const struct rule *r, enum system_status before)
{
	enum system_status now = event_status(e->status);

	if (!r->system)
		return VERDICT_TYPE_OFF;
	if (now == STATUS_NORMAL && before == STATUS_NONE)
		return VERDICT_FIRST_NORMAL;
	if (now != STATUS_NONE && now == before)
		return VERDICT_NO_CHANGE;
	if (!r->enabled)
		return VERDICT_DISABLED;
	return VERDICT_SENT;
}

int64_t
decide_at(int64_t received_at, int64_t now, int64_t last_at)
{
	int64_t at = received_at < now ? received_at : now;

	/* A clock set back must not reopen a window: never go backwards. */
	return at > last_at ? at : last_at;
}

void
entity_advance(struct entity_state *s, const struct event *e)
{
	if (s->known && e->event_at < s->last_at)
		return;
	if (!s->known)
		s->urgency = s->threat = s->certainty = SCORE_NONE;
	s->known = true;
	s->last_at = e->event_at;
	if (e->urgency != SCORE_NONE)
		s->urgency = e->urgency;
	if (e->threat != SCORE_NONE) {
		s->threat = e->threat;
		s->certainty = e->certainty;
	}
}

enum system_status
system_advance(enum system_status before, const struct event *e)
{
	enum system_status now = event_status(e->status);

	return now == STATUS_NONE ? before : now;
}

const char *
verdict_name(enum verdict v)
{
	static const char *const names[VERDICT__MAX] = {
	    [VERDICT_TYPE_OFF] = "type off",
	    [VERDICT_BELOW] = "below threshold",
	    [VERDICT_DISABLED] = "disabled",
	    [VERDICT_NOT_RISE] = "not a rise",
	    [VERDICT_IN_WINDOW] = "in window",
	    [VERDICT_NO_CHANGE] = "no change",
	    [VERDICT_FIRST_NORMAL] = "first normal",
	    [VERDICT_SENT] = "sent",
	};

	return names[v];
}
