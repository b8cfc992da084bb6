/*
 * chain.c - macs over the rows of the audit trail; see chain.h.
 *
 * What is hashed must say one thing only: numbers have eight bytes, and each
 * text its length before it, so no two rows have the same bytes.  A word at
 * the front keeps a row's mac from passing for the signature of the ends.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/chain.h"
#include "core/text.h"

#define ROW_TAG "tocsin-audit-row-1"
#define ENDS_TAG "tocsin-audit-ends-1"
#define MAC_BYTES ((CHAIN_MAC_BYTES - 1) / 2)

void
audit_row_clear(struct audit_row *r)
{
	size_t i;

	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		free(r->text[i]);
	memset(r, 0, sizeof(*r));
}

bool
audit_row_same(const struct audit_row *a, const struct audit_row *b)
{
	size_t i;

	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		if (strcmp(a->text[i], b->text[i]) != 0)
			return false;
	return a->source_seq == b->source_seq && a->at == b->at &&
	       a->object_id == b->object_id;
}

/* Big end first, whatever machine made it. */
static void
put_int(crypto_generichash_state *h, int64_t v)
{
	unsigned char bytes[8];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	crypto_generichash_update(h, bytes, sizeof(bytes));
}

static void
put_text(crypto_generichash_state *h, const char *text)
{
	size_t bytes = strlen(text);

	put_int(h, (int64_t)bytes);
	crypto_generichash_update(h, (const unsigned char *)text, bytes);
}

static void
begin(crypto_generichash_state *h, const struct private_key *k, const char *tag)
{
	crypto_generichash_init(h, k->bytes, PRIVATE_KEY_BYTES, MAC_BYTES);
	put_text(h, tag);
}

static void
end(crypto_generichash_state *h, char *mac)
{
	unsigned char bytes[MAC_BYTES];

	crypto_generichash_final(h, bytes, sizeof(bytes));
	sodium_bin2hex(mac, CHAIN_MAC_BYTES, bytes, sizeof(bytes));
	/* The state has been keyed. */
	sodium_memzero(h, sizeof(*h));
}

void
chain_mac(const struct private_key *k, const char *before,
    const struct audit_row *r, char *mac)
{
	crypto_generichash_state h;
	size_t i;

	begin(&h, k, ROW_TAG);
	put_text(&h, before);
	put_int(&h, r->n);
	put_int(&h, r->source_seq);
	put_int(&h, r->at);
	put_int(&h, r->object_id);
	put_int(&h, r->taken_at);
	for (i = 0; i < AUDIT_TEXT__MAX; i++)
		put_text(&h, r->text[i]);
	end(&h, mac);
}

void
chain_ends_new(struct chain_ends *e)
{
	memset(e, 0, sizeof(*e));
	memcpy(e->start_mac, CHAIN_NOTHING, CHAIN_MAC_BYTES);
	memcpy(e->head_mac, CHAIN_NOTHING, CHAIN_MAC_BYTES);
}

static void
ends_mac(const struct private_key *k, const struct chain_ends *e, char *mac)
{
	crypto_generichash_state h;

	begin(&h, k, ENDS_TAG);
	put_int(&h, e->taken_seq);
	put_int(&h, e->start_n);
	put_text(&h, e->start_mac);
	put_int(&h, e->head_n);
	put_text(&h, e->head_mac);
	end(&h, mac);
}

void
chain_sign(const struct private_key *k, struct chain_ends *e)
{
	ends_mac(k, e, e->sign);
}

bool
chain_signed(const struct private_key *k, const struct chain_ends *e)
{
	char mac[CHAIN_MAC_BYTES];

	ends_mac(k, e, mac);
	return chain_same(mac, e->sign);
}

bool
chain_same(const char *a, const char *b)
{
	return strlen(a) == CHAIN_MAC_BYTES - 1 &&
	       strlen(b) == CHAIN_MAC_BYTES - 1 &&
	       sodium_memcmp(a, b, CHAIN_MAC_BYTES - 1) == 0;
}

/* The number, cut out of its line, up to the blank behind it. */
static bool
read_number(const char *text, size_t bytes, int64_t *n)
{
	char number[24];

	if (bytes >= sizeof(number))
		return false;
	memcpy(number, text, bytes);
	number[bytes] = '\0';
	return text_int(number, 1, INT64_MAX, n);
}

bool
chain_anchor_read(const char *line, struct chain_anchor *a)
{
	static const char front[] = "audit anchor n=", middle[] = " mac=";
	const char *n = strstr(line, front), *mac;

	if (n == NULL)
		return false;
	n += strlen(front);
	mac = strstr(n, middle);
	if (mac == NULL || !read_number(n, (size_t)(mac - n), &a->n))
		return false;
	mac += strlen(middle);
	if (strspn(mac, "0123456789abcdef") != CHAIN_MAC_BYTES - 1)
		return false;
	memcpy(a->mac, mac, CHAIN_MAC_BYTES - 1);
	a->mac[CHAIN_MAC_BYTES - 1] = '\0';
	return true;
}
