/*
 * seal.h - a webhook URL is a credential, and so is what an app needs besides:
 * whoever has the public key can seal them, and only the holder of the secret
 * key can open them again.
 *
 * A sealed box (libsodium) does not say who sealed it, so its content names
 * the destination and the seal it was made for; a box copied to another row
 * does not open there.  Ids are the caller's; seal_id numbers what was saved
 * of a destination.
 */
#ifndef TOCSIN_SEAL_H
#define TOCSIN_SEAL_H

#include <stdint.h>

#define SEAL_KEY_BYTES 32        /* of a public and of a secret key */
#define SEAL_KEY_ID_BYTES 9      /* eight hex digits and the NUL */
#define SEAL_TEXT_MAX_BYTES 4096 /* longest text that is sealed */
#define SEAL_WHY_BYTES 400       /* room for a reason */

struct seal_public {
	char id[SEAL_KEY_ID_BYTES]; /* derived from the key: names it */
	unsigned char key[SEAL_KEY_BYTES];
};

/*
 * Both keys.  secret lies in memory of its own that is locked, surrounded by
 * guard pages and kept out of core dumps.  A zeroed struct holds none.
 */
struct seal_pair {
	struct seal_public public;
	unsigned char *secret; /* SEAL_KEY_BYTES, or NULL */
};

/*
 * seal_keys_generate(public_path, secret_path, why): make a new pair and
 * write both files, the public key with mode 0644 and the secret one with
 * 0400, owned by whoever runs this.  Neither path may exist.  Each file
 * appears whole and is on disk on return, the secret one first, so that
 * nothing is ever sealed for a key that was not kept.  Returns 0, or -1 with
 * the reason in why (SEAL_WHY_BYTES) and neither file left behind.  Blocks
 * for the disk.
 */
int seal_keys_generate(
    const char *public_path, const char *secret_path, char *why);

/*
 * seal_public_load(path, p, why): read the public key.  Returns 0, or -1 with
 * the reason in why (SEAL_WHY_BYTES).  p needs no freeing.
 */
int seal_public_load(const char *path, struct seal_public *p, char *why);

/*
 * seal_public_replace(path, p, why): let that file hold p instead, at once and
 * on disk on return.  Returns 0, or -1 with the reason in why.
 */
int seal_public_replace(
    const char *path, const struct seal_public *p, char *why);

/* seal_pair_free(k): zero and free the secret key; k itself is the caller's. */
void seal_pair_free(struct seal_pair *k);

/* What a seal is bound to. */
struct seal_name {
	int64_t destination_id;
	int64_t seal_id;
	/*
	 * NULL: it seals a URL.  Else a secret that goes with the URL in this
	 * sealed text: beside any other one it does not open, and nobody can
	 * make another one of the same hash.  So whoever writes the database
	 * can't have it sent to a host of theirs; nor can a URL pass for a
	 * secret.
	 */
	const char *beside;
};

/*
 * seal_text(p, name, text): a URL or a secret as text for the database,
 * "1.<key id>.<base64>", for a key from seal_public_load().  The caller
 * frees it; it is no secret.  NULL where text is empty, longer than
 * SEAL_TEXT_MAX_BYTES or not UTF-8, or the public key is no usable one.  text
 * stays the caller's to forget.
 */
char *seal_text(const struct seal_public *p, const struct seal_name *name,
    const char *text);

/*
 * seal_open(k, sealed, name, text, why): the URL or the secret back.  Returns
 * 0 and it in *text, which the caller gives to seal_forget(); or -1, *text
 * NULL and the reason in why (SEAL_WHY_BYTES), which never holds any of it: it
 * is cut or changed, of the other kind, or was sealed for another key,
 * destination, seal or URL.
 */
int seal_open(const struct seal_pair *k, const char *sealed,
    const struct seal_name *name, char **text, char *why);

/*
 * seal_key_id(sealed, id): which key the text was sealed for, into id
 * (SEAL_KEY_ID_BYTES).  Returns 0, or -1 where it is no sealed text.
 */
int seal_key_id(const char *sealed, char *id);

/* seal_forget(text): zero and free *text and set it NULL; it may be NULL. */
void seal_forget(char **text);

#endif
