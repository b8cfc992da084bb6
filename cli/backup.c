/*
 * backup.c - tocsin backup: the databases to a directory, while all goes on.
 *
 * Each is copied by a child that takes on its owner, so that root reads no
 * file that somebody else could have made up.  The copies are checked before
 * the directory gets its name: what is called so is whole.  No key is copied:
 * who has one of the two has nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/cli.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/copy.h"

const struct backup_part backup_parts[BACKUP_PARTS] = {
    {"outbox", &schema_outbox},
    {"events", &schema_events},
    {"config", &schema_config},
};

/* The folder is its owner's, and no other's, while the child writes there. */
static int
make_folder(const struct conf *c, const struct backup_part *p, const char *path)
{
	char *home = xasprintf("%s/%s", c->data, p->name);
	struct stat st;
	int rc = -1;

	if (stat(home, &st) != 0)
		log_warn("%s; run 'tocsin setup' first", home);
	else if (mkdir(path, 0700) != 0 ||
		 (geteuid() == 0 && lchown(path, st.st_uid, st.st_gid) != 0))
		log_warn("%s", path);
	else
		rc = 0;
	free(home);
	return rc;
}

int
backup_bytes(int from, int to)
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

/*
 * The copy that the owner left.  Root must not read for that user what is
 * somebody else's: no link, and no second name of another file.
 */
static int
open_copy(const char *folder, const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st, home;

	if (fd < 0 || fstat(fd, &st) != 0 || lstat(folder, &home) != 0) {
		log_warn("%s", path);
	} else if (S_ISREG(st.st_mode) && st.st_nlink == 1 &&
		   st.st_uid == home.st_uid) {
		return fd;
	} else {
		log_warnx("%s: not the copy that was made", path);
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/*
 * From its owner's folder to ours, into a file that nobody else ever had open:
 * who is the owner could go on writing to the one that was made.
 */
static int
take(int dir, const char *name, const char *folder)
{
	char *file = xasprintf("%s.db", name);
	char *copy = xasprintf("%s/%s", folder, file);
	int from = open_copy(folder, copy), to = -1, rc = -1;

	if (from >= 0) {
		to = openat(dir, file,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (to < 0 || backup_bytes(from, to) != 0 ||
		    unlink(copy) != 0 || rmdir(folder) != 0)
			log_warn("%s", copy);
		else
			rc = 0;
		close(from);
	}
	/* It was synced: what close() could tell is known. */
	if (to >= 0)
		close(to);
	free(copy);
	free(file);
	return rc;
}

/* The way to the folders is open to their owners, and no further, or shut. */
static int
open_way(int dir, const char *part, bool open)
{
	int rc = fchmod(dir, open ? 0711 : 0700);

	if (rc != 0)
		log_warn("%s", part);
	return rc;
}

static int
copy_all(struct backup_copying *y, const char *part, int dir)
{
	char *folder;
	int i, rc = 0;

	for (i = 0; i < BACKUP_PARTS && rc == 0; i++) {
		y->part = &backup_parts[i];
		folder = xasprintf("%s/%s", part, y->part->name);
		y->folder = folder;
		rc = make_folder(y->c, y->part, folder);
		if (rc == 0)
			rc = open_way(dir, part, true);
		if (rc == 0)
			rc = cli_in_child(backup_copy, y);
		if (open_way(dir, part, false) != 0)
			rc = -1;
		if (rc == 0)
			rc = take(dir, y->part->name, folder);
		free(folder);
	}
	return rc;
}

static int
sync_parent(const char *path)
{
	char *parent = xstrdup(path);
	int fd = open(dirname(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	free(parent);
	return rc;
}

/* What is left of one that failed goes, as far as it is known. */
static void
tidy(const char *part)
{
	char *path;
	int i;

	for (i = 0; i < BACKUP_PARTS; i++) {
		path = xasprintf("%s/%s.db", part, backup_parts[i].name);
		(void)unlink(path);
		free(path);
		path = xasprintf("%s/%s/%s.db", part, backup_parts[i].name,
		    backup_parts[i].name);
		db_drop(path, true);
		free(path);
		path = xasprintf("%s/%s", part, backup_parts[i].name);
		(void)rmdir(path);
		free(path);
	}
	if (rmdir(part) != 0)
		log_warn("%s is left: remove it", part);
}

/*
 * rename() alone would take the place of an empty directory; where a file
 * system can't do better, that is no loss.
 */
static int
finish(const char *part, const char *dir, int fd)
{
	int rc = fsync(fd);

	if (rc == 0)
		rc = renameat2(AT_FDCWD, part, AT_FDCWD, dir, RENAME_NOREPLACE);
	if (rc != 0 && errno == EINVAL)
		rc = rename(part, dir);
	if (rc != 0) {
		log_warn("%s", dir);
		tidy(part);
	} else if (sync_parent(dir) != 0) {
		log_warn("%s: its name may be lost in a power cut", dir);
	}
	return rc;
}

static int
make_backup(struct backup_copying *y, const char *part)
{
	struct stat st;
	int dir, rc;

	if (lstat(y->dir, &st) == 0) {
		log_warnx("%s is there already: name one that is not", y->dir);
		return -1;
	}
	if (mkdir(part, 0700) != 0) {
		log_warn("%s%s", part,
		    errno == EEXIST ? ": another backup is being made, or one "
				      "was cut short and is to be removed"
				    : "");
		return -1;
	}
	dir = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	rc = dir < 0 ? -1 : copy_all(y, part, dir);
	if (dir < 0)
		log_warn("%s", part);
	if (rc == 0)
		rc = finish(part, y->dir, dir);
	else
		tidy(part);
	if (dir >= 0)
		close(dir);
	return rc;
}

/* Without links on the way, which SQLite would refuse.  NULL, said why. */
static char *
absolute(const char *name)
{
	char *a = xstrdup(name), *b = xstrdup(name), *dir = NULL;
	char *parent = realpath(dirname(a), NULL);

	if (parent == NULL)
		log_warn("%s", a);
	else
		dir = xasprintf("%s/%s", parent, basename(b));
	free(parent);
	free(a);
	free(b);
	return dir;
}

int
cli_backup(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct backup_copying y = {.c = c, .who = &who};
	char *dir, *part;
	int rc;

	if (argc != 2 || argv[1][0] == '\0' || argv[1][0] == '-')
		return cli_usage("[-c FILE] backup DIRECTORY");
	cli_change(&who);
	dir = absolute(argv[1]);
	if (dir == NULL)
		return 1;
	part = xasprintf("%s.part", dir);
	y.dir = dir;
	rc = make_backup(&y, part);
	if (rc == 0)
		printf("%s: outbox.db, events.db and config.db, every page "
		       "checked\nThe keys are not in it: keep copies of %s, "
		       "%s, %s and %s elsewhere\n",
		    dir, c->public_key, c->secret_key, c->web_key,
		    c->audit_key);
	free(part);
	free(dir);
	return rc == 0 && cli_printed() == 0 ? 0 : 1;
}
