/*
 * key_reseal.c - what config.db holds sealed, for the newest key; see key.h.
 *
 * This process has all secret keys while it is a user whom the web processes
 * are too.  So it becomes that user first, is then closed to that user's
 * debuggers, and only then reads the keys, from a file that was opened before.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/key.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/seal_ring.h"
#include "db/reseal.h"
#include "db/retired_key.h"

/* Step 3 of key.c. */
static int
retire(struct db *db, const struct seal_ring *r, const struct change *who)
{
	int i;

	for (i = 1; i < r->n; i++)
		if (retired_key_add(db, r->pairs[i].public.id,
			r->pairs[0].public.id, who) < 0)
			return -1;
	return 0;
}

/* Step 4. */
static int
reseal_all(struct db *db, struct seal_ring *r, struct reseal_count *n)
{
	int64_t id = INT64_MIN;
	int rc;

	while ((rc = reseal_next(db, r->pairs[0].public.id, id, &id)) > 0)
		if (reseal_destination(db, r, id, n) < 0)
			return -1;
	return rc;
}

/*
 * It was sealed again, and nothing new can have come: what still names an old
 * key must be what no key opens, or its key stays.
 */
static int
finish(struct db *db, const struct seal_ring *r, const struct reseal_count *n,
    const struct change *who)
{
	struct change done = *who;
	int64_t uses, all = 0;
	int i;

	for (i = 1; i < r->n; i++) {
		if (retired_key_uses(db, r->pairs[i].public.id, &uses) != 0)
			return -1;
		all += uses;
	}
	if (all > n->named) {
		log_warnx("%" PRId64 " rows of config.db still name an old "
			  "key, which stays: run this again",
		    all - n->named);
		return -1;
	}
	done.at_ms = clock_wall_ms();
	for (i = 1; i < r->n; i++)
		if (retired_key_done(db, r->pairs[i].public.id,
			r->pairs[0].public.id, n, &done) < 0)
			return -1;
	printf("sealed again: %" PRId64 " rows\n", n->sealed);
	if (n->left > 0)
		printf("no key opens %" PRId64 " rows, which stay as they "
		       "are: enter them again\n",
		    n->left);
	return 0;
}

static int
work(struct db *db, struct seal_ring *r, const struct change *who)
{
	struct reseal_count n = {0};

	if (retire(db, r, who) == 0 && reseal_all(db, r, &n) == 0)
		return finish(db, r, &n, who);
	log_warnx("config.db could not be written to the end; nothing is "
		  "lost: run this again");
	return -1;
}

/* What the child is handed. */
struct task {
	const struct conf *c;
	const struct change *who;
};

static int
child(const void *cookie)
{
	const struct conf *c = ((const struct task *)cookie)->c;
	const struct change *who = ((const struct task *)cookie)->who;
	int fd = open(c->secret_key, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct db *db = cli_open(c, "config", &schema_config, DB_OWN);
	char why[SEAL_WHY_BYTES];
	struct seal_ring r;
	int rc;

	if (fd < 0 || db == NULL) {
		if (fd < 0)
			log_warn("%s", c->secret_key);
		db_close(db);
		return -1;
	}
	rc = seal_ring_take(fd, c->secret_key, &r, why);
	close(fd);
	if (rc != 0)
		log_warnx("%s", why);
	else
		rc = work(db, &r, who);
	seal_ring_free(&r);
	db_close(db);
	return rc;
}

int
key_reseal(const struct conf *c, const struct change *who)
{
	struct task t = {c, who};

	return cli_in_child(child, &t);
}
