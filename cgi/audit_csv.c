/*
 * audit_csv.c - the audit trail as a file for a spreadsheet (RFC 4180).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/audit_view.h"
#include "cgi/pages.h"
#include "cgi/web.h"
#include "core/text.h"
#include "core/xmalloc.h"

/* Rows of one file; the page says so too. */
#define FILE_ROWS 10000
#define FILE_ROWS_TEXT "10,000"

/*
 * Rows that are looked through for them: about a second, in which this process
 * answers nobody else.
 */
#define FILE_SCAN_ROWS 200000
#define FILE_SCAN_TEXT "200,000"

/* Rows that are in memory at once. */
#define SLICE_ROWS 500

static const char *const head[2] = {"text/csv; charset=utf-8; header=present",
    "attachment; filename=\"tocsin-audit.csv\""};

/*
 * Spreadsheets run what begins like this as a formula; an apostrophe makes it
 * the text that it is (OWASP, CSV injection).
 */
static bool
dangerous(char c)
{
	return c != '\0' && strchr("=+-@\t\r", c) != NULL;
}

static void
cell(FILE *f, const char *text, const char *end)
{
	fputc('"', f);
	if (dangerous(*text))
		fputc('\'', f);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	fputc('"', f);
	fputs(end, f);
}

static void
put_row(FILE *f, const struct audit_row *r)
{
	char time[TEXT_TIME_BYTES];
	int i;

	fprintf(f, "%lld,", (long long)r->n);
	cell(f, text_iso(r->at, time), ",");
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		cell(f, r->text[i], ",");
	cell(f, r->mac, "\r\n");
}

/*
 * Slice by slice: the newest first, until the file is full, enough was looked
 * through or nothing is left.  How many, or -1.
 */
static int
put_rows(FILE *f, struct db *db, const struct audit_filter *filter,
    const int64_t ends[2])
{
	static struct audit_row rows[SLICE_ROWS];
	int64_t range[2] = {0, ends[1]}, last = ends[1] - FILE_SCAN_ROWS;
	int i, n, all = 0;

	if (last < ends[0])
		last = ends[0];
	while (range[1] > last && all < FILE_ROWS) {
		range[0] = range[1] - AUDIT_SCAN_ROWS;
		if (range[0] < last)
			range[0] = last;
		n = audit_read(db, filter, range, rows, SLICE_ROWS);
		if (n < 0)
			return -1;
		range[1] = n == SLICE_ROWS ? rows[n - 1].n : range[0];
		for (i = 0; i < n; i++, all++) {
			put_row(f, &rows[i]);
			audit_row_clear(&rows[i]);
		}
	}
	/* As wide as the others, or it would be no row. */
	if (range[1] > ends[0])
		fprintf(f,
		    "0,\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"There may be "
		    "more: a file has " FILE_ROWS_TEXT " rows out "
		    "of " FILE_SCAN_TEXT ". Narrow the filter, or go on with "
		    "before=%lld in the address.\",\"\"\r\n",
		    (long long)range[1]);
	return all;
}

/* Each question is a snapshot of its own: none is held for long. */
static int
write_file(FILE *f, const struct exchange *x)
{
	struct db *db = web_outbox(x->web);
	struct audit_filter filter;
	int64_t ends[2];

	audit_asked(x, &filter);
	if (db == NULL || audit_ends(x, db, ends) != 0)
		return -1;
	fputs("n,time,by,address,via,action,outcome,object,detail,mac\r\n", f);
	return put_rows(f, db, &filter, ends);
}

void
audit_csv(struct exchange *x)
{
	char *body = NULL;
	size_t bytes = 0;
	FILE *f;
	int rc;

	if (input_faulty(&x->in)) {
		respond_error(x, 422,
		    "The filter is not one of the page's. Open the audit log "
		    "and export it from there.");
		return;
	}
	f = open_memstream(&body, &bytes);
	if (f == NULL)
		xmalloc_failed();
	rc = write_file(f, x);
	if (fclose(f) != 0)
		xmalloc_failed();
	if (rc >= 0) {
		respond_file(x, head, body, bytes);
		return;
	}
	free(body);
	respond_error(x, 503,
	    "The audit log can't be read right now. Try again; if it stays "
	    "so, the log of tocsin-web tells why.");
}
