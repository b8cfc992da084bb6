/*
 * oom.c - out of memory ends a program, whoever asked for the memory.
 *
 * xmalloc() does so for our own code, but the libraries under it ask as well.
 * With each of their allocations failed in turn, OpenSSL, ClearSilver and
 * libfcgi crashed, json-c dropped parts of a text, and libcurl left requests
 * that never ended.  So the programs, not the tests, have this malloc() in
 * front of glibc's: a process that is gone is started again and loses nothing.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The sanitizers have a malloc() of their own. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

#ifndef SANITIZED
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t n, size_t bytes);
extern void *__libc_realloc(void *p, size_t bytes);

/*
 * At once: any thread may be here, and with any lock.  What exit() would run
 * could wait for that lock for ever; nothing that counts is in memory alone.
 */
static void *
check(void *p)
{
	static const char text[] =
	    ": error: out of memory; nothing accepted is lost, start again\n";
	const char *name = program_invocation_short_name;

	if (p != NULL)
		return p;
	if (write(STDERR_FILENO, name, strlen(name)) < 0 ||
	    write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

void *
malloc(size_t bytes)
{
	return check(__libc_malloc(bytes));
}

void *
calloc(size_t n, size_t bytes)
{
	return check(__libc_calloc(n, bytes));
}

/* NULL for no bytes: the old ones were freed. */
void *
realloc(void *p, size_t bytes)
{
	void *new = __libc_realloc(p, bytes);

	return bytes > 0 ? check(new) : new;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
#endif
