/*
 * audit_kit.c - see audit_kit.h.
 */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "tests/unit/audit_kit.h"

struct worker audit_w;
struct db *audit_config;

void
audit_setup(void)
{
	scratch_make();
	memset(&audit_w, 0, sizeof(audit_w));
	audit_config = scratch_db(&schema_config);
	audit_w.outbox = scratch_db(&schema_outbox);
	audit_w.config = scratch_open(&schema_config, DB_READ);
	private_key_random(&audit_w.audit_key);
}

void
audit_teardown(void)
{
	db_close(audit_config);
	db_close(audit_w.config);
	db_close(audit_w.outbox);
	private_key_free(&audit_w.audit_key);
	scratch_remove();
}

void
audit_say(int n)
{
	static int said;
	struct change c = {.by = "alice", .from = "192.0.2.7", .via = "web"};
	char object[20];
	struct audit a = {
	    .action = "destination changed",
	    .object = object,
	    .detail = "{\"enabled\":[true,false]}",
	};
	int i;

	ck_assert_int_eq(db_begin(audit_config), 0);
	for (i = 0; i < n; i++) {
		snprintf(object, sizeof(object), "team %d", said);
		c.at_ms = clock_wall_ms();
		a.object_id = ++said;
		ck_assert_int_eq(audit_put(audit_config, &a, &c), 1);
	}
	ck_assert_int_eq(db_commit(audit_config), 0);
}

void
audit_sound(struct audit_anchors *a)
{
	struct audit_anchors none = {0};
	struct audit_verdict v;

	ck_assert_int_eq(audit_verify(audit_w.outbox, &audit_w.audit_key,
			     a != NULL ? a : &none, &v),
	    0);
	ck_assert_msg(v.sound, "%s", v.why);
	ck_assert_uint_eq(v.anchors, a != NULL ? a->n : 0);
}

int64_t
audit_found(void)
{
	struct audit_anchors none = {0};
	struct audit_verdict v;

	ck_assert_int_eq(
	    audit_verify(audit_w.outbox, &audit_w.audit_key, &none, &v), 0);
	ck_assert(!v.sound);
	ck_assert_str_ne(v.why, "");
	return v.bad_n;
}

int64_t
audit_rows(const char *where)
{
	char sql[300];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM audit %s", where);
	return scratch_int("outbox.db", sql);
}
