/*
 * url.h - a destination's URL, read by the parser that will connect.
 *
 * A webhook URL is a credential.  Nothing here logs one; only its host may be
 * shown.
 */
#ifndef TOCSIN_URL_H
#define TOCSIN_URL_H

#include <stdbool.h>
#include <stddef.h>

#define URL_MAX_BYTES 4096      /* webhook URL, without NUL */
#define URL_LINK_MAX_BYTES 2048 /* link that a message carries */
#define URL_HOST_BYTES 254      /* longest DNS name and its NUL */

/* Why a URL can't be a destination. */
enum url_fault {
	URL_FAULT_NONE,
	URL_FAULT_EMPTY,
	URL_FAULT_LONG,     /* over URL_MAX_BYTES */
	URL_FAULT_BLANK,    /* a blank, tab, line end or control byte */
	URL_FAULT_BYTE,     /* a byte that no URL may hold, or a cut %XX */
	URL_FAULT_HTTP,     /* http: the URL would travel in clear */
	URL_FAULT_SCHEME,   /* neither https nor http */
	URL_FAULT_USER,     /* a user name or password before the host */
	URL_FAULT_FRAGMENT, /* a part after # */
	URL_FAULT_HOST,     /* host missing or no DNS name */
	URL_FAULT_ADDRESS,  /* an IP address in any spelling */
	URL_FAULT_PORT,     /* any port but 443, or no port at all */
	URL_FAULT__MAX
};

/* A parsed URL.  Path and query are exactly as typed. */
struct url {
	char host[URL_HOST_BYTES]; /* lower case, no trailing dot */
	char *path;                /* starts with a slash */
	char *query;               /* without the question mark; "" if none */
};

/* Which ports a URL may name. */
enum url_ports {
	URL_PORT_HTTPS, /* 443 alone */
	URL_PORT_ANY    /* 1 to 65535 */
};

/*
 * url_parse(text, ports, u): read text as an absolute https URL.  Returns
 * URL_FAULT_NONE and fills *u, which the caller clears with url_clear(), or
 * the first fault found, with *u empty.  Never blocks; resolves no name.
 */
enum url_fault url_parse(const char *text, enum url_ports ports, struct url *u);

/* url_clear(u): wipe and free what u holds and zero it; u is the caller's. */
void url_clear(struct url *u);

/*
 * url_fault_text(fault): what is wrong and what to do, one sentence or two
 * that name the field "Destination URL" and never the URL; "" for none.
 */
const char *url_fault_text(enum url_fault fault);

/*
 * url_host_under(host, suffix): whether host, in lower case, is a name below
 * suffix, which starts with a dot (one without never matches).  At least one
 * label stands before the dot, so "x.example.com" is under ".example.com" and
 * neither "example.com" nor "xexample.com" is.
 */
bool url_host_under(const char *host, const char *suffix);

/*
 * url_query_has(query, name): whether a parameter of exactly that name is
 * there with a value that is not empty.
 */
bool url_query_has(const char *query, const char *name);

/*
 * url_is_link(text): whether text is an absolute http or https URL that a
 * message may offer to click: at most URL_LINK_MAX_BYTES, a host, nothing
 * before the host that could pose as one, no byte that needs escaping.
 * NULL is none.
 */
bool url_is_link(const char *text);

#endif
