/*
 * check_answer.c - whole exchanges: sessions and their cookies, the theme,
 * error answers, and what comes out when a database is broken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/xmalloc.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define FORM_7 "form=0000000000000007"

/* The delete question of a destination that is not there: 404 by a handler. */
static struct http_request
question(void)
{
	struct http_request r = web_request(METHOD_GET, "/destinations/delete");

	r.query = "id=0000000000000007";
	return r;
}

static struct http_request
theme(char *body)
{
	struct http_request r = web_request(METHOD_POST, "/theme");

	r.fetch_site = "same-origin";
	r.cookie = "sid=" WEB_SECRET;
	web_body(&r, body);
	return r;
}

/* The value of the cookie that was just set; its attributes are attributes. */
static void
made(const char *name, const char *attributes, char *secret)
{
	const char *cookie = web_out.set_cookie;
	size_t len = strlen(name);

	ck_assert_ptr_nonnull(cookie);
	ck_assert_msg(strncmp(cookie, name, len) == 0 && cookie[len] == '=',
	    "%s", cookie);
	snprintf(secret, SECRET_BYTES, "%s", cookie + len + 1);
	ck_assert(secret_is(secret));
	ck_assert_str_eq(cookie + len + 1 + strlen(secret), attributes);
}

/* A first page makes a session, and its form has that session's token. */
START_TEST(first_page)
{
	static const struct {
		const char *host, *name, *attributes;
	} cases[] = {
	    {WEB_HOST, "sid", "; Path=/; HttpOnly; SameSite=Strict"},
	    {WEB_SECURE_HOST, "__Host-sid",
		"; Path=/; HttpOnly; SameSite=Strict; Secure"},
	};
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	char secret[SECRET_BYTES], csrf[SECRET_HASH_BYTES];
	char hash[SECRET_HASH_BYTES], stored[100];

	r.host = cases[_i].host;
	ck_assert_int_eq(web_ask(&r), 200);
	made(cases[_i].name, cases[_i].attributes, secret);
	ck_assert_str_eq(web_out.type, "text/html; charset=utf-8");
	secret_hash(secret, "csrf", csrf);
	ck_assert_ptr_nonnull(strstr(web_out.body, csrf));
	ck_assert_ptr_null(strstr(web_out.body, secret));
	/* Of the cookie only its hash is stored. */
	secret_hash(secret, "session", hash);
	scratch_text(
	    "config.db", "SELECT id_hash FROM session", stored, sizeof(stored));
	ck_assert_str_eq(stored, hash);
	ck_assert_int_eq(web_sessions(), 1);
}
END_TEST

START_TEST(known_session)
{
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	char *form = web_form(WEB_SECRET, "");

	web_session(WEB_SECRET);
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_ptr_null(web_out.set_cookie);
	ck_assert_ptr_nonnull(strstr(web_out.body, form + strlen("csrf=")));
	ck_assert_int_eq(web_sessions(), 1);
	free(form);
}
END_TEST

/* Whoever plants a cookie in a browser must not learn its next token. */
START_TEST(not_adopted)
{
	static const char *const cookies[] = {"sid=" WEB_SECRET, "sid=x",
	    "sid=", "__Host-sid=" WEB_OTHER, "sid=" WEB_OTHER "; sid=x"};
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	char secret[SECRET_BYTES];

	web_session(WEB_OTHER);
	r.cookie = cookies[_i];
	ck_assert_int_eq(web_ask(&r), 200);
	made("sid", "; Path=/; HttpOnly; SameSite=Strict", secret);
	ck_assert_str_ne(secret, WEB_SECRET);
	ck_assert_str_ne(secret, WEB_OTHER);
	ck_assert_int_eq(web_sessions(), 2);
}
END_TEST

/* A session is written at most once a minute, and forgotten when idle. */
START_TEST(seen)
{
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	int64_t before, now = clock_wall_ms();
	char *sql;

	web_session(WEB_SECRET);
	r.cookie = "sid=" WEB_SECRET;
	before = scratch_int("config.db", "SELECT seen_at FROM session");
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT seen_at FROM session"), before);
	sql = xasprintf(
	    "UPDATE session SET seen_at = %lld", (long long)(now - 60000));
	scratch_exec("config.db", sql);
	free(sql);
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_int_ge(
	    scratch_int("config.db", "SELECT seen_at FROM session"), now);
	sql = xasprintf("UPDATE session SET seen_at = %lld",
	    (long long)(now - SESSION_IDLE_MS - 1000));
	scratch_exec("config.db", sql);
	free(sql);
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_ptr_nonnull(web_out.set_cookie);
}
END_TEST

