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
destination_former(
    struct destination *d, const struct destination *before, int64_t now_ms)
{
	bool one =
	    now_ms != 0 && before->secret != NULL && before->secret[0] != '\0';
	char *former = xstrdup(one ? before->secret : "");

	free(d->former);
	d->former = former;
	d->former_id = one ? before->secret_id : 0;
	d->former_until = one ? now_ms + SECRET_ROTATION_MS : 0;
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
