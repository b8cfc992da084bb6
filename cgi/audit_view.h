/*
 * audit_view.h - what the page of the audit trail and its export share.
 */
#ifndef TOCSIN_CGI_AUDIT_VIEW_H
#define TOCSIN_CGI_AUDIT_VIEW_H

#include "cgi/view.h"
#include "db/audit_read.h"

struct exchange;

/* Rows that one question to the database looks through at most. */
#define AUDIT_SCAN_ROWS 100000

/* audit_asked(x, f): the filter that was sent, all of it sound. */
void audit_asked(const struct exchange *x, struct audit_filter *f);

/*
 * audit_ends(x, db, ends): the numbers of the first and behind the last row
 * that is asked for, which is the newest or ends before FIELD_BEFORE: 0, or -1
 * on a database error, logged.
 */
int audit_ends(const struct exchange *x, struct db *db, int64_t ends[2]);

/*
 * audit_show_row(v, r): one row: N, At, AtIso, By, Address, Via, Action,
 * Refused, Object, and Detail.I.Label, .Old, .New, .Changed below v.
 */
void audit_show_row(struct view *v, const struct audit_row *r);

#endif
