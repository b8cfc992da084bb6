/*
 * user_ask.c - passwords that come in, and codes that go out.
 *
 * Arguments are public on a machine, so a password comes by a file or by
 * standard input.  A code is shown once, on standard output alone, so that a
 * script can hand it on; everything else is said on standard error.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/user.h"
#include "core/code.h"
#include "core/log.h"
#include "core/text.h"
#include "db/invitation.h"

bool
user_named(struct db *db, const char *name, struct user *u)
{
	int rc = user_find(db, name, u);

	if (rc == 0)
		log_warnx(
		    "there is no user %s; 'tocsin user list' shows them", name);
	return rc > 0;
}

/* Standard input may be anything; a file must be the caller's alone. */
static int
open_private(const char *file)
{
	struct stat st;
	int fd;

	if (strcmp(file, "-") == 0)
		return STDIN_FILENO;
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0) {
		log_warn("--password-file %s", file);
	} else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		log_warnx("--password-file %s: group or others have rights on "
			  "it: chmod 600 it first",
		    file);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* All there is, but no more than tells that it is too much; -1: errno. */
static ssize_t
read_all(int fd, char *buf, size_t bytes)
{
	size_t n = 0;
	ssize_t got;

	while (n < bytes && (got = read(fd, buf + n, bytes - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

/* Without its line end; what follows one line can't be meant. */
static bool
one_line(char *buf, size_t bytes)
{
	if (bytes > 0 && buf[bytes - 1] == '\n')
		bytes--;
	if (bytes > 0 && buf[bytes - 1] == '\r')
		bytes--;
	buf[bytes] = '\0';
	if (bytes <= PASSWORD_BYTES_MAX && strlen(buf) == bytes &&
	    memchr(buf, '\n', bytes) == NULL)
		return true;
	log_warnx("--password-file: give one line of at most %d bytes",
	    PASSWORD_BYTES_MAX);
	return false;
}

bool
user_password_read(const char *file, char *password)
{
	char buf[PASSWORD_BYTES_MAX + 4];
	bool good = false;
	ssize_t n;
	int fd;

	memset(password, 0, PASSWORD_BYTES_MAX + 1);
	if ((fd = open_private(file)) < 0)
		return false;
	n = read_all(fd, buf, sizeof(buf) - 1);
	if (n < 0)
		log_warn("--password-file %s", file);
	else if (one_line(buf, (size_t)n))
		good = true;
	if (good)
		memcpy(password, buf, strlen(buf));
	sodium_memzero(buf, sizeof(buf));
	if (fd != STDIN_FILENO)
		close(fd);
	return good;
}

/* It is stored by now; lost on the way, it is of no use to anybody. */
static int
show(const char *code, const struct user *u, int64_t until)
{
	char time[TEXT_TIME_BYTES];

	if (printf("%s\n", code) < 0 || fflush(stdout) != 0) {
		log_warn("the code could not be written; make another one");
		return 1;
	}
	text_time(until, time);
	if (u == NULL)
		fprintf(stderr,
		    "This is the first-run code. Whoever has it makes the"
		    " first Super Admin, on the page /activate.\n");
	else
		fprintf(stderr,
		    "With this code %s sets a password, on the page"
		    " /activate.\n",
		    u->name);
	fprintf(
	    stderr, "It is valid once, until %s, and not shown again.\n", time);
	return 0;
}

int
user_invite(struct db *db, const struct user *u, const struct change *who)
{
	char code[CODE_BYTES], hash[SECRET_HASH_BYTES];
	int rc, status = 1;

	code_make(code);
	code_hash(code, "invitation", hash);
	rc = invitation_make(db, u != NULL ? u->id : 0, hash, who);
	if (rc > 0)
		status = show(code, u, who->at_ms + INVITATION_LIFE_MS);
	else if (rc == 0 && u == NULL)
		log_warnx("there are users already: a Super Admin, or 'tocsin "
			  "user add', adds more");
	else if (rc == 0)
		log_warnx("there is no user %s any more", u->name);
	sodium_memzero(code, sizeof(code));
	return status;
}
