/*
 * fuzz_url.c - any bytes as a typed Destination URL.
 *
 * Whatever is accepted must be https to a host under one of Microsoft's
 * suffixes in the eyes of curl_url(), the parser that connects; and what is
 * said about a URL never repeats its query.
 */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"
#include "core/url.h"
#include "core/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const suffixes[] = {".logic.azure.com", ".logic.azure.us",
    ".logic.azure.cn", ".environment.api.powerplatform.com",
    ".environment.api.gov.powerplatform.microsoft.us",
    ".environment.api.high.powerplatform.microsoft.us",
    ".environment.api.appsplatform.us",
    ".environment.api.powerplatform.partner.microsoftonline.cn", NULL};

/* A part of the URL as libcurl sees it; the caller frees it by curl_free. */
static char *
part(CURLU *u, CURLUPart what)
{
	char *text = NULL;

	if (curl_url_get(u, what, &text, 0) != CURLUE_OK)
		return NULL;
	return text;
}

static void
must_be_ours(const char *text)
{
	CURLU *u = curl_url();
	char *host, *scheme;
	int i;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, text, 0) != CURLUE_OK)
		abort();
	host = part(u, CURLUPART_HOST);
	scheme = part(u, CURLUPART_SCHEME);
	if (host == NULL || scheme == NULL || strcmp(scheme, "https") != 0 ||
	    part(u, CURLUPART_USER) != NULL)
		abort();
	for (i = 0; suffixes[i] != NULL; i++)
		if (strlen(host) > strlen(suffixes[i]) &&
		    strcasecmp(host + strlen(host) - strlen(suffixes[i]),
			suffixes[i]) == 0)
			break;
	if (suffixes[i] == NULL)
		abort();
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	const struct app *app = app_find("teams");
	struct url_judgement j;
	const char *query;

	memset(&j, 0, sizeof(j));
	app_recognise(app, text, NULL, &j);
	if (j.verdict != URL_REFUSED)
		must_be_ours(text);
	query = strchr(text, '?');
	if (query != NULL && strlen(query) > 8 && strstr(j.why, query) != NULL)
		abort();
	free(text);
	return 0;
}
