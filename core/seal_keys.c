/*
 * seal_keys.c - the two key files; see seal.h.
 *
 * Lines of one length, so that a file is read in one go and anything cut or
 * appended shows; one each, but in a rotation (seal_ring.h):
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

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "core/log.h"
#include "core/seal.h"
#include "core/seal_file.h"

#define ID_DIGITS (SEAL_KEY_ID_BYTES - 1)

void *
seal_locked(size_t bytes)
{
	void *p = sodium_malloc(bytes);

	if (p == NULL)
		fatalx("out of memory that can be locked");
	return p;
}

/* Called by each way in, since a program may use any of them first. */
void
seal_start(void)
{
	/* Fails only where the system has no random numbers. */
	if (sodium_init() < 0)
		fatalx("libsodium does not start");
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

void
seal_pair_make(struct seal_pair *k)
{
	seal_start();
	k->secret = seal_locked(SEAL_KEY_BYTES);
	crypto_box_keypair(k->public.key, k->secret);
	clamp(k->secret);
	name_key(&k->public);
}

int
seal_keys_generate(const char *public_path, const char *secret_path, char *why)
{
	struct seal_pair k;
	char *line;
	int rc;

	seal_pair_make(&k);
	line = seal_locked(SEAL_LINE_BYTES + 1);
	seal_line_format(line, SEAL_SECRET_MAGIC, k.public.id, k.secret);
	/*
	 * The secret one first, so that nothing is ever sealed for a key that
	 * was not kept.
	 */
	rc = seal_file_new(secret_path, line, 0400, why);
	if (rc == 0) {
		seal_line_format(
		    line, SEAL_PUBLIC_MAGIC, k.public.id, k.public.key);
		rc = seal_file_new(public_path, line, 0644, why);
		/* A secret key without its public one is of no use. */
		if (rc != 0)
			unlink(secret_path);
	}
	sodium_free(line);
	seal_pair_free(&k);
	return rc;
}

int
seal_public_load(const char *path, struct seal_public *p, char *why)
{
	/*
	 * Everybody may read it.  Whoever could write it could have all new
	 * URLs sealed to a key of their own.
	 */
	const struct seal_file_rule rule = {path, S_IWGRP | S_IWOTH, 1};
	char line[SEAL_LINE_BYTES + 2], id[SEAL_KEY_ID_BYTES];

	seal_start();
	if (seal_file_read(&rule, line, why) < 0)
		return -1;
	if (seal_line_parse(line, SEAL_PUBLIC_MAGIC, id, p->key) != 0)
		return seal_file_failed(path, "not a public key file", why);
	name_key(p);
	if (strcmp(id, p->id) != 0)
		return seal_file_failed(
		    path, "the key is not the one it names", why);
	return 0;
}

int
seal_public_replace(const char *path, const struct seal_public *p, char *why)
{
	char line[SEAL_LINE_BYTES + 1];

	seal_line_format(line, SEAL_PUBLIC_MAGIC, p->id, p->key);
	return seal_file_replace(path, line, why);
}

/*
 * The public key is computed and not read: two files that don't belong
 * together can't go unnoticed.
 */
static int
take_secret(struct seal_pair *k, const char *line, const char *path, char *why)
{
	char id[SEAL_KEY_ID_BYTES];

	if (seal_line_parse(line, SEAL_SECRET_MAGIC, id, k->secret) != 0)
		return seal_file_failed(path, "not a secret key file", why);
	if (!is_clamped(k->secret) ||
	    crypto_scalarmult_base(k->public.key, k->secret) != 0)
		return seal_file_failed(path, "not a usable key", why);
	name_key(&k->public);
	if (strcmp(id, k->public.id) != 0)
		return seal_file_failed(
		    path, "the key is not the one it names", why);
	return 0;
}

int
seal_pair_take(
    struct seal_pair *k, const char *line, const char *path, char *why)
{
	k->secret = seal_locked(SEAL_KEY_BYTES);
	if (take_secret(k, line, path, why) != 0) {
		seal_pair_free(k);
		return -1;
	}
	/*
	 * From here on a stray write ends the process instead of changing the
	 * key.
	 */
	sodium_mprotect_readonly(k->secret);
	return 0;
}

void
seal_pair_free(struct seal_pair *k)
{
	/* Zeroes the key, and allows NULL. */
	sodium_free(k->secret);
	memset(k, 0, sizeof(*k));
}
