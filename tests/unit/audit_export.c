/*
 * audit_export.c - how far the export of the audit trail looks back.
 */
#include <string.h>

#include "tests/unit/audit_kit.h"
#include "tests/unit/web_kit.h"

#define HAS(text) (strstr(web_out.body, text) != NULL)

static void export(const char *query)
{
	struct http_request r = web_request(METHOD_GET, "/audit.csv");

	r.cookie = "sid=" WEB_SECRET;
	r.query = query;
	ck_assert_int_eq(web_ask(&r), 200);
}

/* Numbers alone count, so few rows do. */
START_TEST(looks_back)
{
	struct db *outbox = scratch_db(&schema_outbox);

	scratch_exec("outbox.db",
	    "WITH c (i) AS (VALUES (1), (99999), (100001), (300000))"
	    " INSERT INTO audit SELECT i, i, 1, 'a', '', 'web', 'x', 'done',"
	    " 0, '', '{}', 1, '' FROM c");
	web.outbox = scratch_open(&schema_outbox, DB_READ);
	web_enter(WEB_SECRET, "Auditor", SESSION_SIGNED_IN);
	export("");
	ck_assert(HAS("\n300000,") && HAS("\n100001,"));
	ck_assert(!HAS("\n99999,") && !HAS("\n1,"));
	ck_assert(HAS("There may be more") && HAS("before=100001 "));
	/* As it says; then nothing is left. */
	export("before=100001");
	ck_assert(HAS("\n99999,") && HAS("\n1,"));
	ck_assert(!HAS("\n100001,") && !HAS("There may be more"));
	db_close(web.outbox);
	web.outbox = NULL;
	db_close(outbox);
}
END_TEST

TCase *
audit_export_case(void)
{
	TCase *t = tcase_create("export");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_add_test(t, looks_back);
	return t;
}
