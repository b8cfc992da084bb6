/*
 * fuzz_netguard.c - may an address be connected to?  netguard_allows() against
 * another reading of the same thing: IANA's two registries of special-purpose
 * addresses as they stand, bit by bit, the most specific row first.
 *
 * The first byte chooses a row, the second how many bits of it are kept; the
 * rest is the address.  So the ends of each range are met often.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/netguard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum row_says {
	SAYS_NO,    /* not globally reachable */
	SAYS_YES,   /* globally reachable */
	SAYS_INNER, /* as the IPv4 address in its last 32 bits, or behind 16 */
	/* Reachable, but nobody's web server: refused here all the same. */
	SAYS_REFUSE,
};

struct row {
	const char *prefix;
	unsigned bits;
	enum row_says says;
};

/* iana-ipv4-special-registry, and multicast. */
static const struct row rows4[] = {
    {"0.0.0.0", 8, SAYS_NO},
    {"10.0.0.0", 8, SAYS_NO},
    {"100.64.0.0", 10, SAYS_NO},
    {"127.0.0.0", 8, SAYS_NO},
    {"169.254.0.0", 16, SAYS_NO},
    {"172.16.0.0", 12, SAYS_NO},
    {"192.0.0.0", 24, SAYS_NO},
    {"192.0.0.9", 32, SAYS_REFUSE},
    {"192.0.0.10", 32, SAYS_REFUSE},
    {"192.0.2.0", 24, SAYS_NO},
    {"192.31.196.0", 24, SAYS_YES},
    {"192.52.193.0", 24, SAYS_YES},
    {"192.88.99.0", 24, SAYS_REFUSE},
    {"192.168.0.0", 16, SAYS_NO},
    {"192.175.48.0", 24, SAYS_YES},
    {"198.18.0.0", 15, SAYS_NO},
    {"198.51.100.0", 24, SAYS_NO},
    {"203.0.113.0", 24, SAYS_NO},
    {"224.0.0.0", 4, SAYS_NO},
    {"240.0.0.0", 4, SAYS_NO},
    {"255.255.255.255", 32, SAYS_NO},
    {"0.0.0.0", 0, SAYS_YES},
};

/* iana-ipv6-special-registry; what is outside of 2000::/3 is not unicast. */
static const struct row rows6[] = {
    {"::1", 128, SAYS_NO},
    {"::", 128, SAYS_NO},
    {"::ffff:0:0", 96, SAYS_INNER},
    {"64:ff9b::", 96, SAYS_INNER},
    {"64:ff9b:1::", 48, SAYS_NO},
    {"100::", 64, SAYS_NO},
    {"100:0:0:1::", 64, SAYS_NO},
    {"2001::", 23, SAYS_NO},
    {"2001::", 32, SAYS_NO},
    {"2001:1::1", 128, SAYS_REFUSE},
    {"2001:1::2", 128, SAYS_REFUSE},
    {"2001:1::3", 128, SAYS_REFUSE},
    {"2001:2::", 48, SAYS_NO},
    {"2001:3::", 32, SAYS_REFUSE},
    {"2001:4:112::", 48, SAYS_REFUSE},
    {"2001:10::", 28, SAYS_NO},
    {"2001:20::", 28, SAYS_REFUSE},
    {"2001:30::", 28, SAYS_REFUSE},
    {"2001:db8::", 32, SAYS_NO},
    {"2002::", 16, SAYS_INNER},
    {"2620:4f:8000::", 48, SAYS_YES},
    {"3fff::", 20, SAYS_NO},
    {"5f00::", 16, SAYS_NO},
    {"fc00::", 7, SAYS_NO},
    {"fe80::", 10, SAYS_NO},
    {"ff00::", 8, SAYS_NO},
    {"2000::", 3, SAYS_YES},
    {"::", 0, SAYS_NO},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
prefix_of(const struct row *r, int family, unsigned char *bytes)
{
	if (inet_pton(family, r->prefix, bytes) != 1)
		abort();
}

static unsigned
bit(const unsigned char *bytes, unsigned i)
{
	return bytes[i / 8] >> (7 - i % 8) & 1u;
}

/* The row with the longest prefix that the address has. */
static const struct row *
best(const struct row *rows, size_t n, int family, const unsigned char *bytes)
{
	const struct row *found = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char own[16];
		unsigned k = 0;

		prefix_of(&rows[i], family, own);
		while (k < rows[i].bits && bit(own, k) == bit(bytes, k))
			k++;
		if (k == rows[i].bits &&
		    (found == NULL || found->bits <= rows[i].bits))
			found = &rows[i];
	}
	return found;
}

static bool
expected(int family, const unsigned char *bytes)
{
	const struct row *r;

	if (family == AF_INET)
		return best(rows4, COUNT(rows4), AF_INET, bytes)->says ==
		       SAYS_YES;
	r = best(rows6, COUNT(rows6), AF_INET6, bytes);
	if (r->says == SAYS_INNER)
		return expected(AF_INET, bytes + (r->bits == 16 ? 2 : 12));
	return r->says == SAYS_YES;
}

static void
compare(int family, const unsigned char *bytes)
{
	static const struct netguard none;
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	const struct sockaddr *address = family == AF_INET
					     ? (const struct sockaddr *)&in
					     : (const struct sockaddr *)&in6;
	char text[INET6_ADDRSTRLEN];

	memcpy(&in.sin_addr, bytes, 4);
	memcpy(&in6.sin6_addr, bytes, 16);
	if (netguard_allows(&none, address) == expected(family, bytes))
		return;
	fprintf(stderr, "broken: %s, expected %s\n",
	    inet_ntop(family, bytes, text, sizeof(text)),
	    expected(family, bytes) ? "allowed" : "refused");
	abort();
}

/* The first bits of a row, then those of the input. */
static void
try_near(const struct row *r, int family, unsigned keep, const uint8_t *rest)
{
	unsigned width = family == AF_INET ? 32 : 128, i;
	unsigned char own[16] = {0}, bytes[16];

	prefix_of(r, family, own);
	memcpy(bytes, rest, sizeof(bytes));
	for (i = 0; i < width && i < keep; i++) {
		unsigned char one = (unsigned char)(0x80u >> i % 8);

		bytes[i / 8] =
		    (unsigned char)((bytes[i / 8] & ~one) | (own[i / 8] & one));
	}
	compare(family, bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *rest = data + 2;

	if (size < 18)
		return 0;
	try_near(&rows4[data[0] % COUNT(rows4)], AF_INET, data[1] % 33, rest);
	try_near(&rows6[data[0] % COUNT(rows6)], AF_INET6, data[1] % 129, rest);
	return 0;
}
