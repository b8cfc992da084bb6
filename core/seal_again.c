/*
 * seal_again.c - what is sealed, for another key; see seal_ring.h.
 *
 * What is opened here is sealed again in the same breath and wiped; it is
 * shown to nobody.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/seal_ring.h"

static bool
some(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* Whether it is sealed for another key than r's first. */
static bool
old(const struct seal_ring *r, const char *sealed)
{
	char id[SEAL_KEY_ID_BYTES];

	return some(sealed) && seal_key_id(sealed, id) == 0 &&
	       strcmp(id, r->pairs[0].public.id) != 0;
}

/* One text under the name `before`, sealed under `after`; NULL with why. */
static char *
again(struct seal_ring *r, const char *sealed, const struct seal_name names[2],
    char *why)
{
	char *text, *fresh = NULL;

	if (seal_ring_open(r, sealed, &names[0], &text, why) != 0)
		return NULL;
	fresh = seal_text(&r->pairs[0].public, &names[1], text);
	seal_forget(&text);
	if (fresh == NULL)
		snprintf(why, SEAL_WHY_BYTES, "it can't be sealed again");
	return fresh;
}

/* A secret, which goes from beside one URL to beside another text of it. */
static char *
again_beside(struct seal_ring *r, const struct sealed_set *set, bool former,
    const char *const beside[2], char *why)
{
	int64_t id = former ? set->former_id : set->secret_id;
	const struct seal_name names[2] = {
	    {set->destination_id, id, beside[0]},
	    {set->destination_id, id, beside[1]},
	};

	return again(r, former ? set->former : set->secret, names, why);
}

static void
put(char **to, char *fresh)
{
	if (fresh == NULL)
		return;
	free(*to);
	*to = fresh;
}

static char *
again_url(struct seal_ring *r, const struct sealed_set *set, char *why)
{
	const struct seal_name name = {set->destination_id, set->seal_id, NULL};
	const struct seal_name names[2] = {name, name};

	return again(r, set->sealed, names, why);
}

/* All or nothing, but for a former secret that nobody can use. */
int
seal_ring_again(
    struct seal_ring *r, struct sealed_set *set, const char *to, char *why)
{
	const char *beside[2] = {set->sealed, set->sealed};
	char *url = NULL, *secret = NULL, *former = NULL;
	char ignored[SEAL_WHY_BYTES];
	bool moved;

	if (old(r, set->sealed) && (url = again_url(r, set, why)) == NULL)
		return -1;
	if (!some(set->sealed)) {
		beside[0] = set->beside;
		beside[1] = to != NULL ? to : set->beside;
	} else if (url != NULL) {
		beside[1] = url;
	}
	/* Without a URL beside it a secret opens nowhere. */
	moved = beside[0] != NULL && beside[0] != beside[1] &&
		strcmp(beside[0], beside[1]) != 0;
	if (some(set->secret) && (moved || old(r, set->secret)) &&
	    (secret = again_beside(r, set, false, beside, why)) == NULL) {
		free(url);
		return -1;
	}
	if (some(set->former) && (moved || old(r, set->former)))
		former = again_beside(r, set, true, beside, ignored);
	put(&set->secret, secret);
	put(&set->former, former);
	put(&set->sealed, url);
	return url != NULL || secret != NULL || former != NULL;
}