/* Told once, on a page: a refusal and a HEAD leave it for later. */
START_TEST(flash)
{
	struct http_request r = web_request(METHOD_GET, "/destinations/new");
	struct http_request error = question();

	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	scratch_exec("config.db", "UPDATE session SET flash = 'Saved: <SOC>'");
	r.cookie = error.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&error), 404);
	ck_assert_ptr_null(strstr(web_out.body, "Saved: "));
	r.head = true;
	ck_assert_int_eq(web_ask(&r), 200);
	r.head = false;
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_ptr_nonnull(strstr(web_out.body, "Saved: &lt;SOC&gt;"));
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_ptr_null(strstr(web_out.body, "Saved: "));
}
END_TEST

static const struct theme_case {
	const char *more;
	int status;
	const char *cookie, *location;
} themes[] = {
    {"&theme=dark&back=/destinations/new", 303,
	"theme=dark; Path=/;"
	" Max-Age=31536000; SameSite=Strict",
	"/destinations/new"},
    {"&theme=light&back=/destinations/test?" FORM_7, 303,
	"theme=light; Path=/;"
	" Max-Age=31536000; SameSite=Strict",
	"/destinations/test?" FORM_7},
    {"&theme=system", 303,
	"theme=system; Path=/; Max-Age=31536000;"
	" SameSite=Strict",
	"/"},
    {"", 400, NULL, NULL},
    {"&theme=black", 400, NULL, NULL},
    {"&theme=dark&back=//evil.example", 400, NULL, NULL},
};

START_TEST(choose_theme)
{
	const struct theme_case *c = &themes[_i];
	char *body = web_form(WEB_SECRET, c->more);
	struct http_request r = theme(body);

	web_session(WEB_SECRET);
	ck_assert_int_eq(web_ask(&r), c->status);
	if (c->cookie == NULL) {
		ck_assert_ptr_null(web_out.set_cookie);
		ck_assert_ptr_null(web_out.location);
	} else {
		ck_assert_str_eq(web_out.set_cookie, c->cookie);
		ck_assert_str_eq(web_out.location, c->location);
	}
	free(body);
}
END_TEST

START_TEST(theme_secure)
{
	char *body = web_form(WEB_SECRET, "&theme=dark");
	struct http_request r = theme(body);

	web_session(WEB_SECRET);
	r.host = WEB_SECURE_HOST;
	ck_assert_int_eq(web_ask(&r), 403);
	r.cookie = "__Host-sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 303);
	ck_assert_ptr_nonnull(strstr(web_out.set_cookie, "; Secure"));
	free(body);
}
END_TEST

/* The cookie is foreign text: only three values reach the page. */
START_TEST(theme_shown)
{
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	char *plain;

	web_session(WEB_SECRET);
	r.cookie = "sid=" WEB_SECRET "; theme=system";
	ck_assert_int_eq(web_ask(&r), 200);
	plain = xstrdup(web_out.body);
	r.cookie = "sid=" WEB_SECRET "; theme=dark";
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_str_ne(web_out.body, plain);
	r.cookie = "sid=" WEB_SECRET "; theme=canary";
	ck_assert_int_eq(web_ask(&r), 200);
	ck_assert_ptr_null(strstr(web_out.body, "canary"));
	free(plain);
}
END_TEST

/* Scripts get their errors in a form that they can read. */
START_TEST(error_kinds)
{
	static const struct {
		const char *path, *accept;
		bool json;
	} cases[] = {
	    {"/nosuch", "text/html,*/*;q=0.8", false},
	    {"/nosuch", "", false},
	    {"/nosuch", "application/json", true},
	    {"/nosuch", "application/json; q=1", true},
	    {"/nosuch", "application/jsonx", false},
	    {"/nosuch", "application/json, text/html", false},
	    {"/api/v1/nosuch", "text/html", true},
	    {"/apix", "text/html", false},
	};
	struct http_request r = web_request(METHOD_GET, cases[_i].path);

	r.accept = cases[_i].accept;
	ck_assert_int_eq(web_ask(&r), 404);
	ck_assert_str_eq(web_out.type, cases[_i].json
					   ? "application/json; charset=utf-8"
					   : "text/html; charset=utf-8");
	ck_assert_uint_eq(web_out.body_bytes, strlen(web_out.body));
	if (cases[_i].json)
		ck_assert_ptr_nonnull(
		    strstr(web_out.body, "{\"error\":{\"status\":404,"));
	else
		ck_assert_ptr_nonnull(strstr(web_out.body, "Not found"));
	ck_assert_ptr_null(web_out.set_cookie);
}
END_TEST

