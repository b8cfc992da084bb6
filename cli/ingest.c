/*
 * ingest.c - tocsin ingest: events from standard input, a line each.
 *
 * An event counts as accepted when the transaction that holds it is durable;
 * the counts printed on the way (--progress) are acknowledgements too.
 */
#include <getopt.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/lines.h"
#include "core/clock.h"
#include "core/event_parse.h"
#include "core/log.h"
#include "db/event.h"

/* Lines a transaction: one sync for many, and none waits long for others. */
#define BATCH 500

/* A checkpoint holds others up while it waits: in short turns, so many. */
#define CHECK_WAIT_MS 200
#define CHECK_TURNS 10

struct ingest {
	struct db *db;
	const char *source;
	bool progress;
	int64_t lines;
	int64_t accepted, duplicate, refused; /* durable */
	int64_t batch_accepted, batch_duplicate;
	int in_batch;
};

/* A refused line stops no other; its number leads the producer to it. */
static void
refuse(struct ingest *in, const char *why)
{
	in->refused++;
	fprintf(stderr, "line %lld: %s\n", (long long)in->lines, why);
}

/* End the batch: now its events are accepted, or none of them is. */
static int
flush_batch(struct ingest *in)
{
	if (in->in_batch == 0)
		return 0;
	if (db_commit(in->db) != 0)
		return -1;
	in->accepted += in->batch_accepted;
	in->duplicate += in->batch_duplicate;
	in->batch_accepted = in->batch_duplicate = 0;
	in->in_batch = 0;
	if (in->progress) {
		printf("durable up to line %lld\n", (long long)in->lines);
		fflush(stdout);
	}
	return 0;
}

/*
 * The transaction opens with the first event and not with the process: an idle
 * producer holds no lock.
 */
static int
store(struct ingest *in, const struct event *e)
{
	int rc;

	if (in->in_batch == 0 && db_begin(in->db) != 0)
		return -1;
	in->in_batch++;
	rc = event_insert(in->db, e);
	if (rc < 0) {
		db_rollback(in->db);
		return -1;
	}
	if (rc > 0)
		in->batch_accepted++;
	else
		in->batch_duplicate++;
	return in->in_batch >= BATCH ? flush_batch(in) : 0;
}

/* An empty line is nothing, not an error: tools like to end with one. */
static int
take_line(struct ingest *in, const char *line, size_t len)
{
	struct event_origin origin = {in->source, clock_wall_ms()};
	char why[EVENT_WHY_BYTES];
	struct event e;
	int rc;

	if (len == 0)
		return 0;
	if (event_parse_line(line, len, &origin, &e, why) != 0) {
		refuse(in, why);
		return 0;
	}
	rc = store(in, &e);
	event_clear(&e);
	return rc;
}

static int
take_all(struct ingest *in)
{
	static struct lines lines = {.fd = 0};
	enum lines_got got;
	const char *line;
	size_t len;

	while ((got = lines_next(&lines, &line, &len)) > LINES_END) {
		in->lines++;
		if (got == LINES_TOO_LONG)
			refuse(in, "the line is longer than 262144 bytes");
		else if (take_line(in, line, len) != 0)
			return -1;
		/* What came so far must not wait for what comes later. */
		if (!lines_ready(&lines) && flush_batch(in) != 0)
			return -1;
	}
	if (got == LINES_ERROR)
		log_warn("standard input");
	if (flush_batch(in) != 0)
		return -1;
	return got == LINES_ERROR ? -1 : 0;
}

/* Only durable events are counted as accepted, also when storing failed. */
static int
report(const struct ingest *in, bool stored)
{
	printf("accepted %lld, duplicate %lld, refused %lld\n",
	    (long long)in->accepted, (long long)in->duplicate,
	    (long long)in->refused);
	if (!stored) {
		log_warnx("stopped at line %lld: what is not counted as "
			  "accepted was not stored; send it again",
		    (long long)in->lines);
		return 2;
	}
	return in->refused > 0 ? 1 : 0;
}

/*
 * A write error of an earlier run, which that run reported, can leave a hole
 * in the WAL that hides what comes behind it at the next power cut.  So
 * nothing is acknowledged before a complete checkpoint.  Where a reader that
 * does not end keeps it from completing, events are taken all the same: it
 * would keep them out for as long as it likes.
 */
static int
check_store(struct db *db)
{
	int done = 0, turn;

	for (turn = 0; turn < CHECK_TURNS && done == 0; turn++)
		done = db_checkpoint(db, CHECK_WAIT_MS);
	if (done == 0)
		log_warnx("events.db: somebody reads it without an end, so "
			  "its checkpoint at the start could not complete");
	return done < 0 ? -1 : 0;
}

int
cli_ingest(const struct conf *c, int argc, char **argv)
{
	static const struct option options[] = {
	    {"source", required_argument, NULL, 's'},
	    {"progress", no_argument, NULL, 'p'},
	    {NULL, 0, NULL, 0},
	};
	struct ingest in = {.source = "appliance"};
	int opt, rc;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (opt == 's')
			in.source = optarg;
		else if (opt == 'p')
			in.progress = true;
		else
			return cli_usage("ingest [--source NAME] [--progress]");
	in.db = cli_open(c, "events", &schema_events, DB_WRITE);
	if (in.db == NULL)
		return 2;
	rc = check_store(in.db) == 0 ? take_all(&in) : -1;
	db_close(in.db);
	return report(&in, rc == 0);
}
