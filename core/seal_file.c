/*
 * seal_file.c - key files, line by line; see seal_file.h.
 *
 * A file appears and is replaced whole: whoever reads it at any moment reads
 * all of one state, and a power cut leaves one of them.
 */
#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "core/seal_file.h"
#include "core/xmalloc.h"

#define ID_DIGITS (SEAL_KEY_ID_BYTES - 1)
#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define BASE64_BYTES 44 /* of a key, with its "=" */

/* Where the parts of the line stand. */
#define MAGIC_BYTES SEAL_MAGIC_BYTES
#define KEY_AT (MAGIC_BYTES + ID_DIGITS + 1)
#define LINE_BYTES SEAL_LINE_BYTES

int
seal_file_failed(const char *path, const char *what, char *why)
{
	snprintf(why, SEAL_WHY_BYTES, "%s: %s", path, what);
	return -1;
}

/*
 * No printf() here: it may leave a copy of the key
 * in a buffer of its own.
 */
void
seal_line_format(
    char *line, const char *magic, const char *id, const unsigned char *key)
{
	memcpy(line, magic, MAGIC_BYTES);
	memcpy(line + MAGIC_BYTES, id, ID_DIGITS);
	line[KEY_AT - 1] = ' ';
	sodium_bin2base64(
	    line + KEY_AT, BASE64_BYTES + 1, key, SEAL_KEY_BYTES, BASE64);
	line[LINE_BYTES - 1] = '\n';
	line[LINE_BYTES] = '\0';
}

/* At fixed places, so that a file with anything more or less in it is none. */
int
seal_line_parse(
    const char *line, const char *magic, char *id, unsigned char *key)
{
	size_t len;

	if (memcmp(line, magic, MAGIC_BYTES) != 0 || line[KEY_AT - 1] != ' ' ||
	    line[LINE_BYTES - 1] != '\n')
		return -1;
	if (sodium_base642bin(key, SEAL_KEY_BYTES, line + KEY_AT, BASE64_BYTES,
		NULL, &len, NULL, BASE64) != 0 ||
	    len != SEAL_KEY_BYTES)
		return -1;
	memcpy(id, line + MAGIC_BYTES, ID_DIGITS);
	id[ID_DIGITS] = '\0';
	return 0;
}

/* A name that was linked is there after a power cut only then. */
static int
sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? xstrdup(".")
				  : xstrndup(path, (size_t)(slash - path) + 1);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = -1;

	free(dir);
	if (fd >= 0) {
		rc = fsync(fd);
		close(fd);
	}
	return rc;
}

/*
 * The lines with their mode, on disk before the file gets its name: a name that
 * is there always means a key that is whole.  fchmod() goes past the umask.
 */
static int
fill(int fd, const char *text, mode_t mode)
{
	size_t bytes = strlen(text);
	ssize_t n = write(fd, text, bytes);

	if (n >= 0 && n != (ssize_t)bytes)
		errno = ENOSPC;
	if (n != (ssize_t)bytes || fchmod(fd, mode) != 0)
		return -1;
	return fsync(fd);
}

/*
 * link() gives the file its name at once, and only where none is there.
 * Returns 0 or what errno says.
 */
static int
publish(const char *temporary, const char *path)
{
	int error = 0;

	if (link(temporary, path) != 0)
		return errno;
	if (sync_directory(path) != 0) {
		error = errno;
		unlink(path);
	}
	return error;
}

/*
 * Under a temporary name beside it, since link() works within one file system
 * only.  Nothing is overwritten: a secret key that is lost takes every sealed
 * URL with it.
 */
int
seal_file_new(const char *path, const char *text, mode_t mode, char *why)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC); /* O_EXCL, mode 0600 */
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		if (fill(fd, text, mode) != 0)
			error = errno;
		close(fd);
		if (error == 0)
			error = publish(temporary, path);
		unlink(temporary);
	}
	free(temporary);
	return error == 0 ? 0 : seal_file_failed(path, strerror(error), why);
}

/*
 * The owner stays who it was: the file is that of the one user who needs it.
 * A name that is always the same, so that what a kill leaves behind is found
 * and replaced by the next call.
 */
int
seal_file_replace(const char *path, const char *text, char *why)
{
	char *temporary = xasprintf("%s.new", path);
	struct stat st;
	int fd = -1, error = 0;

	if (stat(path, &st) != 0 ||
	    (unlink(temporary) != 0 && errno != ENOENT) ||
	    (fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		 0600)) < 0 ||
	    (geteuid() == 0 && fchown(fd, st.st_uid, st.st_gid) != 0) ||
	    fill(fd, text, st.st_mode & 07777) != 0 ||
	    rename(temporary, path) != 0 || sync_directory(path) != 0)
		error = errno;
	if (fd >= 0)
		close(fd);
	if (error != 0)
		unlink(temporary);
	free(temporary);
	return error == 0 ? 0 : seal_file_failed(path, strerror(error), why);
}

/* What a kill may have left of the call above. */
void
seal_file_tidy(const char *path)
{
	char *temporary = xasprintf("%s.new", path);

	unlink(temporary);
	free(temporary);
}

/* Whether the file may hold a key; forbidden are bits it must not have. */
static bool
acceptable(int fd, const char *path, mode_t forbidden, char *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		seal_file_failed(path, strerror(errno), why);
		return false;
	}
	/*
	 * Asked of the open file: between a look at the path and its opening
	 * it could be exchanged.
	 */
	if (!S_ISREG(st.st_mode)) {
		seal_file_failed(path, "not a file", why);
		return false;
	}
	if ((st.st_mode & forbidden) != 0) {
		seal_file_failed(path,
		    "group or others have rights that they must not", why);
		return false;
	}
	return true;
}

/* Whole lines of the right length; one byte more shows a longer file. */
int
seal_file_take(int fd, const struct seal_file_rule *rule, char *text, char *why)
{
	size_t room = rule->lines * LINE_BYTES;
	ssize_t n;

	if (!acceptable(fd, rule->path, rule->forbidden, why))
		return -1;
	n = read(fd, text, room + 1);
	if (n < 0)
		return seal_file_failed(rule->path, strerror(errno), why);
	if (n == 0 || n > (ssize_t)room || n % (ssize_t)LINE_BYTES != 0)
		return seal_file_failed(rule->path,
		    rule->lines == 1 ? "not one line of the right length"
				     : "not lines of the right length",
		    why);
	text[n] = '\0';
	return (int)(n / (ssize_t)LINE_BYTES);
}

int
seal_file_read(const struct seal_file_rule *rule, char *text, char *why)
{
	/*
	 * Without O_NONBLOCK a FIFO under that name would hold the program up
	 * here.
	 */
	int fd = open(rule->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int n;

	if (fd < 0)
		return seal_file_failed(rule->path, strerror(errno), why);
	n = seal_file_take(fd, rule, text, why);
	close(fd);
	return n;
}
