/*
 * conf_value.c - the kinds of values in tocsin.conf; see conf_value.h.
 *
 * Each rule asks for one way of writing a value.  What libcurl, the kernel or
 * the resolver would read in some other way than the operator is refused here,
 * at the start, where somebody is looking.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/conf_value.h"
#include "core/netguard.h"
#include "core/text.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define HOST_CHARS LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS ".-_"

#define HOST_MAX_BYTES 253 /* RFC 1035 */
#define LABEL_MAX_BYTES 63
#define BANNER_MAX_BYTES 200
#define PROCESSES_MAX 64
#define USER_MAX_BYTES 32 /* useradd(8) */

/* A control byte in a path is always a slip. */
static bool
is_path(const char *value)
{
	const char *p;

	for (p = value; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return value[0] == '/';
}

/* A file that may be left out. */
static bool
is_extra(const char *value)
{
	return value[0] == '\0' || is_path(value);
}

/*
 * A name as useradd(8) takes them, or a number, which chown(2) takes without
 * one.
 */
static bool
is_user(const char *value)
{
	size_t len = strlen(value);
	int64_t id;

	if (len == 0 || len > USER_MAX_BYTES)
		return false;
	/* The largest id stands for "none" in chown(2). */
	if (strspn(value, DIGITS) == len)
		return text_int(value, 0, UINT32_MAX - 1, &id);
	return strspn(value, LOWER DIGITS "_-") == len && value[0] != '-' &&
	       strchr(DIGITS, value[0]) == NULL;
}

/* How long the host name or "[IPv6]" at the start is; 0 for neither. */
static size_t
host_length(const char *s)
{
	size_t n;

	if (s[0] != '[') {
		n = strspn(s, HOST_CHARS);
		return n <= HOST_MAX_BYTES ? n : 0;
	}
	n = 1 + strspn(s + 1, DIGITS "abcdefABCDEF:.");
	return n > 1 && n < HOST_MAX_BYTES && s[n] == ']' ? n + 1 : 0;
}

/* Whether the first len bytes are a port. */
static bool
is_port(const char *s, size_t len)
{
	char digits[6];
	int64_t port;

	if (len >= sizeof(digits))
		return false;
	memcpy(digits, s, len);
	digits[len] = '\0';
	return text_int(digits, 1, 65535, &port);
}

/*
 * How long "USER:PASSWORD@" at the start is; 0 where there is none.  Bytes
 * that mean something in a URL have to be written as %XX.
 */
static size_t
login_length(const char *s)
{
	size_t n = strspn(s, HOST_CHARS "~!$&'()*+,;=%:");

	return n > 0 && s[n] == '@' && s[0] != ':' && memchr(s, ':', n) != NULL
		   ? n + 1
		   : 0;
}

/* A port is asked for: libcurl's own default for one (1080) surprises. */
static bool
is_proxy(const char *value)
{
	const char *host;
	size_t n;

	if (value[0] == '\0')
		return true;
	if (strncmp(value, "http://", 7) == 0)
		host = value + 7;
	else if (strncmp(value, "https://", 8) == 0)
		host = value + 8;
	else
		return false;
	host += login_length(host);
	n = host_length(host);
	return n > 0 && host[n] == ':' &&
	       is_port(host + n + 1, strlen(host + n + 1));
}

/*
 * By the guard's own parser, so that there is one opinion about what a range
 * is.
 */
static bool
is_cidr(const char *value)
{
	struct netguard_range range;

	return netguard_parse(value, &range) == 0;
}

/*
 * HOST:PORT at *s, each of which may be empty, and the byte behind it, which
 * must be end; *s moves on past that.
 */
static bool
is_endpoint(const char **s, char end)
{
	const char *port = *s + host_length(*s);
	size_t digits;

	if (*port != ':')
		return false;
	port++;
	digits = strspn(port, DIGITS);
	if (port[digits] != end || (digits > 0 && !is_port(port, digits)))
		return false;
	*s = port + digits + 1;
	return true;
}

static bool
is_connect(const char *value)
{
	return is_endpoint(&value, ':') && is_endpoint(&value, '\0');
}

/* A bare ".com" would be as good as no check at all. */
static bool
is_suffix(const char *value)
{
	size_t len = strlen(value);

	return len > 3 && len <= HOST_MAX_BYTES && value[0] == '.' &&
	       strspn(value, LOWER DIGITS ".-") == len &&
	       strstr(value, "..") == NULL && value[len - 1] != '.' &&
	       strchr(value + 1, '.') != NULL;
}

static bool
is_processes(const char *value)
{
	int64_t n;

	return text_int(value, 1, PROCESSES_MAX, &n);
}

/* Shown as it stands: nothing that could hide or turn around other text. */
static bool
is_banner(const char *value)
{
	char *clean = text_clean(value, BANNER_MAX_BYTES);
	bool same = strcmp(clean, value) == 0;

	free(clean);
	return same && strlen(value) <= BANNER_MAX_BYTES;
}

/* Labels as RFC 1123 has them; a dot at the end is no browser's spelling. */
static bool
is_dns_name(const char *name)
{
	size_t len;

	if (strlen(name) > HOST_MAX_BYTES)
		return false;
	for (;; name += len + 1) {
		len = strspn(name, LOWER DIGITS "-");
		if (len == 0 || len > LABEL_MAX_BYTES || name[0] == '-' ||
		    name[len - 1] == '-')
			return false;
		if (name[len] == '\0')
			return true;
		if (name[len] != '.')
			return false;
	}
}

/* Whether it is the one spelling that browsers send for that address. */
static bool
is_address(int family, const char *text)
{
	unsigned char raw[sizeof(struct in6_addr)];
	char back[INET6_ADDRSTRLEN];

	return inet_pton(family, text, raw) == 1 &&
	       inet_ntop(family, raw, back, sizeof(back)) != NULL &&
	       strcmp(back, text) == 0;
}

/* A name whose last label is a number would be read as an IPv4 address. */
static bool
is_origin_host(char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot != NULL ? dot + 1 : host;
	size_t len = strlen(host);

	if (host[0] == '[') {
		if (host[len - 1] != ']')
			return false;
		host[len - 1] = '\0';
		return is_address(AF_INET6, host + 1);
	}
	if (strspn(last, DIGITS) == strlen(last))
		return is_address(AF_INET, host);
	return is_dns_name(host);
}

/*
 * Compared as bytes with what browsers send in Host and Origin, so there is
 * one spelling: lower case, no path, and no port where it is the scheme's own.
 */
static bool
is_origin(const char *value)
{
	const char *scheme_port = NULL, *host = NULL, *end;
	char text[HOST_MAX_BYTES + 1];

	if (strncmp(value, "http://", 7) == 0) {
		host = value + 7;
		scheme_port = "80";
	} else if (strncmp(value, "https://", 8) == 0) {
		host = value + 8;
		scheme_port = "443";
	} else {
		return false;
	}
	end = host + host_length(host);
	if (end == host)
		return false;
	memcpy(text, host, (size_t)(end - host));
	text[end - host] = '\0';
	if (*end == ':' && (!is_port(end + 1, strlen(end + 1)) ||
			       strcmp(end + 1, scheme_port) == 0))
		return false;
	return (*end == ':' || *end == '\0') && is_origin_host(text);
}

/*
 * The last colon parts them: a group may hold some, a role none.  No comma in
 * a group, which parts those of REMOTE_GROUPS.
 */
static bool
is_sso_role(const char *value)
{
	const char *colon = strrchr(value, ':');

	return is_banner(value) && colon != NULL && colon > value &&
	       colon[1] != '\0' &&
	       memchr(value, ',', (size_t)(colon - value)) == NULL;
}

const struct conf_type conf_path = {"an absolute path", is_path};
const struct conf_type conf_extra = {"an absolute path or nothing", is_extra};
const struct conf_type conf_user = {"a name or a number", is_user};
const struct conf_type conf_proxy = {
    "http(s)://[USER:PASSWORD@]HOST:PORT or nothing", is_proxy};
const struct conf_type conf_cidr = {
    "ADDRESS/BITS with no bit set behind BITS", is_cidr};
const struct conf_type conf_connect = {
    "HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT", is_connect};
const struct conf_type conf_suffix = {
    "a dot and a domain in lower case, e.g. .example.com", is_suffix};
const struct conf_type conf_processes = {"a number from 1 to 64", is_processes};
const struct conf_type conf_banner = {
    "one line of at most 200 bytes without control characters", is_banner};
const struct conf_type conf_origin = {
    "http(s)://HOST[:PORT] as browsers write it: in lower case, no path, and "
    "no port 443 of https or 80 of http",
    is_origin};
const struct conf_type conf_sso_role = {
    "GROUP:ROLE without a comma in GROUP", is_sso_role};
