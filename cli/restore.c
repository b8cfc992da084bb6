/*
 * restore.c - tocsin restore: the databases from a directory that `tocsin
 * backup` made, or one of them.
 *
 * First each is laid beside the one that it is to replace, by a child that
 * takes on the owner, and is judged there: nothing is replaced before all of
 * them passed.  Then each takes its place in one commit, in the order of
 * backup_parts.  Killed anywhere, every database is the old or the new one, and
 * the worst mix of them repeats alerts; the same command goes on.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/cli.h"
#include "core/log.h"
#include "core/seal.h"
#include "core/xmalloc.h"
#include "db/copy.h"
#include "db/reseal.h"

#define USAGE "[-c FILE] restore DIRECTORY [--only config]"

/* One part, for its children. */
struct restoring {
	const struct conf *c;
	const struct backup_part *part;
	const struct change *who;
	const char *from; /* the directory */
};

/* Beside the database, in a directory that is its owner's. */
static char *
beside(const struct restoring *r)
{
	char *path = conf_database(r->c, r->part->name);
	char *aside = xasprintf("%s.restore", path);

	free(path);
	return aside;
}

static int
copy_bytes(int from, int to)
{
	char buf[65536];
	ssize_t n, done, k;

	while ((n = read(from, buf, sizeof(buf))) > 0)
		for (done = 0; done < n; done += k) {
			k = write(to, buf + done, (size_t)(n - done));
			if (k < 0)
				return -1;
		}
	return n == 0 ? fsync(to) : -1;
}

static int
lay_down(int from, const char *aside)
{
	int to, rc;

	db_drop(aside, true);
	to = open(
	    aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	rc = to < 0 ? -1 : copy_bytes(from, to);
	if (rc != 0)
		log_warn("%s", aside);
	if (to >= 0)
		close(to);
	return rc;
}

/* As its owner will open it; an older one is migrated here. */
static int
judge(const struct restoring *r, const char *aside)
{
	char why[DB_WHY_BYTES];
	struct db *db;
	int rc = -1;

	if (db_open(aside, r->part->schema, DB_OWN, &db, why) != DB_OPENED) {
		log_warnx("%s", why);
		return -1;
	}
	if (db_checkpoint(db, 0) == 1 && db_full_check(db) == 0)
		rc = r->part->schema == &schema_config
			 ? copy_calm_config(db, r->from, r->who)
		     : r->part->schema == &schema_outbox ? copy_mark_outbox(db)
							 : 0;
	if (rc == 0 && db_checkpoint(db, 0) != 1)
		rc = -1;
	db_close(db);
	return rc;
}

/* The file is root's, so it is opened before root is somebody else. */
static int
prepare(const void *cookie)
{
	const struct restoring *r = cookie;
	char *home = xasprintf("%s/%s", r->c->data, r->part->name);
	char *file = xasprintf("%s/%s.db", r->from, r->part->name);
	char *aside = beside(r);
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int rc = -1;

	become_owner(home);
	umask(077);
	if (fd < 0)
		log_warn("%s", file);
	else if (lay_down(fd, aside) == 0)
		rc = judge(r, aside);
	if (fd >= 0)
		close(fd);
	free(aside);
	free(file);
	free(home);
	return rc;
}

/* Of those that passed, where another one did not. */
static int
discard(const void *cookie)
{
	const struct restoring *r = cookie;
	char *home = xasprintf("%s/%s", r->c->data, r->part->name);
	char *aside = beside(r);

	become_owner(home);
	db_drop(aside, true);
	free(aside);
	free(home);
	return 0;
}

/* What is sealed for a key that is not in force can't be used as it is. */
static void
tell_keys(const struct conf *c, struct db *config)
{
	char why[SEAL_WHY_BYTES];
	struct seal_public p;
	int64_t id;

	if (seal_public_load(c->public_key, &p, why) != 0)
		log_warnx("%s", why);
	else if (reseal_next(config, p.id, INT64_MIN, &id) > 0)
		log_warnx("config.db is from before key %s: put the line of "
			  "the key of its time behind the others in %s, then "
			  "run 'tocsin key rotate'",
		    p.id, c->secret_key);
}

static int
put_back(const void *cookie)
{
	const struct restoring *r = cookie;
	char *home = xasprintf("%s/%s", r->c->data, r->part->name);
	char *path = conf_database(r->c, r->part->name), *aside = beside(r);
	char why[DB_WHY_BYTES];
	struct db *db = NULL;
	int rc = -1;

	become_owner(home);
	if (db_open(aside, r->part->schema, DB_READ, &db, why) != DB_OPENED)
		log_warnx("%s", why);
	else if ((rc = db_put_back(db, path, why)) != 0)
		log_warnx("%s; if it can't be used any more, move it, its "
			  "-wal and its -shm away, run 'tocsin setup' and "
			  "then this again",
		    why);
	else if (r->part->schema == &schema_config)
		tell_keys(r->c, db);
	db_close(db);
	if (rc == 0)
		db_drop(aside, true);
	free(aside);
	free(path);
	free(home);
	return rc;
}

/*
 * The worker's own lock: it must not run, and none may start meanwhile.  Made
 * as its owner where there is none yet, or the worker could not open it.  -1,
 * said why.
 */
static int
lock_worker(const struct conf *c)
{
	char *home = xasprintf("%s/outbox", c->data);
	char *path = xasprintf("%s/worker.lock", home);
	struct stat st;
	uid_t me = geteuid();
	int fd = -1;

	if (stat(home, &st) != 0) {
		log_warn("%s; run 'tocsin setup' first", home);
	} else if (me == 0 && seteuid(st.st_uid) != 0) {
		log_warn("the user that owns %s can't be taken on", home);
	} else {
		fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			log_warn("%s", path);
		if (seteuid(me) != 0)
			fatal("seteuid");
	}
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		log_warnx("the worker runs, or another restore does: stop "
			  "tocsin-worker first");
		close(fd);
		fd = -1;
	}
	free(path);
	free(home);
	return fd;
}

static int
each(struct restoring *r, int first, int (*work)(const void *cookie))
{
	int i, rc = 0;

	for (i = first; i < BACKUP_PARTS && rc == 0; i++) {
		r->part = &backup_parts[i];
		rc = cli_in_child(work, r);
	}
	return rc;
}

int
cli_restore(const struct conf *c, int argc, char **argv)
{
	bool only = argc == 4 && strcmp(argv[2], "--only") == 0 &&
		    strcmp(argv[3], "config") == 0;
	struct restoring r = {.c = c};
	/* config is the last one. */
	int first = only ? BACKUP_PARTS - 1 : 0, lock, rc;
	struct change who;

	if ((argc != 2 && !only) || argv[1][0] == '\0' || argv[1][0] == '-')
		return cli_usage(USAGE);
	cli_change(&who);
	r.who = &who;
	r.from = argv[1];
	lock = lock_worker(c);
	if (lock < 0)
		return 1;
	rc = each(&r, first, prepare);
	if (rc != 0) {
		(void)each(&r, first, discard);
		log_warnx("nothing was replaced");
	} else if ((rc = each(&r, first, put_back)) != 0) {
		log_warnx("not all of it was put back: run this again before "
			  "the worker is started");
	} else {
		printf("%s is as it was in %s; start the worker\n",
		    only ? "config.db" : "Everything", r.from);
	}
	close(lock);
	return rc == 0 ? 0 : 1;
}
