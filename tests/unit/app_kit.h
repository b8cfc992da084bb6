/*
 * app_kit.h - alerts and tables for the suites of single apps.
 */
#ifndef TOCSIN_TESTS_APP_KIT_H
#define TOCSIN_TESTS_APP_KIT_H

#include <stddef.h>

#include "apps/app.h"

/* What an answer is taken for. */
struct kit_answer {
	long status;
	const char *body;
	enum answer answer;
	const char *code;
};

/* kit_answers(app, rows, n): each row is classified as it says. */
void kit_answers(
    const struct app *app, const struct kit_answer *rows, size_t n);

/*
 * kit_urls(app, urls, n, verdict): each is judged so.  No reason repeats what
 * was typed, nor is cut.
 */
void kit_urls(const struct app *app, const char *const *urls, size_t n,
    enum url_verdict verdict);

/* A host alert, and one of a system check; of constants. */
extern const struct event kit_host;
extern const struct event kit_system;

/*
 * kit_body(app, e): the request for e's alert, "0001"; the caller frees it.
 * kit_named(app, name): that for the host with another name.
 */
char *kit_body(const struct app *app, const struct event *e);
char *kit_named(const struct app *app, const char *name);

/* kit_has(body, text) and kit_has_not(body, text) assert just that. */
void kit_has(const char *body, const char *text);
void kit_has_not(const char *body, const char *text);

/*
 * kit_long(app, n): bytes of a body whose reason, name and detections are of
 * n bytes each, and links as long as can be.  The body is freed.
 */
size_t kit_long(const struct app *app, size_t n);

#endif
