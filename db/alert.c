/*
 * alert.c - copies of the events that alerted somebody; see alert.h.
 */
#include <stdbool.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "db/alert.h"
#include "db/sum.h"

enum { SQL_ADD, SQL_LOAD, SQL_CHECK, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_ADD] = "INSERT INTO alert (event_seq, event, sum) VALUES ($1, $2, $3)",
    [SQL_LOAD] = "SELECT event_seq, event, sum FROM alert"
		 " WHERE event_seq = $1",
    [SQL_CHECK] = "SELECT event_seq, event, sum FROM alert",
};

const struct db_sql alert_sql = {&schema_outbox, text, SQL__MAX};

int
alert_add(struct db *db, int64_t seq, const char *event_text)
{
	struct db_stmt *s = db_stmt(db, &alert_sql, SQL_ADD);

	db_bind_int(s, 1, seq);
	db_bind_text(s, 2, event_text);
	db_bind_int(s, 3, sum_row(&seq, 1, event_text));
	return db_run(s);
}

/* Rows from before there were sums have none to compare with. */
static bool
is_sound(struct db_stmt *s)
{
	int64_t seq = db_int(s, 0), sum = db_int(s, 2);

	return sum == 0 || sum_row(&seq, 1, db_text(s, 1)) == sum;
}

int
alert_load(struct db *db, int64_t seq, char **event_text)
{
	struct db_stmt *s = db_stmt(db, &alert_sql, SQL_LOAD);
	int rc;

	db_bind_int(s, 1, seq);
	if ((rc = db_step(s)) <= 0)
		return rc;
	if (is_sound(s)) {
		*event_text = xstrdup(db_text(s, 1));
	} else {
		log_warnx("outbox.db: the copy of event %lld is not what was "
			  "written; check the disk",
		    (long long)seq);
		rc = 0;
	}
	db_done(s);
	return rc;
}

int
alert_check(struct db *db, int64_t *bad_seq)
{
	struct db_stmt *s = db_stmt(db, &alert_sql, SQL_CHECK);
	int rc;

	while ((rc = db_step(s)) > 0) {
		if (is_sound(s))
			continue;
		*bad_seq = db_int(s, 0);
		db_done(s);
		return 1;
	}
	return rc;
}
