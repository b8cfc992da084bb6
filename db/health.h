/*
 * health.h - what the worker knows about a destination beyond its settings,
 * and its answers to requests; in outbox.db.
 *
 * Writing calls stand inside the caller's transaction.  -1 is a database
 * error, logged.
 */
#ifndef TOCSIN_DB_HEALTH_H
#define TOCSIN_DB_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/breaker.h"
#include "db/db.h"

extern const struct db_sql health_sql;

#define HEALTH_REASON_BYTES 400

/* What the other destinations were told of a broken one; worker/tell.c. */
enum told {
	TOLD_NOTHING,
	TOLD_BREAKING, /* that it is broken: about to be told */
	TOLD_BROKEN,   /* that it is broken */
	TOLD_MENDING   /* that it works again: about to be told */
};

/* Times are epoch milliseconds. */
struct health {
	int64_t destination_id;
	int64_t broken_since;   /* 0: not broken */
	int64_t broken_version; /* the version that broke */
	bool broken_here;       /* by a fault of ours, which may end */
	char reason[HEALTH_REASON_BYTES];
	enum told told;
	int64_t quiet_until; /* the receiver asked us to wait */
	struct breaker breaker;
	int64_t cancel_upto; /* cancel what waits, up to that id; 0: nothing */
	char cancel_reason[HEALTH_REASON_BYTES];
	int64_t last_accepted_at; /* 0: never */
};

/* health_load(db, id, h): a destination never heard of is fine.  0 or -1. */
int health_load(struct db *db, int64_t destination_id, struct health *h);
int health_store(struct db *db, const struct health *h);

/* How a request stands. */
enum answer_state { REPLY_WORKING, REPLY_DONE, REPLY_FAILED };

struct reply {
	int64_t request_id;
	enum answer_state state;
	int64_t http_status;
	char message[200]; /* word for word what is shown */
	char hint[320];    /* what to check */
	int64_t at;
};

/* reply_store(db, r): the answer, over an earlier one of that request. */
int reply_store(struct db *db, const struct reply *r);

/*
 * reply_expire(db, now, r): answer every test whose time is over and that has
 * no final answer with r's message and hint.  Before delivery_expire(), which
 * ends those deliveries.
 */
int reply_expire(struct db *db, int64_t now, const struct reply *r);

/* reply_load(db, request_id, r): 1, 0 not answered yet, -1. */
int reply_load(struct db *db, int64_t request_id, struct reply *r);

#endif
