/*
 * outcome.h - how a request ended, in the words of deliveries and people.
 */
#ifndef TOCSIN_OUTCOME_H
#define TOCSIN_OUTCOME_H

#include "apps/app.h"
#include "db/health.h"
#include "worker/send.h"

#define OUTCOME_ERROR_BYTES 160

/* Whose fault it is that it was not accepted: whom to look at. */
enum fault {
	FAULT_NONE,
	FAULT_OURS,             /* settings, clock, files, memory of ours */
	FAULT_PROXY,            /* the operator's own */
	FAULT_DNS,              /* no address for the host's name */
	FAULT_NETWORK,          /* no way there: refused, no route, silence */
	FAULT_TLS_INTERCEPTION, /* somebody between signs by a CA of his own */
	FAULT_RECEIVER,
	FAULT_RECEIVER_LIMIT /* it asked for fewer requests */
};

struct outcome {
	enum answer answer;
	enum fault fault;
	/* When the receiver wants to be asked again, from now; -1: unsaid. */
	int64_t retry_after_ms;
	char code[APP_CODE_BYTES];       /* the app's own word, or "" */
	char error[OUTCOME_ERROR_BYTES]; /* below HTTP, or "" */
	char *text;                      /* the answer, cleaned; owned */
};

/*
 * outcome_judge(r, app, o): what r means.  A complete status line counts
 * whatever became of the body.  Without one, bytes that left make the
 * outcome uncertain; a certificate that does not verify or an address that
 * is not allowed breaks the destination; the rest is transient, and so is
 * whatever a proxy did, and a certificate's date while our clock is doubtful.
 * The caller ends *o with outcome_clear().  Pure.
 */
void outcome_judge(
    const struct send_result *r, const struct app *app, struct outcome *o);
void outcome_clear(struct outcome *o);

/* outcome_name(a): as stored with an attempt, e.g. "retry". */
const char *outcome_name(enum answer a);

/* outcome_fault_name(f): as stored with an attempt, "" for none. */
const char *outcome_fault_name(enum fault f);

/*
 * outcome_reason(r, o, out): why, for the delivery's log; out has
 * HEALTH_REASON_BYTES.
 */
void outcome_reason(
    const struct send_result *r, const struct outcome *o, char *out);

/*
 * outcome_reply(r, o, reply): the answer to a test, word for word as pages
 * and CLI show it.
 */
void outcome_reply(
    const struct send_result *r, const struct outcome *o, struct reply *reply);

#endif
