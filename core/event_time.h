/*
 * event_time.h - the times that feeds write.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_TIME_H
#define TOCSIN_EVENT_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * event_time_text(s, ms): a time as text, to epoch milliseconds:
 * 2026-11-23T09:41:07Z, with a blank or t for the T, a fraction of a second,
 * +02:00, +0200 or +02 for the Z, UTC where no zone is given; or a number, as
 * event_time_number() takes it.  Returns whether it is a time within the years
 * 2000 to 2100.
 */
bool event_time_text(const char *s, int64_t *ms);

/*
 * event_time_number(v, ms): epoch seconds or epoch milliseconds.  Within the
 * years 2000 to 2100 no number can be meant as both.
 */
bool event_time_number(double v, int64_t *ms);

#endif
