/*
 * send_secret.c - what a request carries of secrets: put in when it starts,
 * looked for in what comes back, wiped when it ends.
 *
 * A body is formed and hashed without any: the log can then hold the hash
 * against a body that is formed again, without the secret.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "worker/send_private.h"
#include "worker/withhold.h"

/*
 * The body with the secret in the place of the first mark.  As it is: the
 * app's pattern, which access_open() held against it, allows nothing that JSON
 * would escape.
 */
static void
put_in(struct transfer *t, const char *mark, const char *secret)
{
	size_t before = (size_t)(mark - t->body), len = strlen(secret);
	size_t behind = t->sent_bytes - before - strlen(APP_SECRET_MARK);
	char *full = xmalloc(before + len + behind + 1);

	memcpy(full, t->body, before);
	memcpy(full + before, secret, len);
	memcpy(full + before + len, mark + strlen(APP_SECRET_MARK), behind);
	full[before + len + behind] = '\0';
	free(t->body);
	t->body = full;
	t->sent_bytes = before + len + behind;
}

void
send_secrets(struct transfer *t, const struct send_job *job)
{
	const struct access *a = job->access;
	const char *mark;

	t->body = job->body;
	t->sent_bytes = job->body_bytes;
	if (a->secret == NULL || job->app->secret == NULL)
		return;
	t->secret = xstrdup(a->secret);
	mark =
	    job->app->headers == NULL ? strstr(t->body, APP_SECRET_MARK) : NULL;
	if (mark != NULL)
		put_in(t, mark, t->secret);
}

bool
send_repeats(
    const struct transfer *t, const char *url, const char *bytes, size_t n)
{
	return withhold(url, bytes, n) ||
	       (t->secret != NULL && withhold_text(t->secret, bytes, n));
}

void
send_forget(struct transfer *t)
{
	struct curl_slist *h;

	for (h = t->headers; h != NULL; h = h->next)
		sodium_memzero(h->data, strlen(h->data));
	curl_slist_free_all(t->headers);
	seal_forget(&t->secret);
	seal_forget(&t->body);
}
