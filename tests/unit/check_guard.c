/*
 * check_guard.c - which requests pass, which don't, and what is answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define ORIGIN "http://" WEB_HOST
#define ID_7 "0000000000000007"

static const struct host_case {
	const char *host;
	bool good;
} hosts[] = {
    {WEB_HOST, true},
    {WEB_SECURE_HOST, true},
    {"TOCSIN.Example", true},
    {WEB_SECURE_HOST ":443", true},
    {"[::1]:8080", true},
    {"", false},
    {":443", false},
    {"127.0.0.1", false},
    {"127.0.0.1:80", false},
    {"127.0.0.1:8081", false},
    {"localhost:8080", false},
    {WEB_SECURE_HOST ":80", false},
    {WEB_SECURE_HOST ".", false},
    {"x" WEB_SECURE_HOST, false},
    {"evil.example", false},
    {WEB_HOST "," WEB_HOST, false},
    {WEB_HOST ", evil.example", false},
    {WEB_HOST "/", false},
    {ORIGIN, false},
    {"user@" WEB_HOST, false},
};

START_TEST(host)
{
	struct http_request r = web_request(METHOD_GET, "/sign-in");

	r.host = hosts[_i].host;
	ck_assert_msg(
	    web_judge(&r) == (hosts[_i].good ? 0 : 421), "%s", r.host);
}
END_TEST

/* Exactly the table's paths, and of each the methods that have a row. */
START_TEST(methods)
{
	static const enum method all[] = {METHOD_NONE, METHOD_GET, METHOD_POST};
	const struct route *r, *other;
	unsigned taken;
	int i;

	for (r = routes; r->path != NULL; r++) {
		for (taken = 0, other = routes; other->path != NULL; other++)
			if (strcmp(other->path, r->path) == 0)
				taken |= other->method;
		for (i = 0; i < COUNT(all); i++) {
			struct http_request req = web_request(all[i], r->path);
			int status = web_judge(&req);

			ck_assert_int_eq(status == 405, (taken & all[i]) == 0);
			ck_assert_int_ne(status, 404);
			if (status != 405)
				continue;
			ck_assert_str_eq(web_out.allow,
			    taken == METHOD_GET    ? "GET, HEAD"
			    : taken == METHOD_POST ? "POST"
						   : "GET, HEAD, POST");
		}
	}
}
END_TEST

START_TEST(no_such_path)
{
	static const char *const paths[] = {"", "//", "/destinations/",
	    "/Destinations", "/destinations/..", "/%64estinations",
	    "/destinations;x", "/destinations%00", "/destinations.css",
	    "/api/v1/events/", "/api/v1", "destinations", "/theme/x"};
	static const enum method all[] = {METHOD_NONE, METHOD_GET, METHOD_POST};
	int i;

	for (i = 0; i < COUNT(paths) * COUNT(all); i++) {
		struct http_request r =
		    web_request(all[i % COUNT(all)], paths[i / COUNT(all)]);

		ck_assert_msg(web_judge(&r) == 404, "%s", r.path);
	}
	ck_assert_int_eq(web_sessions(), 0);
}
END_TEST

/*
 * Nobody acts and nobody sees: what is looked at leads to the sign-in page and
 * back, whatever the address it comes from.  Who may do what: check_matrix.c.
 */
START_TEST(nobody)
{
	static const char *const addresses[] = {
	    "127.0.0.1", "::1", "unix:", "10.0.0.1", ""};
	const struct route *r;
	int i;

	for (r = routes; r->path != NULL; r++)
		for (i = 0; i < COUNT(addresses); i++) {
			struct http_request req =
			    web_request(r->method, r->path);
			bool open = r->permission == PERMISSION_NONE;

			req.remote_addr = addresses[i];
			if (r->proof == PROOF_BEARER)
				ck_assert_int_eq(web_judge(&req), 401);
			else if (r->method == METHOD_POST)
				ck_assert_int_eq(web_judge(&req), 403);
			else
				ck_assert_int_eq(
				    web_judge(&req), open ? 0 : 303);
		}
	ck_assert_int_eq(web_sessions(), 0);
}
END_TEST

/* The page that was asked for, and an id that its route knows. */
START_TEST(way_back)
{
	static const struct {
		const char *path, *query, *location;
	} cases[] = {
	    {"/destinations", "", "/sign-in?back=/destinations"},
	    {"/destinations/edit", "id=" ID_7,
		"/sign-in?back=/destinations/edit%3Fid%3D" ID_7},
	    {"/destinations/test", "form=" ID_7,
		"/sign-in?back=/destinations/test%3Fform%3D" ID_7},
	    {"/destinations/edit", "id=7", "/sign-in"},
	    {"/destinations", "back=//evil.example", "/sign-in"},
	    {"/destinations/edit", "id=" ID_7 "&x=//evil.example", "/sign-in"},
	};
	struct http_request r = web_request(METHOD_GET, cases[_i].path);

	r.query = cases[_i].query;
	ck_assert_int_eq(web_judge(&r), 303);
	ck_assert_str_eq(web_out.location, cases[_i].location);
	/* What is led to takes what it is led with. */
	r = web_request(METHOD_GET, "/sign-in");
	r.query = cases[_i].location + strcspn(cases[_i].location, "?");
	r.query += *r.query == '?';
	ck_assert_int_eq(web_judge(&r), 0);
}
END_TEST

