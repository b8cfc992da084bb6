/*
 * audit_read.c - the audit trail as people look at it; see audit_read.h.
 */
#include <string.h>

#include "db/audit_read.h"
#include "db/audit_row.h"

enum { SQL_READ, SQL__MAX };

/* A pattern of "" is no question; else a part of the text, as it stands. */
#define PART(column, n) \
	" AND (" n " = '' OR lower(" column ") LIKE " n " ESCAPE '\\')"

static const char *const text[SQL__MAX] = {
    [SQL_READ] =
	"SELECT n, source_seq, at, object_id, taken_at, mac, " AUDIT_TEXTS
	" FROM audit WHERE n >= $1 AND n < $2"
	" AND at >= $3 AND at < $4"
	" AND ($5 = '' OR outcome = $5)" PART("by", "$6") PART("action", "$7")
	    PART("object", "$8") " ORDER BY n DESC LIMIT $9",
};

const struct db_sql audit_read_sql = {&schema_outbox, text, SQL__MAX};

/* Each character may be escaped; a mark at each end, and the NUL. */
#define PATTERN_BYTES (2 * AUDIT_FIND_BYTES + 3)

/* "50%" as "%50\%%": what somebody typed has no wildcards. */
static void
bind_part(struct db_stmt *s, int n, const char *part)
{
	char pattern[PATTERN_BYTES], *to = pattern;

	if (part == NULL || *part == '\0') {
		db_bind_text(s, n, "");
		return;
	}
	*to++ = '%';
	for (; *part != '\0' && to < pattern + PATTERN_BYTES - 3; part++) {
		if (strchr("%_\\", *part) != NULL)
			*to++ = '\\';
		/* As lower() does it: ASCII alone. */
		*to++ =
		    (char)(*part >= 'A' && *part <= 'Z' ? *part | 0x20 : *part);
	}
	*to++ = '%';
	*to = '\0';
	db_bind_text(s, n, pattern);
}

int
audit_read(struct db *db, const struct audit_filter *f, const int64_t range[2],
    struct audit_row *out, int max)
{
	struct db_stmt *s = db_stmt(db, &audit_read_sql, SQL_READ);
	int n = 0, rc = 0;

	db_bind_int(s, 1, range[0]);
	db_bind_int(s, 2, range[1]);
	db_bind_int(s, 3, f->from_ms);
	db_bind_int(s, 4, f->to_ms);
	db_bind_text(s, 5, f->outcome != NULL ? f->outcome : "");
	bind_part(s, 6, f->who);
	bind_part(s, 7, f->action);
	bind_part(s, 8, f->object);
	db_bind_int(s, 9, max);
	while (n < max && (rc = db_step(s)) > 0)
		(void)audit_columns(s, &out[n++]);
	db_done(s);
	/* What was read before an error is nobody's any more. */
	while (rc < 0 && n > 0)
		audit_row_clear(&out[--n]);
	return rc < 0 ? -1 : n;
}
