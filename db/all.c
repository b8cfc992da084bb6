/*
 * all.c - every table file's SQL, so that a test can prepare all of it.
 */
#include <stddef.h>

#include "db/attempt.h"
#include "db/db.h"
#include "db/decision.h"
#include "db/delivery.h"
#include "db/destination.h"
#include "db/event.h"
#include "db/health.h"
#include "db/prune.h"
#include "db/request.h"
#include "db/setting.h"

const struct db_sql *const db_all_sql[] = {
    &attempt_sql,
    &decision_sql,
    &delivery_sql,
    &destination_sql,
    &event_sql,
    &health_sql,
    &prune_sql,
    &request_sql,
    &setting_sql,
    NULL,
};
