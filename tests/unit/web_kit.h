/*
 * web_kit.h - requests made by hand, and what the web half says to them.
 */
#ifndef TOCSIN_TESTS_WEB_KIT_H
#define TOCSIN_TESTS_WEB_KIT_H

#include <check.h>
#include <stdint.h>

#include "cgi/web.h"

#define WEB_HOST "127.0.0.1:8080"
#define WEB_SECURE_HOST "tocsin.example"
#define WEB_FORM_TYPE "application/x-www-form-urlencoded"

/* Two cookies, of no session until web_session() adds it. */
#define WEB_SECRET "0123456789abcdefghijklmnopqrstuvwxyzABCDEF-"
#define WEB_OTHER "0123456789abcdefghijklmnopqrstuvwxyzABCDEF_"

/* As Check fixtures: a process on a config.db of its own, empty. */
void web_setup(void);
void web_teardown(void);

extern struct web web;
extern struct http_response web_out; /* the latest one */

/* web_session(secret): let there be a session with that cookie. */
void web_session(const char *secret);

/*
 * web_enter(secret, role, stage): somebody with that role has it instead; the
 * user is called as the role is, with dashes.
 */
void web_enter(const char *secret, const char *role, enum session_stage stage);

/* web_form(secret, more): its "csrf=..." and more; the caller frees it. */
char *web_form(const char *secret, const char *more);

/* web_request(m, path): from a browser, nothing wrong with it; of nobody. */
struct http_request web_request(enum method method, const char *path);

/* web_body(r, body): let r have that body. */
void web_body(struct http_request *r, char *body);

/* web_ask(r): the status of web_answer(), which is in web_out. */
int web_ask(const struct http_request *r);

/* web_judge(r): what the guard alone says: 0 where the request may pass. */
int web_judge(const struct http_request *r);

/* web_sessions(): how many there are. */
int64_t web_sessions(void);

/* guard_told.c */
TCase *guard_told_case(void);

#endif
