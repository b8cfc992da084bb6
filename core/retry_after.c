/*
 * retry_after.c - when a receiver wants to be asked again; see
 * retry_after.h.
 *
 * Strict on purpose: half understood dates would mute a destination for up to
 * an hour, while no hint at all falls back to our own backoff.
 */
#include <stdbool.h>
#include <string.h>

#include "core/retry_after.h"

#define DAY_S INT64_C(86400)

static const char *const days[] = {
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* What is left to read; after a mismatch it stays where that was. */
struct scan {
	const char *p, *end;
};

struct moment {
	int year, month, day; /* month from 1 */
	int hour, minute, second;
};

/* Exactly that text. */
static bool
text(struct scan *s, const char *want)
{
	size_t len = strlen(want);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, want, len) != 0)
		return false;
	s->p += len;
	return true;
}

/* Exactly so many digits. */
static bool
digits(struct scan *s, int n, int *value)
{
	*value = 0;
	for (; n > 0; n--, s->p++) {
		if (s->p == s->end || *s->p < '0' || *s->p > '9')
			return false;
		*value = *value * 10 + (*s->p - '0');
	}
	return true;
}

/*
 * A day of the week, whole or its first three letters.  Whether it is the
 * date's own is not asked: the date is what counts.
 */
static bool
weekday(struct scan *s, bool whole)
{
	char name[12];
	size_t i;

	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		size_t len = whole ? strlen(days[i]) : 3;

		memcpy(name, days[i], len);
		name[len] = '\0';
		if (text(s, name))
			return true;
	}
	return false;
}

static bool
month(struct scan *s, int *value)
{
	int i;

	for (i = 0; i < 12; i++)
		if (s->end - s->p >= 3 &&
		    memcmp(s->p, months + (ptrdiff_t)3 * i, 3) == 0) {
			s->p += 3;
			*value = i + 1;
			return true;
		}
	return false;
}

static bool
clock_time(struct scan *s, struct moment *m)
{
	return digits(s, 2, &m->hour) && text(s, ":") &&
	       digits(s, 2, &m->minute) && text(s, ":") &&
	       digits(s, 2, &m->second);
}

/* Sun, 06 Nov 1994 08:49:37 GMT */
static bool
imf_fixdate(struct scan s, struct moment *m)
{
	return weekday(&s, false) && text(&s, ", ") && digits(&s, 2, &m->day) &&
	       text(&s, " ") && month(&s, &m->month) && text(&s, " ") &&
	       digits(&s, 4, &m->year) && text(&s, " ") && clock_time(&s, m) &&
	       text(&s, " GMT") && s.p == s.end;
}

/* Sunday, 06-Nov-94 08:49:37 GMT; the year of the century only. */
static bool
rfc850_date(struct scan s, struct moment *m)
{
	return weekday(&s, true) && text(&s, ", ") && digits(&s, 2, &m->day) &&
	       text(&s, "-") && month(&s, &m->month) && text(&s, "-") &&
	       digits(&s, 2, &m->year) && text(&s, " ") && clock_time(&s, m) &&
	       text(&s, " GMT") && s.p == s.end;
}

/* Sun Nov  6 08:49:37 1994 */
static bool
asctime_date(struct scan s, struct moment *m)
{
	if (!weekday(&s, false) || !text(&s, " ") || !month(&s, &m->month) ||
	    !text(&s, " "))
		return false;
	/* One digit has a blank before it. */
	if (!(text(&s, " ") ? digits(&s, 1, &m->day) : digits(&s, 2, &m->day)))
		return false;
	return text(&s, " ") && clock_time(&s, m) && text(&s, " ") &&
	       digits(&s, 4, &m->year) && s.p == s.end;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool
exists(const struct moment *m)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int length = lengths[m->month - 1];

	if (m->month == 2 && is_leap(m->year))
		length++;
	/* Second 60 is how a leap second is written. */
	return m->day >= 1 && m->day <= length && m->hour <= 23 &&
	       m->minute <= 59 && m->second <= 60;
}

/* Days since 1970 of the proleptic Gregorian calendar. */
static int64_t
day_number(int year, int mon, int day)
{
	/* Years that start in March have their odd day last. */
	int64_t y = mon > 2 ? year : year - 1;
	int64_t in_year = (153 * (mon > 2 ? mon - 3 : mon + 9) + 2) / 5;

	return 365 * y + y / 4 - y / 100 + y / 400 + in_year + day - 719469;
}

static int64_t
epoch_s(const struct moment *m)
{
	return day_number(m->year, m->month, m->day) * DAY_S +
	       m->hour * INT64_C(3600) + m->minute * INT64_C(60) + m->second;
}

static int
year_at(int64_t now_s)
{
	int year = (int)(now_s / (DAY_S * 365)) + 1970;

	while (day_number(year, 1, 1) * DAY_S > now_s)
		year--;
	return year;
}

/*
 * RFC 9110: a two-digit year that seems over 50 years ahead is the most recent
 * past year with these digits.
 */
static void
whole_year(struct moment *m, int64_t now_s)
{
	int here = year_at(now_s);

	m->year += here - here % 100;
	if (m->year > here + 50)
		m->year -= 100;
}

static bool
parse_date(struct scan s, int64_t now_s, struct moment *m)
{
	if (imf_fixdate(s, m) || asctime_date(s, m))
		return exists(m);
	if (!rfc850_date(s, m))
		return false;
	whole_year(m, now_s);
	return exists(m);
}

/* A number of any length: more digits than fit are a long time all the same. */
static bool
parse_seconds(struct scan s, int64_t *ms)
{
	int64_t seconds = 0;

	if (s.p == s.end)
		return false;
	for (; s.p < s.end; s.p++) {
		if (*s.p < '0' || *s.p > '9')
			return false;
		if (seconds < RETRY_AFTER_MAX_MS)
			seconds = seconds * 10 + (*s.p - '0');
	}
	*ms = seconds * 1000;
	return true;
}

static int64_t
bounded(int64_t ms)
{
	if (ms < 0)
		return 0;
	return ms > RETRY_AFTER_MAX_MS ? RETRY_AFTER_MAX_MS : ms;
}

int64_t
retry_after_header(const char *value, size_t len, int64_t now)
{
	struct scan s = {value, value + len};
	struct moment m;
	int64_t ms;

	while (s.p < s.end && strchr(" \t\r\n", s.end[-1]) != NULL &&
	       s.end[-1] != '\0')
		s.end--;
	while (s.p < s.end && (*s.p == ' ' || *s.p == '\t'))
		s.p++;
	if (parse_seconds(s, &ms))
		return bounded(ms);
	if (!parse_date(s, now / 1000, &m))
		return RETRY_AFTER_NONE;
	return bounded(epoch_s(&m) * 1000 - now);
}

int64_t
retry_after_seconds(double seconds)
{
	int64_t ms;

	/* A NaN compares as false with everything. */
	if (!(seconds >= 0))
		return RETRY_AFTER_NONE;
	if (seconds >= (double)RETRY_AFTER_MAX_MS / 1000)
		return RETRY_AFTER_MAX_MS;
	ms = (int64_t)(seconds * 1000);
	return (double)ms < seconds * 1000 ? ms + 1 : ms;
}
