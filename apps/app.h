/*
 * app.h - what differs from one destination app to the next.
 *
 * Each app is one `const struct app` in one file, listed in apps.c.  All of it
 * is pure: no sockets, no files, no clock.
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
	const char *alert_id;        /* stays the same over all attempts */
	bool possible_repeat;        /* an earlier attempt may have arrived */
	int64_t sent_at;             /* MESSAGE_TEST: when, epoch ms */
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

struct app {
	const char *name;  /* as stored, e.g. "teams" */
	const char *label; /* as shown, e.g. "Microsoft Teams" */
	const char *content_type;
	struct pace pace; /* what it takes; none: as fast as it answers */

	/*
	 * Whether recognise() takes hosts of a list only.  Where a proxy makes
	 * the connections nobody sees the address, so others are not sent.
	 */
	bool hosts_listed;

	/*
	 * recognise(url, suffixes, out): judge a URL as typed, blanks around
	 * it already removed.  suffixes is a NULL-ended array of further host
	 * suffixes that the operator allows, each starting with a dot; NULL
	 * for none.  Fills *out; out->why never repeats the URL.
	 */
	void (*recognise)(const char *url, const char *const *suffixes,
	    struct url_judgement *out);

	/*
	 * format(m, len): the request body, NUL-ended, *len bytes without the
	 * NUL.  The same message always gives the same bytes.  The caller
	 * frees it.
	 */
	char *(*format)(const struct message *m, size_t *len);

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

#endif