/* Every header of the proof at each of its values, against each other one. */
START_TEST(proof)
{
	static const char *const sites[] = {"", "same-origin", "same-site",
	    "cross-site", "none", "Same-Origin"};
	static const char *const froms[] = {"", ORIGIN, "HTTP://127.0.0.1:8080",
	    "null", "http://evil.example", "https://127.0.0.1:8080",
	    "http://127.0.0.1:8081", "https://" WEB_SECURE_HOST};
	/* An older and a newer way to say the same, and twice is none. */
	static const char *const cookies[] = {"sid=" WEB_SECRET,
	    "theme=dark; sid=" WEB_SECRET "; a=b", "", "sid=" WEB_OTHER,
	    "__Host-sid=" WEB_SECRET, "xsid=" WEB_SECRET,
	    "sid=" WEB_SECRET "; sid=" WEB_SECRET, "sid=" WEB_SECRET "x"};
	char *forms[4];
	int i, n = COUNT(sites) * COUNT(froms) * COUNT(cookies) * COUNT(forms);

	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	forms[0] = web_form(WEB_SECRET, "&id=" ID_7);
	forms[1] = web_form(WEB_OTHER, "&id=" ID_7);
	forms[2] = xstrdup("id=" ID_7);
	forms[3] = xstrdup("csrf=forged&id=" ID_7);
	for (i = 0; i < n; i++) {
		struct http_request r =
		    web_request(METHOD_POST, "/destinations/try-again");
		int site = i % COUNT(sites);
		int from = i / COUNT(sites) % COUNT(froms);
		int cookie = i / COUNT(sites) / COUNT(froms) % COUNT(cookies);
		int form = i / COUNT(sites) / COUNT(froms) / COUNT(cookies);
		/* Here stands the rule once more, by the tables' places. */
		bool good = form == 0 && cookie < 2 && from < 3 && site < 2 &&
			    site + from > 0;

		r.fetch_site = sites[site];
		r.origin = froms[from];
		r.cookie = cookies[cookie];
		web_body(&r, forms[form]);
		ck_assert_msg(web_judge(&r) == (good ? 0 : 403),
		    "site '%s' origin '%s' cookie '%s' form %d: %d",
		    r.fetch_site, r.origin, r.cookie, form, web_out.status);
	}
	for (i = 0; i < COUNT(forms); i++)
		free(forms[i]);
	ck_assert_int_eq(web_sessions(), 1);
}
END_TEST

/* The form of a session that lives is not good for another one that does. */
START_TEST(foreign_form)
{
	struct http_request r =
	    web_request(METHOD_POST, "/destinations/try-again");
	char *body = web_form(WEB_OTHER, "&id=" ID_7);

	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	web_enter(WEB_OTHER, "Super Admin", SESSION_SIGNED_IN);
	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	web_body(&r, body);
	ck_assert_int_eq(web_judge(&r), 403);
	r.cookie = "sid=" WEB_OTHER;
	ck_assert_int_eq(web_judge(&r), 0);
	free(body);
}
END_TEST

static const struct body_case {
	const char *type, *query, *more;
	int status;
	const char *text;
} bodies[] = {
    {WEB_FORM_TYPE, "", "", 0, NULL},
    {WEB_FORM_TYPE "; charset=UTF-8", "", "", 0, NULL},
    {"Application/X-WWW-Form-Urlencoded", "", "", 0, NULL},
    {"", "", "", 415, "forms only"},
    {"text/plain", "", "", 415, "forms only"},
    {"multipart/form-data; boundary=x", "", "", 415, "forms only"},
    {"application/json", "", "", 415, "forms only"},
    {WEB_FORM_TYPE "x", "", "", 415, "forms only"},
    {WEB_FORM_TYPE, "id=" ID_7, "", 400, "&quot;id&quot;"},
    {WEB_FORM_TYPE, "", "&nosuch=1", 400, "nosuch"},
    {WEB_FORM_TYPE, "", "&name=x", 400, "name"},
    {WEB_FORM_TYPE, "", "&id=" ID_7, 400, "only once"},
};

