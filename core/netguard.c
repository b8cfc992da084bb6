/*
 * netguard.c - which addresses may be connected to; see netguard.h.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include "core/netguard.h"
#include "core/text.h"
#include "core/xmalloc.h"

#define V4(a, b, c, d, n) \
	{ \
		AF_INET, {a, b, c, d}, n \
	}
#define V6(a, b, c, d, n) \
	{ \
		AF_INET6, {a, b, c, d}, n \
	}

/* IPv4 that is not public unicast (IANA's special-purpose registry). */
static const struct netguard_range blocked4[] = {
    V4(0, 0, 0, 0, 8),       /* this network */
    V4(10, 0, 0, 0, 8),      /* private */
    V4(100, 64, 0, 0, 10),   /* carrier NAT */
    V4(127, 0, 0, 0, 8),     /* loopback */
    V4(169, 254, 0, 0, 16),  /* link-local, cloud metadata */
    V4(172, 16, 0, 0, 12),   /* private */
    V4(192, 0, 0, 0, 24),    /* protocol assignments */
    V4(192, 0, 2, 0, 24),    /* documentation */
    V4(192, 88, 99, 0, 24),  /* 6to4 relays */
    V4(192, 168, 0, 0, 16),  /* private */
    V4(198, 18, 0, 0, 15),   /* benchmarks */
    V4(198, 51, 100, 0, 24), /* documentation */
    V4(203, 0, 113, 0, 24),  /* documentation */
    V4(224, 0, 0, 0, 4),     /* multicast */
    V4(240, 0, 0, 0, 4),     /* reserved, broadcast */
};

/* IPv6 that carries an IPv4 address, and at which byte it starts. */
static const struct {
	struct netguard_range range;
	unsigned at;
} wrapped[] = {
    {{AF_INET6, {[10] = 0xff, [11] = 0xff}, 96}, 12}, /* mapped */
    {V6(0x00, 0x64, 0xff, 0x9b, 96), 12},             /* NAT64 */
    {V6(0x20, 0x02, 0, 0, 16), 2},                    /* 6to4 */
};

/* The mapped form is the one that the kernel itself connects over IPv4. */
#define MAPPED (&wrapped[0].range)

/* All else of IPv6 that is public unicast, and what of it is not. */
static const struct netguard_range global6 = V6(0x20, 0, 0, 0, 3);
static const struct netguard_range blocked6[] = {
    V6(0x20, 0x01, 0x00, 0x00, 23), /* protocols: Teredo, benchmarks, ... */
    V6(0x20, 0x01, 0x0d, 0xb8, 32), /* documentation */
    V6(0x3f, 0xff, 0x00, 0x00, 20), /* documentation */
};

static bool
within(const struct netguard_range *r, int family, const unsigned char *bytes)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;
	unsigned mask = 0xffu << (8 - rest) & 0xffu;

	if (family != r->family || memcmp(bytes, r->bytes, whole) != 0)
		return false;
	return rest == 0 || ((bytes[whole] ^ r->bytes[whole]) & mask) == 0;
}

static bool
within_any(const struct netguard_range *r, size_t n, int family,
    const unsigned char *bytes)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (within(&r[i], family, bytes))
			return true;
	return false;
}

static bool
public4(const unsigned char *bytes)
{
	return !within_any(
	    blocked4, sizeof(blocked4) / sizeof(blocked4[0]), AF_INET, bytes);
}

static bool
public6(const unsigned char *bytes)
{
	size_t i;

	for (i = 0; i < sizeof(wrapped) / sizeof(wrapped[0]); i++)
		if (within(&wrapped[i].range, AF_INET6, bytes))
			return public4(bytes + wrapped[i].at);
	return within(&global6, AF_INET6, bytes) &&
	       !within_any(blocked6, sizeof(blocked6) / sizeof(blocked6[0]),
		   AF_INET6, bytes);
}

static bool
allows4(const struct netguard *g, const unsigned char *bytes)
{
	return public4(bytes) || within_any(g->ranges, g->n, AF_INET, bytes);
}

static bool
allows6(const struct netguard *g, const unsigned char *bytes)
{
	if (within(MAPPED, AF_INET6, bytes) && allows4(g, bytes + 12))
		return true;
	return public6(bytes) || within_any(g->ranges, g->n, AF_INET6, bytes);
}

bool
netguard_allows(const struct netguard *g, const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	/* Copied, since the caller's bytes may not be aligned for either. */
	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in, address, sizeof(in));
		return allows4(g, (const unsigned char *)&in.sin_addr);
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return allows6(g, in6.sin6_addr.s6_addr);
	default:
		return false;
	}
}

/* Whether no bit behind the ones that count is set. */
static bool
is_network(const struct netguard_range *r)
{
	unsigned all = r->family == AF_INET ? 32 : 128, bit;

	for (bit = r->bits; bit < all; bit++)
		if (r->bytes[bit / 8] & (0x80u >> bit % 8))
			return false;
	return true;
}

int
netguard_parse(const char *cidr, struct netguard_range *range)
{
	const char *slash = strchr(cidr, '/');
	struct netguard_range r = {.family = AF_INET};
	char address[INET6_ADDRSTRLEN];
	int64_t bits;

	if (slash == NULL || (size_t)(slash - cidr) >= sizeof(address))
		return -1;
	memcpy(address, cidr, (size_t)(slash - cidr));
	address[slash - cidr] = '\0';
	if (strchr(address, ':') != NULL)
		r.family = AF_INET6;
	if (inet_pton(r.family, address, r.bytes) != 1)
		return -1;
	if (!text_int(slash + 1, 0, r.family == AF_INET ? 32 : 128, &bits))
		return -1;
	r.bits = (unsigned)bits;
	if (!is_network(&r))
		return -1;
	*range = r;
	return 0;
}

int
netguard_add(struct netguard *g, const char *cidr)
{
	struct netguard_range r;

	if (netguard_parse(cidr, &r) != 0)
		return -1;
	g->ranges = xrealloc(g->ranges, (g->n + 1) * sizeof(r));
	g->ranges[g->n++] = r;
	return 0;
}

void
netguard_free(struct netguard *g)
{
	free(g->ranges);
	memset(g, 0, sizeof(*g));
}
