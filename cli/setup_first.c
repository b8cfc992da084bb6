/*
 * setup_first.c - what `tocsin setup` makes for signing in: the web tier's key,
 * and the code by which the first user comes in.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/setup.h"
#include "cli/user.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/invitation.h"

#define KEY_BYTES 32

/* The bytes and their mode are on the disk before the file has its name. */
static int
fill(int fd, const unsigned char *key)
{
	ssize_t n = write(fd, key, KEY_BYTES);

	if (n >= 0 && n != KEY_BYTES)
		errno = ENOSPC;
	return n == KEY_BYTES && fchmod(fd, 0400) == 0 && fsync(fd) == 0 ? 0
									 : -1;
}

/*
 * link() and not rename(): one that is there is never replaced, since the seeds
 * of every second factor would be lost with it.
 */
void
setup_web_key(const char *path)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	unsigned char key[KEY_BYTES];
	int fd = mkostemp(temporary, O_CLOEXEC);

	if (fd < 0)
		fatal("%s can't be made", temporary);
	randombytes_buf(key, sizeof(key));
	if (fill(fd, key) != 0 || link(temporary, path) != 0)
		fatal("%s can't be made", path);
	sodium_memzero(key, sizeof(key));
	unlink(temporary);
	close(fd);
	free(temporary);
}

/* One that was made and not used yet is not replaced: somebody has it. */
static int
first_code(const struct conf *c)
{
	struct change who;
	struct db *db;
	int rc, status = 1;

	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = user_any(db);
	if (rc == 0)
		rc = invitation_first(db, who.at_ms);
	if (rc >= 0)
		status = rc > 0 ? 0 : user_invite(db, NULL, &who);
	db_close(db);
	return status;
}

/* In a child: taking on the owner of config.db is for good. */
void
setup_first_code(const struct conf *c)
{
	int status = 0;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		status = first_code(c);
		fflush(NULL);
		_exit(status);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		fatal("the first-run code");
	if (status != 0)
		exit(1);
}
