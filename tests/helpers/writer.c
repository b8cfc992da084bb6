/*
 * writer.c - a producer that is told how careful to be: the control of the
 * tests that cut the power.
 *
 *   writer EVENTS.DB full|normal|off < events
 *
 * It acknowledges as 'tocsin ingest --progress' does.  With "full" it makes
 * what is durable durable; without, its acknowledgements must be found to be
 * lies.  It never checkpoints, so an I/O error before its start is not found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/event_parse.h"
#include "core/log.h"
#include "db/db_file.h"
#include "db/event.h"

static void
store(struct db *db, const char *line, size_t len)
{
	struct event_origin origin = {"writer", clock_wall_ms()};
	char why[EVENT_WHY_BYTES];
	struct event e;

	if (event_parse_line(line, len, &origin, &e, why) != 0)
		fatalx("%s", why);
	if (db_begin(db) != 0 || event_insert(db, &e) < 0 || db_commit(db) != 0)
		fatalx("not stored");
	event_clear(&e);
}

int
main(int argc, char *argv[])
{
	char why[DB_WHY_BYTES], sql[64], *line = NULL;
	long long n = 0;
	size_t room = 0;
	ssize_t len;
	struct db *db;

	log_init("writer");
	if (argc != 3)
		fatalx("usage: writer EVENTS.DB full|normal|off");
	if (db_open(argv[1], &schema_events, DB_WRITE, &db, why) != DB_OPENED)
		fatalx("%s", why);
	snprintf(sql, sizeof(sql), "PRAGMA synchronous=%s", argv[2]);
	if (sqlite3_exec(db_handle(db), sql, NULL, NULL, NULL) != SQLITE_OK)
		fatalx("%s", sql);
	while ((len = getline(&line, &room, stdin)) > 0) {
		store(db, line, (size_t)len - 1);
		printf("durable up to line %lld\n", ++n);
		fflush(stdout);
	}
	free(line);
	db_close(db);
	return 0;
}
