/*
 * attempt.c - every try to deliver, in outbox.db.
 */
#include "db/attempt.h"

enum { SQL_ADD, SQL_FINISH, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_ADD] = "INSERT INTO attempt (delivery_id, n, destination_version,"
		" started_at, body_sha256, body_bytes)"
		" VALUES ($1, $2, $3, $4, $5, $6)",
    [SQL_FINISH] = "UPDATE attempt SET ended_at = $3, outcome = $4,"
		   " http_status = $5, code = $6, error = $7, fault = $8,"
		   " answer = $9, dns_us = $10, connect_us = $11, tls_us = $12,"
		   " first_byte_us = $13, total_us = $14"
		   " WHERE delivery_id = $1 AND n = $2 AND ended_at IS NULL",
};

const struct db_sql attempt_sql = {&schema_outbox, text, SQL__MAX};

int
attempt_add(struct db *db, const struct attempt *a)
{
	struct db_stmt *s = db_stmt(db, &attempt_sql, SQL_ADD);

	db_bind_int(s, 1, a->delivery_id);
	db_bind_int(s, 2, a->n);
	db_bind_int(s, 3, a->destination_version);
	db_bind_int(s, 4, a->started_at);
	db_bind_text(s, 5, a->body_sha256);
	db_bind_int(s, 6, a->body_bytes);
	return db_run(s);
}

int
attempt_finish(struct db *db, int64_t delivery_id, int64_t n,
    const struct attempt_end *end)
{
	struct db_stmt *s = db_stmt(db, &attempt_sql, SQL_FINISH);

	db_bind_int(s, 1, delivery_id);
	db_bind_int(s, 2, n);
	db_bind_int(s, 3, end->ended_at);
	db_bind_text(s, 4, end->outcome);
	db_bind_int(s, 5, end->http_status);
	db_bind_text(s, 6, end->code);
	db_bind_text(s, 7, end->error);
	db_bind_text(s, 8, end->fault);
	db_bind_text(s, 9, end->answer);
	db_bind_int(s, 10, end->dns_us);
	db_bind_int(s, 11, end->connect_us);
	db_bind_int(s, 12, end->tls_us);
	db_bind_int(s, 13, end->first_byte_us);
	db_bind_int(s, 14, end->total_us);
	return db_run(s);
}
