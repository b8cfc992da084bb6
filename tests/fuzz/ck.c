/*
 * ck.c - Check's assertions without Check: the kit of the unit tests, in a
 * fuzz target.  A failure ends the process, and libFuzzer keeps the input.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

void
_mark_point(const char *file, int line)
{
	(void)file;
	(void)line;
}

void
_ck_assert_failed(
    const char *file, int line, const char *expr, const char *msg, ...)
{
	(void)msg;
	fprintf(stderr, "broken: %s:%d: %s\n", file, line, expr);
	abort();
}
