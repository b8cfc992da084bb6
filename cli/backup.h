/*
 * backup.h - what `tocsin backup` and `tocsin restore` share.
 */
#ifndef TOCSIN_CLI_BACKUP_H
#define TOCSIN_CLI_BACKUP_H

#include "core/conf.h"
#include "db/change.h"
#include "db/db.h"

/*
 * The databases in the order in which they are copied and put back.  An
 * outbox.db that is older than the others repeats what it does not know of;
 * one that is newer would take it for done.
 */
struct backup_part {
	const char *name; /* "outbox" */
	const struct db_schema *schema;
};
#define BACKUP_PARTS 3
extern const struct backup_part backup_parts[BACKUP_PARTS];

/* One part, for the child that copies it. */
struct backup_copying {
	const struct conf *c;
	const struct backup_part *part;
	const struct change *who;
	const char *dir;    /* the directory's name in the end */
	const char *folder; /* of this part, the owner's, until it is done */
};

/*
 * backup_copy(cookie): the child's part of a struct backup_copying: take on
 * the owner of that database and leave a checked copy in the folder.  0 or -1,
 * said why.  Blocks for the disk.
 */
int backup_copy(const void *cookie);

/* backup_bytes(from, to): all that is left of from to to, synced.  0 or -1. */
int backup_bytes(int from, int to);

#endif
