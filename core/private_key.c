/*
 * private_key.c - the file of a key that one program has; see private_key.h.
 *
 * One line as core/seal_file.h has them.  The id is a hash of the key: a file
 * that is wrong in one bit is refused instead of making macs that nothing fits
 * later.
 */
#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/private_key.h"
#include "core/seal_file.h"

#define MAGIC "tocsin-single-1 "

_Static_assert(sizeof(MAGIC) - 1 == SEAL_MAGIC_BYTES &&
		   PRIVATE_KEY_BYTES == SEAL_KEY_BYTES,
    "it fits into a line");
_Static_assert(PRIVATE_KEY_ID_BYTES == SEAL_KEY_ID_BYTES, "so does its id");
_Static_assert(PRIVATE_KEY_WHY_BYTES >= SEAL_WHY_BYTES, "and a reason");

static void
name_key(struct private_key *k)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	crypto_generichash(
	    hash, sizeof(hash), k->bytes, PRIVATE_KEY_BYTES, NULL, 0);
	sodium_bin2hex(
	    k->id, sizeof(k->id), hash, (PRIVATE_KEY_ID_BYTES - 1) / 2);
}

void
private_key_random(struct private_key *k)
{
	seal_start();
	k->bytes = seal_locked(PRIVATE_KEY_BYTES);
	randombytes_buf(k->bytes, PRIVATE_KEY_BYTES);
	name_key(k);
}

int
private_key_generate(const char *path, char *why)
{
	struct private_key k = {0};
	char *line;
	int rc;

	private_key_random(&k);
	line = seal_locked(SEAL_LINE_BYTES + 1);
	seal_line_format(line, MAGIC, k.id, k.bytes);
	rc = seal_file_new(path, line, 0400, why);
	sodium_free(line);
	private_key_free(&k);
	return rc;
}

/* The key of the line, and none that is named otherwise. */
static int
take(struct private_key *k, const char *line, const char *path, char *why)
{
	char id[SEAL_KEY_ID_BYTES];

	k->bytes = seal_locked(PRIVATE_KEY_BYTES);
	if (seal_line_parse(line, MAGIC, id, k->bytes) == 0) {
		name_key(k);
		if (strcmp(k->id, id) == 0)
			return 0;
	}
	return seal_file_failed(
	    path, "not a private key file, or not the key that it names", why);
}

int
private_key_load(const char *path, struct private_key *k, char *why)
{
	const struct seal_file_rule rule = {path, S_IRWXG | S_IRWXO, 1};
	char *line;
	int rc;

	memset(k, 0, sizeof(*k));
	seal_start();
	/* A byte more, which shows a longer file, and the NUL. */
	line = seal_locked(SEAL_LINE_BYTES + 2);
	rc = seal_file_read(&rule, line, why);
	if (rc > 0)
		rc = take(k, line, path, why);
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
