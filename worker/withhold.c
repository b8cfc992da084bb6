/*
 * withhold.c - answers that repeat what they were asked with.
 *
 * Error pages like to quote the request.  What is kept of an answer goes into
 * the database, the log and a page, none of which may hold a credential, not
 * even one that was cut off half way.
 */
#include <string.h>

#include "worker/withhold.h"

/* Any WITHHOLD_RUN bytes of the token, anywhere in the answer? */
static bool
repeats(const char *token, size_t len, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i + WITHHOLD_RUN <= len; i++)
		if (memmem(bytes, n, token + i, WITHHOLD_RUN) != NULL)
			return true;
	return false;
}

bool
withhold(const char *url, const char *bytes, size_t n)
{
	const char *p = strstr(url, "://");
	size_t len;

	/* The host is shown everywhere; what follows it is the credential. */
	p = p == NULL ? url : p + 3;
	p += strcspn(p, "/?");
	while (*p != '\0') {
		p += strspn(p, "/?&=");
		len = strcspn(p, "/?&=");
		if (len >= WITHHOLD_TOKEN_BYTES && repeats(p, len, bytes, n))
			return true;
		p += len;
	}
	return false;
}

bool
withhold_text(const char *secret, const char *bytes, size_t n)
{
	size_t len = strlen(secret);

	if (len < WITHHOLD_RUN)
		return len > 0 && memmem(bytes, n, secret, len) != NULL;
	return repeats(secret, len, bytes, n);
}
