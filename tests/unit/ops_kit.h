/*
 * ops_kit.h - what the tests of the incident apps and of Splunk share: sample
 * alerts, hostile ones, and tables of URLs and answers.
 */
#ifndef TOCSIN_TESTS_OPS_KIT_H
#define TOCSIN_TESTS_OPS_KIT_H

#include <check.h>

#include "apps/app.h"

struct json_object;

/* As in limits.h. */
typedef const char *limits_of(struct json_object *body, size_t bytes);

/* A host at urgency 87, a check with a problem, and a test. */
extern const struct event ops_host_event, ops_check_event;
extern const struct message ops_host, ops_check, ops_test;

/*
 * ops_read(body, len, limits): a body read back strictly, within limits;
 * ops_body(app, m, limits): that for m.  The caller puts it.
 */
struct json_object *ops_read(const char *body, size_t len, limits_of *limits);
struct json_object *ops_body(
    const struct app *app, const struct message *m, limits_of *limits);

/* ops_text(o, "a/b"): the string member b of a; "" where there is none. */
const char *ops_text(struct json_object *o, const char *path);

/*
 * ops_hostile(app, limits): 300 random hostile alerts of every kind, each
 * within limits; some are made again, of the same bytes.
 */
void ops_hostile(const struct app *app, limits_of *limits);

/* ops_url(app, url, verdict, says): judged so, for a reason that says that. */
void ops_url(const struct app *app, const char *url, enum url_verdict verdict,
    const char *says);

/* ops_secrets(app, secrets, good): whether all n of them can be the app's. */
void ops_secrets(
    const struct app *app, const char *const *secrets, size_t n, int good);

/* An answer and what it means. */
struct ops_answer {
	long status;
	const char *body;
	enum answer answer;
	const char *code;
};

/* ops_answers(app, table, n): each is taken for what the table says. */
void ops_answers(
    const struct app *app, const struct ops_answer *table, size_t n);

#endif
