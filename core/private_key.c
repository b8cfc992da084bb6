/*
 * private_key.c - the file of a key that one program has; see private_key.h.
 *
 * One line of fixed length, so that anything cut or appended shows:
 *
 *	tocsin-private-1 <id> <base64>
 *
 * The id is a hash of the key: a file that is wrong in one bit is refused
 * instead of making macs that nothing fits later.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "core/log.h"
#include "core/private_key.h"
#include "core/xmalloc.h"

#define MAGIC "tocsin-private-1 "
#define MAGIC_BYTES (sizeof(MAGIC) - 1)
#define ID_DIGITS (PRIVATE_KEY_ID_BYTES - 1)
#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define BASE64_BYTES 44 /* of a key, with its "=" */

/* Where the parts of the line stand. */
#define KEY_AT (MAGIC_BYTES + ID_DIGITS + 1)
#define LINE_BYTES (KEY_AT + BASE64_BYTES + 1)

static int
failed(const char *path, const char *what, char *why)
{
	snprintf(why, PRIVATE_KEY_WHY_BYTES, "%s: %s", path, what);
	return -1;
}

/* Locked, not dumped, zeroed by sodium_free(). */
static void *
locked(size_t bytes)
{
	void *p;

	/* Whoever comes first starts it; a second call costs nothing. */
	if (sodium_init() < 0)
		fatalx("libsodium does not start");
	p = sodium_malloc(bytes);
	if (p == NULL)
		fatalx("out of memory that can be locked");
	return p;
}

static void
name_key(struct private_key *k)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	crypto_generichash(
	    hash, sizeof(hash), k->bytes, PRIVATE_KEY_BYTES, NULL, 0);
	sodium_bin2hex(k->id, sizeof(k->id), hash, ID_DIGITS / 2);
}

void
private_key_random(struct private_key *k)
{
	k->bytes = locked(PRIVATE_KEY_BYTES);
	randombytes_buf(k->bytes, PRIVATE_KEY_BYTES);
	name_key(k);
}

/* No printf() here: it may leave a copy of the key in a buffer of its own. */
static void
format_line(char *line, const struct private_key *k)
{
	memcpy(line, MAGIC, MAGIC_BYTES);
	memcpy(line + MAGIC_BYTES, k->id, ID_DIGITS);
	line[KEY_AT - 1] = ' ';
	sodium_bin2base64(line + KEY_AT, BASE64_BYTES + 1, k->bytes,
	    PRIVATE_KEY_BYTES, BASE64);
	line[LINE_BYTES - 1] = '\n';
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

/* On disk with its mode before it gets its name; past the umask. */
static int
fill(int fd, const char *line)
{
	ssize_t n = write(fd, line, LINE_BYTES);

	if (n >= 0 && n != (ssize_t)LINE_BYTES)
		errno = ENOSPC;
	if (n != (ssize_t)LINE_BYTES || fchmod(fd, 0400) != 0)
		return -1;
	return fsync(fd);
}

/* link() gives the name at once, and only where no file has it. */
static int
write_new(const char *path, const char *line)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC); /* O_EXCL, mode 0600 */
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		if (fill(fd, line) != 0 || link(temporary, path) != 0)
			error = errno;
		else if (sync_directory(path) != 0) {
			error = errno;
			unlink(path);
		}
		close(fd);
		unlink(temporary);
	}
	free(temporary);
	return error;
}

int
private_key_generate(const char *path, char *why)
{
	struct private_key k = {0};
	char *line;
	int error;

	private_key_random(&k);
	line = locked(LINE_BYTES + 1);
	format_line(line, &k);
	error = write_new(path, line);
	sodium_free(line);
	private_key_free(&k);
	return error == 0 ? 0 : failed(path, strerror(error), why);
}

/* Asked of the open file: by its path it could be exchanged meanwhile. */
static bool
acceptable(int fd, const char *path, char *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		failed(path, strerror(errno), why);
	else if (!S_ISREG(st.st_mode))
		failed(path, "not a file", why);
	else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		failed(path, "group or others have rights that they must not",
		    why);
	else
		return true;
	return false;
}

/* Exactly one line, into LINE_BYTES + 1 bytes; one more shows a longer file. */
static int
read_line(const char *path, char *line, char *why)
{
	/* Without O_NONBLOCK a FIFO under that name would hold us up here. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = 0;
	int rc = -1;

	if (fd < 0)
		return failed(path, strerror(errno), why);
	if (acceptable(fd, path, why)) {
		n = read(fd, line, LINE_BYTES + 1);
		if (n == (ssize_t)LINE_BYTES)
			rc = 0;
		else
			failed(path,
			    n < 0 ? strerror(errno)
				  : "not one line of the right length",
			    why);
	}
	close(fd);
	return rc;
}

/* At fixed places, so that a file with anything more or less in it is none. */
static int
parse_line(struct private_key *k, const char *line)
{
	size_t len;

	if (memcmp(line, MAGIC, MAGIC_BYTES) != 0 || line[KEY_AT - 1] != ' ' ||
	    line[LINE_BYTES - 1] != '\n')
		return -1;
	if (sodium_base642bin(k->bytes, PRIVATE_KEY_BYTES, line + KEY_AT,
		BASE64_BYTES, NULL, &len, NULL, BASE64) != 0 ||
	    len != PRIVATE_KEY_BYTES)
		return -1;
	name_key(k);
	return memcmp(k->id, line + MAGIC_BYTES, ID_DIGITS) == 0 ? 0 : -1;
}

int
private_key_load(const char *path, struct private_key *k, char *why)
{
	char *line = locked(LINE_BYTES + 1);
	int rc = read_line(path, line, why);

	memset(k, 0, sizeof(*k));
	if (rc == 0) {
		k->bytes = locked(PRIVATE_KEY_BYTES);
		rc = parse_line(k, line);
		if (rc != 0)
			failed(path,
			    "not a private key file, or not the key "
			    "that it names",
			    why);
	}
	sodium_free(line);
	if (rc != 0)
		private_key_free(k);
	else
		/* From here on a stray write ends the process instead. */
		sodium_mprotect_readonly(k->bytes);
	return rc;
}

void
private_key_free(struct private_key *k)
{
	/* Zeroes the key, and allows NULL. */
	sodium_free(k->bytes);
	memset(k, 0, sizeof(*k));
}
