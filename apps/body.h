/*
 * body.h - what the bodies of apps' answers have in common.
 */
#ifndef TOCSIN_BODY_H
#define TOCSIN_BODY_H

#include <stddef.h>
#include <stdint.h>

struct json_object;

/*
 * body_parse(body, len): the JSON value that the bytes are, blanks behind it
 * allowed; NULL where they are none, and for "null".  The caller puts it.
 */
struct json_object *body_parse(const char *body, size_t len);

/*
 * body_retry_after(o): milliseconds from the number of seconds that is member
 * "retry_after" of the object o; RETRY_AFTER_NONE where there is none.
 */
int64_t body_retry_after(struct json_object *o);

#endif
