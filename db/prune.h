/*
 * prune.h - rows of outbox.db that have been kept long enough.
 */
#ifndef TOCSIN_DB_PRUNE_H
#define TOCSIN_DB_PRUNE_H

#include <stdint.h>

#include "db/db.h"

extern const struct db_sql prune_sql;

/*
 * outbox_prune(db, before_ms, first_seq, max): in one transaction, delete up
 * to max rows a table: deliveries that ended before that time and their
 * attempts, windows opened before it, answers and clock steps, and what is
 * known of events whose seq lies below first_seq, the oldest that events.db
 * still has.  before_ms must lie further back than any window or any delivery's
 * life is long.  Returns the rows deleted, or -1 on a database error, logged.
 */
int outbox_prune(struct db *db, int64_t before_ms, int64_t first_seq, int max);

#endif
