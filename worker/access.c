/*
 * access.c - a destination's URL and secrets, opened and wiped; see access.h.
 */
#include <stdio.h>
#include <string.h>

#include "worker/access.h"

/* One secret; an empty seal is none. */
static int
open_one(const struct seal_pair *k, const struct seal_name *name,
    const char *sealed, char **out, char *why)
{
	if (sealed[0] == '\0')
		return 0;
	return seal_open(k, sealed, name, out, why);
}

/*
 * A former one that does not open is no reason to be silent: the new one is
 * what counts.
 */
int
access_open_secret(const struct seal_pair *k, const struct destination *d,
    struct access *a, char *why)
{
	struct seal_name name = {d->id, d->secret_id, d->seal_id};
	struct seal_name before = {d->id, d->former_id, d->seal_id};
	char ignored[SEAL_WHY_BYTES];

	if (open_one(k, &name, d->secret, &a->secret, why) != 0)
		return -1;
	(void)open_one(k, &before, d->former, &a->former, ignored);
	a->former_until = d->former_until;
	return 0;
}

int
access_open(const struct seal_pair *k, const struct app *app,
    const struct destination *d, struct access *a, char *why)
{
	struct seal_name name = {d->id, d->seal_id, 0};
	int rc = seal_open(k, d->sealed, &name, &a->url, why);

	if (rc == 0)
		rc = access_open_secret(k, d, a, why);
	if (rc == 0 && app->secret != NULL && a->secret == NULL) {
		snprintf(why, SEAL_WHY_BYTES, "there is no %s: enter it",
		    app->secret->label);
		rc = -1;
	}
	if (rc != 0)
		access_forget(a);
	return rc;
}

void
access_forget(struct access *a)
{
	seal_forget(&a->url);
	seal_forget(&a->secret);
	seal_forget(&a->former);
	memset(a, 0, sizeof(*a));
}
