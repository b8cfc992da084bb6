/*
 * token.h - who may send events by HTTP, in config.db.
 *
 * A token is a random secret, shown once; here is only its hash
 * (core/secret.h, purpose "events").  Writing
 * calls make their own transaction.  -1 is a database error, logged.
 */
#ifndef TOCSIN_DB_TOKEN_H
#define TOCSIN_DB_TOKEN_H

#include <stdint.h>

#include "db/change.h"
#include "db/db.h"

extern const struct db_sql token_sql;

#define TOKEN_NAME_MAX 64 /* characters: a-z A-Z 0-9 . _ - */
#define TOKEN_MAX 100     /* tokens at once */

struct token {
	int64_t id;
	char name[TOKEN_NAME_MAX + 1];
	int64_t created_at;
};

/*
 * token_add(db, t, hash, c): 1; 0 where the name is taken or there are
 * TOKEN_MAX already; -1.
 */
int token_add(struct db *db, const struct token *t, const char *hash,
    const struct change *c);

/* token_find(db, hash, t): whose it is: 1 and *t, 0, or -1. */
int token_find(struct db *db, const char *hash, struct token *t);

/* token_list(db, out, max): by name; their number, or -1. */
int token_list(struct db *db, struct token *out, int max);

/* token_remove(db, name, c): it is refused from now on.  1, 0 or -1. */
int token_remove(struct db *db, const char *name, const struct change *c);

#endif
