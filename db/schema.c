/*
 * schema.c - the three databases: their ids, versions and migrations.
 *
 * A change of db/NAME.sql comes with a migration to the next version, and a
 * test shows that the old file migrated equals the new one.
 */
#include <stddef.h>

#include "db/db.h"

static const char config_sql[] =
#include "config.sql.h"
    ;
static const char config_2_sql[] =
#include "config_2.sql.h"
    ;
static const char config_3_sql[] =
#include "config_3.sql.h"
    ;
static const char config_4_sql[] =
#include "config_4.sql.h"
    ;
static const char events_sql[] =
#include "events.sql.h"
    ;
static const char outbox_sql[] =
#include "outbox.sql.h"
    ;
static const char outbox_2_sql[] =
#include "outbox_2.sql.h"
    ;
static const char outbox_3_sql[] =
#include "outbox_3.sql.h"
    ;
static const char outbox_4_sql[] =
#include "outbox_4.sql.h"
    ;

static const struct db_migration none[] = {{0, NULL}};

static const struct db_migration config_migrations[] = {
    {2, config_2_sql}, {3, config_3_sql}, {4, config_4_sql}, {0, NULL}};
static const struct db_migration outbox_migrations[] = {
    {2, outbox_2_sql}, {3, outbox_3_sql}, {4, outbox_4_sql}, {0, NULL}};

/* application_id: "Toc" and a letter. */
const struct db_schema schema_config = {
    "config.db", 0x546f6343, 4, config_sql, config_migrations};
const struct db_schema schema_events = {
    "events.db", 0x546f6345, 1, events_sql, none};
const struct db_schema schema_outbox = {
    "outbox.db", 0x546f634f, 4, outbox_sql, outbox_migrations};
