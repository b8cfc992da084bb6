/*
 * destination_ask.c - tocsin destination test and retry: ask the worker by a
 * row in config.db, wait for its answer in outbox.db.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/destination.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/health.h"
#include "db/request.h"

/* As long as a page waits: the worker's own limit for a test is 12 s. */
#define WAIT_MS 15000
#define LOOK_MS 20

/* Word for word what the pages show. */
static int
show(const struct reply *r)
{
	printf("%s\n", r->message);
	if (r->hint[0] != '\0')
		printf("%s\n", r->hint);
	return r->state == REPLY_DONE ? 0 : 1;
}

/* Look for the answer until it is final or the time is over. */
static int
wait_answer(struct db *outbox, int64_t request_id)
{
	const struct timespec pause = {0, LOOK_MS * 1000000L};
	int64_t until = clock_boot_ms() + WAIT_MS;
	struct reply r;
	int rc;

	do {
		rc = reply_load(outbox, request_id, &r);
		if (rc < 0)
			return 1;
		if (rc > 0 && r.state != REPLY_WORKING)
			return show(&r);
		nanosleep(&pause, NULL);
	} while (clock_boot_ms() < until);
	printf("Unknown error sending test message to endpoint.\n"
	       "No answer came: the worker is not running, or busy.\n");
	return 1;
}

/* Write the request down as config.db's owner; 0 or 1. */
static int
ask(const struct conf *c, const char *name, struct request *r)
{
	struct destination d;
	struct change who;
	struct db *db;
	int rc = 0;

	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	if (destination_named(db, name, &d)) {
		r->destination_id = d.id;
		r->asked_at = who.at_ms;
		rc = request_add(db, r, &who);
		destination_clear(&d);
	}
	db_close(db);
	return rc > 0 ? 0 : 1;
}

/*
 * Asking takes on the user of config.db, which ends root's right to take on
 * the one of outbox.db: so it happens in a child.
 */
static int
ask_and_wait(const struct conf *c, const char *name, enum request_kind kind)
{
	struct request r = {.kind = kind, .id = id_new(clock_wall_ms())};
	struct db *outbox;
	int ends[2], status = 0;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0 || (child = fork()) < 0)
		fatal("tocsin destination");
	if (child == 0) {
		status = ask(c, name, &r);
		/* Its id is only known now: the one that was stored. */
		if (write(ends[1], &r.id, sizeof(r.id)) != sizeof(r.id))
			status = 1;
		fflush(NULL);
		_exit(status);
	}
	if (read(ends[0], &r.id, sizeof(r.id)) != sizeof(r.id) ||
	    waitpid(child, &status, 0) != child)
		fatal("tocsin destination");
	close(ends[0]);
	close(ends[1]);
	if (status != 0)
		return 1;
	outbox = cli_open(c, "outbox", &schema_outbox, DB_READ);
	if (outbox == NULL)
		return 1;
	status = wait_answer(outbox, r.id);
	db_close(outbox);
	return status;
}

int
cli_destination_test(const struct conf *c, int argc, char **argv)
{
	if (argc != 2)
		return cli_usage("[-c FILE] destination test NAME");
	return ask_and_wait(c, argv[1], REQUEST_TEST);
}

int
cli_destination_retry(const struct conf *c, int argc, char **argv)
{
	if (argc != 2)
		return cli_usage("[-c FILE] destination retry NAME");
	return ask_and_wait(c, argv[1], REQUEST_TRY_AGAIN);
}
