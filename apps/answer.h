/*
 * answer.h - what answers of apps have in common: their JSON, their words, and
 * what a status means where the app says nothing else.
 */
#ifndef TOCSIN_ANSWER_H
#define TOCSIN_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "apps/app.h"

struct json_object;

/* Where the app's word says more than the status alone. */
struct answer_rule {
	long status;      /* 0: any */
	const char *code; /* as in answer_detail */
	enum answer answer;
};

/*
 * answer_by_status(status): 2xx accepted; 3xx (never followed), 401, 403, 404
 * and 410 broken; 408, 425, 429 and 5xx retry; other 4xx refused; anything
 * else uncertain.
 */
enum answer answer_by_status(long status);

/*
 * answer_by_rule(rules, n, status, code): the first of n rules that fits, else
 * answer_by_status().
 */
enum answer answer_by_rule(
    const struct answer_rule *rules, size_t n, long status, const char *code);

/*
 * answer_word(text, len, code): text as code (APP_CODE_BYTES), where it is one
 * word of [A-Za-z0-9_.-]; else "".  Blanks around it do not count.  text may
 * be NULL.
 */
void answer_word(const char *text, size_t len, char *code);

/*
 * answer_parse(body, len): the JSON value that the bytes are, blanks behind it
 * allowed; NULL where they are none, and for "null".  The caller puts it.
 */
struct json_object *answer_parse(const char *body, size_t len);

/*
 * answer_member(o, name, code): member name of the object o as code, where it
 * is a string of one word as above; answer_number(): where it is a whole
 * number.  Else "".  o may be NULL.
 */
void answer_member(struct json_object *o, const char *name, char *code);
void answer_number(struct json_object *o, const char *name, char *code);

/*
 * answer_retry_after(o): milliseconds from the number of seconds that is
 * member "retry_after" of the object o; RETRY_AFTER_NONE where there is none.
 */
int64_t answer_retry_after(struct json_object *o);

/*
 * answer_none(detail): no code, no hint; what classify() begins with.
 */
void answer_none(struct answer_detail *detail);

#endif
