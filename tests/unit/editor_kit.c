/*
 * editor_kit.c - see editor_kit.h.
 */
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/scratch.h"

struct web kit_web;

static char *no_suffix;
static char why[SEAL_WHY_BYTES];

void
editor_kit_make(void)
{
	char public[SCRATCH_PATH_BYTES], secret[SCRATCH_PATH_BYTES];

	scratch_make();
	memset(&kit_web, 0, sizeof(kit_web));
	kit_web.conf.host_suffix.items = &no_suffix;
	ck_assert_int_eq(seal_keys_generate(scratch_path("public.key", public),
			     scratch_path("worker.key", secret), why),
	    0);
	ck_assert_int_eq(seal_public_load(public, &kit_web.key, why), 0);
}

void
editor_kit_remove(void)
{
	scratch_remove();
}

void
kit_destination(struct destination *d)
{
	*d = (struct destination){
	    .id = 5,
	    .slot = 2,
	    .version = 4,
	    .name = xstrdup("Night"),
	    .app = xstrdup("teams"),
	    .url_host = xstrdup("hooks.example"),
	    .seal_id = 1005,
	    .sealed = xstrdup("sealed-5"),
	    .secret = xstrdup(""),
	    .former = xstrdup(""),
	    .rule = {.enabled = true,
		.accounts = true,
		.host = {11, 12, 13, true},
		.account = {21, 22, 23, false}},
	};
}

void
kit_change(struct destination *d, size_t i)
{
	struct rule *r = &d->rule;
	char *const texts[] = {d->name, d->app, d->url_host};
	bool *const flags[] = {&d->option, &r->enabled, &r->hosts, &r->accounts,
	    &r->system, &r->host.either, &r->account.either};
	int *const scores[] = {&r->host.urgency, &r->host.threat,
	    &r->host.certainty, &r->account.urgency, &r->account.threat,
	    &r->account.certainty};

	ck_assert_uint_lt(i, KIT_CHANGES);
	/* Another host is another URL. */
	if (i == 2)
		d->seal_id++;
	if (i < 3)
		texts[i][0] = 'x';
	else if (i < 10)
		*flags[i - 3] = !*flags[i - 3];
	else
		++*scores[i - 10];
}

void
kit_keys(struct seal_ring *keys)
{
	/* The ring keeps it. */
	static char secret[SCRATCH_PATH_BYTES];
	char public[SCRATCH_PATH_BYTES];

	scratch_path("public.key", public);
	ck_assert_int_eq(
	    seal_ring_load(scratch_path("worker.key", secret), keys, why), 0);
}

void
kit_opens(const struct destination *d, const char *url)
{
	struct seal_name name = {d->id, d->seal_id, NULL};
	struct seal_ring keys;
	char *opened;

	kit_keys(&keys);
	ck_assert_msg(
	    seal_ring_open(&keys, d->sealed, &name, &opened, why) == 0, "%s",
	    why);
	ck_assert_str_eq(opened, url);
	seal_forget(&opened);
	name.destination_id++;
	ck_assert_int_eq(
	    seal_ring_open(&keys, d->sealed, &name, &opened, why), -1);
	seal_ring_free(&keys);
}
