/*
 * send_headers.c - the header lines of one request.
 *
 * An app's lines may hold its secret: they are wiped, not just freed.  Their
 * values are the app's own words, ids and what was checked against a pattern
 * when it was entered, never foreign text; a line that holds a line end all the
 * same is left out, so that nobody can smuggle one in.
 */
#include <stdlib.h>
#include <string.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "worker/send_private.h"

static bool
printable(const char *line)
{
	for (; *line != '\0'; line++)
		if (*line < ' ' || *line > '~')
			return false;
	return true;
}

static void
add_lines(struct transfer *t, char *lines[], unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (printable(lines[i]))
			t->headers = send_append(t->headers, lines[i]);
		else
			log_warnx("a header of %s is not sent: its value is "
				  "not printable",
			    t->result.job.app->name);
		seal_forget(&lines[i]);
	}
}

static void
add_app(struct transfer *t, const struct send_job *job)
{
	const struct access *a = job->access;
	char id[ID_BYTES], *lines[APP_HEADERS_MAX];
	struct app_sending s = {
	    .secret = a->secret,
	    .former = job->started_at < a->former_until ? a->former : NULL,
	    .alert_id = id_text(job->delivery_id, id),
	    .at = job->started_at,
	    .body = t->body,
	    .body_bytes = t->sent_bytes,
	};

	if (job->app->headers != NULL)
		add_lines(t, lines, job->app->headers(&s, lines));
}

void
send_headers(struct transfer *t, const struct send_job *job)
{
	const char *type = app_content_type(job->app, job->option);
	char *line = xasprintf("Content-Type: %s", type);

	t->headers = send_append(NULL, line);
	free(line);
	/* Waiting for "100 Continue" would cost a round trip. */
	t->headers = send_append(t->headers, "Expect:");
	add_app(t, job);
}
