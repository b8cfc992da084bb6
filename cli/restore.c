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
	int lock;         /* the worker's */
};

/*
 * In a directory where its owner alone can write: that of events.db is open to
 * producers, and outbox.db is the same user's.
 */
static char *
aside_of(const struct restoring *r)
{
	const char *home =
	    r->part->schema == &schema_events ? "outbox" : r->part->name;

	return xasprintf(
	    "%s/%s/%s.db.restore", r->c->data, home, r->part->name);
}

/*
 * From now on its owner can stop or kill this process.  The web tier's user
 * must not be able to keep the worker out by that.
 */
static void
become(const struct restoring *r)
{
	char *home = xasprintf("%s/%s", r->c->data, r->part->name);

	if (r->part->schema == &schema_config)
		close(r->lock);
	become_owner(home);
	umask(077);
	free(home);
}

/* Why a database keeps what it has, and what to do. */
static void
explain(enum db_error e, const char *why)
{
	if (e == DB_BUSY)
		log_warnx(
		    "%s: somebody else writes to it; run this again", why);
	else if (e == DB_FULL)
		log_warnx("%s: make room, then run this again", why);
	else
		log_warnx("%s; if it can't be used any more, stop whatever "
			  "has it open (tocsin-web, producers), move it, its "
			  "-wal and its -shm away, run 'tocsin setup' and then "
			  "this again",
		    why);
}

static int
lay_down(int from, const char *aside)
{
	int to, rc;

	db_drop(aside, true);
	to = open(
	    aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	rc = to < 0 ? -1 : backup_bytes(from, to);
	if (rc != 0)
		log_warn("%s", aside);
	if (to >= 0)
		close(to);
	return rc;
}

/* What must not come back as it was. */
static int
adapt(const struct restoring *r, struct db *db)
{
	if (r->part->schema == &schema_config)
		return copy_calm_config(db, r->from, r->who);
	return r->part->schema == &schema_outbox ? copy_mark_outbox(db) : 0;
}

/* As its owner will open it; an older one is migrated here. */
static int
judge(const struct restoring *r, const char *aside)
{
	char *path = conf_database(r->c, r->part->name), why[DB_WHY_BYTES];
	enum db_error may;
	struct db *db;
	int rc = -1;

	if (db_open(aside, r->part->schema, DB_OWN, &db, why) != DB_OPENED) {
		log_warnx("%s", why);
	} else if (db_checkpoint(db, 0) == 1 && db_full_check(db) == 0 &&
		   adapt(r, db) == 0 && db_checkpoint(db, 0) == 1) {
		may = db_put_back(db, path, true, why);
		if (may == DB_OK)
			rc = 0;
		else
			explain(may, why);
	} else {
		log_warnx("%s/%s.db: not sound, or no room to look at it",
		    r->from, r->part->name);
	}
	db_close(db);
	free(path);
	return rc;
}

/* The file is root's, so it is opened before root is somebody else. */
static int
prepare(const void *cookie)
{
	const struct restoring *r = cookie;
	char *file = xasprintf("%s/%s.db", r->from, r->part->name);
	char *aside = aside_of(r);
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int rc = -1;

	if (fd < 0)
		log_warn("%s", file);
	become(r);
	if (fd >= 0 && lay_down(fd, aside) == 0)
		rc = judge(r, aside);
	if (fd >= 0)
		close(fd);
	free(aside);
	free(file);
	return rc;
}

/* Of those that passed, where another one did not. */
static int
discard(const void *cookie)
{
	const struct restoring *r = cookie;
	char *aside = aside_of(r);

	become(r);
	db_drop(aside, true);
	free(aside);
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
	char *path = conf_database(r->c, r->part->name), *aside = aside_of(r);
	enum db_error done = DB_OTHER;
	char why[DB_WHY_BYTES];
	struct db *db = NULL;

	become(r);
	if (db_open(aside, r->part->schema, DB_WRITE, &db, why) != DB_OPENED)
		log_warnx("%s", why);
	else if ((done = db_put_back(db, path, false, why)) != DB_OK)
		explain(done, why);
	else if (r->part->schema == &schema_config)
		tell_keys(r->c, db);
	db_close(db);
	if (done == DB_OK)
		db_drop(aside, true);
	free(aside);
	free(path);
	return done == DB_OK ? 0 : -1;
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

/* All of them, or from the one numbered first on. */
static int
restore(struct restoring *r, int first)
{
	if (each(r, first, prepare) != 0) {
		(void)each(r, first, discard);
		log_warnx("nothing was replaced");
		return -1;
	}
	if (each(r, first, put_back) == 0)
		return 0;
	log_warnx("not all of it was put back: run this again before the "
		  "worker is started");
	return -1;
}

int
cli_restore(const struct conf *c, int argc, char **argv)
{
	bool only = argc == 4 && strcmp(argv[2], "--only") == 0 &&
		    strcmp(argv[3], "config") == 0;
	struct restoring r = {.c = c};
	struct change who;
	char *from;
	int rc = -1;

	if ((argc != 2 && !only) || argv[1][0] == '\0' || argv[1][0] == '-')
		return cli_usage(USAGE);
	cli_change(&who);
	from = realpath(argv[1], NULL);
	r.who = &who;
	r.from = from;
	r.lock = from != NULL ? lock_worker(c) : -1;
	if (from == NULL)
		log_warn("%s", argv[1]);
	/* config is the last one. */
	if (r.lock >= 0)
		rc = restore(&r, only ? BACKUP_PARTS - 1 : 0);
	if (rc == 0)
		printf("%s is as it was in %s; start the worker\n",
		    only ? "config.db" : "Everything", from);
	if (r.lock >= 0)
		close(r.lock);
	free(from);
	return rc == 0 && cli_printed() == 0 ? 0 : 1;
}
