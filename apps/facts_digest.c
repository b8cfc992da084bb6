/*
 * facts_digest.c - what a storm digest tells; see facts_digest.h.
 */
#include <stdlib.h>
#include <string.h>

#include "apps/facts_digest.h"
#include "apps/headline.h"
#include "core/url.h"
#include "core/xmalloc.h"

/*
 * Constant, as every title: a name in it would be foreign text.  One fewer
 * than there are alerts: with the link to all of them they are five, which is
 * as many buttons as every client shows.
 */
static const char *const titles[DIGEST_TOP - 1] = {
    "Open no. 1", "Open no. 2", "Open no. 3", "Open no. 4"};

/* One of its alerts, as if it were told alone. */
static struct message
alone(const struct message *m, unsigned i)
{
	const struct event *e = m->digest->top[i];
	struct message one = {
	    .kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM,
	    .event = e,
	    .destination = m->destination,
	};

	return one;
}

bool
digest_worst(const struct message *m, struct message *out)
{
	if (m->digest->ntop == 0)
		return false;
	*out = alone(m, 0);
	return true;
}

static struct fact *
append(struct facts *out, const char *label, char *value)
{
	struct fact *f = &out->fact[out->count++];

	*f = (struct fact){.label = label, .value = value};
	return f;
}

/* Room for all: they are the only facts of such a message but two. */
void
facts_digest(const struct message *m, const struct fact_limits *limits,
    struct facts *out)
{
	const struct digest *d = m->digest;
	struct message one;
	struct fact *f;
	unsigned i;

	for (i = 0; i < d->ntop; i++) {
		one = alone(m, i);
		f = append(out, headline_of(&one).word,
		    headline_text(&one, limits->max[FACT_NAME]));
		if (i < DIGEST_TOP - 1 && url_is_link(d->top[i]->url)) {
			f->link = d->top[i]->url;
			f->title = titles[i];
		}
	}
	if (d->count <= d->ntop)
		return;
	f = append(out, "And",
	    xasprintf("%lld more", (long long)(d->count - d->ntop)));
	if (url_is_link(d->link)) {
		f->link = d->link;
		f->title = "Open Tocsin";
	}
}
