/*
 * totp.c - the second factor's codes; see totp.h.
 *
 * liboath makes the codes, libqrencode the picture's pattern.
 */
#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/totp.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* Quiet modules around a code, which readers need. */
#define QUIET 4

/* The code of one step; out has TOTP_DIGITS and a NUL. */
static void
code_of(const unsigned char *seed, int64_t step, char *out)
{
	int rc = oath_hotp_generate((const char *)seed, TOTP_SEED_BYTES,
	    (uint64_t)step, TOTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
	    out);

	if (rc != OATH_OK)
		fatalx("liboath: %s", oath_strerror(rc));
}

/* Apps show "123 456", and people type what they see. */
static bool
six_digits(const char *typed, char *out)
{
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (strchr(" \t\r\n", *typed) != NULL)
			continue;
		if (n == TOTP_DIGITS)
			return false;
		out[n++] = *typed;
	}
	out[n] = '\0';
	return n == TOTP_DIGITS;
}

/* All three are compared, whichever is the one: the time tells nothing. */
int64_t
totp_step(const unsigned char *seed, const char *code, int64_t now_ms)
{
	int64_t now = now_ms / 1000 / TOTP_STEP_S, step, found = 0;
	char due[TOTP_DIGITS + 1], given[TOTP_DIGITS + 1];

	if (!six_digits(code, given))
		return 0;
	for (step = now - 1; step <= now + 1; step++) {
		code_of(seed, step, due);
		if (sodium_memcmp(due, given, TOTP_DIGITS) == 0)
			found = step;
	}
	sodium_memzero(due, sizeof(due));
	sodium_memzero(given, sizeof(given));
	return found;
}

/* 32 characters: 20 bytes fill base 32 without padding. */
static char *
base32(const unsigned char *seed)
{
	char *text = NULL;

	if (oath_base32_encode(
		(const char *)seed, TOTP_SEED_BYTES, &text, NULL) != OATH_OK)
		xmalloc_failed();
	return text;
}

char *
totp_text(const unsigned char *seed)
{
	char *all = base32(seed), *text = xmalloc(strlen(all) * 2 + 1);
	size_t i, n = 0;

	for (i = 0; all[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			text[n++] = ' ';
		text[n++] = all[i];
	}
	text[n] = '\0';
	sodium_memzero(all, strlen(all));
	free(all);
	return text;
}

/*
 * Names of users have no character that a URI would have to escape but "@",
 * which may stand in a path; those that a proxy names get no second factor.
 */
char *
totp_uri(const unsigned char *seed, const char *name)
{
	char *all = base32(seed);
	char *uri = xasprintf("otpauth://totp/Tocsin:%s?secret=%s&issuer=Tocsin"
			      "&algorithm=SHA1&digits=%d&period=%d",
	    name, all, TOTP_DIGITS, TOTP_STEP_S);

	sodium_memzero(all, strlen(all));
	free(all);
	return uri;
}

/* One path element for each run of dark modules in a row. */
static void
draw(FILE *f, const QRcode *qr)
{
	int x, y, from, n = qr->width;

	for (y = 0; y < n; y++)
		for (x = 0; x < n; x++) {
			for (from = x; x < n && (qr->data[y * n + x] & 1) != 0;
			     x++)
				;
			if (x > from)
				fprintf(f, "M%d %dh%dv1h-%dz", from + QUIET,
				    y + QUIET, x - from, x - from);
		}
}

/*
 * An image of its own, in a URI: the page's policy lets no style or script of
 * it in, and nothing of it is kept by anybody.  White behind, also where the
 * page is dark: phones read nothing else.
 */
char *
totp_picture(const char *uri)
{
	QRcode *qr = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
	char *text = NULL;
	size_t bytes = 0;
	int size;
	FILE *f = open_memstream(&text, &bytes);

	if (qr == NULL || f == NULL)
		xmalloc_failed();
	size = qr->width + 2 * QUIET;
	fprintf(f,
	    "data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg' "
	    "viewBox='0 0 %d %d' shape-rendering='crispEdges'%%3E%%3Cpath "
	    "fill='%%23fff' d='M0 0h%dv%dh-%dz'/%%3E%%3Cpath d='",
	    size, size, size, size, size);
	draw(f, qr);
	fputs("'/%3E%3C/svg%3E", f);
	if (fclose(f) != 0)
		xmalloc_failed();
	sodium_memzero(qr->data, (size_t)qr->width * (size_t)qr->width);
	QRcode_free(qr);
	return text;
}
