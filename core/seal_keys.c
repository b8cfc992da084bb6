/*
 * seal_keys.c - the two key files; see seal.h.
 *
 * One line each, of the same length, so that a file is read in one go and
 * anything cut or appended shows:
 *
 *	tocsin-public-1 <key id> <base64>
 *	tocsin-secret-1 <key id> <base64>
 *
 * The files are read whole and checked before any use.  A key that is wrong in
 * one bit would still seal, and the URLs sealed with it could never be opened:
 * so the line names the key by a hash of it, and a file that lies is refused
 * at the start.
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

#include "core/log.h"
#include "core/seal.h"
#include "core/xmalloc.h"

#define PUBLIC_MAGIC "tocsin-public-1 "
#define SECRET_MAGIC "tocsin-secret-1 "
#define MAGIC_BYTES (sizeof(PUBLIC_MAGIC) - 1)
#define ID_DIGITS (SEAL_KEY_ID_BYTES - 1)
#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define BASE64_BYTES 44 /* of a key, with its "=" */

/* Where the parts of the line stand. */
#define KEY_AT (MAGIC_BYTES + ID_DIGITS + 1)
#define LINE_BYTES (KEY_AT + BASE64_BYTES + 1)

/* Memory for secrets: locked, not dumped, zeroed by sodium_free(). */
static void *
locked(size_t bytes)
{
	void *p = sodium_malloc(bytes);

	if (p == NULL)
		fatalx("out of memory that can be locked");
	return p;
}

/*
 * Called by each way in, since a program may use any of them first; a second
 * call costs nothing.
 */
static void
start(void)
{
	/* Fails only where the system has no random numbers. */
	if (sodium_init() < 0)
		fatalx("libsodium does not start");
}

static int
failed(const char *path, const char *what, char *why)
{
	snprintf(why, SEAL_WHY_BYTES, "%s: %s", path, what);
	return -1;
}

/* The key's name: a hash, so that a file with a changed key shows. */
static void
name_key(struct seal_public *p)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	crypto_generichash(hash, sizeof(hash), p->key, sizeof(p->key), NULL, 0);
	sodium_bin2hex(p->id, sizeof(p->id), hash, ID_DIGITS / 2);
}

/*
 * X25519 ignores four bits of a secret key and takes one as set.  They are
 * fixed when the key is made, so that a change of them shows as well.
 */
static void
clamp(unsigned char *secret)
{
	secret[0] &= 0xf8;
	secret[SEAL_KEY_BYTES - 1] &= 0x7f;
	secret[SEAL_KEY_BYTES - 1] |= 0x40;
}

static bool
is_clamped(const unsigned char *secret)
{
	return (secret[0] & 0x07) == 0 &&
	       (secret[SEAL_KEY_BYTES - 1] & 0xc0) == 0x40;
}

/*
 * line has LINE_BYTES + 1.  No printf() here: it may leave a copy of the key
 * in a buffer of its own.
 */
static void
format_line(
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
static int
parse_line(const char *line, const char *magic, char *id, unsigned char *key)
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
 * The line with its mode, on disk before the file gets its name: a name that
 * is there always means a key that is whole.  fchmod() goes past the umask.
 */
static int
fill(int fd, const char *line, mode_t mode)
{
	ssize_t n = write(fd, line, LINE_BYTES);

	if (n >= 0 && n != (ssize_t)LINE_BYTES)
		errno = ENOSPC;
	if (n != (ssize_t)LINE_BYTES || fchmod(fd, mode) != 0)
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
static int
write_new(const char *path, const char *line, mode_t mode, char *why)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC); /* O_EXCL, mode 0600 */
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		if (fill(fd, line, mode) != 0)
			error = errno;
		close(fd);
		if (error == 0)
			error = publish(temporary, path);
		unlink(temporary);
	}
	free(temporary);
	return error == 0 ? 0 : failed(path, strerror(error), why);
}

