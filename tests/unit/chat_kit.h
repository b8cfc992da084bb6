/*
 * chat_kit.h - what the tests of chat apps share: alerts to format, random
 * hostile ones among them, and tables of URLs and answers.
 */
#ifndef TOCSIN_TESTS_CHAT_KIT_H
#define TOCSIN_TESTS_CHAT_KIT_H

#include <check.h>
#include <json-c/json.h>

#include "apps/app.h"

/* A host's event and a message about it, to copy and change. */
extern const struct event chat_host;
extern const struct message chat_about;

/* chat_body(app, m): the request as a string; the caller frees it. */
char *chat_body(const struct app *app, const struct message *m);

/*
 * chat_parse(body): the same as a value, by a strict reader; the test fails
 * where it takes none.  The caller puts it.
 */
struct json_object *chat_parse(const char *body);

/* Fail the test where text is missing, or is there. */
void chat_has(const char *body, const char *text);
void chat_has_not(const char *body, const char *text);

/* A URL and its verdict; says is a part of the reason, NULL for none. */
struct chat_url {
	const char *url;
	enum url_verdict verdict;
	const char *says;
};

void chat_check_url(const struct app *app, const struct chat_url *row);

struct chat_answer {
	long status;
	const char *body;
	enum answer answer;
	const char *code;
	int64_t retry_after_ms;
};

void chat_check_answer(const struct app *app, const struct chat_answer *row);

/* How a body is held against its app's limits; see limits.h. */
typedef const char *chat_limits(struct json_object *body, size_t bytes);

/*
 * chat_check_random(app, limits, n): n random hostile alerts of all kinds stay
 * within the limits, are valid, and are the same when made again.
 */
void chat_check_random(const struct app *app, chat_limits *limits, unsigned n);

#endif
