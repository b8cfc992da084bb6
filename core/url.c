/*
 * url.c - a destination's URL; see url.h.
 *
 * libcurl's parser is lenient: it takes one to three slashes, reads
 * 0x7f.1 as an address and decodes %2e in a host.  The typed text is therefore
 * held against what libcurl made of it, and where a plain reader and the
 * parser would disagree about the host, the URL is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "core/log.h"
#include "core/url.h"
#include "core/xmalloc.h"

static const char https[] = "https://";
static const char http[] = "http://";

/* Schemes are read without regard to letter case. */
static bool
starts(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* isxdigit() takes an int and, for a char below zero, anything. */
static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* isalnum() depends on the locale; a host name does not. */
static bool
is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Only the bytes of RFC 3986 may be there.  Above all no backslash, which
 * browsers read as a slash, and nothing beyond ASCII, where dots and letters
 * have doubles.
 */
static enum url_fault
check_bytes(const char *text)
{
	/*
	 * Blanks first, in a pass of their own: a URL copied with its line end
	 * is an easy slip, and has a reason of its own.
	 */
	static const char reserved[] = "-._~:/?#[]@!$&'()*+,;=%";
	const char *p;

	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			return URL_FAULT_BLANK;
	for (p = text; *p != '\0'; p++) {
		if (!is_alnum(*p) && strchr(reserved, *p) == NULL)
			return URL_FAULT_BYTE;
		if (*p == '%' && (!is_hex(p[1]) || !is_hex(p[2])))
			return URL_FAULT_BYTE;
	}
	return URL_FAULT_NONE;
}

/*
 * What can be told before anything is parsed.  The order decides which reason
 * the admin reads: first what breaks a paste, then what the URL is, then its
 * parts.  '@' behind the host is harmless and common in paths.
 */
static enum url_fault
check_text(const char *text)
{
	const char *authority;
	size_t len;
	enum url_fault fault;

	if (text == NULL || *text == '\0')
		return URL_FAULT_EMPTY;
	if (strnlen(text, URL_MAX_BYTES + 1) > URL_MAX_BYTES)
		return URL_FAULT_LONG;
	fault = check_bytes(text);
	if (fault != URL_FAULT_NONE)
		return fault;
	if (starts(text, http))
		return URL_FAULT_HTTP;
	if (!starts(text, https))
		return URL_FAULT_SCHEME;
	authority = text + strlen(https);
	len = strcspn(authority, "/?#");
	if (memchr(authority, '@', len) != NULL)
		return URL_FAULT_USER;
	if (strchr(text, '#') != NULL)
		return URL_FAULT_FRAGMENT;
	return len == 0 ? URL_FAULT_HOST : URL_FAULT_NONE;
}

/*
 * Resolvers read a name whose last label is a number as an address, however
 * it is spelt: 127.1, 0x7f.0.0.1, 2130706433.
 */
static bool
is_address(const char *host)
{
	const char *label = strrchr(host, '.');

	label = label == NULL ? host : label + 1;
	if (*host == '[')
		return true;
	if (label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
		return true;
	return *label != '\0' && label[strspn(label, "0123456789")] == '\0';
}

/*
 * Letters, digits and hyphens in labels of 1 to 63 bytes, 253 in all (RFC
 * 1035).  No trailing dot: the same host would have two names, and a list of
 * suffixes would know one of them.
 */
static bool
is_name(const char *host)
{
	const char *p = host;
	size_t i, len;

	if (strlen(host) >= URL_HOST_BYTES)
		return false;
	for (;;) {
		len = strcspn(p, ".");
		if (len == 0 || len > 63 || p[0] == '-' || p[len - 1] == '-')
			return false;
		for (i = 0; i < len; i++)
			if (!is_alnum(p[i]) && p[i] != '-')
				return false;
		if (p[len] == '\0')
			return true;
		p += len + 1;
	}
}

/* What stands behind the host: len bytes from p, nothing or ":" and digits. */
static enum url_fault
check_port(const char *p, size_t len, enum url_ports ports)
{
	size_t digits;

	if (len == 0 || (len == 4 && strncmp(p, ":443", 4) == 0))
		return URL_FAULT_NONE;
	if (p[0] != ':')
		return URL_FAULT_HOST;
	/* No leading zero: libcurl has judged the number, this its spelling. */
	digits = strspn(p + 1, "0123456789");
	if (ports == URL_PORT_ANY && digits > 0 && digits == len - 1 &&
	    p[1] != '0')
		return URL_FAULT_NONE;
	return URL_FAULT_PORT;
}

/* The typed host and port must be the ones that libcurl found. */
static enum url_fault
check_authority(const char *text, const char *host, enum url_ports ports)
{
	const char *authority = text + strlen(https);
	size_t len = strcspn(authority, "/?#");
	size_t host_len = strlen(host);

	if (is_address(host))
		return URL_FAULT_ADDRESS;
	if (!is_name(host))
		return URL_FAULT_HOST;
	if (len < host_len || strncasecmp(authority, host, host_len) != 0)
		return URL_FAULT_HOST;
	return check_port(authority + host_len, len - host_len, ports);
}

/*
 * libcurl's own refusals.  Its codes grow with each release; what is not
 * listed has most often to do with the host.
 */
static enum url_fault
from_curl(CURLUcode rc)
{
	switch (rc) {
	case CURLUE_OK:
		return URL_FAULT_NONE;
	case CURLUE_OUT_OF_MEMORY:
		xmalloc_failed();
	case CURLUE_BAD_PORT_NUMBER:
		return URL_FAULT_PORT;
	case CURLUE_BAD_IPV6:
		return URL_FAULT_ADDRESS;
	case CURLUE_USER_NOT_ALLOWED:
	case CURLUE_BAD_LOGIN:
		return URL_FAULT_USER;
	default:
		return URL_FAULT_HOST;
	}
}

/* A part as libcurl holds it, not decoded, as a string of ours; "" if none. */
static char *
part(CURLU *h, CURLUPart what)
{
	char *s = NULL;
	char *copy;
	CURLUcode rc = curl_url_get(h, what, &s, 0);

	if (rc == CURLUE_OUT_OF_MEMORY)
		xmalloc_failed();
	if (rc != CURLUE_OK)
		return xstrdup("");
	copy = xstrdup(s);
	explicit_bzero(s, strlen(s));
	curl_free(s);
	return copy;
}

/* Parse and hold the outcome against the text; *u is filled if all is well. */
static enum url_fault
take(CURLU *h, const char *text, enum url_ports ports, struct url *u)
{
	enum url_fault fault;
	char *host;
	size_t i;

	/* Path as typed: without this libcurl would resolve "..". */
	fault = from_curl(curl_url_set(
	    h, CURLUPART_URL, text, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS));
	if (fault != URL_FAULT_NONE)
		return fault;
	host = part(h, CURLUPART_HOST);
	fault = check_authority(text, host, ports);
	if (fault == URL_FAULT_NONE) {
		for (i = 0; host[i] != '\0'; i++)
			u->host[i] = host[i] >= 'A' && host[i] <= 'Z'
					 ? (char)(host[i] - 'A' + 'a')
					 : host[i];
		u->path = part(h, CURLUPART_PATH);
		u->query = part(h, CURLUPART_QUERY);
	}
	free(host);
	return fault;
}

/*
 * The plain look at the text comes first: its reasons are better than
 * libcurl's, and what it refuses never reaches a parser.
 */
enum url_fault
url_parse(const char *text, enum url_ports ports, struct url *u)
{
	enum url_fault fault = check_text(text);
	CURLU *h;

	memset(u, 0, sizeof(*u));
	if (fault != URL_FAULT_NONE)
		return fault;
	h = curl_url();
	if (h == NULL)
		xmalloc_failed();
	fault = take(h, text, ports, u);
	curl_url_cleanup(h);
	return fault;
}

void
url_clear(struct url *u)
{
	/* Either may be the credential: leave no copy of it behind. */
	if (u->path != NULL)
		explicit_bzero(u->path, strlen(u->path));
	if (u->query != NULL)
		explicit_bzero(u->query, strlen(u->query));
	free(u->path);
	free(u->query);
	memset(u, 0, sizeof(*u));
}

/*
 * None repeats any of what was typed: a URL that is refused may still be a
 * credential, pasted with a slip in it.
 */
const char *
url_fault_text(enum url_fault fault)
{
	static const char *const texts[URL_FAULT__MAX] = {
	    [URL_FAULT_NONE] = "",
	    [URL_FAULT_EMPTY] = "Destination URL is empty. Paste the URL that "
				"the app shows for its webhook.",
	    [URL_FAULT_LONG] = "Destination URL is longer than 4096 bytes. "
			       "Copy the webhook's URL again, alone.",
	    [URL_FAULT_BLANK] = "Destination URL contains a blank, a line "
				"break or a control character. Copy it again "
				"in one piece.",
	    [URL_FAULT_BYTE] = "Destination URL contains a character that no "
			       "URL may hold, or was cut. Copy it again, "
			       "without quotation marks around it.",
	    [URL_FAULT_HTTP] = "Destination URL starts with http://. Use the "
			       "https:// URL: it is a credential and must not "
			       "travel in clear.",
	    [URL_FAULT_SCHEME] = "Destination URL must start with https://.",
	    [URL_FAULT_USER] = "Destination URL must not contain a user name "
			       "or password before the host (no @ there).",
	    [URL_FAULT_FRAGMENT] = "Destination URL must not contain a "
				   "fragment (a part after #). Copy the URL of "
				   "the webhook, not a page's address.",
	    [URL_FAULT_HOST] = "Destination URL has no valid host name.",
	    [URL_FAULT_ADDRESS] = "Destination URL must name its host, not "
				  "give an IP address.",
	    [URL_FAULT_PORT] = "Destination URL must use port 443: remove "
			       "the port or write :443.",
	};

	return texts[fault];
}

bool
url_host_under(const char *host, const char *suffix)
{
	size_t host_len = strlen(host);
	size_t len = strlen(suffix);

	/* The suffix's own dot is the label boundary. */
	return suffix[0] == '.' && len > 1 && host_len > len &&
	       strcasecmp(host + host_len - len, suffix) == 0;
}

/*
 * A name alone or with an empty value does not count: a URL whose signature
 * was cut off in copying looks just like that.
 */
bool
url_query_has(const char *query, const char *name)
{
	size_t len = strlen(name);
	const char *p;

	for (p = query; *p != '\0'; p += *p == '&') {
		if (strncmp(p, name, len) == 0 && p[len] == '=' &&
		    p[len + 1] != '&' && p[len + 1] != '\0')
			return true;
		p += strcspn(p, "&");
	}
	return false;
}

/*
 * Whether libcurl too finds a host and no user in a link: "bank.example@" in
 * front of the host would make a button look like what it is not.
 */
static bool
parses(const char *text)
{
	CURLU *h = curl_url();
	CURLUcode rc;

	if (h == NULL)
		xmalloc_failed();
	rc = curl_url_set(
	    h, CURLUPART_URL, text, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS);
	curl_url_cleanup(h);
	if (rc == CURLUE_OUT_OF_MEMORY)
		xmalloc_failed();
	return rc == CURLUE_OK;
}

bool
url_is_link(const char *text)
{
	const char *authority;
	size_t len;

	if (text == NULL ||
	    strnlen(text, URL_LINK_MAX_BYTES + 1) > URL_LINK_MAX_BYTES)
		return false;
	if (check_bytes(text) != URL_FAULT_NONE)
		return false;
	if (!starts(text, http) && !starts(text, https))
		return false;
	/* Past "://", which starts() has seen. */
	authority = strchr(text, ':') + 3;
	len = strcspn(authority, "/?#");
	/* An appliance may well be an address, and on a port of its own. */
	return len > 0 && memchr(authority, '%', len) == NULL && parses(text);
}
