/*
 * destination.h - destinations in config.db.
 *
 * Writing calls make their own transaction.  They return 1 when done, 0 when
 * the caller's wish can't be granted (out tells which), -1 on a database
 * error, logged.
 */
#ifndef TOCSIN_DB_DESTINATION_H
#define TOCSIN_DB_DESTINATION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/destination.h"
#include "db/change.h"
#include "db/db.h"

extern const struct db_sql destination_sql;
extern const struct db_sql destination_read_sql;

/* Why a wish was not granted. */
enum destination_no {
	DESTINATION_NAME_TAKEN,
	DESTINATION_NO_SLOT, /* DESTINATION_MAX exist already */
	DESTINATION_STALE,   /* another save came first */
	DESTINATION_GONE,    /* it was deleted, or never was */
	DESTINATION_EXISTS,  /* that id is there, or was */
	DESTINATION_RESEALED /* keys were changed: load and seal again */
};

/*
 * destination_add(db, d, c, no): store d, whose id and seal_id the caller
 * made, as version 1 in the first free slot, which is written to d.
 */
int destination_add(struct db *db, struct destination *d,
    const struct change *c, enum destination_no *no);

/*
 * destination_save(db, d, c, no): store d as the version after d->version,
 * which must still be in force; d->version then is the new one.
 */
int destination_save(struct db *db, struct destination *d,
    const struct change *c, enum destination_no *no);

/*
 * destination_remove(db, id, version, c, no): free its slot and name, drop what
 * it sealed.  That version must be in force; 0 takes any.
 */
int destination_remove(struct db *db, int64_t id, int64_t version,
    const struct change *c, enum destination_no *no);

/*
 * destination_forget_former(db, now_ms): drop former secrets that are no
 * longer valid: how many, or -1.
 */
int destination_forget_former(struct db *db, int64_t now_ms);

/*
 * destination_list(db, out): the existing ones by slot, each as in force, into
 * out[DESTINATION_MAX]; the caller clears each.  Their number, or -1.
 */
int destination_list(struct db *db, struct destination *out);

/*
 * destination_load(db, id, out): an existing one as in force, which the caller
 * clears.  1; 0 where there is none, with *out untouched; -1.
 */
int destination_load(struct db *db, int64_t id, struct destination *out);

/*
 * destination_saved_by(db, id, version, by): who saved that version, which the
 * caller frees.  1; 0 where there is none, with *by NULL; -1.
 */
int destination_saved_by(struct db *db, int64_t id, int64_t version, char **by);

/*
 * destination_disabled_since(db, id, version, off): the newest version after
 * that one that had Destination Enabled off: 1 and *off, 0 none, or -1.
 */
int destination_disabled_since(
    struct db *db, int64_t id, int64_t version, int64_t *off);

#endif
