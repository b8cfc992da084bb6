/*
 * event_time.c - the times that feeds write; see event_time.h.
 *
 * By hand, since strptime() follows the locale, takes blanks and numbers that
 * are too short, and knows no fraction.  A time that is read wrongly would put
 * an event in the wrong order without anybody seeing it; so what is not wholly
 * understood is no time.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/event_rules.h"
#include "core/event_time.h"

/* Exactly n digits at *p, within bounds; *p moves behind them. */
static bool
number(const char **p, int n, int min, int max, int *value)
{
	int v = 0, i;

	for (i = 0; i < n; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		v = v * 10 + (**p - '0');
	}
	*value = v;
	return v >= min && v <= max;
}

/* One byte of a set at *p. */
static bool
mark(const char **p, const char *set)
{
	if (**p == '\0' || strchr(set, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

static int
days_in(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
date(const char **p, struct tm *tm)
{
	int year, month, day;

	/*
	 * A year more on both sides than event_at_ok() allows: the zone may
	 * still move the time into its bounds.
	 */
	if (!number(p, 4, 1999, 2101, &year) || !mark(p, "-") ||
	    !number(p, 2, 1, 12, &month) || !mark(p, "-") ||
	    !number(p, 2, 1, days_in(year, month), &day))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* 60 seconds are a leap second: read as the first of the next minute. */
static bool
clock_time(const char **p, struct tm *tm)
{
	return number(p, 2, 0, 23, &tm->tm_hour) && mark(p, ":") &&
	       number(p, 2, 0, 59, &tm->tm_min) && mark(p, ":") &&
	       number(p, 2, 0, 60, &tm->tm_sec);
}

/*
 * .5 or .123456: milliseconds, what is finer is cut off.  Never rounded up, or
 * .9996 would carry into the second, and on to the next day.
 */
static bool
fraction(const char **p, int *ms)
{
	int weight = 100;

	*ms = 0;
	if (!mark(p, "."))
		return true;
	if (!isdigit((unsigned char)**p))
		return false;
	for (; isdigit((unsigned char)**p); (*p)++, weight /= 10)
		*ms += (**p - '0') * weight;
	return true;
}

/*
 * Z, +02:00, +0200, +02 or nothing: how far ahead of UTC, in minutes.  Nothing
 * is UTC, as the appliance's records are, and never this machine's own zone.
 */
static bool
zone(const char **p, int *ahead)
{
	int sign, hours, minutes = 0;

	*ahead = 0;
	if (**p == '\0' || mark(p, "Zz"))
		return true;
	sign = **p == '-' ? -1 : 1;
	if (!mark(p, "+-") || !number(p, 2, 0, 23, &hours))
		return false;
	if (**p != '\0') {
		mark(p, ":");
		if (!number(p, 2, 0, 59, &minutes))
			return false;
	}
	*ahead = sign * (hours * 60 + minutes);
	return true;
}

/* Digits, with or without a fraction: an epoch number within a string. */
static bool
epoch(const char *s, int64_t *ms)
{
	size_t whole = strspn(s, "0123456789");
	size_t all = whole;

	/* strtod() alone would take blanks, signs, hex and "inf" as well. */
	if (whole == 0 || whole > 13)
		return false;
	if (s[whole] == '.')
		all += 1 + strspn(s + whole + 1, "0123456789");
	return s[all] == '\0' && event_time_number(strtod(s, NULL), ms);
}

bool
event_time_text(const char *s, int64_t *ms)
{
	struct tm tm;
	int milli, ahead;

	if (epoch(s, ms))
		return true;
	memset(&tm, 0, sizeof(tm));
	if (!date(&s, &tm) || !mark(&s, "Tt ") || !clock_time(&s, &tm) ||
	    !fraction(&s, &milli) || !zone(&s, &ahead) || *s != '\0')
		return false;
	/*
	 * timegm(), not mktime(): the same event has the same time on every
	 * machine.
	 */
	*ms = ((int64_t)timegm(&tm) - (int64_t)ahead * 60) * 1000 + milli;
	return event_at_ok(*ms);
}

bool
event_time_number(double v, int64_t *ms)
{
	/*
	 * Rounded in seconds: 1.001 has no exact double, and cutting would
	 * lose one millisecond of it.
	 */
	if (v >= (double)(EVENT_AT_MIN / 1000) &&
	    v <= (double)(EVENT_AT_MAX / 1000))
		*ms = (int64_t)(v * 1000 + 0.5);
	else if (v >= (double)EVENT_AT_MIN && v <= (double)EVENT_AT_MAX)
		*ms = (int64_t)v;
	else
		return false;
	return true;
}
