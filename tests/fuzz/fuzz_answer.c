/*
 * fuzz_answer.c - any bytes as the answer of each app.
 *
 * The first byte chooses the status.  What is kept of it for the log is one
 * clean word; nothing but a 2xx is ever an acceptance, and Microsoft Teams'
 * always is.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
judge(const struct app *app, long status, const uint8_t *data, size_t size)
{
	struct answer_detail detail;
	enum answer a;
	const char *p;

	memset(&detail, 'x', sizeof(detail));
	a = app->classify(status, (const char *)data, size, &detail);
	if (status >= 300 && a == ANSWER_ACCEPTED)
		abort();
	if (app == app_find("teams") && status < 300 && a != ANSWER_ACCEPTED)
		abort();
	if (memchr(detail.code, '\0', sizeof(detail.code)) == NULL)
		abort();
	if (detail.retry_after_ms < -1)
		abort();
	for (p = detail.code; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("_.-", *p) == NULL)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = {200, 202, 204, 302, 400, 401, 403, 404,
	    408, 410, 413, 425, 429, 500, 502, 503, 504};
	const struct app *app;
	long status;
	unsigned i;

	if (size == 0)
		return 0;
	status = statuses[data[0] % (sizeof(statuses) / sizeof(statuses[0]))];
	for (i = 0; (app = app_at(i)) != NULL; i++)
		judge(app, status, data + 1, size - 1);
	return 0;
}
