/*
 * check_matrix.c - every route before every kind of caller, by every method.
 *
 * What is expected stands here once more, in words of its own and not by the
 * route table: a route that is missing below, or asks for less than its row
 * here says, fails.  Each cell is what the guard answers; 0 is a pass.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/xmalloc.h"
#include "db/role.h"
#include "tests/unit/matrix_rows.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* The cookie of each kind, and of somebody else who is signed in. */
static char cookie[COUNT(kinds)][SECRET_BYTES], other[SECRET_BYTES];
static char bearer[SECRET_BYTES];

static bool
signed_in(const struct kind *k)
{
	return k->stage == SESSION_SIGNED_IN &&
	       (k->flaw == NO_FLAW || k->flaw >= ROLELESS);
}

/* The row that the path and method have here, or NULL. */
static const struct row *
row_of(const char *path, enum method method)
{
	int i;

	for (i = 0; i < COUNT(rows); i++)
		if (rows[i].method == method && strcmp(rows[i].path, path) == 0)
			return &rows[i];
	return NULL;
}

/* The roles that see the audit log, by name: nobody else's business. */
static bool
audits(const struct kind *k)
{
	return strcmp(k->role, "Super Admin") == 0 ||
	       strcmp(k->role, "Auditor") == 0;
}

static bool
permitted(const struct row *r, const struct kind *k)
{
	switch (r->need) {
	case ANYBODY:
		return true;
	case OWN:
		return signed_in(k);
	case VIEW:
		return signed_in(k) && k->sees;
	case EDIT:
		return signed_in(k) && k->changes;
	case AUDIT:
		return signed_in(k) && audits(k);
	default:
		return false;
	}
}

/*
 * A form that proves itself: no flaw of proof, and a session that lives; where
 * anybody may, one that is gone will do.
 */
static bool
proved(const struct row *r, const struct kind *k)
{
	bool gone = k->flaw == GONE || k->flaw == IDLE || k->flaw == TOO_OLD;

	return k->flaw != NO_SESSION && k->flaw != TOKEN &&
	       (!gone || r->need == ANYBODY) &&
	       (k->flaw < OTHERS_CSRF || k->flaw > NO_HEADERS);
}

/* How many minutes ago the password was given. */
static int
age(const struct kind *k)
{
	switch (k->flaw) {
	case RECENT_PASSWORD:
		return 6;
	case EARLIER_PASSWORD:
		return 16;
	case OLD_PASSWORD:
		return 61;
	case OLDER_PASSWORD:
		return 91;
	default:
		return 0;
	}
}

/* The rule of the whole matrix. */
static int
expected(const struct row *r, const struct kind *k)
{
	bool get;

	if (r == NULL)
		return 405;
	get = r->method == METHOD_GET;
	if (r->need == PROGRAM)
		return k->flaw == TOKEN ? 0 : 401;
	if (!permitted(r, k))
		return get && !signed_in(k) ? 303 : 403;
	/* Who only looks needs no fresh password. */
	if (r->fresh != 0 && get && (r->need != VIEW || k->changes) &&
	    age(k) > r->fresh)
		return 303;
	/* Who opened the form in time has half an hour, or ten minutes. */
	if (r->fresh != 0 && !get &&
	    age(k) > r->fresh + (r->fresh == 60 ? 30 : 10))
		return 403;
	return get || proved(r, k) ? 0 : 403;
}

static void
sql(const char *what, const char *secret, int64_t ms)
{
	char hash[SECRET_HASH_BYTES];
	char *text;

	secret_hash(secret, "session", hash);
	text = xasprintf("%s %lld WHERE id_hash = '%s'", what,
	    (long long)(clock_wall_ms() - ms), hash);
	scratch_exec("config.db", text);
	free(text);
}

#define MINUTE_MS 60000

/* What is wrong with the kind's session is put into its row. */
static void
spoil(const struct kind *k, const char *secret)
{
	struct change c = {.by = "test", .at_ms = clock_wall_ms()};
	char hash[SECRET_HASH_BYTES];

	switch (k->flaw) {
	case GONE:
		secret_hash(secret, "session", hash);
		ck_assert_int_eq(session_sign_out(web.config, hash, &c), 1);
		break;
	case IDLE:
		sql("UPDATE session SET seen_at =", secret, 16 * MINUTE_MS);
		break;
	case TOO_OLD:
		sql("UPDATE session SET created_at =", secret,
		    (12 * 60 + 1) * MINUTE_MS);
		break;
	case RECENT_PASSWORD:
	case EARLIER_PASSWORD:
	case OLD_PASSWORD:
	case OLDER_PASSWORD:
		sql("UPDATE session SET proved_at =", secret,
		    age(k) * MINUTE_MS);
		break;
	default:
		break;
	}
}

static void
make_program(void)
{
	struct change c = {.by = "test", .at_ms = 1};
	struct token t = {.id = 1, .name = "feed"};
	char hash[SECRET_HASH_BYTES];

	secret_make(bearer);
	secret_hash(bearer, "events", hash);
	ck_assert_int_eq(token_add(web.config, &t, hash, &c), 1);
}

