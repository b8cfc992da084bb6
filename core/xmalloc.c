/*
 * xmalloc.c - allocation that never returns NULL.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/xmalloc.h"

void
xmalloc_failed(void)
{
	fatalx("out of memory; nothing accepted is lost, start again");
}

static void *
check(void *p)
{
	if (p == NULL)
		xmalloc_failed();
	return p;
}

void *
xmalloc(size_t bytes)
{
	return check(malloc(bytes > 0 ? bytes : 1));
}

void *
xcalloc(size_t n, size_t bytes)
{
	return check(calloc(n > 0 ? n : 1, bytes > 0 ? bytes : 1));
}

void *
xrealloc(void *p, size_t bytes)
{
	return check(realloc(p, bytes > 0 ? bytes : 1));
}

char *
xstrdup(const char *s)
{
	return check(strdup(s));
}

char *
xstrndup(const char *s, size_t max_bytes)
{
	return check(strndup(s, max_bytes));
}

char *
xstrdup_null(const char *s)
{
	return s == NULL ? NULL : xstrdup(s);
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return check(n < 0 ? NULL : s);
}

FILE *
xmemstream(char **text, size_t *bytes)
{
	return check(open_memstream(text, bytes));
}

/* Such a stream has nowhere else to write to: no error is of another kind. */
void
xmemstream_close(FILE *f)
{
	if (fclose(f) != 0)
		xmalloc_failed();
}
