/*
 * copy.h - a whole database to another file, and back.
 *
 * By SQLite's own backup: what one commit left is copied, while others go on
 * writing, and takes the place of what was there in one commit.  These are for
 * the CLI; they block for as long as the files are large.
 */
#ifndef TOCSIN_DB_COPY_H
#define TOCSIN_DB_COPY_H

#include <stdbool.h>

#include "db/change.h"
#include "db/db.h"

extern const struct db_sql copy_config_sql;
extern const struct db_sql copy_outbox_sql;

/*
 * db_copy(db, to, schema, why): all of db to the new file `to`, which must not
 * exist, with the mode that the umask leaves of 0644; checked to the last page
 * and synced when 0.  -1 with the reason in why (DB_WHY_BYTES); what is there
 * of the file then is nothing.  Its name is durable once its directory is
 * synced, which is the caller's.
 */
int db_copy(
    struct db *db, const char *to, const struct db_schema *schema, char *why);

/*
 * db_put_back(db, path, only_look, why): all of db takes the place of what the
 * database at path holds, of whatever version that is; it must be one of the
 * same kind in WAL mode that SQLite can open.  One commit: cut short anywhere,
 * path holds the one or the other.  only_look: whether that may be done, and
 * nothing more. DB_OK, or why it was not with the reason in why (DB_WHY_BYTES).
 */
enum db_error db_put_back(
    struct db *db, const char *path, bool only_look, char *why);

/*
 * db_drop(path, whole): remove what SQLite keeps beside a copy that nobody has
 * open and whose WAL is empty, and the copy too where it is to go as a whole.
 */
void db_drop(const char *path, bool whole);

/*
 * copy_calm_config(db, from, c): what must not come back with an old
 * config.db goes from the copy: sessions and invitations, which may have been
 * ended since; and the audit row of who puts it back, from where, is added.  0
 * or -1, logged; in a transaction of its own.
 */
int copy_calm_config(struct db *db, const char *from, const struct change *c);

/*
 * copy_mark_outbox(db): whatever waits in an old outbox.db may have been sent
 * since, and is marked as a possible repeat.  As above.
 */
int copy_mark_outbox(struct db *db);

#endif
