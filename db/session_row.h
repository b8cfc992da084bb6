/*
 * session_row.h - what the files about sessions share; for db/ alone.
 */
#ifndef TOCSIN_DB_SESSION_ROW_H
#define TOCSIN_DB_SESSION_ROW_H

#include <stddef.h>

#include "db/session.h"

/*
 * session_read(s, row): the columns created_at, seen_at, flash, shown_id,
 * user_id, stage, proved_at, address and agent, in this order.
 */
void session_read(struct db_stmt *s, struct session_row *row);

/* session_alive(db, row, now_ms): has it not ended?  1, 0 or -1. */
int session_alive(struct db *db, const struct session_row *row, int64_t now_ms);

/*
 * session_cut(s, max): where s has to end so that max bytes hold it and no
 * character is halved.
 */
size_t session_cut(const char *s, size_t max);

#endif
