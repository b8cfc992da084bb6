/*
 * text.c - foreign text made safe to store, log and show; see text.h.
 *
 * Names of hosts and accounts are chosen by whoever owns the machine, and that
 * may be the attacker the alert is about.  What comes out of here can't leave
 * its line, turn the text around it or break the encoding of a message.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "core/utf8.h"
#include "core/xmalloc.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* The last millisecond of the year 9999. */
#define LAST_MS INT64_C(253402300799999)

/*
 * A NUL is well-formed UTF-8 and refused all the same: as a C string the text
 * would end there, and what follows would pass every check unseen.
 */
bool
text_utf8(const char *s, size_t len)
{
	while (len > 0) {
		uint32_t point;
		size_t took = utf8_next(s, len, &point);

		if (point == UTF8_BAD || point == 0)
			return false;
		s += took;
		len -= took;
	}
	return true;
}

/*
 * Points that would let foreign text break out of its line or reorder what
 * stands around it: a name must not be able to fake the rest of a message.
 */
static bool
unsafe(uint32_t point)
{
	return point == UTF8_BAD || point < 0x20 ||
	       (point >= 0x7f && point <= 0x9f) || point == 0x061c ||
	       point == 0x200e || point == 0x200f ||
	       (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069);
}

/* The bytes of s that are read as one blank: a run of tab, CR and LF. */
static size_t
line_break(const char *s)
{
	return strspn(s, "\t\r\n");
}

/* One point of s, cleaned, to out; *got is how many bytes that made. */
static size_t
clean_one(const char *s, size_t len, char *out, size_t *got)
{
	uint32_t point;
	size_t took;

	/* Nearly all of any text, and messages are cleaned many times over. */
	if (*s >= ' ' && *s <= '~') {
		*out = *s;
		*got = 1;
		return 1;
	}
	took = line_break(s);
	if (took > 0) {
		*out = ' ';
		*got = 1;
		return took;
	}
	took = utf8_next(s, len, &point);
	if (unsafe(point)) {
		memcpy(out, UTF8_REPLACEMENT, 3);
		*got = 3;
	} else {
		memcpy(out, s, took);
		*got = took;
	}
	return took;
}

/*
 * Replaced and not dropped: the reader should see that something stood there.
 * Cut by code points, never inside of one.
 */
char *
text_clean(const char *s, size_t max_points)
{
	/*
	 * At worst each byte is a bad one and becomes U+FFFD, of three bytes.
	 */
	size_t len = s == NULL ? 0 : strlen(s);
	char *out = xmalloc(3 * len + sizeof(ELLIPSIS));
	size_t n = 0, last = 0, points = 0;

	while (len > 0 && points < max_points) {
		size_t got;
		size_t took = clean_one(s, len, out + n, &got);

		last = n;
		n += got;
		points++;
		s += took;
		len -= took;
	}
	/* Something is left over: it and the last point make the ellipsis. */
	if (len > 0 && points > 0) {
		memcpy(out + last, ELLIPSIS, 3);
		n = last + 3;
	}
	out[n] = '\0';
	return out;
}

/* One for the first byte of each point, one more where it has four. */
size_t
text_units(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		n += ((unsigned char)*s & 0xc0) != 0x80;
		n += (unsigned char)*s >= 0xf0;
	}
	return n;
}

/* UTC, with the letters: readers of one message sit in many zones. */
const char *
text_time(int64_t ms, char *out)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	if (ms < 0 || ms > LAST_MS || gmtime_r(&s, &tm) == NULL ||
	    strftime(out, TEXT_TIME_BYTES, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		snprintf(out, TEXT_TIME_BYTES, "unknown time");
	return out;
}

const char *
text_iso(int64_t ms, char *out)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	if (ms < 0 || ms > LAST_MS || gmtime_r(&s, &tm) == NULL ||
	    strftime(out, TEXT_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
	return out;
}

/* Days that there are not, such as the 30th of February, come out as others. */
bool
text_day(const char *s, int64_t *ms)
{
	char again[TEXT_TIME_BYTES];
	struct tm tm = {0};
	const char *end = strptime(s, "%Y-%m-%d", &tm);
	time_t t;

	if (end == NULL || *end != '\0')
		return false;
	t = timegm(&tm);
	if (t < 0 || gmtime_r(&t, &tm) == NULL ||
	    strftime(again, sizeof(again), "%Y-%m-%d", &tm) == 0 ||
	    strcmp(again, s) != 0)
		return false;
	*ms = (int64_t)t * 1000;
	return true;
}

/*
 * strtoll() takes blanks, signs and leading zeros, and its range error is
 * easily missed.  Bounds are part of the question: no caller can forget to ask
 * it.
 */
bool
text_int(const char *s, int64_t min, int64_t max, int64_t *value)
{
	int64_t v = 0;
	const char *p;

	if (*s == '\0' || (s[0] == '0' && s[1] != '\0'))
		return false;
	for (p = s; *p != '\0'; p++) {
		int digit = *p - '0';

		if (digit < 0 || digit > 9 || v > (INT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	if (v < min || v > max)
		return false;
	*value = v;
	return true;
}
