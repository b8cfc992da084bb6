/*
 * secret.c - random secrets; see secret.h.
 */
#include <sodium.h>
#include <string.h>

#include "core/secret.h"

void
secret_make(char *out)
{
	unsigned char bits[32];

	randombytes_buf(bits, sizeof(bits));
	sodium_bin2base64(out, SECRET_BYTES, bits, sizeof(bits),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bits, sizeof(bits));
}

bool
secret_is(const char *text)
{
	return strlen(text) == SECRET_BYTES - 1 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
			    "wxyz0123456789-_") == SECRET_BYTES - 1;
}

/*
 * The purpose is the message and the secret the key: whoever sees one hash
 * can make none of the others.  256 random bits need no slow hash.
 */
void
secret_hash(const char *secret, const char *purpose, char *out)
{
	unsigned char sum[crypto_generichash_BYTES];
	size_t bytes = strnlen(secret, crypto_generichash_KEYBYTES_MAX);

	/* BLAKE2b takes keys of 16 to 64 bytes; others are nobody's. */
	if (bytes < crypto_generichash_KEYBYTES_MIN) {
		randombytes_buf(sum, sizeof(sum));
	} else {
		crypto_generichash(sum, sizeof(sum),
		    (const unsigned char *)purpose, strlen(purpose),
		    (const unsigned char *)secret, bytes);
	}
	sodium_bin2hex(out, SECRET_HASH_BYTES, sum, sizeof(sum));
}

bool
secret_same(const char *a, const char *b)
{
	return strlen(a) == SECRET_HASH_BYTES - 1 &&
	       strlen(b) == SECRET_HASH_BYTES - 1 &&
	       sodium_memcmp(a, b, SECRET_HASH_BYTES - 1) == 0;
}
