/*
 * check_netguard.c - both ends of every range, the spellings that hide an
 * address, and exceptions.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "core/netguard.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static bool
allows(const struct netguard *g, const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return netguard_allows(g, (const struct sockaddr *)&in);
	ck_assert_msg(inet_pton(AF_INET6, text, &in6.sin6_addr) == 1,
	    "not an address: %s", text);
	return netguard_allows(g, (const struct sockaddr *)&in6);
}

/* A blocked range: its ends, and the addresses on either side of it. */
static const struct range_case {
	const char *before; /* NULL: nothing public there */
	const char *first;
	const char *last;
	const char *after; /* NULL: nothing public there */
} range_cases[] = {
    {NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0"},
    {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
    {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
    {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
    {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
    {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
    {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
    {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
    {"192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"},
    {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
    {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
    {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
    {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
    {"223.255.255.255", "224.0.0.0", "239.255.255.255", NULL},
    {NULL, "240.0.0.0", "255.255.255.255", NULL},

    /* IPv6 outside 2000::/3, and what is reserved inside of it. */
    {NULL, "::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2000::"},
    {"3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	"4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL},
    {"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	"2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
    {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
	"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"},
    {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"},
};

START_TEST(ranges)
{
	const struct range_case *c = &range_cases[_i];
	static const struct netguard none;

	ck_assert(!allows(&none, c->first));
	ck_assert(!allows(&none, c->last));
	if (c->before != NULL)
		ck_assert(allows(&none, c->before));
	if (c->after != NULL)
		ck_assert(allows(&none, c->after));
}
END_TEST

/* The same for each IPv4 range as it may stand inside an IPv6 address. */
START_TEST(wrapped_ranges)
{
	static const struct netguard none;
	const struct range_case *c = &range_cases[_i];
	const char *const ends[] = {c->before, c->first, c->last, c->after};
	const bool want[] = {true, false, false, true};
	char text[64];
	size_t i;

	for (i = 0; i < 4; i++) {
		unsigned char b[4];

		if (ends[i] == NULL || inet_pton(AF_INET, ends[i], b) != 1)
			continue;
		snprintf(text, sizeof(text), "::ffff:%s", ends[i]);
		ck_assert(allows(&none, text) == want[i]);
		snprintf(text, sizeof(text), "64:ff9b::%s", ends[i]);
		ck_assert(allows(&none, text) == want[i]);
		snprintf(text, sizeof(text), "2002:%02x%02x:%02x%02x::1", b[0],
		    b[1], b[2], b[3]);
		ck_assert(allows(&none, text) == want[i]);
	}
}
END_TEST

/* Addresses that people try, and what is allowed for a control. */
static const struct {
	const char *address;
	bool want;
} known_cases[] = {
    {"127.0.0.1", false},
    {"::1", false},
    {"::", false},
    {"169.254.169.254", false}, /* metadata services */
    {"fd00:ec2::254", false},
    {"100.100.100.200", false},
    {"::ffff:127.0.0.1", false},
    {"::127.0.0.1", false}, /* compatible, long deprecated */
    {"::8.8.8.8", false},
    {"64:ff9b:1::8.8.8.8", false}, /* NAT64 of local use */
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b:0:0:0:1:808:808", false}, /* just past the /96 */
    {"::fffe:8.8.8.8", false},
    {"::1:0:0", false},
    {"2002:7f00:1::", false},
    {"2002:808:808::", true},
    {"2003::1", true},
    {"fe80::1", false},
    {"fec0::1", false},
    {"fc00::1", false},
    {"ff02::1", false},
    {"8.8.8.8", true},
    {"::ffff:8.8.8.8", true},
    {"2606:4700::1111", true},
    {"2620:1ec::10", true},
};

START_TEST(known)
{
	static const struct netguard none;

	ck_assert_msg(
	    allows(&none, known_cases[_i].address) == known_cases[_i].want,
	    "%s", known_cases[_i].address);
}
END_TEST

START_TEST(exceptions)
{
	struct netguard g = {0};

	ck_assert_int_eq(netguard_add(&g, "127.0.0.0/8"), 0);
	ck_assert_int_eq(netguard_add(&g, "fd00::/9"), 0);
	ck_assert_int_eq(netguard_add(&g, "10.1.2.3/32"), 0);
	ck_assert(allows(&g, "127.0.0.1"));
	ck_assert(allows(&g, "127.255.255.255"));
	ck_assert(allows(&g, "::ffff:127.0.0.1"));
	ck_assert(allows(&g, "10.1.2.3"));
	ck_assert(allows(&g, "fd7f:ffff::1"));
	ck_assert(allows(&g, "8.8.8.8"));

	/* No more than was excepted, nor by another road. */
	ck_assert(!allows(&g, "10.1.2.2"));
	ck_assert(!allows(&g, "10.1.2.4"));
	ck_assert(!allows(&g, "fd80::1"));
	ck_assert(!allows(&g, "64:ff9b::127.0.0.1"));
	ck_assert(!allows(&g, "2002:7f00:1::"));
	ck_assert(!allows(&g, "::1"));

	ck_assert_int_eq(netguard_add(&g, "::/0"), 0);
	ck_assert(allows(&g, "::1"));
	ck_assert(!allows(&g, "10.0.0.1"));
	ck_assert_int_eq(netguard_add(&g, "0.0.0.0/0"), 0);
	ck_assert(allows(&g, "10.0.0.1"));
	netguard_free(&g);
	ck_assert(!allows(&g, "10.0.0.1"));
	netguard_free(&g);
}
END_TEST

static const char *const bad_ranges[] = {
    "",
    "/",
    "/8",
    "127.0.0.1",
    "127.0.0.0/",
    "127.0.0.0/33",
    "127.0.0.0/-1",
    "127.0.0.0/+8",
    "127.0.0.0/08",
    "127.0.0.0/ 8",
    "127.0.0.0/8 ",
    "127.0.0.0/8/8",
    "127.0.0.0/8x",
    "127.0.0.0/99999999999999999999",
    " 127.0.0.0/8",
    "127.0.0/8",
    "127.0.0.1/8",
    "127.0.0.0/0",
    "0x7f.0.0.0/8",
    "localhost/8",
    "fd00::/129",
    "fd00::1/8",
    "fd00::/7",
    "[fd00::]/8",
    "fe80::%lo/64",
    "fd00:::/8",
    "1111111111111111111111111111111111111111111111111111111111111/8",
};

START_TEST(bad_range)
{
	struct netguard g = {0};

	ck_assert_int_eq(netguard_add(&g, bad_ranges[_i]), -1);
	ck_assert_uint_eq(g.n, 0);
	ck_assert_ptr_null(g.ranges);
}
END_TEST

/* A socket that is not IP leads nowhere, whatever was excepted. */
START_TEST(other_family)
{
	struct netguard g = {0};
	struct sockaddr_un un = {.sun_family = AF_UNIX};

	ck_assert_int_eq(netguard_add(&g, "0.0.0.0/0"), 0);
	ck_assert_int_eq(netguard_add(&g, "::/0"), 0);
	ck_assert(!netguard_allows(&g, (const struct sockaddr *)&un));
	un.sun_family = AF_UNSPEC;
	ck_assert(!netguard_allows(&g, (const struct sockaddr *)&un));
	netguard_free(&g);
}
END_TEST

Suite *
suite_netguard(void)
{
	Suite *s = suite_create("netguard");
	TCase *t = tcase_create("addresses");

	tcase_add_loop_test(t, ranges, 0, COUNT(range_cases));
	tcase_add_loop_test(t, wrapped_ranges, 0, COUNT(range_cases));
	tcase_add_loop_test(t, known, 0, COUNT(known_cases));
	tcase_add_test(t, exceptions);
	tcase_add_loop_test(t, bad_range, 0, COUNT(bad_ranges));
	tcase_add_test(t, other_family);
	suite_add_tcase(s, t);
	return s;
}