int
seal_keys_generate(const char *public_path, const char *secret_path, char *why)
{
	unsigned char *secret;
	struct seal_public p;
	char *line;
	int rc;

	start();
	secret = locked(SEAL_KEY_BYTES);
	line = locked(LINE_BYTES + 1);
	crypto_box_keypair(p.key, secret);
	clamp(secret);
	name_key(&p);

	format_line(line, SECRET_MAGIC, p.id, secret);
	/*
	 * The secret one first, so that nothing is ever sealed for a key that
	 * was not kept.
	 */
	rc = write_new(secret_path, line, 0400, why);
	if (rc == 0) {
		format_line(line, PUBLIC_MAGIC, p.id, p.key);
		rc = write_new(public_path, line, 0644, why);
		/* A secret key without its public one is of no use. */
		if (rc != 0)
			unlink(secret_path);
	}
	sodium_free(line);
	sodium_free(secret);
	return rc;
}

/* Whether the file may hold a key; forbidden are bits it must not have. */
static bool
acceptable(int fd, const char *path, mode_t forbidden, char *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		failed(path, strerror(errno), why);
		return false;
	}
	/*
	 * Asked of the open file: between a look at the path and its opening
	 * it could be exchanged.
	 */
	if (!S_ISREG(st.st_mode)) {
		failed(path, "not a file", why);
		return false;
	}
	if ((st.st_mode & forbidden) != 0) {
		failed(path, "group or others have rights that they must not",
		    why);
		return false;
	}
	return true;
}

/* Exactly one line, into LINE_BYTES + 1 bytes; one more shows a longer file. */
static int
read_line(const char *path, mode_t forbidden, char *line, char *why)
{
	/*
	 * Without O_NONBLOCK a FIFO under that name would hold the program up
	 * here.
	 */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return failed(path, strerror(errno), why);
	if (!acceptable(fd, path, forbidden, why)) {
		close(fd);
		return -1;
	}
	n = read(fd, line, LINE_BYTES + 1);
	if (n < 0)
		failed(path, strerror(errno), why);
	else if (n != (ssize_t)LINE_BYTES)
		failed(path, "not one line of the right length", why);
	close(fd);
	return n == (ssize_t)LINE_BYTES ? 0 : -1;
}

int
seal_public_load(const char *path, struct seal_public *p, char *why)
{
	char line[LINE_BYTES + 1], id[SEAL_KEY_ID_BYTES];

	start();
	/*
	 * Everybody may read it.  Whoever could write it could have all new
	 * URLs sealed to a key of their own.
	 */
	if (read_line(path, S_IWGRP | S_IWOTH, line, why) != 0)
		return -1;
	if (parse_line(line, PUBLIC_MAGIC, id, p->key) != 0)
		return failed(path, "not a public key file", why);
	name_key(p);
	if (strcmp(id, p->id) != 0)
		return failed(path, "the key is not the one it names", why);
	return 0;
}

/*
 * The public key is computed and not read: two files that don't belong
 * together can't go unnoticed.
 */
static int
take_secret(struct seal_pair *k, const char *line, const char *path, char *why)
{
	char id[SEAL_KEY_ID_BYTES];

	if (parse_line(line, SECRET_MAGIC, id, k->secret) != 0)
		return failed(path, "not a secret key file", why);
	if (!is_clamped(k->secret) ||
	    crypto_scalarmult_base(k->public.key, k->secret) != 0)
		return failed(path, "not a usable key", why);
	name_key(&k->public);
	if (strcmp(id, k->public.id) != 0)
		return failed(path, "the key is not the one it names", why);
	return 0;
}

int
seal_secret_load(const char *path, struct seal_pair *k, char *why)
{
	char *line;
	int rc;

	start();
	memset(k, 0, sizeof(*k));
	line = locked(LINE_BYTES + 1);
	rc = read_line(path, S_IRWXG | S_IRWXO, line, why);
	if (rc == 0) {
		k->secret = locked(SEAL_KEY_BYTES);
		rc = take_secret(k, line, path, why);
	}
	sodium_free(line);
	if (rc != 0)
		seal_pair_free(k);
	else
		/*
		 * From here on a stray write ends the process instead of
		 * changing the key.
		 */
		sodium_mprotect_readonly(k->secret);
	return rc;
}

void
seal_pair_free(struct seal_pair *k)
{
	/* Zeroes the key, and allows NULL. */
	sodium_free(k->secret);
	memset(k, 0, sizeof(*k));
}
