/*
 * seal.c - webhook URLs and secrets in sealed boxes; see seal.h.
 *
 * Every copy of one that can be reached is zeroed after use.  json-c grows
 * its buffers by realloc(), which may leave pieces behind in the heap of a
 * process that holds it anyway; that process writes no core dumps.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <sodium.h>

#include "core/log.h"
#include "core/seal.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/*
 * Part of what is stored: another way of sealing takes another number, and old
 * rows are still told apart.
 */
#define VERSION "1."
#define ID_DIGITS (SEAL_KEY_ID_BYTES - 1)
#define PREFIX_BYTES (sizeof(VERSION) - 1 + ID_DIGITS + 1)
/* Without padding and with no byte that SQL, JSON or a shell would touch. */
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Far above what the longest URL needs with every byte of it escaped. */
#define SEALED_MAX_BYTES 65536

/*
 * Zero a string inside a JSON value; json-c owns it and is about to free it.
 * By sodium_memzero(): the compiler may leave a memset() out that nobody reads
 * after.
 */
static void
forget_text(const char *s)
{
	if (s != NULL)
		sodium_memzero((void *)(uintptr_t)s, strlen(s));
}

/* The member that a URL stands in, or a secret. */
static const char *
member_of(const struct seal_name *name)
{
	return name->beside == NULL ? "url" : "secret";
}

#define HASH_BYTES (2 * crypto_generichash_BYTES + 1)

/* A sealed text by its BLAKE2b-256, in hex; out has HASH_BYTES. */
static const char *
hash(const char *sealed, char *out)
{
	unsigned char sum[crypto_generichash_BYTES];

	crypto_generichash(sum, sizeof(sum), (const unsigned char *)sealed,
	    strlen(sealed), NULL, 0);
	return sodium_bin2hex(out, HASH_BYTES, sum, sizeof(sum));
}

/* Free the object after zeroing what is secret in it. */
static void
forget_content(struct json_object *o)
{
	static const char *const members[] = {"url", "secret"};
	struct json_object *v;
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (json_object_object_get_ex(o, members[i], &v) &&
		    json_object_is_type(v, json_type_string))
			forget_text(json_object_get_string(v));
	json_object_put(o);
}

/*
 * Seal the text and write it after the prefix.  NULL where the public key is
 * no point that can be sealed to; libsodium checks it.
 */
static char *
boxed(const struct seal_public *p, const char *text)
{
	size_t len = strlen(text);
	size_t box_len = len + crypto_box_SEALBYTES;
	size_t room = sodium_base64_ENCODED_LEN(box_len, BASE64);
	unsigned char *box = xmalloc(box_len);
	char *base64 = xmalloc(room);
	char *sealed = NULL;

	if (crypto_box_seal(box, (const unsigned char *)text, len, p->key) ==
	    0) {
		sodium_bin2base64(base64, room, box, box_len, BASE64);
		sealed = xasprintf(VERSION "%s.%s", p->id, base64);
	}
	free(base64);
	free(box);
	return sealed;
}

/*
 * The ids are sealed with it: a sealed box has no sender, so without them
 * whoever can write the row of one destination could give it the URL of
 * another.
 */
char *
seal_text(
    const struct seal_public *p, const struct seal_name *name, const char *text)
{
	size_t len = strlen(text);
	struct json_object *o;
	const char *content;
	char *sealed, sum[HASH_BYTES];

	/* What could not be opened again must not be sealed. */
	if (len == 0 || len > SEAL_TEXT_MAX_BYTES || !text_utf8(text, len))
		return NULL;
	o = xjson_object();
	xjson_add(o, "destination", xjson_int(name->destination_id));
	xjson_add(o, "seal", xjson_int(name->seal_id));
	if (name->beside != NULL)
		xjson_add(o, "beside", xjson_string(hash(name->beside, sum)));
	xjson_add(o, member_of(name), xjson_string(text));
	content = xjson_text(o, JSON_C_TO_STRING_PLAIN);
	sealed = boxed(p, content);
	forget_text(content);
	forget_content(o);
	return sealed;
}

/*
 * Readable without any key: after a change of keys it tells which rows must be
 * entered again.
 */
int
seal_key_id(const char *sealed, char *id)
{
	static const char hex[] = "0123456789abcdef";
	const char *start = sealed + sizeof(VERSION) - 1;

	if (strncmp(sealed, VERSION, sizeof(VERSION) - 1) != 0 ||
	    strspn(start, hex) != ID_DIGITS || start[ID_DIGITS] != '.')
		return -1;
	memcpy(id, start, ID_DIGITS);
	id[ID_DIGITS] = '\0';
	return 0;
}

