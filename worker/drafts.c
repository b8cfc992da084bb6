/*
 * drafts.c - tests of what is not saved yet.
 *
 * A draft is sent by the same path as a destination's test, so it becomes a
 * target of its own, apart from those in force: nothing that comes of it can
 * touch the hold or the health of the destination it edits.  Its URL is in
 * memory from the request until the test has left, seconds later, and is
 * wiped then.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/delivery.h"
#include "db/destination.h"
#include "db/draft.h"
#include "db/request.h"
#include "worker/worker.h"

/* A test that has not left after this time is not sent any more. */
#define DRAFT_HELD_MS 20000

struct draft_target {
	struct draft_target *next;
	int64_t request_id;
	int64_t until_boot_ms; /* by the clock that nobody sets */
	/* access.url NULL: all of it is that of the destination with that id */
	struct target t;
};

static struct draft_target *
find(const struct worker *w, int64_t request_id)
{
	struct draft_target *f;

	for (f = w->drafts; f != NULL; f = f->next)
		if (f->request_id == request_id)
			return f;
	return NULL;
}

/* The URL is wiped, not just freed. */
static void
drop(struct draft_target **at)
{
	struct draft_target *f = *at;

	*at = f->next;
	destination_clear(&f->t.d);
	access_forget(&f->t.access);
	free(f);
}

void
drafts_end(struct worker *w, int64_t request_id)
{
	struct draft_target **at = &w->drafts;

	while (*at != NULL)
		if ((*at)->request_id == request_id)
			drop(at);
		else
			at = &(*at)->next;
}

void
drafts_expire(struct worker *w)
{
	struct draft_target **at = &w->drafts;

	while (*at != NULL)
		if ((*at)->until_boot_ms <= clock_boot_ms())
			drop(at);
		else
			at = &(*at)->next;
}

void
drafts_free(struct worker *w)
{
	while (w->drafts != NULL)
		drop(&w->drafts);
}

/* Whether the draft is still one of what is stored. */
static bool
of_stored(const struct destination *draft, const struct target *stored)
{
	return draft->seal_id == stored->d.seal_id &&
	       strcmp(draft->app, stored->d.app) == 0;
}

/*
 * What was typed, or whether the stored one can be used.  A secret that was
 * typed beside the stored URL takes that one along, or it could meet another
 * one by the time that the test leaves.
 */
static bool
unlock(struct worker *w, const struct draft *f, struct access *a, char *why)
{
	const struct target *stored;
	struct destination both = f->d;

	if (f->d.sealed[0] != '\0')
		return access_open(&w->keys, &w->conf, &f->d, a, why) == 0;
	stored = target_find(w, f->d.id);
	if (stored == NULL)
		snprintf(why, DRAFT_WHY_BYTES, "There is no such destination.");
	else if (!of_stored(&f->d, stored))
		snprintf(why, DRAFT_WHY_BYTES,
		    "It was changed meanwhile: open the form again.");
	else if (stored->access.url == NULL)
		snprintf(why, DRAFT_WHY_BYTES, "%s", stored->health.reason);
	else if (f->d.secret[0] == '\0')
		return true;
	else if (f->beside == NULL)
		snprintf(why, DRAFT_WHY_BYTES, "It was deleted meanwhile.");
	else {
		both.sealed = (char *)(uintptr_t)f->beside;
		return access_open(&w->keys, &w->conf, &both, a, why) == 0;
	}
	return false;
}

/* Judge a loaded draft and keep it as a target, which takes over its d. */
static struct target *
keep(struct worker *w, const struct request *r, struct draft *f, char *why)
{
	const struct app *app = app_find(f->d.app);
	struct draft_target *kept;
	struct access access = {0};

	/* Each test replaces the draft: the values asked for are gone. */
	if (f->request_id != r->id) {
		snprintf(why, DRAFT_WHY_BYTES,
		    "Not sent: a newer test of the same form came first.");
		return NULL;
	}
	if (!unlock(w, f, &access, why))
		return NULL;
	kept = xcalloc(1, sizeof(*kept));
	kept->request_id = r->id;
	kept->until_boot_ms = clock_boot_ms() + DRAFT_HELD_MS;
	kept->t.d = f->d;
	memset(&f->d, 0, sizeof(f->d));
	kept->t.app = app;
	kept->t.access = access;
	kept->next = w->drafts;
	w->drafts = kept;
	return &kept->t;
}

/* *sealed, which the caller frees, stays NULL where there is none. */
static int
load_stored(struct worker *w, int64_t id, char **sealed)
{
	struct destination d;
	int rc = destination_load(w->config, id, &d);

	if (rc <= 0)
		return rc;
	*sealed = d.sealed;
	d.sealed = NULL;
	destination_clear(&d);
	return 1;
}

/*
 * One snapshot: a secret that was typed beside the stored URL is bound to its
 * sealed text, and a change of keys replaces both.
 */
static int
load(struct worker *w, int64_t id, struct draft *f, char **sealed)
{
	int rc;

	*sealed = NULL;
	if (db_begin_read(w->config) != 0)
		return -1;
	rc = draft_load(w->config, id, clock_wall_ms(), f);
	if (rc > 0 && load_stored(w, f->d.id, sealed) < 0) {
		draft_clear(f);
		rc = -1;
	}
	db_rollback(w->config);
	if (rc > 0)
		f->beside = *sealed;
	return rc;
}

int
drafts_open(
    struct worker *w, const struct request *r, struct target **t, char *why)
{
	struct draft f;
	char *sealed;
	int rc = load(w, r->draft_id, &f, &sealed);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		snprintf(why, DRAFT_WHY_BYTES,
		    "Not sent: what was typed was saved or dropped meanwhile.");
		return 0;
	}
	*t = keep(w, r, &f, why);
	draft_clear(&f);
	free(sealed);
	return *t != NULL;
}

/*
 * After a crash no draft is known here, and its test must not go to the URL of
 * the destination that it edits: config.db tells whose test it is.
 */
static bool
is_drafts(struct worker *w, int64_t request_id)
{
	struct request r;

	return request_next(w->config, request_id - 1, &r) <= 0 ||
	       r.id != request_id || r.draft_id != 0;
}

struct target *
drafts_target(struct worker *w, const struct delivery *d)
{
	struct target *stored = target_find(w, d->destination_id);
	struct draft_target *f = find(w, d->request_id);

	if (f != NULL && f->t.access.url != NULL)
		return &f->t;
	if (stored == NULL || stored->access.url == NULL)
		return NULL;
	/* Saved anew since the test was taken: it was of something else. */
	if (f != NULL)
		return of_stored(&f->t.d, stored) ? &f->t : NULL;
	return is_drafts(w, d->request_id) ? NULL : stored;
}

struct access
drafts_access(struct worker *w, const struct send_job *job)
{
	if (drafts_unsaved(w, job->request_id))
		return find(w, job->request_id)->t.access;
	return target_find(w, job->destination_id)->access;
}

bool
drafts_unsaved(const struct worker *w, int64_t request_id)
{
	const struct draft_target *f = find(w, request_id);

	return request_id != 0 && f != NULL && f->t.access.url != NULL;
}
