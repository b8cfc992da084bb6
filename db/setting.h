/*
 * setting.h - the settings of config.db; core/settings.h judges them.
 */
#ifndef TOCSIN_DB_SETTING_H
#define TOCSIN_DB_SETTING_H

#include "core/settings.h"
#include "db/change.h"
#include "db/db.h"

extern const struct db_sql setting_sql;

/*
 * settings_load(db, s): every setting as stored or at its default; a stored
 * value that no longer fits is logged and replaced by the default.  0 or -1.
 */
int settings_load(struct db *db, struct settings *s);

/* settings_store(db, key, value, c): one setting, already judged.  1 or -1. */
int settings_store(
    struct db *db, const char *key, const char *value, const struct change *c);

/*
 * config_revision(db, revision): a number that grows with every change of
 * config.db.  SQLite's own counter does not serve alone: a reader that may
 * not write -shm sees it move without a change.  0 or -1.
 */
int config_revision(struct db *db, int64_t *revision);

#endif
