/*
 * check_conf.c - the operator's file: defaults, every key, every error with
 * its line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/conf.h"
#include "core/xmalloc.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static char path[] = "/tmp/check_conf.XXXXXX";
static char why[CONF_WHY_BYTES];

static void
setup(void)
{
	int fd;

	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	why[0] = '\0';
}

static void
teardown(void)
{
	unlink(path);
}

/* conf_load() of a file that holds these bytes. */
static int
load(const char *text, size_t len, struct conf *c)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
	return conf_load(path, c, why);
}

static void
is_default(const struct conf *c)
{
	ck_assert_str_eq(c->data, "/var/lib/tocsin");
	ck_assert_str_eq(c->web_key, "/etc/tocsin/web.key");
	ck_assert_str_eq(c->public_key, "/etc/tocsin/public.key");
	ck_assert_str_eq(c->secret_key, "/etc/tocsin/worker.key");
	ck_assert_str_eq(c->audit_key, "/etc/tocsin/audit.key");
	ck_assert_uint_eq(c->readable.n, 0);
	ck_assert_ptr_null(c->readable.items[0]);
	ck_assert_str_eq(c->web, "tocsin-web");
	ck_assert_str_eq(c->worker, "tocsin-worker");
	ck_assert_str_eq(c->producers, "tocsin-events");
	ck_assert_str_eq(c->ca_file, "/etc/ssl/certs/ca-certificates.crt");
	ck_assert_str_eq(c->extra_ca_file, "");
	ck_assert_str_eq(c->proxy, "");
	ck_assert_uint_eq(c->allow_cidr.n, 0);
	ck_assert_ptr_null(c->allow_cidr.items[0]);
	ck_assert_uint_eq(c->connect_to.n, 0);
	ck_assert_ptr_null(c->connect_to.items[0]);
	ck_assert_uint_eq(c->host_suffix.n, 0);
	ck_assert_ptr_null(c->host_suffix.items[0]);
	ck_assert_str_eq(c->socket, "/run/tocsin/web.sock");
	ck_assert_str_eq(c->templates, TOCSIN_SHARE "/templates");
	ck_assert_str_eq(c->processes, "4");
	ck_assert_str_eq(c->banner, "");
	ck_assert_uint_eq(c->origin.n, 0);
	ck_assert_ptr_null(c->origin.items[0]);
	ck_assert_str_eq(c->sso_socket, "");
	ck_assert_uint_eq(c->sso_role.n, 0);
}

static const char *const default_files[] = {
    "",
    "\n\n",
    "# nothing\n; at all",
    "[paths]\n[users]\n[egress]\n",
    "\xef\xbb\xbf[paths]\n",
    "[paths]\r\ndata = /var/lib/tocsin\r\n",
};

START_TEST(defaults)
{
	struct conf c;

	ck_assert_msg(
	    load(default_files[_i], strlen(default_files[_i]), &c) == 0, "%s",
	    why);
	is_default(&c);
	conf_free(&c);

	ck_assert_int_eq(conf_load(NULL, &c, why), 0);
	is_default(&c);
	conf_free(&c);
	ck_assert_ptr_null(c.data);
	conf_free(&c);
}
END_TEST

