/*
 * audit_row.h - the columns that both tables audit have in common, in one
 * order.  For the files of db/ alone.
 */
#ifndef TOCSIN_DB_AUDIT_ROW_H
#define TOCSIN_DB_AUDIT_ROW_H

#include "core/chain.h"
#include "db/db.h"

/* The texts, in the order of enum audit_text. */
#define AUDIT_TEXTS "by, address, via, action, outcome, object, detail"

/*
 * audit_columns(s, r): n, source_seq, at, object_id, taken_at, mac and then
 * AUDIT_TEXTS of a row into *r, which is not cleared first.  False where a
 * text holds a NUL or is none: nothing of ours wrote that.
 */
bool audit_columns(struct db_stmt *s, struct audit_row *r);

#endif
