/*
 * outbox_check.c - what the worker's checks at the start make of each file
 * named by an argument: a line each, "sound" or what found it damaged.
 */
#include <stdio.h>

#include "core/log.h"
#include "db/alert.h"
#include "db/decision.h"

/* In the order of worker/start.c. */
static const char *
judge(struct db *db)
{
	int64_t seq;

	if (db_quick_check(db) != 0)
		return "quick_check";
	if (decision_check(db, &seq) != 0)
		return "decision sum";
	return alert_check(db, &seq) != 0 ? "alert sum" : "sound";
}

int
main(int argc, char *argv[])
{
	char why[DB_WHY_BYTES];
	struct db *db;
	int i;

	log_init("outbox_check");
	for (i = 1; i < argc; i++) {
		if (db_open(argv[i], &schema_outbox, DB_OWN, &db, why) ==
		    DB_OPENED) {
			puts(judge(db));
			db_close(db);
		} else {
			puts("open");
		}
		fflush(stdout);
	}
	return 0;
}
