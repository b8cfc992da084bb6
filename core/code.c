/*
 * code.c - one-time codes; see code.h.
 */
#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "core/code.h"

/* As RFC 4648's base 32: no 0, 1, 8 or 9, which are taken for O, I and B. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

#define LETTERS 24 /* of five bits each */
#define GROUP 6

/* 32 divides 256: each letter is as likely as any other. */
void
code_make(char *out)
{
	unsigned char bits[LETTERS];
	size_t i, n = 0;

	randombytes_buf(bits, sizeof(bits));
	for (i = 0; i < LETTERS; i++) {
		if (i > 0 && i % GROUP == 0)
			out[n++] = '-';
		out[n++] = letters[bits[i] % 32];
	}
	out[n] = '\0';
	sodium_memzero(bits, sizeof(bits));
}

/* The letters alone, as they were made; false where that is no code. */
static bool
normal(const char *typed, char *out)
{
	size_t n = 0;
	int c;

	for (; *typed != '\0'; typed++) {
		c = tolower((unsigned char)*typed);
		if (c == '-' || c == ' ')
			continue;
		if (n == LETTERS || strchr(letters, c) == NULL)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return n == LETTERS;
}

bool
code_hash(const char *typed, const char *purpose, char *out)
{
	char code[LETTERS + 1];
	bool is = normal(typed, code);

	out[0] = '\0';
	if (is)
		secret_hash(code, purpose, out);
	sodium_memzero(code, sizeof(code));
	return is;
}
