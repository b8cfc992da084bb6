/*
 * check_url.c - core/url: what is a URL for a destination, what is a link,
 * and what may be shown of one.  All ids and signatures are made up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/url.h"
#include "core/xmalloc.h"
#include "tests/unit/suites.h"

struct judged {
	const char *url;
	enum url_fault fault;
};

static const struct judged table[] = {
    /* What is fine. */
    {"https://a.example", URL_FAULT_NONE},
    {"https://a.example/", URL_FAULT_NONE},
    {"https://a.example:443/x", URL_FAULT_NONE},
    {"HTTPS://A.EXAMPLE/x", URL_FAULT_NONE},
    {"https://a.example?sig=1", URL_FAULT_NONE},
    {"https://a-b.c3.example/x?y=%2Fz&w", URL_FAULT_NONE},
    {"https://xn--bcher-kva.example/", URL_FAULT_NONE},
    {"https://a.example/a@b", URL_FAULT_NONE},
    {"https://a.example/?q=a@b:8443", URL_FAULT_NONE},
    {"https://1a.example.c0m/", URL_FAULT_NONE},
    /* Nothing, or too much. */
    {NULL, URL_FAULT_EMPTY},
    {"", URL_FAULT_EMPTY},
    /* Blanks and control bytes. */
    {" https://a.example/", URL_FAULT_BLANK},
    {"https://a.example/ ", URL_FAULT_BLANK},
    {"https://a.example/x y", URL_FAULT_BLANK},
    {"https://a.example/\nx", URL_FAULT_BLANK},
    {"https://a.example/\r\nHost: b", URL_FAULT_BLANK},
    {"https://a.ex\tample/", URL_FAULT_BLANK},
    {"https://a.example/\x01", URL_FAULT_BLANK},
    {"https://a.example/\x7f", URL_FAULT_BLANK},
    /* Bytes that are no part of any URL. */
    {"https://a.example\\@b.example/", URL_FAULT_BYTE},
    {"https:\\\\a.example/", URL_FAULT_BYTE},
    {"\"https://a.example/\"", URL_FAULT_BYTE},
    {"<https://a.example/>", URL_FAULT_BYTE},
    {"https://a.example/{x}", URL_FAULT_BYTE},
    {"https://a.example/^", URL_FAULT_BYTE},
    {"https://a\xe3\x80\x82"
     "example/",
	URL_FAULT_BYTE},
    {"https://a.example/\xc3\xbc", URL_FAULT_BYTE},
    {"https://a.example/\xff", URL_FAULT_BYTE},
    {"https://a.example/?sp=%2", URL_FAULT_BYTE},
    {"https://a.example/?sp=%", URL_FAULT_BYTE},
    {"https://a.example/?sp=%zz", URL_FAULT_BYTE},
    /* Schemes. */
    {"http://a.example/", URL_FAULT_HTTP},
    {"HTTP://a.example/", URL_FAULT_HTTP},
    {"http://u@a.example/", URL_FAULT_HTTP},
    {"ftp://a.example/", URL_FAULT_SCHEME},
    {"file:///etc/passwd", URL_FAULT_SCHEME},
    {"gopher://a.example/", URL_FAULT_SCHEME},
    {"javascript:alert(1)", URL_FAULT_SCHEME},
    {"//a.example/", URL_FAULT_SCHEME},
    {"a.example/", URL_FAULT_SCHEME},
    {"https:a.example/", URL_FAULT_SCHEME},
    {"https:/a.example/", URL_FAULT_SCHEME},
    {"https", URL_FAULT_SCHEME},
    /* User names. */
    {"https://u@a.example/", URL_FAULT_USER},
    {"https://u:p@a.example/", URL_FAULT_USER},
    {"https://@a.example/", URL_FAULT_USER},
    {"https://a.example@b.example/", URL_FAULT_USER},
    {"https://a.example:443@b.example/", URL_FAULT_USER},
    {"https://a.example%2f@b.example/", URL_FAULT_USER},
    /* Fragments. */
    {"https://a.example/#x", URL_FAULT_FRAGMENT},
    {"https://a.example/?sig=1#", URL_FAULT_FRAGMENT},
    {"https://a.example#.b.example/", URL_FAULT_FRAGMENT},
    /* Hosts. */
    {"https://", URL_FAULT_HOST},
    {"https:///", URL_FAULT_HOST},
    {"https:///a.example/", URL_FAULT_HOST},
    {"https:////a.example/", URL_FAULT_HOST},
    {"https://?x", URL_FAULT_HOST},
    {"https://:443/", URL_FAULT_HOST},
    {"https://./", URL_FAULT_HOST},
    {"https://.a.example/", URL_FAULT_HOST},
    {"https://a..example/", URL_FAULT_HOST},
    {"https://a.example./", URL_FAULT_HOST},
    {"https://a%2eexample/", URL_FAULT_HOST},
    {"https://a%00.example/", URL_FAULT_HOST},
    {"https://a_b.example/", URL_FAULT_HOST},
    {"https://-a.example/", URL_FAULT_HOST},
    {"https://a-.example/", URL_FAULT_HOST},
    {"https://a!b.example/", URL_FAULT_HOST},
    /* Addresses, however they are spelt. */
    {"https://127.0.0.1/", URL_FAULT_ADDRESS},
    {"https://127.1/", URL_FAULT_ADDRESS},
    {"https://2130706433/", URL_FAULT_ADDRESS},
    {"https://0x7f000001/", URL_FAULT_ADDRESS},
    {"https://0x7f.0.0.1/", URL_FAULT_ADDRESS},
    {"https://0177.0.0.1/", URL_FAULT_ADDRESS},
    {"https://127.0.0.1:443/", URL_FAULT_ADDRESS},
    {"https://1.2.3.4.5/", URL_FAULT_ADDRESS},
    {"https://a.example.7/", URL_FAULT_ADDRESS},
    {"https://[::1]/", URL_FAULT_ADDRESS},
    {"https://[::ffff:127.0.0.1]/", URL_FAULT_ADDRESS},
    {"https://[fe80::1%25eth0]/", URL_FAULT_ADDRESS},
    /* Ports. */
    {"https://a.example:8443/", URL_FAULT_PORT},
    {"https://a.example:80/", URL_FAULT_PORT},
    {"https://a.example:/", URL_FAULT_PORT},
    {"https://a.example:0443/", URL_FAULT_PORT},
    {"https://a.example:4430/", URL_FAULT_PORT},
    {"https://a.example:65979/", URL_FAULT_PORT},
    {"https://a.example:0/", URL_FAULT_PORT},
};

