/*
 * queue.h - what is due goes out, and what came back is written down.
 *
 * A turn is one transaction: the outcomes since the last one, what expired, a
 * slice of what moves in great numbers, and the claims of what is due.  Only
 * when it is committed do the claimed requests start, so `sending` is durable
 * before a byte leaves.
 */
#ifndef TOCSIN_QUEUE_H
#define TOCSIN_QUEUE_H

#include <stdint.h>

#include "worker/send.h"
#include "worker/worker.h"

struct queue;

/* queue_new(): an empty one.  queue_free(q): NULL is fine. */
struct queue *queue_new(void);
void queue_free(struct queue *q);

/*
 * queue_recover(w): at the start: what was sending when the last worker ended
 * goes to unknown.  0 or -1 on a database error, logged.
 */
int queue_recover(struct worker *w);

/* queue_done(cookie, r): send.h's callback; cookie is the struct worker. */
void queue_done(void *cookie, const struct send_result *r);

/*
 * queue_turn(w): as above.  0, or -1 on a database error, logged: nothing of
 * the turn happened, and the outcomes stay for the next one.
 */
int queue_turn(struct worker *w);

/* queue_wait_ms(w): when something will be due; -1: not before an event. */
int queue_wait_ms(struct worker *w);

/*
 * outcome_record(w, r): write one outcome down, inside the turn's
 * transaction; 1 or -1.  In record.c.
 */
int outcome_record(struct worker *w, const struct send_result *r);

#endif
