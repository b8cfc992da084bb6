/*
 * alert.h - copies of the events that alerted somebody, in outbox.db: what is
 * sent does not depend on what a producer does to events.db afterwards.
 *
 * Calls return 1 for "found" or "done", 0 for "not there", -1 on a database
 * error, logged.
 */
#ifndef TOCSIN_DB_ALERT_H
#define TOCSIN_DB_ALERT_H

#include <stdint.h>

#include "db/db.h"

extern const struct db_sql alert_sql;

/* alert_add(db, seq, text): inside the caller's transaction. */
int alert_add(struct db *db, int64_t seq, const char *event_text);

/*
 * alert_load(db, seq, text): the caller frees *text.  A row that is not what
 * was written is told in the log, and is as good as none: 0.
 */
int alert_load(struct db *db, int64_t seq, char **event_text);

/*
 * alert_check(db, bad_seq): whether a row is not what was written: 1 and its
 * event, 0 all are sound, -1.  Reads them all.
 */
int alert_check(struct db *db, int64_t *bad_seq);

#endif
