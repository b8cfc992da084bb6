/*
 * web_key.c - the secret of the web tier; see web_key.h.
 *
 * XChaCha20-Poly1305: nonces are random, and what a text is bound to is
 * authenticated with it, so a seed moved to another user's row does not open.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/web_key.h"
#include "core/log.h"
#include "core/private_key.h"
#include "core/xmalloc.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Longest content: a seed, or what a cookie says. */
#define PLAIN_MAX 64

void
web_key_from(const unsigned char *bytes, struct web_key *k)
{
	if (crypto_kdf_derive_from_key(
		k->seal, sizeof(k->seal), 1, "tocsinwk", bytes) != 0)
		fatalx("no key can be derived");
}

void
web_key_load(const char *path, struct web_key *k)
{
	char why[PRIVATE_KEY_WHY_BYTES];
	struct private_key key;

	if (private_key_load(path, &key, why) != 0)
		fatalx("%s; 'tocsin setup' makes one", why);
	web_key_from(key.bytes, k);
	private_key_free(&key);
}

/* The bond as bytes that no two bonds share; the caller frees it. */
static char *
bond_text(const struct web_key_bond *bond)
{
	return xasprintf(
	    "%s %lld %s", bond->purpose, (long long)bond->owner, bond->session);
}

char *
web_key_seal(const struct web_key *k, const struct web_key_bond *bond,
    const void *bytes, size_t n)
{
	unsigned char sealed[NONCE + PLAIN_MAX + TAG];
	char *with = bond_text(bond), *text;
	size_t room;

	if (n > PLAIN_MAX)
		fatalx("too much to seal");
	randombytes_buf(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, bytes,
	    n, (const unsigned char *)with, strlen(with), NULL, sealed,
	    k->seal);
	room = sodium_base64_encoded_len(NONCE + n + TAG, BASE64);
	text = xmalloc(room);
	sodium_bin2base64(text, room, sealed, NONCE + n + TAG, BASE64);
	free(with);
	return text;
}

bool
web_key_open(const struct web_key *k, const struct web_key_bond *bond,
    const char *text, void *out, size_t n)
{
	unsigned char sealed[NONCE + PLAIN_MAX + TAG];
	char *with = bond_text(bond);
	const char *end;
	size_t got;
	bool good;

	good = n <= PLAIN_MAX &&
	       sodium_base642bin(sealed, sizeof(sealed), text, strlen(text),
		   NULL, &got, &end, BASE64) == 0 &&
	       *end == '\0' && got == NONCE + n + TAG &&
	       crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
		   sealed + NONCE, n + TAG, (const unsigned char *)with,
		   strlen(with), sealed, k->seal) == 0;
	if (!good)
		sodium_memzero(out, n);
	free(with);
	return good;
}
