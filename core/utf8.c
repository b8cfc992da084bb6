/*
 * utf8.c - one code point at a time; see utf8.h.
 */
#include <string.h>

#include "core/utf8.h"
#include "core/xmalloc.h"

/* How many bytes a first byte announces; 0 where it can't be a first one. */
static size_t
announced(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf) /* 0xc0 and 0xc1 are always overlong */
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

size_t
utf8_next(const char *s, size_t len, uint32_t *point)
{
	/* What a first byte keeps, and the least point, by the length. */
	static const unsigned char keep[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = announced((unsigned char)*s);
	uint32_t v;
	size_t i;

	*point = UTF8_BAD;
	if (n == 0 || n > len)
		return 1;
	v = (unsigned char)*s & keep[n];
	for (i = 1; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c & 0xc0) != 0x80)
			return 1;
		v = v << 6 | (c & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 1;
	*point = v;
	return n;
}

char *
utf8_scrub(const char *s)
{
	size_t len = strlen(s);
	char *out = xmalloc(3 * len + 1); /* a bad byte becomes three */
	size_t n = 0;

	while (len > 0) {
		uint32_t point;
		size_t took = utf8_next(s, len, &point);

		if (point == UTF8_BAD) {
			memcpy(out + n, UTF8_REPLACEMENT, 3);
			n += 3;
		} else {
			memcpy(out + n, s, took);
			n += took;
		}
		s += took;
		len -= took;
	}
	out[n] = '\0';
	return out;
}