START_TEST(body)
{
	const struct body_case *c = &bodies[_i];
	struct http_request r =
	    web_request(METHOD_POST, "/destinations/try-again");
	char *all, *more = xasprintf("&id=" ID_7 "%s", c->more);

	all = web_form(WEB_SECRET, more);
	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	r.content_type = c->type;
	r.query = c->query;
	web_body(&r, all);
	ck_assert_msg(web_judge(&r) == c->status, "%d", web_out.status);
	if (c->text != NULL)
		ck_assert_msg(
		    strstr(web_out.body, c->text) != NULL, "%s", web_out.body);
	free(all);
	free(more);
}
END_TEST

START_TEST(sizes)
{
	struct http_request r = web_request(METHOD_POST, "/destinations/new");
	char *big = xcalloc(1, BODY_FORM_MAX_BYTES + 2);

	memset(big, '&', BODY_FORM_MAX_BYTES + 1);
	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	web_body(&r, big);
	ck_assert_int_eq(web_judge(&r), 413);
	/* One byte less is read, and found to be without a token. */
	r.body_bytes--;
	ck_assert_int_eq(web_judge(&r), 403);
	web_body(&r, (char *)"");
	r.too_large = true;
	ck_assert_int_eq(web_judge(&r), 413);
	r.too_large = false;
	r.incomplete = true;
	ck_assert_int_eq(web_judge(&r), 400);
	free(big);
}
END_TEST

/* A link from elsewhere may open a page; only what a form does is kept in. */
START_TEST(links)
{
	struct http_request r = web_request(METHOD_GET, "/destinations/edit");

	r.fetch_site = "cross-site";
	r.origin = "http://evil.example";
	r.query = "id=" ID_7;
	/* Its cookie does not come along: the page asks again by itself. */
	ck_assert_int_eq(web_judge(&r), 200);
	ck_assert_ptr_null(web_out.set_cookie);
	r.cookie = "sid=" WEB_SECRET;
	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	ck_assert_int_eq(web_judge(&r), 0);
	r.query = "id=7";
	ck_assert_int_eq(web_judge(&r), 400);
	r.query = "id=" ID_7 "&utm=x";
	ck_assert_int_eq(web_judge(&r), 400);
	ck_assert_ptr_nonnull(strstr(web_out.body, "utm"));
}
END_TEST

START_TEST(bearer)
{
	static const struct {
		const char *authorization;
		int status;
	} cases[] = {
	    {"Bearer " WEB_SECRET, 0},
	    {"bearer   " WEB_SECRET, 0},
	    {"", 401},
	    {"Bearer", 401},
	    {"Bearer " WEB_OTHER, 401},
	    {"Bearer " WEB_SECRET "x", 401},
	    {"Bearer " WEB_SECRET " ", 401},
	    {"Bearer\t" WEB_SECRET, 401},
	    {"Basic " WEB_SECRET, 401},
	    {WEB_SECRET, 401},
	};
	struct http_request r = web_request(METHOD_POST, "/api/v1/events");
	struct change c = {.by = "admin", .at_ms = 1};
	struct token t = {.id = 1, .name = "feed"};
	char hash[SECRET_HASH_BYTES];
	int i;

	secret_hash(WEB_SECRET, "events", hash);
	ck_assert_int_eq(token_add(web.config, &t, hash, &c), 1);
	/* Neither the browser's rules nor this machine's address count. */
	r.remote_addr = "192.0.2.1";
	r.fetch_site = "cross-site";
	r.content_type = "application/json";
	r.cookie = "sid=" WEB_SECRET;
	for (i = 0; i < COUNT(cases); i++) {
		r.authorization = cases[i].authorization;
		ck_assert_msg(
		    web_judge(&r) == cases[i].status, "%s", r.authorization);
		if (cases[i].status == 0)
			continue;
		ck_assert_str_eq(
		    web_out.type, "application/json; charset=utf-8");
		ck_assert_ptr_nonnull(strstr(web_out.body, "\"status\":401"));
	}
	/* The session's hash is not the token's: no secret has two uses. */
	web_session(WEB_OTHER);
	r.authorization = "Bearer " WEB_OTHER;
	ck_assert_int_eq(web_judge(&r), 401);
	r.authorization = "Bearer " WEB_SECRET;
	r.query = "x=1";
	ck_assert_int_eq(web_judge(&r), 400);
}
END_TEST

Suite *
suite_guard(void)
{
	Suite *s = suite_create("guard");
	TCase *t = tcase_create("guard");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, host, 0, COUNT(hosts));
	tcase_add_test(t, methods);
	tcase_add_test(t, no_such_path);
	tcase_add_test(t, nobody);
	tcase_add_loop_test(t, way_back, 0, 6);
	tcase_add_test(t, proof);
	tcase_add_test(t, foreign_form);
	tcase_add_loop_test(t, body, 0, COUNT(bodies));
	tcase_add_test(t, sizes);
	tcase_add_test(t, links);
	tcase_add_test(t, bearer);
	suite_add_tcase(s, t);
	suite_add_tcase(s, guard_told_case());
	return s;
}
