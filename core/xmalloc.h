/*
 * xmalloc.h - allocation that never returns NULL.
 *
 * Out of memory ends the process with a message and exit status 1: the outbox
 * survives it and the service manager starts the process again, so no caller
 * carries an error path that nothing ever runs.
 */
#ifndef TOCSIN_XMALLOC_H
#define TOCSIN_XMALLOC_H

#include <stddef.h>
#include <stdio.h>

/* xmalloc_failed(): says that there is no memory and ends the process. */
void xmalloc_failed(void) __attribute__((noreturn));

/* As malloc, calloc, realloc, strdup and strndup; the caller frees. */
void *xmalloc(size_t bytes);
void *xcalloc(size_t n, size_t bytes);
void *xrealloc(void *p, size_t bytes);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t max_bytes);

/* xstrdup_null(s): a copy, or NULL for NULL. */
char *xstrdup_null(const char *s);

/* xasprintf(fmt, ...): the formatted string; the caller frees. */
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * xmemstream(text, bytes): as open_memstream(); what is written there is
 * *text, *bytes long without its NUL, once xmemstream_close(f) was called.  The
 * caller frees it.
 */
FILE *xmemstream(char **text, size_t *bytes);
void xmemstream_close(FILE *f);

#endif