START_TEST(test_table)
{
	const struct judged *row = &table[_i];
	struct url u;
	enum url_fault fault = url_parse(row->url, URL_PORT_HTTPS, &u);

	ck_assert_msg(fault == row->fault, "%s: fault %d, not %d",
	    row->url == NULL ? "NULL" : row->url, (int)fault, (int)row->fault);
	ck_assert_int_eq(fault == URL_FAULT_NONE, u.path != NULL);
	url_clear(&u);
	ck_assert_ptr_null(u.path);
	ck_assert_ptr_null(u.query);
}
END_TEST

START_TEST(test_parts)
{
	struct url u;

	ck_assert_int_eq(URL_FAULT_NONE,
	    url_parse("https://Ab.EXAMPLE:443/x/../y%2Fz/?a=%2F&sig=Q_-",
		URL_PORT_HTTPS, &u));
	ck_assert_str_eq("ab.example", u.host);
	ck_assert_str_eq("/x/../y%2Fz/", u.path);
	ck_assert_str_eq("a=%2F&sig=Q_-", u.query);
	url_clear(&u);
	ck_assert_int_eq(
	    URL_FAULT_NONE, url_parse("https://a.example", URL_PORT_HTTPS, &u));
	ck_assert_str_eq("/", u.path);
	ck_assert_str_eq("", u.query);
	url_clear(&u);
}
END_TEST

/* A URL of exactly bytes bytes. */
static char *
long_url(size_t bytes)
{
	static const char start[] = "https://a.example/?sig=";
	char *s = xmalloc(bytes + 1);

	memset(s, 'x', bytes);
	memcpy(s, start, strlen(start));
	s[bytes] = '\0';
	return s;
}

START_TEST(test_length)
{
	char *most = long_url(URL_MAX_BYTES);
	char *more = long_url(URL_MAX_BYTES + 1);
	struct url u;

	ck_assert_int_eq(URL_FAULT_NONE, url_parse(most, URL_PORT_HTTPS, &u));
	url_clear(&u);
	ck_assert_int_eq(URL_FAULT_LONG, url_parse(more, URL_PORT_HTTPS, &u));
	url_clear(&u);
	free(most);
	free(more);
}
END_TEST

/* A host of labels of 63 bytes and a last one of the given length. */
static enum url_fault
host_of(unsigned last)
{
	char label[64], url[400];
	struct url u;
	enum url_fault fault;

	memset(label, 'a', sizeof(label) - 1);
	label[63] = '\0';
	snprintf(url, sizeof(url), "https://%s.%s.%s.%.*s/", label, label,
	    label, (int)last, label);
	fault = url_parse(url, URL_PORT_HTTPS, &u);
	if (fault == URL_FAULT_NONE)
		ck_assert_uint_eq(192 + last, strlen(u.host));
	url_clear(&u);
	return fault;
}

