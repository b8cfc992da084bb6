/*
 * password.c - passwords of users; see password.h.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/log.h"
#include "core/password.h"
#include "core/password_common.h"
#include "core/text.h"
#include "core/utf8.h"

/* What a guess costs whoever has the hashes: 64 MiB and three passes. */
#define COST_OPS 3ULL
#define COST_BYTES ((size_t)64 << 20)

/*
 * Of a random password that nobody has.  Who gives a name that there is not
 * waits as long as anybody else, or the wait would tell which names there are.
 */
static const char nobodys[] =
    "$argon2id$v=19$m=65536,t=3,p=1$"
    "V8uzF/NGWMdAtInQcbQsVA$g/hNcQzWOYZL7d56i6W207shv3+J+GXfGQl9Ue2H+Qw";

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES,
    "what libsodium writes fits");

/* Words that whoever guesses would try first here, whatever stands around. */
static const char *const product_words[] = {"tocsin", "vectra"};

/* A shorter name is part of too many words. */
#define NAME_CHARS_MIN 4

static size_t
characters(const char *s)
{
	size_t len = strlen(s), n = 0;
	uint32_t point;

	while (len > 0) {
		size_t step = utf8_next(s, len, &point);

		s += step;
		len -= step;
		n++;
	}
	return n;
}

static bool
say(char *why, const char *what)
{
	snprintf(why, PASSWORD_WHY_BYTES, "%s", what);
	return false;
}

/* Holds a word, in any letter case, of a list of its own or the user's name. */
static bool
holds_word(const char *password, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(product_words) / sizeof(product_words[0]); i++)
		if (strcasestr(password, product_words[i]) != NULL)
			return true;
	return strlen(name) >= NAME_CHARS_MIN &&
	       strcasestr(password, name) != NULL;
}

bool
password_good(const char *password, const char *name, char *why)
{
	size_t bytes = strlen(password);

	if (!text_utf8(password, bytes))
		return say(why, "Give a password of well-formed characters.");
	if (characters(password) < PASSWORD_CHARS_MIN) {
		snprintf(why, PASSWORD_WHY_BYTES,
		    "Give a password of at least %d characters; %d or more are "
		    "better: a few words are easy to remember.",
		    PASSWORD_CHARS_MIN, PASSWORD_CHARS_ADVISED);
		return false;
	}
	if (bytes > PASSWORD_BYTES_MAX) {
		snprintf(why, PASSWORD_WHY_BYTES,
		    "Give a password of at most %d bytes.", PASSWORD_BYTES_MAX);
		return false;
	}
	if (holds_word(password, name))
		return say(why, "Give a password without your name and without "
				"the name of this product.");
	if (password_common(password))
		return say(why, "Many people use this password, so it is "
				"guessed first. Give another one.");
	return true;
}

int
password_hash(const char *password, char *out)
{
	memset(out, 0, PASSWORD_HASH_BYTES);
	if (crypto_pwhash_str_alg(out, password, strlen(password), COST_OPS,
		COST_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0)
		return 0;
	log_warnx("no memory for a password's hash: it takes %zu MiB",
	    COST_BYTES >> 20);
	return -1;
}

/* Whatever the hash: one run of argon2id, no matter what comes of it. */
bool
password_verify(const char *hash, const char *password)
{
	char copy[PASSWORD_HASH_BYTES] = {0};
	bool there = hash != NULL && hash[0] != '\0';
	bool opened;

	snprintf(copy, sizeof(copy), "%s", there ? hash : nobodys);
	opened =
	    crypto_pwhash_str_verify(copy, password, strlen(password)) == 0;
	sodium_memzero(copy, sizeof(copy));
	return there && opened;
}

bool
password_stale(const char *hash)
{
	char copy[PASSWORD_HASH_BYTES] = {0};
	bool stale;

	snprintf(copy, sizeof(copy), "%s", hash);
	stale = crypto_pwhash_str_needs_rehash(copy, COST_OPS, COST_BYTES) != 0;
	sodium_memzero(copy, sizeof(copy));
	return stale;
}
