/*
 * text.h - foreign text made safe to store, log and show.
 */
#ifndef TOCSIN_TEXT_H
#define TOCSIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * text_utf8(s, len): whether the bytes are well-formed UTF-8 (RFC 3629: no
 * overlong forms, no surrogates, nothing past U+10FFFF) without NUL.
 */
bool text_utf8(const char *s, size_t len);

/*
 * text_clean(s, max_points): a copy of s that is well-formed UTF-8 on one
 * line and at most max_points code points long, the last one an ellipsis
 * (U+2026) where something was cut.  Each bad byte, control character,
 * directional override (U+200E, U+200F, U+061C, U+202A-202E, U+2066-2069) and
 * line separator (U+2028, U+2029) becomes U+FFFD; tab, CR and LF become one
 * blank.  NULL reads as "".  The caller frees it.
 */
char *text_clean(const char *s, size_t max_points);

/*
 * text_units(s): length in UTF-16 of well-formed s, which is how JavaScript and
 * Java count characters: two from U+10000 on, else one.  Never less than there
 * are code points.
 */
size_t text_units(const char *s);

/*
 * text_time(ms): "2026-11-23 09:41:07 UTC", the way times stand in messages;
 * out has TEXT_TIME_BYTES.  A time outside the years 1970 to 9999 reads
 * "unknown time".
 */
#define TEXT_TIME_BYTES 32
const char *text_time(int64_t ms, char *out);

/*
 * text_iso(ms, out): "2026-11-23T09:41:07Z" (RFC 3339), for programs; out has
 * TEXT_TIME_BYTES.  "" where text_time() knows no time.
 */
const char *text_iso(int64_t ms, char *out);

/*
 * text_day(s, ms): "2026-11-23", to the epoch milliseconds at which that day
 * begins in UTC.  Returns whether it is a day within the years 1970 to 9999.
 */
bool text_day(const char *s, int64_t *ms);

/*
 * text_int(s, min, max, value): a decimal number without blanks, sign or
 * leading zeros ("0" itself is fine).  Returns whether it is one within the
 * bounds.
 */
bool text_int(const char *s, int64_t min, int64_t max, int64_t *value);

#endif
