/*
 * check_draft.c - drafts and the requests that name them, in config.db; and
 * how a config.db from before they were comes to have them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/draft.h"
#include "db/setting.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1760000000000)

static const struct change change = {.by = "admin", .at_ms = NOW};
static struct db *config;

static void
setup(void)
{
	scratch_make();
	config = scratch_db(&schema_config);
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

/* Every field differs from every other, so that none can pass for another. */
static void
make(struct draft *f, int64_t id, const char *session, const char *sealed)
{
	*f = (struct draft){
	    .id = id,
	    .d = {.id = id + 100,
		.version = 3,
		.name = xstrdup("Night shift"),
		.app = xstrdup("teams"),
		.url_host = xstrdup("hooks.example"),
		.seal_id = id + 1000,
		.sealed = xstrdup(sealed),
		.rule = {.enabled = true,
		    .accounts = true,
		    .host = {11, 12, 13, true},
		    .account = {21, 22, 23, false}}},
	};
	snprintf(f->session_hash, sizeof(f->session_hash), "%s", session);
}

/* draft_test() of a made one; the request's id is returned in *request. */
static int
test(int64_t id, const char *session, const char *sealed, int64_t *request)
{
	struct request r = {.id = 1, .destination_id = 99};
	struct draft f;
	int rc;

	make(&f, id, session, sealed);
	rc = draft_test(config, &f, &r, &change);
	ck_assert(rc <= 0 || f.request_id == r.id);
	*request = r.id;
	draft_clear(&f);
	ck_assert_ptr_null(f.d.name);
	return rc;
}

START_TEST(kept)
{
	struct request r;
	struct draft f;
	int64_t id;

	ck_assert_int_eq(test(7, "s1", "sealed-7", &id), 1);
	ck_assert_int_eq(draft_load(config, 7, NOW, &f), 1);
	ck_assert_int_eq(f.id, 7);
	ck_assert_str_eq(f.session_hash, "s1");
	ck_assert_int_eq(f.request_id, id);
	ck_assert_int_eq(f.d.id, 107);
	ck_assert_int_eq(f.d.version, 3);
	ck_assert_int_eq(f.d.saved_at, NOW);
	ck_assert_str_eq(f.d.name, "Night shift");
	ck_assert_str_eq(f.d.app, "teams");
	ck_assert(f.d.rule.enabled && !f.d.rule.hosts && f.d.rule.accounts &&
		  !f.d.rule.system);
	ck_assert_int_eq(f.d.rule.host.urgency, 11);
	ck_assert_int_eq(f.d.rule.host.threat, 12);
	ck_assert_int_eq(f.d.rule.host.certainty, 13);
	ck_assert(f.d.rule.host.either);
	ck_assert_int_eq(f.d.rule.account.urgency, 21);
	ck_assert_int_eq(f.d.rule.account.threat, 22);
	ck_assert_int_eq(f.d.rule.account.certainty, 23);
	ck_assert(!f.d.rule.account.either);
	ck_assert_str_eq(f.d.url_host, "hooks.example");
	ck_assert_int_eq(f.d.seal_id, 1007);
	ck_assert_str_eq(f.d.sealed, "sealed-7");
	draft_clear(&f);

	/* Its request names it and no destination, whatever was in there. */
	ck_assert_int_eq(request_next(config, 0, &r), 1);
	ck_assert_int_eq(r.id, id);
	ck_assert_int_eq(r.kind, REQUEST_TEST);
	ck_assert_int_eq(r.draft_id, 7);
	ck_assert_int_eq(r.destination_id, 0);
	ck_assert_int_eq(r.asked_at, NOW);
}
END_TEST

START_TEST(replaced)
{
	int64_t first, second, refused, before, after;
	struct draft f;

	ck_assert_int_eq(test(7, "s1", "one", &first), 1);
	ck_assert_int_eq(config_revision(config, &before), 0);
	ck_assert_int_eq(test(7, "s1", "two", &second), 1);
	ck_assert_int_eq(config_revision(config, &after), 0);
	ck_assert_int_gt(second, first);
	ck_assert_int_gt(after, before);
	/* Somebody else's form: neither draft nor request is left of it. */
	ck_assert_int_eq(test(7, "s2", "three", &refused), 0);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT max(id) FROM request"), second);
	ck_assert_int_eq(draft_load(config, 7, NOW, &f), 1);
	ck_assert_str_eq(f.d.sealed, "two");
	ck_assert_str_eq(f.session_hash, "s1");
	ck_assert_int_eq(f.request_id, second);
	draft_clear(&f);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM draft"), 1);
}
END_TEST

START_TEST(dropped)
{
	int64_t id;
	struct draft f;

	ck_assert_int_eq(draft_load(config, 7, NOW, &f), 0);
	ck_assert_int_eq(test(7, "s1", "", &id), 1);
	ck_assert_int_eq(draft_load(config, 7, NOW + DRAFT_KEEP_MS, &f), 1);
	draft_clear(&f);
	ck_assert_int_eq(draft_load(config, 7, NOW + DRAFT_KEEP_MS + 1, &f), 0);
	ck_assert_int_eq(draft_prune(config, NOW), 0);
	ck_assert_int_eq(draft_prune(config, NOW + 1), 1);
	ck_assert_int_eq(test(8, "s1", "", &id), 1);
	ck_assert_int_eq(draft_drop(config, 8), 1);
	ck_assert_int_eq(draft_drop(config, 8), 0);
	/* A new one takes those with it that are past their time. */
	ck_assert_int_eq(test(9, "s1", "", &id), 1);
	scratch_exec("config.db", "UPDATE draft SET typed_at = typed_at -"
				  " 3600001");
	ck_assert_int_eq(test(10, "s1", "", &id), 1);
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT sum(id) FROM draft"), 10);
}
END_TEST

START_TEST(counted)
{
	int64_t id, n;

	ck_assert_int_eq(test(7, "s1", "", &id), 1);
	ck_assert_int_eq(test(8, "s1", "", &id), 1);
	ck_assert_int_eq(request_count(config, NOW, &n), 0);
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(request_count(config, NOW + 1, &n), 0);
	ck_assert_int_eq(n, 0);
}
END_TEST

Suite *
suite_draft(void)
{
	Suite *s = suite_create("draft");
	TCase *t = tcase_create("draft");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, kept);
	tcase_add_test(t, replaced);
	tcase_add_test(t, dropped);
	tcase_add_test(t, counted);
	suite_add_tcase(s, t);
	return s;
}
