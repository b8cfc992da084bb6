/*
 * app_kit.h - what the suites of single apps share: sample alerts, what holds
 * for every body, and tables of names, URLs, secrets and
 * answers.
 *
 * What ends in _fault returns what is wrong, until the next such call, or NULL:
 * check_kit.c sees to it that they find what they are there for.
 */
#ifndef TOCSIN_TESTS_APP_KIT_H
#define TOCSIN_TESTS_APP_KIT_H

#include <check.h>

#include "apps/app.h"

struct json_object;

#define KIT_ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* A host at urgency 87, a check with a problem; messages of them, and a test.
 */
extern const struct event kit_host_event, kit_check_event;
extern const struct message kit_host, kit_check, kit_test;

/*
 * kit_fault(app, m, bytes): of the body for m: strict JSON, as long as it says
 * (*bytes), within the app's limits, the secret's mark once where one is due;
 * and of the suffix.  kit_again_fault(app, m): whether it is made again.
 */
const char *kit_fault(
    const struct app *app, const struct message *m, size_t *bytes);
const char *kit_again_fault(const struct app *app, const struct message *m);

/*
 * kit_body(app, m): a body without fault; the caller frees it.
 * kit_about(app, e): for the alert "0001" about e; kit_named(app, name): about
 * the host by another name.  kit_read(app, m): as a value; the caller puts it.
 */
char *kit_body(const struct app *app, const struct message *m);
char *kit_about(const struct app *app, const struct event *e);
char *kit_named(const struct app *app, const char *name);
struct json_object *kit_read(const struct app *app, const struct message *m);

/*
 * kit_json(body): any text as a value, by a strict reader; NULL where it takes
 * none.  The caller puts it.
 */
struct json_object *kit_json(const char *body);

/* kit_text(o, "a/b"): the string member b of a; "" where there is none. */
const char *kit_text(struct json_object *o, const char *path);

/* kit_has(body, text) and kit_has_not(body, text) assert just that. */
void kit_has(const char *body, const char *text);
void kit_has_not(const char *body, const char *text);

/* kit_times(piece, n): n times the same piece; the caller frees it. */
char *kit_times(const char *piece, size_t n);

/*
 * kit_long(app, n): bytes of a body whose reason, name and detections are of
 * n bytes each, and links as long as can be.
 */
size_t kit_long(const struct app *app, size_t n);

/* A URL, how it is judged, and what the reason says; NULL: there is none. */
struct kit_url {
	const char *url;
	enum url_verdict verdict;
	const char *says;
};

/* What an answer is taken for. */
struct kit_answer {
	long status;
	const char *body;
	enum answer answer;
	const char *code;
	int64_t retry_after_ms; /* 0: no hint */
};

/*
 * kit_url_fault(app, row): judged otherwise, another reason, or one that is cut
 * or repeats what was typed; kit_answer_fault(app, row): taken for something
 * else.  kit_urls() and kit_answers() assert that no row has any, and that an
 * answer may be nothing at all.
 */
const char *kit_url_fault(const struct app *app, const struct kit_url *row);
const char *kit_answer_fault(
    const struct app *app, const struct kit_answer *row);
void kit_urls(const struct app *app, const struct kit_url *rows, size_t n);
void kit_answers(
    const struct app *app, const struct kit_answer *rows, size_t n);

/*
 * How a name is shown: kit_names(app, rows, n, before, behind) asserts that
 * this stands in the body for a host of that name, with what is around it.
 */
struct kit_name {
	const char *name, *shown;
};

void kit_names(const struct app *app, const struct kit_name *rows, size_t n,
    const char *before, const char *behind);

/* kit_secrets(app, secrets, n, good): whether each can be one of the app's. */
void kit_secrets(
    const struct app *app, const char *const *secrets, size_t n, bool good);

#endif
