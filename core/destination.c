/*
 * destination.c - the settings of a destination; see destination.h.
 */
#include <stdlib.h>
#include <string.h>

#include "core/destination.h"
#include "core/xmalloc.h"

void
destination_clear(struct destination *d)
{
	free(d->name);
	free(d->app);
	free(d->url_host);
	free(d->sealed);
	free(d->secret);
	free(d->former);
	memset(d, 0, sizeof(*d));
}

/* At most two are valid: a third one ends the first at once. */
void
destination_rotate(
    struct destination *d, int64_t id, char *sealed, int64_t now_ms)
{
	free(d->former);
	d->former = NULL;
	d->former_id = d->former_until = 0;
	if (now_ms != 0 && d->secret != NULL && d->secret[0] != '\0') {
		d->former = d->secret;
		d->former_id = d->secret_id;
		d->former_until = now_ms + SECRET_ROTATION_MS;
	} else {
		free(d->secret);
	}
	d->secret = sealed;
	d->secret_id = id;
}

char *
destination_criterion(const struct event *e, const struct destination *d)
{
	const struct threshold *t;

	if (e->kind != EVENT_ENTITY)
		return NULL;
	t = e->entity_type == ENTITY_HOST ? &d->rule.host : &d->rule.account;
	if (e->urgency != SCORE_NONE)
		return xasprintf("urgency %d or higher", t->urgency);
	return xasprintf("threat %d %s certainty %d or higher", t->threat,
	    t->either ? "or" : "and", t->certainty);
}
