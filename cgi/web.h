/*
 * web.h - a web process, and one exchange of a request for a response.
 *
 * Data flows one way: serve.c takes a request from FastCGI, guard.c finds its
 * route and sees that it may pass, a page's handler reads and writes the
 * databases and fills a view, respond.c makes the response.
 */
#ifndef TOCSIN_CGI_WEB_H
#define TOCSIN_CGI_WEB_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "cgi/attempts.h"
#include "cgi/http.h"
#include "cgi/input.h"
#include "cgi/route.h"
#include "cgi/view.h"
#include "cgi/web_key.h"
#include "core/conf.h"
#include "core/seal.h"
#include "core/secret.h"
#include "core/settings.h"
#include "db/change.h"
#include "db/db.h"
#include "db/session.h"
#include "db/token.h"
#include "db/user.h"

/* One process; it answers one request at a time. */
struct web {
	struct conf conf;
	struct seal_public key;
	struct web_key web_key;
	struct attempts *attempts; /* shared with the other processes */
	bool sso;          /* callers are who the proxy says (cgi/sso.h) */
	struct db *config; /* written */
	struct db *events; /* written; NULL until web_events() */
	struct db *outbox; /* read; NULL until web_outbox() */
	bool broken;       /* a database is: end this process */

	/* The file of key, as it was read; see web_key(). */
	struct stat key_seen;
};

/* Who asks. */
struct caller {
	const char *name;        /* as the audit trail names them */
	unsigned permissions;    /* PERMISSION(...) | ... */
	const struct user *user; /* signed in here; NULL: anybody else */
	bool sso;                /* signed in by the proxy */
};

/* The browser's session; loaded, or made for a page with a form. */
struct session {
	bool known;
	bool ended; /* it was somebody's, and its time was over */
	char hash[SECRET_HASH_BYTES];
	char csrf[SECRET_HASH_BYTES]; /* goes into each form */
	char lost[SECRET_HASH_BYTES]; /* the same, of one that is gone */
	struct session_row row;
};

/* "sso:" or "token " and a name of 64 characters. */
#define CALLER_NAME_BYTES 320

struct exchange {
	struct web *web;
	const struct http_request *req;
	const struct route *route; /* NULL until one is found */
	const char *origin;        /* that Host names; NULL until found */
	struct caller caller;
	struct token token; /* of a program */
	struct user user;   /* of a browser that is signed in, or nearly */
	char caller_name[CALLER_NAME_BYTES];
	char retry_after[24]; /* for out, where it is computed */
	struct session session;
	struct settings settings; /* in force now */
	struct input in;
	int64_t now_ms;
	struct http_response *out;
};

/*
 * web_open(w): load the key, fatal where that fails, and open config.db, where
 * the process ends with EXIT_STORE_BROKEN.  w->conf is the caller's, and not
 * freed by web_close().
 */
void web_open(struct web *w);
void web_close(struct web *w);

/*
 * web_key(w): before each sealing: let w->key be that of the file now.  One
 * that can't be read is told in the log and leaves w->key as it was: if that
 * one is past, config.db refuses what is sealed for it.
 */
void web_key(struct web *w);

/*
 * web_events(w), web_outbox(w): the open database, opened at first use.  NULL,
 * logged, where it can't be right now.
 */
struct db *web_events(struct web *w);
struct db *web_outbox(struct web *w);

/*
 * web_answer(w, req, out): the response to one request, whatever it is.  Sets
 * w->broken where the process had better end after sending it.  out is empty
 * before; the caller frees it.
 */
void web_answer(
    struct web *w, const struct http_request *req, struct http_response *out);

/* session.c */

/*
 * session_open(x): find the session that the cookie names; unknown cookies
 * are never adopted.  0 or -1.
 */
int session_open(struct exchange *x);

/*
 * session_need(x): make one if there is none, with its Set-Cookie: for a page
 * that shows a form.  0 or -1.
 */
int session_need(struct exchange *x);

/*
 * session_enter(x, u, stage): a new session of u takes the place of this one,
 * with its Set-Cookie; its password was given just now.  1; 0 where u changed
 * since it was loaded; -1.
 */
int session_enter(
    struct exchange *x, const struct user *u, enum session_stage stage);

/* session_leave(x): it ends, here and in the browser.  0 or -1. */
int session_leave(struct exchange *x);

/* session_tell(x, fmt, ...): text for the next page that is shown. */
void session_tell(struct exchange *x, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* session_warn(x, fmt, ...): the same, where there is something to look at. */
void session_warn(struct exchange *x, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What the stored text of a warning starts with; no other text does. */
#define SESSION_WARNING '\t'

/* guard.c */

/*
 * guard(x): find the route and see that everything it demands holds; x->in is
 * filled then.  True; or false, with the refusal in x->out.
 */
bool guard(struct exchange *x);

/* caller_may(x, p): for what a page offers; the guard has judged the rest. */
bool caller_may(const struct exchange *x, enum permission p);

/* respond.c; the last call of a handler is one of these */

/* respond_page(x, status, page, v): render v; v is freed. */
void respond_page(
    struct exchange *x, int status, enum page page, struct view *v);

/*
 * respond_to(x, path): 303 to PATH?back=..., and from there back to the page
 * that was asked for.
 */
void respond_to(struct exchange *x, const char *path);

/* where.c */

/*
 * respond_here(x): this page by its GET, for who chooses a theme on it; the
 * caller frees it.  respond_place(x): the part of the site that it is of, for
 * whoever may see that, or "".  back_to(x): where a form goes back to:
 * FIELD_BACK, or the start page.
 */
char *respond_here(const struct exchange *x);
const char *respond_place(const struct exchange *x);
const char *back_to(const struct exchange *x);

/*
 * respond_enter(x): a page that loads this address again, by itself: then the
 * browser sends its cookie.
 */
void respond_enter(struct exchange *x);

/* respond_see(x, fmt, ...): 303 to a path of ours. */
void respond_see(struct exchange *x, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * respond_error(x, status, fmt, ...): an error page, or JSON where the caller
 * is a program (respond_wants_json); the text says what happened and what to
 * do.  Each has an id that is logged too.
 */
void respond_error(struct exchange *x, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* respond_broken(x): a database call failed: 503, and the process may end. */
void respond_broken(struct exchange *x);

/* respond_json(x, status, json): takes json over (json-c) and frees it. */
struct json_object;
void respond_json(struct exchange *x, int status, struct json_object *json);

/*
 * respond_file(x, head, body, bytes): 200 and a file to keep; head is its
 * Content-Type and Content-Disposition, static text; body is taken over.
 */
void respond_file(
    struct exchange *x, const char *const head[2], char *body, size_t bytes);

/* respond_wants_json(x): a path below /api/, or an Accept of JSON alone. */
bool respond_wants_json(const struct exchange *x);

/*
 * audit_refused(x, action, object, detail): tell the audit trail that
 * something was refused, in a transaction of its own: at most
 * AUDIT_REFUSED_MAX rows a minute, and AUDIT_STRANGERS_MAX of who is not
 * signed in; what is beyond is counted and told in one row.  action is
 * "access refused" or "form refused"; object is what it was
 * about, NULL for nothing, never what somebody typed that may be a password;
 * detail is a JSON object, or NULL.  Can block for the disk.
 */
void audit_refused(struct exchange *x, const char *action, const char *object,
    const char *detail);

/* change_by(x): who changes something, and when, for db/. */
struct change change_by(const struct exchange *x);

#endif
