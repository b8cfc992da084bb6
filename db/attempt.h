/*
 * attempt.h - every try to deliver, in outbox.db.
 *
 * Calls stand inside the caller's transaction; 1, or -1 on a database error,
 * logged.
 */
#ifndef TOCSIN_DB_ATTEMPT_H
#define TOCSIN_DB_ATTEMPT_H

#include <stdint.h>

#include "db/db.h"

extern const struct db_sql attempt_sql;

/* SHA-256 as 64 hex digits. */
#define BODY_SHA256_BYTES 65

/* What is known before it starts. */
struct attempt {
	int64_t delivery_id;
	int64_t n;
	int64_t destination_version;
	int64_t started_at;
	char body_sha256[BODY_SHA256_BYTES];
	int64_t body_bytes;
};

/* What is known when it ended; phases in microseconds from its start. */
struct attempt_end {
	int64_t ended_at;
	const char *outcome; /* accepted, retry, uncertain, refused, broken */
	int64_t http_status; /* 0: no answer */
	const char *code;    /* the app's own word, or "" */
	const char *error;   /* below HTTP, or "" */
	const char *fault;   /* whose it was, or "" */
	const char *answer;  /* clean text, or "" */
	int64_t dns_us;
	int64_t connect_us;
	int64_t tls_us;
	int64_t first_byte_us;
	int64_t total_us;
};

int attempt_add(struct db *db, const struct attempt *a);
int attempt_finish(struct db *db, int64_t delivery_id, int64_t n,
    const struct attempt_end *end);

#endif
