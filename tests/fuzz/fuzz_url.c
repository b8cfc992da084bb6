/*
 * fuzz_url.c - any bytes as a typed Destination URL.
 *
 * Whatever an app accepts must be https to one of its hosts in the eyes of
 * curl_url(), the parser that connects, and so must what it makes of it; and
 * what is said about a URL never repeats its query.
 */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"
#include "core/url.h"
#include "core/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A part of the URL as libcurl sees it; the caller frees it by curl_free. */
static char *
part(CURLU *u, CURLUPart what)
{
	char *text = NULL;

	if (curl_url_get(u, what, &text, 0) != CURLUE_OK)
		return NULL;
	return text;
}

static bool
is_host_of(const struct app *app, const char *host)
{
	unsigned i;

	for (i = 0; i < app->forms_count; i++) {
		const char *own = app->forms[i].host;
		size_t len = own != NULL ? strlen(own) : 0;

		if (own == NULL || strcasecmp(host, own) == 0 ||
		    (own[0] == '.' && strlen(host) > len &&
			strcasecmp(host + strlen(host) - len, own) == 0))
			return true;
	}
	return false;
}

static void
must_be_ours(const struct app *app, const char *text)
{
	CURLU *u = curl_url();
	char *host, *scheme;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, text, 0) != CURLUE_OK)
		abort();
	host = part(u, CURLUPART_HOST);
	scheme = part(u, CURLUPART_SCHEME);
	if (host == NULL || scheme == NULL || strcmp(scheme, "https") != 0 ||
	    part(u, CURLUPART_USER) != NULL || !is_host_of(app, host))
		abort();
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(u);
}

static void
try_app(const struct app *app, const char *text)
{
	struct url_judgement j;
	const char *query = strchr(text, '?');
	char *full;

	memset(&j, 0, sizeof(j));
	app_recognise(app, text, NULL, &j);
	if (j.verdict != URL_REFUSED) {
		must_be_ours(app, text);
		full =
		    app->complete != NULL ? app->complete(text) : xstrdup(text);
		must_be_ours(app, full);
		free(full);
	}
	if (query != NULL && strlen(query) > 8 && strstr(j.why, query) != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	const struct app *app;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++)
		try_app(app, text);
	free(text);
	return 0;
}