static void
setup(void)
{
	struct change c = {.by = "test", .at_ms = clock_wall_ms()};
	int i;

	web_setup();
	make_program();
	ck_assert_int_eq(
	    role_add(web.config, "Watcher", PERMISSION(VIEW_DESTINATIONS), &c),
	    1);
	ck_assert_int_eq(
	    role_add(web.config, "Leaver", PERMISSION(EDIT_DESTINATIONS), &c),
	    1);
	for (i = 0; i < COUNT(kinds); i++) {
		secret_make(cookie[i]);
		if (kinds[i].role == NULL)
			web_session(cookie[i]);
		else
			web_enter(cookie[i], kinds[i].role, kinds[i].stage);
		spoil(&kinds[i], cookie[i]);
	}
	secret_make(other);
	web_enter(other, "Super Admin", SESSION_SIGNED_IN);
	scratch_exec("config.db", "DELETE FROM role_permission"
				  " WHERE name_key = 'leaver'");
	scratch_exec("config.db", "DELETE FROM role WHERE name_key = 'leaver'");
}

/* The kind's request, with everything right but what its flaw says. */
static int
judge(const char *path, const struct verb *v, int kind)
{
	const struct kind *k = &kinds[kind];
	struct http_request r = web_request(v->method, path);
	char *sid = xasprintf("sid=%s", cookie[kind]);
	char *form =
	    web_form(k->flaw == OTHERS_CSRF ? other : cookie[kind], "");
	char *authorization = xasprintf("Bearer %s", bearer);
	int status;

	r.head = v->head;
	r.fetch_site = k->flaw == CROSS_SITE   ? "cross-site"
		       : k->flaw == NO_HEADERS ? ""
					       : "same-origin";
	if (k->flaw == CROSS_SITE)
		r.origin = "https://evil.example";
	if (k->flaw != NO_SESSION && k->flaw != TOKEN)
		r.cookie = sid;
	if (k->flaw == TOKEN)
		r.authorization = authorization;
	if (k->flaw == FORGED_CSRF)
		form[strlen(form) - 1] ^= 1;
	/* A GET has no body, and the API's is no form. */
	if (v->method == METHOD_POST && k->flaw != NO_CSRF &&
	    strncmp(path, "/api/", 5) != 0)
		web_body(&r, form);
	status = web_judge(&r);
	free(authorization);
	free(form);
	free(sid);
	return status;
}

/* One of them disables the user under the session: it must not count. */
static void
cells_of(int kind, int *cells)
{
	bool off = kinds[kind].flaw == DISABLED;
	const struct route *r;
	int v;

	if (off)
		scratch_exec("config.db", "UPDATE user SET disabled_at = 1"
					  " WHERE name = 'Vectra-MDR'");
	for (r = routes; r->path != NULL; r++) {
		/* A path's rows stand together: each path once. */
		if (r > routes && strcmp(r[-1].path, r->path) == 0)
			continue;
		for (v = 0; v < COUNT(verbs); v++, ++*cells) {
			int due = expected(
			    row_of(r->path, verbs[v].method), &kinds[kind]);

			ck_assert_msg(judge(r->path, &verbs[v], kind) == due,
			    "%s %s by %s: %d, not %d", verbs[v].name, r->path,
			    kinds[kind].name, web_out.status, due);
		}
	}
	if (off)
		scratch_exec("config.db", "UPDATE user SET disabled_at = NULL");
}

START_TEST(matrix)
{
	int kind, cells = 0;

	for (kind = 0; kind < COUNT(kinds); kind++)
		cells_of(kind, &cells);
	printf("matrix: %d routes, %d kinds of callers, %d methods: %d cells\n",
	    COUNT(rows), COUNT(kinds), COUNT(verbs), cells);
}
END_TEST

/* Neither table knows a route or role that the other one does not. */
START_TEST(complete)
{
	const struct route *r;
	const struct role *role;
	int i, found;

	for (r = routes; r->path != NULL; r++) {
		for (found = 0, i = 0; i < COUNT(rows); i++)
			found += rows[i].method == r->method &&
				 strcmp(rows[i].path, r->path) == 0;
		ck_assert_msg(found == 1, "%s: %d rows", r->path, found);
	}
	for (role = roles; role->name != NULL; role++) {
		for (found = 0, i = 0; i < COUNT(kinds); i++)
			found += strcmp(kinds[i].name, role->name) == 0;
		ck_assert_msg(found == 1, "%s: %d kinds", role->name, found);
	}
}
END_TEST

/* Told on the page by the appliance's name, and in the audit trail. */
START_TEST(named)
{
	struct http_request r = web_request(METHOD_GET, "/destinations");
	char secret[SECRET_BYTES], by[100], *sid;

	secret_make(secret);
	web_enter(secret, "Read-Only", SESSION_SIGNED_IN);
	sid = xasprintf("sid=%s", secret);
	r.cookie = sid;
	ck_assert_int_eq(web_ask(&r), 403);
	ck_assert_ptr_nonnull(
	    strstr(web_out.body, "Configuration - View Event Destinations"));
	ck_assert_ptr_nonnull(strstr(web_out.body, "Read-Only"));
	ck_assert_str_eq(
	    scratch_text("config.db",
		"SELECT by || ' ' || outcome || ' ' || object || detail FROM"
		" audit WHERE action = 'access refused'",
		by, sizeof(by)),
	    "Read-Only refused /destinations{\"permission\":\"Configuration - "
	    "View Event Destinations\"}");
	/* What changes in the role counts from the next request on. */
	scratch_exec("config.db", "UPDATE user SET role = 'Super Admin'");
	ck_assert_int_eq(web_ask(&r), 200);
	free(sid);
}
END_TEST

Suite *
suite_matrix(void)
{
	Suite *s = suite_create("matrix");
	TCase *t = tcase_create("matrix");

	tcase_add_checked_fixture(t, setup, web_teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, matrix);
	tcase_add_test(t, complete);
	tcase_add_test(t, named);
	suite_add_tcase(s, t);
	return s;
}
