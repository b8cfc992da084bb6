/*
 * key.c - tocsin key rotate: other keys in the place of those that seal.
 *
 * Each step is durable before the next, and each leaves a state in which
 * everything works; killed anywhere, the same command goes on from what it
 * finds:
 *
 *  1. a new secret key beside the old one, in the worker's file: the worker
 *     looks there for a key that it does not know
 *  2. the new public key in the place of the old one: web processes look at
 *     the file before they seal
 *  3. the old key is retired in config.db: nothing new that names it is stored
 *  4. what names it is sealed again, a destination a transaction
 *  5. nothing names it any more: its secret half goes
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/key.h"
#include "core/log.h"
#include "core/seal_file.h"
#include "core/seal_ring.h"
#include "core/xmalloc.h"

/*
 * One at a time.  The lock goes with the process and its child, however they
 * end; the file stays.  Nobody else can open it, or a web tier that was broken
 * into could keep us from taking its keys away.  -1, said why.
 */
static int
lock_keys(const struct conf *c)
{
	char *path = xasprintf("%s.lock", c->secret_key);
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0) {
		log_warn("%s", path);
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			log_warnx("the keys are being rotated already");
		else
			log_warn("%s can't be locked", path);
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

/* Two files that don't belong together are no state that a kill leaves. */
static bool
known(const struct seal_ring *r, const struct seal_public *p)
{
	int i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->pairs[i].public.id, p->id) == 0)
			return true;
	return false;
}

/*
 * Steps 1 and 2.  More than one secret key: a rotation was begun, and is gone
 * on with.
 */
static int
new_keys(const struct conf *c, struct seal_ring *r)
{
	char why[SEAL_WHY_BYTES];
	struct seal_public p;

	if (seal_public_load(c->public_key, &p, why) != 0) {
		log_warnx("%s", why);
		return -1;
	}
	if (!known(r, &p)) {
		log_warnx("%s is key %s, which is not in %s: put the pair back "
			  "from a backup first",
		    c->public_key, p.id, c->secret_key);
		return -1;
	}
	seal_file_tidy(c->secret_key);
	seal_file_tidy(c->public_key);
	if (r->n > 1)
		printf("going on with a rotation that was begun\n");
	if ((r->n == 1 && seal_ring_grow(r, why) != 0) ||
	    (strcmp(r->pairs[0].public.id, p.id) != 0 &&
		seal_public_replace(c->public_key, &r->pairs[0].public, why) !=
		    0)) {
		log_warnx("%s; nothing is lost: run this again", why);
		return -1;
	}
	return 0;
}

/* Step 5, with the ring as the file has it: nobody else changed it. */
static int
drop_old(const struct conf *c)
{
	char why[SEAL_WHY_BYTES];
	struct seal_ring r;
	int i, rc;

	rc = seal_ring_load(c->secret_key, &r, why);
	for (i = 1; rc == 0 && i < r.n; i++)
		printf("key %s is no longer needed\n", r.pairs[i].public.id);
	if (rc == 0)
		rc = seal_ring_cut(&r, why);
	if (rc != 0)
		log_warnx("%s; run this again", why);
	else
		printf("key %s is in force\n", r.pairs[0].public.id);
	seal_ring_free(&r);
	return rc;
}

/*
 * The keys are wiped before the child is made that becomes somebody else, and
 * read again once it is done.
 */
static int
run_steps(const struct conf *c, const struct change *who)
{
	char why[SEAL_WHY_BYTES];
	struct seal_ring r;
	int rc = seal_ring_load(c->secret_key, &r, why);

	if (rc != 0)
		log_warnx("%s", why);
	else
		rc = new_keys(c, &r);
	seal_ring_free(&r);
	return rc == 0 && key_reseal(c, who) == 0 && drop_old(c) == 0 ? 0 : -1;
}

static int
rotate(const struct conf *c, int argc, char **argv)
{
	struct change who;
	int lock, rc;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] key rotate");
	cli_change(&who);
	lock = lock_keys(c);
	if (lock < 0)
		return 1;
	rc = run_steps(c, &who);
	close(lock);
	return rc == 0 ? 0 : 1;
}

int
cli_key(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"rotate", rotate, "[-c FILE] key rotate"},
	    {"list", cli_key_list, "[-c FILE] key list"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
