/*
 * access.c - a destination's URL and secrets, opened, judged and wiped; see
 * access.h.
 */
#include <stdio.h>
#include <string.h>

#include "worker/access.h"

/* Its URL, if it is one of the app's. */
static int
open_url(struct seal_ring *k, const struct conf *c, const struct destination *d,
    char **url, char *why)
{
	struct seal_name name = {d->id, d->seal_id, NULL};
	struct url_judgement j;

	if (seal_ring_open(k, d->sealed, &name, url, why) != 0)
		return -1;
	app_recognise(app_find(d->app), *url,
	    (const char *const *)c->host_suffix.items, &j);
	if (j.verdict != URL_REFUSED)
		return 0;
	snprintf(why, SEAL_WHY_BYTES, "%s", j.why);
	return -1;
}

/* Two secrets of one destination differ in this. */
struct one {
	int64_t id;
	const char *sealed;
	char **out;
};

/* One secret, if it can be one of the app's. */
static int
open_secret(struct seal_ring *k, const struct destination *d,
    const struct one *one, char *why)
{
	struct seal_name name = {d->id, one->id, d->sealed};
	const struct app *app = app_find(d->app);
	const char *fault;

	if (seal_ring_open(k, one->sealed, &name, one->out, why) != 0)
		return -1;
	fault = app_secret_fault(app, *one->out);
	if (fault == NULL)
		return 0;
	snprintf(why, SEAL_WHY_BYTES, "%s", fault);
	seal_forget(one->out);
	return -1;
}

/*
 * A former one that does not open is no reason to be silent: the new one is
 * what counts.
 */
static int
open_secrets(struct seal_ring *k, const struct destination *d, struct access *a,
    char *why)
{
	struct one secret = {d->secret_id, d->secret, &a->secret};
	struct one former = {d->former_id, d->former, &a->former};
	char ignored[SEAL_WHY_BYTES];

	if (d->secret[0] == '\0') {
		snprintf(why, SEAL_WHY_BYTES,
		    "it has no %s: enter it beside the URL",
		    app_find(d->app)->secret->label);
		return -1;
	}
	if (open_secret(k, d, &secret, why) != 0)
		return -1;
	if (d->former[0] != '\0')
		(void)open_secret(k, d, &former, ignored);
	a->former_until = d->former_until;
	return 0;
}

int
access_open(struct seal_ring *k, const struct conf *c,
    const struct destination *d, struct access *a, char *why)
{
	const struct app *app = app_find(d->app);
	int rc = -1;

	if (app == NULL)
		snprintf(why, SEAL_WHY_BYTES,
		    "this version of Tocsin has no such app: install a newer "
		    "one, or choose another app");
	else if (app_proxy_fault(app, c->proxy) != NULL)
		snprintf(
		    why, SEAL_WHY_BYTES, "%s", app_proxy_fault(app, c->proxy));
	else
		rc = open_url(k, c, d, &a->url, why);
	if (rc == 0 && app->secret != NULL)
		rc = open_secrets(k, d, a, why);
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