/* What was sent may be told of, but never as markup. */
START_TEST(escaped)
{
	struct http_request r = web_request(METHOD_GET, "/destinations");

	web_enter(WEB_SECRET, "Super Admin", SESSION_SIGNED_IN);
	r.cookie = "sid=" WEB_SECRET;
	r.query = "%3Cscript%3Ealert(1)%3C/script%3E=1";
	ck_assert_int_eq(web_ask(&r), 400);
	ck_assert_ptr_null(strstr(web_out.body, "<script>alert"));
	ck_assert_ptr_nonnull(strstr(web_out.body, "&lt;script&gt;alert"));
}
END_TEST

START_TEST(root)
{
	struct http_request r = web_request(METHOD_GET, "/");

	ck_assert_int_eq(web_ask(&r), 303);
	ck_assert_str_eq(web_out.location, "/sign-in?back=/");
	ck_assert_ptr_null(web_out.set_cookie);
	ck_assert_int_eq(web_sessions(), 0);
	web_enter(WEB_SECRET, "Read-Only", SESSION_SIGNED_IN);
	web_enter(WEB_OTHER, "Super Admin", SESSION_SIGNED_IN);
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 303);
	ck_assert_str_eq(web_out.location, "/account");
	r.cookie = "sid=" WEB_OTHER;
	ck_assert_int_eq(web_ask(&r), 303);
	ck_assert_str_eq(web_out.location, "/destinations");
}
END_TEST

/* The answer is a refusal that says when to come again, not silence. */
START_TEST(no_database)
{
	static const char *const accepts[] = {"text/html", "application/json"};
	struct http_request r = web_request(METHOD_GET, "/sign-in");

	scratch_exec("config.db", "DROP TABLE session");
	r.accept = accepts[_i];
	ck_assert_int_eq(web_ask(&r), 503);
	ck_assert_str_eq(web_out.retry_after, "5");
	ck_assert_ptr_null(web_out.set_cookie);
	ck_assert_uint_gt(web_out.body_bytes, 0);
	/* The same with a cookie that would have to be looked up. */
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 503);
}
END_TEST

/* A damaged file ends the process, and the last answer still goes out. */
START_TEST(damaged)
{
	struct http_request r = web_request(METHOD_GET, "/sign-in");
	char path[SCRATCH_PATH_BYTES], junk[4096];
	FILE *f;
	int i;

	/* Somebody else's change: what our connection has read is void. */
	scratch_exec("config.db", "CREATE TABLE other (a)");
	ck_assert_int_eq(db_checkpoint(web.config, 1000), 1);
	memset(junk, 0xa5, sizeof(junk));
	f = fopen(scratch_path("config.db", path), "r+e");
	ck_assert_ptr_nonnull(f);
	for (i = 0; i < 40; i++)
		ck_assert_uint_eq(fwrite(junk, sizeof(junk), 1, f), 1);
	ck_assert_int_eq(fclose(f), 0);
	r.cookie = "sid=" WEB_SECRET;
	ck_assert_int_eq(web_ask(&r), 503);
	ck_assert(web.broken);
	ck_assert_ptr_nonnull(strstr(web_out.body, "</html>"));
}
END_TEST

Suite *
suite_answer(void)
{
	Suite *s = suite_create("answer");
	TCase *t = tcase_create("answer");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, first_page, 0, 2);
	tcase_add_test(t, known_session);
	tcase_add_loop_test(t, not_adopted, 0, 5);
	tcase_add_test(t, seen);
	tcase_add_test(t, flash);
	tcase_add_loop_test(t, choose_theme, 0, COUNT(themes));
	tcase_add_test(t, theme_secure);
	tcase_add_test(t, theme_shown);
	tcase_add_loop_test(t, error_kinds, 0, 8);
	tcase_add_test(t, escaped);
	tcase_add_test(t, root);
	tcase_add_loop_test(t, no_database, 0, 2);
	tcase_add_test(t, damaged);
	suite_add_tcase(s, t);
	return s;
}