/* Whether the box can be for this key; why says what is wrong. */
static bool
for_key(const struct seal_pair *k, const char *sealed, char *why)
{
	char id[SEAL_KEY_ID_BYTES];

	if (strlen(sealed) > SEALED_MAX_BYTES || seal_key_id(sealed, id) != 0) {
		snprintf(why, SEAL_WHY_BYTES, "not a seal");
		return false;
	}
	/*
	 * Said apart from "was changed": this one is mended with the right key
	 * file.
	 */
	if (strcmp(id, k->public.id) != 0) {
		snprintf(why, SEAL_WHY_BYTES,
		    "sealed for key %s, but the key here is %s: put that key "
		    "file back, or enter it again",
		    id, k->public.id);
		return false;
	}
	return true;
}

/*
 * Open the box behind the prefix: the text inside, NUL-ended, to be freed
 * with sodium_free(), which zeroes it; or NULL.
 */
static char *
unboxed(const struct seal_pair *k, const char *base64, size_t *len)
{
	size_t room = strlen(base64), box_len;
	unsigned char *box = xmalloc(room);
	char *text = NULL;

	if (sodium_base642bin(
		box, room, base64, room, NULL, &box_len, NULL, BASE64) != 0 ||
	    box_len < crypto_box_SEALBYTES)
		goto done;
	*len = box_len - crypto_box_SEALBYTES;
	text = sodium_malloc(*len + 1);
	if (text == NULL)
		fatalx("out of memory that can be locked");
	if (crypto_box_seal_open((unsigned char *)text, box, box_len,
		k->public.key, k->secret) != 0) {
		sodium_free(text);
		text = NULL;
		goto done;
	}
	text[*len] = '\0';
done:
	free(box);
	return text;
}

/*
 * The content is ours, or of somebody who has the public key, which is no
 * secret: so it is parsed as strictly as any foreign text.
 */
static struct json_object *
parsed(const char *text, size_t len)
{
	struct json_tokener *t = xjson_tokener(JSON_TOKENER_DEFAULT_DEPTH);
	struct json_object *o;

	json_tokener_set_flags(
	    t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = xjson_parse(t, text, (int)len);
	if (json_tokener_get_error(t) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(t);
	return o;
}

/*
 * An integer and nothing that converts to one: "7" or 7.0 is not what was
 * sealed.
 */
static bool
holds_id(struct json_object *o, const char *key, int64_t id)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) &&
	       json_object_is_type(v, json_type_int) &&
	       json_object_get_int64(v) == id;
}

static bool
holds_hash(struct json_object *o, const char *sealed)
{
	struct json_object *v;
	char sum[HASH_BYTES];

	return json_object_object_get_ex(o, "beside", &v) &&
	       json_object_is_type(v, json_type_string) &&
	       strcmp(json_object_get_string(v), hash(sealed, sum)) == 0;
}

/* Whether the content is that of the name; why says what is another one. */
static bool
of_name(struct json_object *o, const struct seal_name *name, char *why)
{
	if (!holds_id(o, "destination", name->destination_id))
		snprintf(why, SEAL_WHY_BYTES,
		    "not sealed for destination %" PRId64 ": enter it again",
		    name->destination_id);
	else if (!holds_id(o, "seal", name->seal_id))
		snprintf(why, SEAL_WHY_BYTES,
		    "not seal %" PRId64 " of destination %" PRId64
		    ": enter it again",
		    name->seal_id, name->destination_id);
	else if (name->beside != NULL && !holds_hash(o, name->beside))
		snprintf(why, SEAL_WHY_BYTES,
		    "the secret was entered for another URL: enter both again");
	else
		return true;
	return false;
}

/* The text out of the box's content, if it is the content of this name. */
static int
take_text(
    struct json_object *o, const struct seal_name *name, char **text, char *why)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, member_of(name), &v) ||
	    !json_object_is_type(v, json_type_string)) {
		snprintf(why, SEAL_WHY_BYTES, "the seal holds no %s",
		    name->beside == NULL ? "URL" : "secret");
		return -1;
	}
	if (!of_name(o, name, why))
		return -1;
	*text = xstrdup(json_object_get_string(v));
	return 0;
}

int
seal_open(const struct seal_pair *k, const char *sealed,
    const struct seal_name *name, char **text, char *why)
{
	struct json_object *o;
	size_t len;
	char *content;
	int rc;

	*text = NULL;
	if (!for_key(k, sealed, why))
		return -1;
	content = unboxed(k, sealed + PREFIX_BYTES, &len);
	if (content == NULL) {
		snprintf(why, SEAL_WHY_BYTES,
		    "what is sealed is cut or was changed: enter it again");
		return -1;
	}
	o = parsed(content, len);
	sodium_free(content);
	if (o == NULL) {
		snprintf(why, SEAL_WHY_BYTES, "the seal holds no JSON");
		return -1;
	}
	rc = take_text(o, name, text, why);
	forget_content(o);
	return rc;
}

/* Takes the pointer's address, so that nobody keeps one to what is gone. */
void
seal_forget(char **text)
{
	if (*text == NULL)
		return;
	sodium_memzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}