START_TEST(test_host_length)
{
	ck_assert_int_eq(URL_FAULT_NONE, host_of(61));
	ck_assert_int_eq(URL_FAULT_HOST, host_of(62));
}
END_TEST

/* Each reason is its own, names the field and fits where it is shown. */
START_TEST(test_reasons)
{
	int i, j;

	ck_assert_str_eq("", url_fault_text(URL_FAULT_NONE));
	for (i = 1; i < URL_FAULT__MAX; i++) {
		const char *text = url_fault_text((enum url_fault)i);

		ck_assert_msg(strstr(text, "Destination URL") == text,
		    "fault %d: %s", i, text);
		ck_assert_uint_lt(strlen(text), 320);
		for (j = 1; j < i; j++)
			ck_assert_str_ne(
			    text, url_fault_text((enum url_fault)j));
	}
}
END_TEST

START_TEST(test_under)
{
	ck_assert(url_host_under("x.example.com", ".example.com"));
	ck_assert(url_host_under("a.b.example.com", ".example.com"));
	ck_assert(url_host_under("x.example.com", ".Example.COM"));
	ck_assert(!url_host_under("example.com", ".example.com"));
	ck_assert(!url_host_under("xexample.com", ".example.com"));
	ck_assert(!url_host_under("x.example.com.evil.test", ".example.com"));
	ck_assert(!url_host_under(".example.com", ".example.com"));
	/* Without its dot a suffix has no boundary, so it has no say. */
	ck_assert(!url_host_under("x.example.com", "example.com"));
	ck_assert(!url_host_under("x.example.com", "."));
	ck_assert(!url_host_under("x.example.com", ""));
}
END_TEST

START_TEST(test_query)
{
	ck_assert(url_query_has("sig=x", "sig"));
	ck_assert(url_query_has("a=1&sig=x&b", "sig"));
	ck_assert(url_query_has("sig=&sig=x", "sig"));
	ck_assert(!url_query_has("", "sig"));
	ck_assert(!url_query_has("sig", "sig"));
	ck_assert(!url_query_has("sig=", "sig"));
	ck_assert(!url_query_has("sig=&a=1", "sig"));
	ck_assert(!url_query_has("xsig=1", "sig"));
	ck_assert(!url_query_has("sigx=1", "sig"));
	ck_assert(!url_query_has("a=sig=1", "sig"));
	ck_assert(!url_query_has("a=1&amp;sig=x", "sig"));
	ck_assert(!url_query_has("SIG=x", "sig"));
	ck_assert(!url_query_has("&&", "sig"));
}
END_TEST

START_TEST(test_link)
{
	static const char *const good[] = {"https://a.example/hosts/1",
	    "http://a.example", "https://192.0.2.7/hosts/1",
	    "https://a.example:8443/x?y#z", "https://[2001:db8::1]/x"};
	static const char *const bad[] = {"", "/hosts/1", "//a.example/",
	    "a.example", "javascript:alert(1)", "data:text/html,x", "https://",
	    "https:///x", "https://u@a.example/",
	    "https://a.example@b.example/", "https://a.example/x y",
	    "https://a.example/\n", "https://a.example/\xc3\xbc",
	    "https://a.example/\"", "https://a.example/<x>",
	    "https://a.example\\b", "https://a%2eexample/", "ftp://a.example/",
	    "file:///x", "vbscript:x"};
	char *s;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(url_is_link(good[i]), "%s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!url_is_link(bad[i]), "%s", bad[i]);
	ck_assert(!url_is_link(NULL));
	s = long_url(URL_LINK_MAX_BYTES);
	ck_assert(url_is_link(s));
	free(s);
	s = long_url(URL_LINK_MAX_BYTES + 1);
	ck_assert(!url_is_link(s));
	free(s);
}
END_TEST

Suite *
suite_url(void)
{
	Suite *suite = suite_create("url");
	TCase *tc = tcase_create("url");

	tcase_add_loop_test(
	    tc, test_table, 0, (int)(sizeof(table) / sizeof(table[0])));
	tcase_add_test(tc, test_parts);
	tcase_add_test(tc, test_length);
	tcase_add_test(tc, test_host_length);
	tcase_add_test(tc, test_reasons);
	tcase_add_test(tc, test_under);
	tcase_add_test(tc, test_query);
	tcase_add_test(tc, test_link);
	suite_add_tcase(suite, tc);
	return suite;
}
