/*
 * outcome.h - how a request ended, in the words of deliveries and people.
 */
#ifndef TOCSIN_OUTCOME_H
#define TOCSIN_OUTCOME_H

#include "apps/app.h"
#include "db/health.h"
#include "worker/send.h"

#define OUTCOME_ERROR_BYTES 160

struct outcome {
	enum answer answer;
	char code[APP_CODE_BYTES];       /* the app's own word, or "" */
	char error[OUTCOME_ERROR_BYTES]; /* below HTTP, or "" */
	char *text;                      /* the answer, cleaned; owned */
};

/*
 * outcome_judge(r, app, o): what r means.  A complete status line counts
 * whatever became of the body.  Without one, bytes that left make the
 * outcome uncertain; a certificate that does not verify or an address that
 * is not allowed breaks the destination; the rest is transient.  The caller
 * ends *o with outcome_clear().  Pure.
 */
void outcome_judge(
    const struct send_result *r, const struct app *app, struct outcome *o);
void outcome_clear(struct outcome *o);

/* outcome_name(a): as stored with an attempt, e.g. "retry". */
const char *outcome_name(enum answer a);

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
