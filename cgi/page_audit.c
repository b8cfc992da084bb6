/*
 * page_audit.c - the audit trail: newest first, filtered, page by page.
 *
 * A page goes on where the one before ended, by the row's number and not by
 * how many came before: rows that are added meanwhile move nothing.
 */
#include "cgi/audit_view.h"
#include "cgi/pages.h"
#include "cgi/show.h"
#include "cgi/web.h"
#include "core/text.h"

#define PAGE_ROWS 50

/* One more than is shown tells that there are more. */
struct trail {
	struct audit_row rows[PAGE_ROWS + 1];
	int n;
	int64_t older; /* the next page begins before that row; 0: no more */
	bool
	    short_of; /* it ended for the time it takes, not for want of rows */
};

/* One snapshot, ended before the page is made.  0 or -1. */
static int
read_trail(struct db *db, const struct exchange *x, struct trail *t)
{
	int64_t ends[2], range[2];
	struct audit_filter f;

	audit_asked(x, &f);
	if (audit_ends(x, db, ends) != 0)
		return -1;
	range[1] = ends[1];
	range[0] = range[1] - AUDIT_SCAN_ROWS;
	if (range[0] < ends[0])
		range[0] = ends[0];
	t->n = audit_read(db, &f, range, t->rows, PAGE_ROWS + 1);
	if (t->n > PAGE_ROWS)
		t->older = t->rows[PAGE_ROWS - 1].n;
	else if (range[0] > ends[0])
		t->older = range[0];
	t->short_of = t->n <= PAGE_ROWS && t->older != 0;
	return t->n < 0 ? -1 : 0;
}

static bool
load(struct exchange *x, struct trail *t)
{
	struct db *db = web_outbox(x->web);
	bool good;

	if (db == NULL || db_begin_read(db) != 0)
		return false;
	good = read_trail(db, x, t) == 0;
	db_rollback(db);
	return good;
}

/* What was asked for stays in the form, right or wrong. */
static void
fill_filter(struct view *v, const struct exchange *x)
{
	static const enum field_id asked[] = {FIELD_WHO, FIELD_ACTION,
	    FIELD_OUTCOME, FIELD_OBJECT, FIELD_FROM, FIELD_TO};
	struct view *node = view_node(v, "Field"), *one;
	bool any = false;
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		const char *value = x->in.value[asked[i]];

		one = view_node(node, fields[asked[i]].name);
		/* A browser complains of a day that is none. */
		if (x->in.error[asked[i]] == NULL || asked[i] < FIELD_FROM)
			view_text(one, "Value", value);
		view_text(one, "Error", x->in.error[asked[i]]);
		any = any || x->in.error[asked[i]] != NULL ||
		      (value != NULL && *value != '\0');
	}
	view_flag(v, "Audit.Filtered", any);
}

void
page_audit(struct exchange *x)
{
	bool faulty = input_faulty(&x->in), known;
	struct view *v = view_new();
	struct trail t = {0};
	int i;

	view_text(v, "Page.Title", "Audit log");
	fill_filter(v, x);
	known = faulty || load(x, &t);
	view_flag(v, "Audit.Unknown", !known);
	view_flag(v, "Audit.Faulty", faulty);
	for (i = 0; i < t.n; i++) {
		if (i < PAGE_ROWS)
			audit_show_row(
			    view_row(v, "Row", (unsigned)i), &t.rows[i]);
		audit_row_clear(&t.rows[i]);
	}
	if (t.older != 0)
		view_int(v, "Audit.Older", t.older);
	view_flag(v, "Audit.ShortOf", t.short_of);
	respond_page(x, faulty ? 422 : 200, PAGE_AUDIT, v);
}