START_TEST(sample)
{
	struct conf c;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	conf_print_sample(f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_msg(load(text, len, &c) == 0, "%s", why);
	is_default(&c);
	conf_free(&c);

	/* Every key stands in it, lists as comments; no line is too wide. */
	ck_assert_ptr_nonnull(strstr(text, "\nproxy = \n"));
	ck_assert_ptr_nonnull(strstr(text, "\n#allow_cidr =\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n#connect_to =\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n#readable =\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n#host_suffix =\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nproducers = tocsin-events\n"));
	for (char *line = text; line != NULL; line = strchr(line + 1, '\n'))
		ck_assert_uint_le(strcspn(line + 1, "\n"), 80);
	free(text);
}
END_TEST

/* A proxy's password is taken and never shown. */
static const struct {
	const char *proxy;
	const char *shown;
} proxies[] = {
    {"", ""},
    {"http://proxy.example:3128", "http://proxy.example:3128"},
    {"http://u:p@proxy.example:3128", "http://proxy.example:3128"},
    {"https://a.b-c:%40%3a%2F!@[::1]:1", "https://[::1]:1"},
    {"http://u:@10.0.0.1:3128", "http://10.0.0.1:3128"},
};

START_TEST(proxy_shown)
{
	char text[200], *shown;
	struct conf c;
	int n = snprintf(
	    text, sizeof(text), "[egress]\nproxy = %s\n", proxies[_i].proxy);

	ck_assert_msg(load(text, (size_t)n, &c) == 0, "%s", why);
	ck_assert_str_eq(c.proxy, proxies[_i].proxy);
	shown = conf_proxy_shown(&c);
	ck_assert_str_eq(shown, proxies[_i].shown);
	free(shown);
	conf_free(&c);
}
END_TEST

START_TEST(every_key)
{
	static const char text[] = "[egress]\n"
				   "allow_cidr = 127.0.0.0/8\n"
				   "  allow_cidr: fd00::/8\n"
				   "proxy=http://[::1]:3128\n"
				   "[paths]\n"
				   "data = /srv/a b;c # d ;e\n"
				   "web_key = /k\n"
				   "public_key = /p\n"
				   "secret_key = /s\n"
				   "audit_key = /a\n"
				   "[users]\n"
				   "web = 33\n"
				   "worker = _w-1\n"
				   "producers = 0\n"
				   "[egress]\n"
				   "ca_file = /ca\n"
				   "extra_ca_file = /more\n"
				   "connect_to = a.example:443:127.0.0.1:8443\n"
				   "connect_to = ::[::1]:\n"
				   "host_suffix = .flow.example.com\n"
				   "[web]\n"
				   "socket = /w\n"
				   "templates = /t\n"
				   "processes = 64\n"
				   "banner = Test; \xc3\xbc # 1\n"
				   "origin = https://a-1.example:8443\n"
				   "origin = http://127.0.0.1:8080\n"
				   "origin = https://[::1]\n"
				   "origin = http://localhost\n"
				   "[sso]\n"
				   "sso_socket = /s\n"
				   "sso_role = CN=a:b:Super Admin\n"
				   "sso_role = all:Read-Only";
	struct conf c;
	char *db;

	ck_assert_msg(load(text, sizeof(text) - 1, &c) == 0, "%s", why);
	ck_assert_str_eq(c.data, "/srv/a b;c # d ;e");
	ck_assert_str_eq(c.web_key, "/k");
	ck_assert_str_eq(c.public_key, "/p");
	ck_assert_str_eq(c.secret_key, "/s");
	ck_assert_str_eq(c.audit_key, "/a");
	ck_assert_str_eq(c.web, "33");
	ck_assert_str_eq(c.worker, "_w-1");
	ck_assert_str_eq(c.producers, "0");
	ck_assert_str_eq(c.ca_file, "/ca");
	ck_assert_str_eq(c.extra_ca_file, "/more");
	ck_assert_str_eq(c.proxy, "http://[::1]:3128");
	ck_assert_uint_eq(c.allow_cidr.n, 2);
	ck_assert_str_eq(c.allow_cidr.items[0], "127.0.0.0/8");
	ck_assert_str_eq(c.allow_cidr.items[1], "fd00::/8");
	ck_assert_ptr_null(c.allow_cidr.items[2]);
	ck_assert_uint_eq(c.connect_to.n, 2);
	ck_assert_str_eq(c.connect_to.items[1], "::[::1]:");
	ck_assert_str_eq(c.host_suffix.items[0], ".flow.example.com");

	ck_assert_str_eq(c.sso_socket, "/s");
	ck_assert_str_eq(c.sso_role.items[0], "CN=a:b:Super Admin");
	ck_assert_str_eq(c.socket, "/w");
	ck_assert_str_eq(c.templates, "/t");
	ck_assert_str_eq(c.processes, "64");
	ck_assert_str_eq(c.banner, "Test; \xc3\xbc # 1");
	ck_assert_uint_eq(c.origin.n, 4);
	ck_assert_str_eq(c.origin.items[0], "https://a-1.example:8443");
	ck_assert_str_eq(c.origin.items[3], "http://localhost");

	db = conf_database(&c, "events");
	ck_assert_str_eq(db, "/srv/a b;c # d ;e/events/events.db");
	free(db);
	conf_free(&c);
}
END_TEST

/* Errors and the line they are on; the reason must name what is wrong. */
static const struct {
	const char *text;
	const char *line;
	const char *names;
} error_cases[] = {
    {"[paths]\ndata = /a\n\ndatta = /b\n", ":4: ", "datta"},
    {"[paths]\nData = /a\n", ":2: ", "Data"},
    {"[users]\ndata = /a\n", ":2: ", "data"},
    {"data = /a\n", ":1: ", "data"},
    {"\n[path]\n", ":2: ", "[path]"},
    {"[pathss]\n", ":1: ", "[pathss]"},
    {"[]\n", ":1: ", "[]"},
    {"[paths\ndata = /a\n", ":1: ", "section"},
    {"[paths] data = /a\n", ":1: ", "section"},
    {"[paths]]\n", ":1: ", "section"},
    {"  [nothing]\n", ":1: ", "[nothing]"},
    {"[paths]\ndata\n", ":2: ", "key = value"},
    {"[paths]\n# fine\n!\n", ":3: ", "key = value"},
    {"[paths]\ndata = /a\ndata = /a\n", ":3: ", "data"},
    {"[paths]\ndata = /a\n[users]\n[paths]\ndata = /b\n", ":5: ", "data"},
    {"[paths]\ndata = /a\n  /b\n", ":3: ", "key = value"},
    {"[paths]\ndata = a\n", ":2: ", "data"},
    {"[paths]\ndata =\n", ":2: ", "data"},
    {"[paths]\ndata = /a\tb\n", ":2: ", "data"},
    {"[users]\nweb =\n", ":2: ", "web"},
    {"[users]\nweb = -1\n", ":2: ", "web"},
    {"[users]\nweb = 4294967295\n", ":2: ", "web"},
    {"[users]\nweb = 007\n", ":2: ", "web"},
    {"[users]\nweb = 1a\n", ":2: ", "web"},
    {"[users]\nweb = a b\n", ":2: ", "web"},
    {"[users]\nweb = a:b\n", ":2: ", "web"},
    {"[users]\nworker = abcdefghijklmnopqrstuvwxyz1234567\n", ":2: ", "worker"},
    {"[egress]\nproxy = proxy.example:3128\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://proxy.example\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://u@proxy.example:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://:p@proxy.example:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://u:p/@proxy.example:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://u:p@q@proxy.example:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://u:p@proxy.example\n", ":2: ", "proxy"},
    {"[egress]\nextra_ca_file = ca.pem\n", ":2: ", "absolute path"},
    {"[egress]\nproxy = http://proxy.example:0\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://proxy.example:65536\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://proxy.example:1/\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = http://[::1:1\n", ":2: ", "proxy"},
    {"[egress]\nproxy = socks5://a:1\n", ":2: ", "proxy"},
    {"[egress]\nallow_cidr =\n", ":2: ", "allow_cidr"},
    {"[egress]\nallow_cidr = 10.0.0.1/8\n", ":2: ", "allow_cidr"},
    {"[egress]\nallow_cidr = 10.0.0.0/8, ::/0\n", ":2: ", "allow_cidr"},
    {"[egress]\nallow_cidr = ::/0\nallow_cidr = 1\n", ":3: ", "allow_cidr"},
    {"[egress]\nconnect_to = a:443\n", ":2: ", "connect_to"},
    {"[egress]\nconnect_to = a:443:b\n", ":2: ", "connect_to"},
    {"[egress]\nconnect_to = a:443:b:1:\n", ":2: ", "connect_to"},
    {"[egress]\nconnect_to = a:443:b:65536\n", ":2: ", "connect_to"},
    {"[egress]\nconnect_to = a:443:::1:443\n", ":2: ", "connect_to"},
    {"[egress]\nconnect_to = a b:443:c:1\n", ":2: ", "connect_to"},
    {"[egress]\nhost_suffix = example.com\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .Example.com\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .com\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .a..com\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .a.com.\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .\n", ":2: ", "host_suffix"},
    {"[egress]\nhost_suffix = .a.com/x\n", ":2: ", "host_suffix"},
    {"[web]\norigin = a.example\n", ":2: ", "origin"},
    {"[web]\norigin = ftp://a.example\n", ":2: ", "origin"},
    {"[web]\norigin = https://\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.example/\n", ":2: ", "origin"},
    {"[web]\norigin = https://A.example\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.example:443\n", ":2: ", "origin"},
    {"[web]\norigin = http://a.example:80\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.example:0\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.example:65536\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.example:\n", ":2: ", "origin"},
    {"[web]\norigin = https://a..b\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.b.\n", ":2: ", "origin"},
    {"[web]\norigin = https://-a.b\n", ":2: ", "origin"},
    {"[web]\norigin = https://a_b\n", ":2: ", "origin"},
    {"[web]\norigin = https://u@a.b\n", ":2: ", "origin"},
    {"[web]\norigin = https://1.2.3\n", ":2: ", "origin"},
    {"[web]\norigin = https://01.2.3.4\n", ":2: ", "origin"},
    {"[web]\norigin = https://1.2.3.256\n", ":2: ", "origin"},
    {"[web]\norigin = https://[::1\n", ":2: ", "origin"},
    {"[web]\norigin = https://[0:0::1]\n", ":2: ", "origin"},
    {"[web]\norigin = https://[fe80::A]\n", ":2: ", "origin"},
    {"[web]\norigin = https://[1.2.3.4]\n", ":2: ", "origin"},
    {"[web]\norigin = https://a.b c\n", ":2: ", "origin"},
    {"[web]\nprocesses = 0\n", ":2: ", "processes"},
    {"[web]\nprocesses = 65\n", ":2: ", "processes"},
    {"[web]\nprocesses = 04\n", ":2: ", "processes"},
    {"[web]\nprocesses = x\n", ":2: ", "processes"},
    {"[web]\nbanner = a\tb\n", ":2: ", "banner"},
    {"[web]\nbanner = a\xe2\x80\xae\n", ":2: ", "banner"},
    {"[web]\nsocket = w\n", ":2: ", "socket"},
};

START_TEST(errors)
{
	const char *text = error_cases[_i].text;
	struct conf c;
	size_t len = strlen(path);

	ck_assert_msg(load(text, strlen(text), &c) == -1, "%s", text);
	ck_assert_msg(strncmp(why, path, len) == 0, "%s", why);
	ck_assert_msg(strncmp(why + len, error_cases[_i].line, 4) == 0,
	    "%s: %s", text, why);
	ck_assert_msg(
	    strstr(why, error_cases[_i].names) != NULL, "%s: %s", text, why);
	ck_assert_ptr_null(c.data);
	ck_assert_ptr_null(c.allow_cidr.items);
}
END_TEST

/* The longest line is read whole; one byte more is refused, not cut. */
START_TEST(long_lines)
{
	char *text = xmalloc(CONF_LINE_MAX_BYTES + 100);
	struct conf c;
	size_t len = 8;

	memcpy(text, "[paths]\ndata = /", 16);
	memset(text + 16, 'x', CONF_LINE_MAX_BYTES);
	len += CONF_LINE_MAX_BYTES;
	ck_assert_msg(load(text, len, &c) == 0, "%s", why);
	ck_assert_uint_eq(strlen(c.data), CONF_LINE_MAX_BYTES - 7);
	conf_free(&c);

	ck_assert_int_eq(load(text, len + 1, &c), -1);
	ck_assert_ptr_nonnull(strstr(why, ":2: the line is longer"));
	memset(text, '#', CONF_LINE_MAX_BYTES + 100);
	ck_assert_int_eq(load(text, CONF_LINE_MAX_BYTES + 100, &c), -1);
	free(text);
}
END_TEST

START_TEST(odd_files)
{
	struct conf c;

	ck_assert_int_eq(load("[paths]\nda\0ta = /a\n", 19, &c), -1);
	ck_assert_ptr_nonnull(strstr(why, ":2: a NUL byte"));
	ck_assert_int_eq(load("[paths]\ndata = /a\0b", 19, &c), -1);

	ck_assert_int_eq(conf_load("/tmp", &c, why), -1);
	ck_assert_str_eq(why, "/tmp: Is a directory");
	unlink(path);
	ck_assert_int_eq(conf_load(path, &c, why), -1);
	ck_assert_ptr_nonnull(strstr(why, ": No such file"));
	ck_assert_ptr_null(c.data);
}
END_TEST

Suite *
suite_conf(void)
{
	Suite *s = suite_create("conf");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, defaults, 0, COUNT(default_files));
	tcase_add_test(t, sample);
	tcase_add_test(t, every_key);
	tcase_add_loop_test(
	    t, proxy_shown, 0, (int)(sizeof(proxies) / sizeof(proxies[0])));
	tcase_add_loop_test(t, errors, 0, COUNT(error_cases));
	tcase_add_test(t, long_lines);
	tcase_add_test(t, odd_files);
	suite_add_tcase(s, t);
	return s;
}
