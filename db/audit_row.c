/*
 * audit_row.c - a row of the audit trail out of a statement; see audit_row.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/audit_row.h"

enum { COLUMN_MAC = 5, COLUMN_TEXTS };

/*
 * What stands behind a NUL is no text to us, but to whoever looks with another
 * program it may tell something else.
 */
static bool
read_text(struct db_stmt *s, int column, char **out)
{
	const char *text = db_text(s, column);

	*out = xstrdup(text != NULL ? text : "");
	return text != NULL && strlen(text) == db_bytes(s, column);
}

bool
audit_columns(struct db_stmt *s, struct audit_row *r)
{
	char *mac;
	bool good;
	int i;

	r->n = db_int(s, 0);
	r->source_seq = db_int(s, 1);
	r->at = db_int(s, 2);
	r->object_id = db_int(s, 3);
	r->taken_at = db_int(s, 4);
	good = read_text(s, COLUMN_MAC, &mac);
	good = good && strlen(mac) < sizeof(r->mac);
	snprintf(r->mac, sizeof(r->mac), "%s", mac);
	free(mac);
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		good &= read_text(s, COLUMN_TEXTS + i, &r->text[i]);
	return good;
}
