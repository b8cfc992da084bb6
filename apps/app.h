/*
 * app.h - what differs from one destination app to the next.
 *
 * Each app is one `const struct app` in one file, listed in apps.c; README.md
 * beside this file shows how to add one.  All of it is pure: no sockets, no
 * files, no clock, no chance.
 */
#ifndef TOCSIN_APP_H
#define TOCSIN_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/event.h"
#include "core/pace.h"

/* What kind of message an alert makes. */
enum message_kind {
	MESSAGE_ENTITY,
	MESSAGE_SYSTEM,
	MESSAGE_TEST,
	MESSAGE_DIGEST /* of a storm: many alerts in one message */
};

/* As many alerts of a digest are told one by one. */
#define DIGEST_TOP 5

/* What a digest tells; the alerts are borrowed, the worst first. */
struct digest {
	int64_t count; /* of all its alerts */
	const struct event *top[DIGEST_TOP];
	unsigned ntop;
	const char *link; /* absolute URL of more, or NULL */
};

/*
 * One alert as it is to be shown.  Everything is borrowed for the call.
 * Strings of the event are foreign text: an attacker may have chosen them.
 */
struct message {
	enum message_kind kind;
	const struct event *event;   /* of an entity or a system alert */
	const struct digest *digest; /* of MESSAGE_DIGEST */
	const char *destination;     /* its Name */
	const char *criterion;       /* "urgency 80 or higher"; may be NULL */
	/*
	 * Stays the same over all attempts.  An entity's alert opens a window
	 * of its own, so this names the window too.
	 */
	const char *alert_id;
	int64_t destination_id;
	bool option;          /* the app's option is chosen */
	bool possible_repeat; /* an earlier attempt may have arrived */
	int64_t sent_at;      /* MESSAGE_TEST: when, epoch ms */
};

/* How a typed URL is judged. */
enum url_verdict { URL_OK, URL_WARN, URL_REFUSED };

#define APP_HOST_BYTES 254
#define APP_WHY_BYTES 320

struct url_judgement {
	enum url_verdict verdict;
	char host[APP_HOST_BYTES]; /* lower case; shown, so never secret */
	char why[APP_WHY_BYTES];   /* what is wrong and what to do */
};

/* What an answer means for the delivery and its destination. */
enum answer {
	ANSWER_ACCEPTED,  /* the app took the message */
	ANSWER_RETRY,     /* transient: try again later */
	ANSWER_UNCERTAIN, /* it may have arrived: try again, as a repeat */
	ANSWER_REFUSED,   /* this message is refused for good */
	ANSWER_BROKEN     /* the destination is: hold all of its deliveries */
};

#define APP_CODE_BYTES 80

/* What else an answer says. */
struct answer_detail {
	char code[APP_CODE_BYTES]; /* the app's word, [A-Za-z0-9_.-]; or "" */
	/* When the body asks to be tried again, from now; -1: it does not. */
	int64_t retry_after_ms;
};

/*
 * What the app's URLs look like.  A form is met where host and path are right
 * and each parameter of query is there; the first that is met judges the URL.
 */
struct url_form {
	/*
	 * In lower case; with a dot in front: a label or more stands before
	 * it.  NULL: any name, for apps that people run on hosts of their own.
	 */
	const char *host;
	/* POSIX extended regular expression for all of it; NULL: any path. */
	const char *path;
	const char *query; /* parameters, blanks between them; NULL: none */
	enum url_verdict verdict;
	const char *why; /* of URL_WARN and URL_REFUSED; constant */
};

/* A credential besides the URL: sealed like it, and bound to it. */
struct app_secret {
	const char *label;   /* "Integration key" */
	const char *hint;    /* what it is and where it is found */
	const char *pattern; /* regular expression as above, for all of it */
	const char *why;     /* what to do where it is another one */
	/*
	 * make(random): one made of 32 random bytes, where Tocsin makes it and
	 * the receiver is told: shown once, in the form.  A new one does not
	 * end the former at once: both are in use for a day.  The caller
	 * forgets it.  NULL: the app makes it, people paste it.
	 */
	char *(*make)(const unsigned char random[32]);
};

/* A yes or no that the app's form asks besides; it starts as no. */
struct app_option {
	const char *label;
	const char *hint;
	const char *content_type; /* where it is chosen */
};

/* How to get the URL, for one kind of place; text alone, no markup. */
struct app_help {
	const char *title;        /* "For a channel"; NULL ends the list */
	const char *const *steps; /* in order; NULL ends them */
	const char *note;         /* what to know besides, or NULL */
};

