/*
 * utf8.h - one code point at a time, for the files that judge or mend text.
 */
#ifndef TOCSIN_UTF8_H
#define TOCSIN_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Stands for a byte that belongs to no well-formed sequence. */
#define UTF8_BAD UINT32_MAX

/* U+FFFD, what a bad byte is replaced with, and its three bytes. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/*
 * utf8_next(s, len, point): the code point at s, of which len >= 1 bytes may
 * be read.  Returns how many bytes it takes; for a bad byte that is 1, and
 * *point is UTF8_BAD.  Well-formed as RFC 3629 has it: no overlong forms, no
 * surrogates, nothing past U+10FFFF.
 */
size_t utf8_next(const char *s, size_t len, uint32_t *point);

/*
 * utf8_scrub(s): a copy of s with each bad byte as U+FFFD and everything else
 * untouched.  The caller frees it.
 */
char *utf8_scrub(const char *s);

#endif
