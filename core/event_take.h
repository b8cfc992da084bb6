/*
 * event_take.h - members of an object, taken out one by one.
 *
 * A shape takes the members it knows; what is left over becomes the event's
 * detail.  Members that are null read as absent.  The first thing wrong is
 * remembered, and all calls after it do nothing, so that a shape reads as a
 * plain list.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_TAKE_H
#define TOCSIN_EVENT_TAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

struct take {
	struct json_object *rest; /* what is not taken yet; owned */
	char *why;                /* EVENT_WHY_BYTES; the caller's */
	bool failed;
};

/* take_init(t, o, why): start on object o, which stays as it is. */
void take_init(struct take *t, struct json_object *o, char *why);

/* take_free(t): what take_init() made. */
void take_free(struct take *t);

/* take_fail(t, fmt, ...): remember what is wrong, unless something was. */
void take_fail(struct take *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* take_peek(t, name): the member's value, owned by t; NULL if absent. */
struct json_object *take_peek(const struct take *t, const char *name);

/* take_drop(t, name): remove the member, if there. */
void take_drop(struct take *t, const char *name);

/*
 * take_text(t, name, max_bytes): a string; "" reads as absent.  NULL if
 * absent; the caller frees it.
 */
char *take_text(struct take *t, const char *name, size_t max_bytes);

/*
 * take_id(t, name): a string, or a whole number as its digits; "" reads as
 * absent.  NULL if absent; the caller frees it.
 */
char *take_id(struct take *t, const char *name);

/* take_score(t, name): 0 to 100 (74.0 is 74), SCORE_NONE if absent. */
int take_score(struct take *t, const char *name);

/* take_flag(t, name): true, false, or either as a word; false if absent. */
bool take_flag(struct take *t, const char *name);

/*
 * take_time(t, name, absent): epoch milliseconds from any form that
 * event_time.h knows; "" reads as absent.
 */
int64_t take_time(struct take *t, const char *name, int64_t absent);

/*
 * take_url(t, name): an absolute http(s) URL; the caller frees it.  What is
 * none stays behind as member "url", and NULL is returned: a bad link must
 * not cost an alert.
 */
char *take_url(struct take *t, const char *name);

/* take_need(t, name, got): fail where a member that must be there is not. */
void take_need(struct take *t, const char *name, const char *got);

#endif
