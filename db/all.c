/*
 * all.c - every table file's SQL, so that a test can prepare all of it.
 */
#include <stddef.h>

#include "db/alert.h"
#include "db/attempt.h"
#include "db/audit.h"
#include "db/audit_chain.h"
#include "db/audit_read.h"
#include "db/audit_source.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/decision.h"
#include "db/delivery.h"
#include "db/destination.h"
#include "db/digest.h"
#include "db/draft.h"
#include "db/event.h"
#include "db/health.h"
#include "db/invitation.h"
#include "db/prune.h"
#include "db/request.h"
#include "db/reseal.h"
#include "db/retired_key.h"
#include "db/role.h"
#include "db/session.h"
#include "db/setting.h"
#include "db/token.h"
#include "db/user.h"
#include "db/worker_row.h"

const struct db_sql *const db_all_sql[] = {
    &alert_sql,
    &attempt_sql,
    &audit_sql,
    &audit_chain_sql,
    &audit_read_sql,
    &audit_source_sql,
    &copy_config_sql,
    &copy_outbox_sql,
    &decision_sql,
    &delivery_sql,
    &delivery_count_sql,
    &delivery_mass_sql,
    &destination_sql,
    &destination_read_sql,
    &digest_sql,
    &draft_sql,
    &event_sql,
    &health_sql,
    &invitation_sql,
    &prune_sql,
    &recovery_sql,
    &request_sql,
    &reseal_sql,
    &retired_key_sql,
    &role_sql,
    &session_sql,
    &session_user_sql,
    &setting_sql,
    &token_sql,
    &user_sql,
    &user_edit_sql,
    &worker_row_sql,
    NULL,
};