/* One attempt, for the headers that go with it.  All is borrowed. */
struct app_sending {
	const char
	    *secret; /* clear, fits the pattern; NULL: the app has none */
	const char *former; /* the former one, while it is valid; or NULL */
	const char *alert_id;
	int64_t at; /* epoch ms: of this attempt */
	const char *body;
	size_t body_bytes;
};

#define APP_HEADERS_MAX 4

/* See format(). */
#define APP_SECRET_MARK "@@SECRET@@"

struct app {
	const char *name;  /* as stored, e.g. "teams" */
	const char *label; /* as shown, e.g. "Microsoft Teams" */
	const char *icon;  /* of the pages' sprite, e.g. "brand-teams" */
	const char *hue;   /* "violet": the colour class of its mark */
	const char *content_type;
	struct pace pace; /* what it takes; none: as fast as it answers */

	const struct url_form *forms; /* in this order; forms_count of them */
	unsigned forms_count;
	const char *url_wrong; /* none is met: what a right one looks like */
	const char *url_cut;  /* one is but for its query; NULL: none has any */
	const char *url_hint; /* what to paste, beside the field */
	/* Used where the field stays empty, as it is no secret; or NULL. */
	const char *url_usual;
	/*
	 * Any port, not 443 alone: for hosts of people's own.  Where a proxy
	 * makes the connections nobody sees the address, so apps that take any
	 * host are not sent there.
	 */
	bool own_host;

	const struct app_secret *secret; /* NULL: the URL is all there is */
	const struct app_option *option; /* NULL: none */
	const struct app_help *help;
	const char *warning; /* what else to know before saving, or NULL */

	/*
	 * complete(url): what a URL lacks that was copied from the app, as one
	 * of its own; the stored one stays as it is.  The caller forgets it.
	 * The member itself is NULL where URLs are sent byte for byte.
	 */
	char *(*complete)(const char *url);

	/*
	 * format(m, len): the request body, NUL-ended, *len bytes without the
	 * NUL.  The same message always gives the same bytes, and no secret is
	 * in them: where the app takes it in the body, APP_SECRET_MARK stands
	 * for it, once and before any foreign text, until the body is sent.
	 * The caller frees it.
	 */
	char *(*format)(const struct message *m, size_t *len);

	/*
	 * suffix(m): what stands behind the stored URL for this message, in
	 * characters that a URL may hold; NULL: nothing.  The caller frees it.
	 * The member itself is NULL where the URL is always the stored one.
	 */
	char *(*suffix)(const struct message *m);

	/*
	 * headers(s, out): header lines of this attempt, "Name: value", at most
	 * APP_HEADERS_MAX; returns how many.  Values are of printable ASCII.
	 * The caller wipes and frees each.  NULL: there are none.
	 */
	unsigned (*headers)(
	    const struct app_sending *s, char *out[APP_HEADERS_MAX]);

	/*
	 * classify(status, body, len, detail): what HTTP status and the first
	 * bytes of the answer's body (any bytes, not NUL-ended) mean.  Fills
	 * all of *detail; -1 where the app's bodies have no such hint.
	 */
	enum answer (*classify)(long status, const char *body, size_t len,
	    struct answer_detail *detail);
};

/* app_find(name): the app of that stored name, or NULL. */
const struct app *app_find(const char *name);

/* app_at(i): the i-th app of the list, or NULL past its end. */
const struct app *app_at(unsigned i);

/*
 * app_recognise(app, url, suffixes, out): judge a URL as typed, blanks around
 * it already removed.  suffixes is a NULL-ended array of further host suffixes
 * that the operator allows, each starting with a dot; NULL for none.  Fills
 * *out; out->why never repeats the URL.  Never blocks; resolves no name.
 */
void app_recognise(const struct app *app, const char *url,
    const char *const *suffixes, struct url_judgement *out);

/*
 * app_secret_fault(app, secret): what to do about a secret that can't be one
 * of the app's, or NULL where it can.  app has a secret.
 */
const char *app_secret_fault(const struct app *app, const char *secret);

/*
 * app_proxy_fault(app, proxy): what to do where that proxy is set, "" or NULL
 * for none, and the app is not sent by one (see own_host); else NULL.
 */
const char *app_proxy_fault(const struct app *app, const char *proxy);

/* app_content_type(app, option): of its bodies. */
const char *app_content_type(const struct app *app, bool option);

#endif
