/*
 * retired_key.h - keys for which nothing new is sealed, and what still is.
 *
 * A web process that sealed a URL a moment before the keys were changed may
 * store it a moment after.  So from the transaction that retires a key, no
 * text that names it is stored any more, but where the same text stands in a
 * row of that destination already: it is carried on by an edit of something
 * else.  What names the key then only gets less, and once nothing does, its
 * secret half can go.
 */
#ifndef TOCSIN_DB_RETIRED_KEY_H
#define TOCSIN_DB_RETIRED_KEY_H

#include <stdint.h>

#include "core/destination.h"
#include "core/seal.h"
#include "db/change.h"
#include "db/db.h"
#include "db/reseal.h"

extern const struct db_sql retired_key_sql;

/*
 * retired_key_add(db, id, to, c): retire it in favour of the key `to`; both as
 * sealed texts name them.  1, 0 where it is retired already, or -1.  Makes its
 * own transaction, with a row of the audit trail.
 */
int retired_key_add(
    struct db *db, const char *id, const char *to, const struct change *c);

/*
 * retired_key_done(db, id, to, n, c): nothing that could be opened names the
 * key id any more: remember it.  1, 0 where that is known, or -1; transaction
 * and audit row as above.
 */
int retired_key_done(struct db *db, const char *id, const char *to,
    const struct reseal_count *n, const struct change *c);

/*
 * retired_key_bars(db, d, beside): whether something of d, or a secret of it
 * that was sealed beside that text (NULL: its own), must not be stored.  1, 0
 * or -1.  Inside the transaction that stores it.
 */
int retired_key_bars(
    struct db *db, const struct destination *d, const char *beside);

/* retired_key_next(db, after, id): the next one in the order of ids: 1, 0, -1.
 */
int retired_key_next(struct db *db, const char *after, char *id);

/* retired_key_uses(db, id, n): how many rows name that key; 0 or -1. */
int retired_key_uses(struct db *db, const char *id, int64_t *n);

#endif
