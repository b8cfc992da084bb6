/*
 * netguard.h - may the worker connect to this resolved address?
 *
 * A destination's URL is typed by a user, so a name may lead anywhere: to the
 * appliance itself, its network, a cloud's metadata service.  The check runs
 * on the address that is about to be connected to, after DNS, so neither odd
 * spellings nor a name that changes its mind get past it.
 */
#ifndef TOCSIN_NETGUARD_H
#define TOCSIN_NETGUARD_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

/* A range of addresses, e.g. 127.0.0.0/8. */
struct netguard_range {
	int family;              /* AF_INET or AF_INET6 */
	unsigned char bytes[16]; /* network order; AF_INET uses four */
	unsigned bits;           /* how many of them count */
};

/*
 * The operator's exceptions; a zeroed struct has none.  Read-only it may be
 * used by several threads.
 */
struct netguard {
	struct netguard_range *ranges;
	size_t n;
};

/*
 * netguard_parse(cidr, range): "address/bits" to a range.  Returns 0, or -1
 * where it is not one: no slash, bits beyond the address, or bits set behind
 * those that count, which is a slip that would allow more than was meant.
 */
int netguard_parse(const char *cidr, struct netguard_range *range);

/*
 * netguard_add(g, cidr): also allow that range.  Returns 0, or -1 on bad
 * text, with *g unchanged.
 */
int netguard_add(struct netguard *g, const char *cidr);

/*
 * netguard_allows(g, address): whether to connect there.  Public unicast
 * addresses are allowed and the exceptions; never an address family other
 * than AF_INET and AF_INET6.  An IPv4 address inside an IPv6 one (mapped,
 * NAT64, 6to4) is judged as what it is; exceptions for IPv4 reach the mapped
 * form, which is only another spelling.  Never blocks.
 */
bool netguard_allows(const struct netguard *g, const struct sockaddr *address);

/* netguard_free(g): free what g holds and zero it; g is the caller's. */
void netguard_free(struct netguard *g);

#endif
