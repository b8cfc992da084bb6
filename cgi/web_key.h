/*
 * web_key.h - the one secret of the web tier: it seals the seeds of second
 * factors, and the cookies of known browsers.
 *
 * It opens no webhook URL.  Whoever has it and config.db can make codes of the
 * second factor, but still needs the password.
 */
#ifndef TOCSIN_CGI_WEB_KEY_H
#define TOCSIN_CGI_WEB_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEB_KEY_BYTES 32

struct web_key {
	unsigned char seal[32]; /* of both: each text has its bond */
};

/*
 * web_key_load(path, k): read it; fatal, with what to do, where that fails or
 * others may read the file.  Blocks for the disk.
 */
void web_key_load(const char *path, struct web_key *k);

/* web_key_from(bytes, k): from WEB_KEY_BYTES themselves. */
void web_key_from(const unsigned char *bytes, struct web_key *k);

/*
 * What a sealed text is bound to: it opens for the same purpose, owner and
 * session ("" for none) only.
 */
struct web_key_bond {
	const char *purpose; /* a literal */
	int64_t owner;
	const char *session;
};

/*
 * web_key_seal(k, bond, bytes, n): as text of the URL-safe base64 alphabet;
 * the caller frees it.
 */
char *web_key_seal(const struct web_key *k, const struct web_key_bond *bond,
    const void *bytes, size_t n);

/*
 * web_key_open(k, bond, text, out, n): exactly n bytes into out, which the
 * caller wipes.  False, and out zeroed, for anything else.
 */
bool web_key_open(const struct web_key *k, const struct web_key_bond *bond,
    const char *text, void *out, size_t n);

#endif
