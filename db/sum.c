/*
 * sum.c - sums of rows; see sum.h.
 */
#include <sodium.h>
#include <string.h>

#include "db/sum.h"

int64_t
sum_row(const int64_t *columns, size_t n, const char *text)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	crypto_generichash_state h;
	int64_t sum;

	crypto_generichash_init(&h, NULL, 0, sizeof(hash));
	crypto_generichash_update(
	    &h, (const unsigned char *)columns, n * sizeof(*columns));
	crypto_generichash_update(
	    &h, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&h, hash, sizeof(hash));
	memcpy(&sum, hash, sizeof(sum));
	return sum;
}
