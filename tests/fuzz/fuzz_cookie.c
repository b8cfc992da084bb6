/*
 * fuzz_cookie.c - any bytes as a Cookie header.
 *
 * The first byte chooses which cookie is looked for and in how much room.
 * What is found is what another reading of the header finds: exactly one
 * cookie of that name, whole, with nothing written behind the room given.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/cookie.h"
#include "core/xmalloc.h"

#define GUARD 0x5a

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
broken(const char *what)
{
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* How many cookies of that name, by cutting a copy up; the last's value. */
static unsigned
count(char *copy, const char *name, const char **value)
{
	unsigned found = 0;
	char *pair, *state = NULL;

	for (pair = strtok_r(copy, ";", &state); pair != NULL;
	     pair = strtok_r(NULL, ";", &state)) {
		char *sign;

		while (*pair == ' ' || *pair == '\t')
			pair++;
		sign = strchr(pair, '=');
		if (sign == NULL || (size_t)(sign - pair) != strlen(name) ||
		    memcmp(pair, name, strlen(name)) != 0)
			continue;
		found++;
		*value = sign + 1;
	}
	return found;
}

static void
look(const char *header, const char *name, size_t room)
{
	char *copy = xstrdup(header), *out = xmalloc(room + 1);
	const char *value = "";
	unsigned n = count(copy, name, &value);
	bool expected = n == 1 && strlen(value) < room;

	memset(out, GUARD, room + 1);
	if (cookie_find(header, name, out, room) != expected)
		broken("found or not");
	if (out[room] != GUARD)
		broken("written behind its room");
	if (strcmp(out, expected ? value : "") != 0)
		broken("another value");
	free(out);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"sid", "__Host-sid", "theme", "a"};
	static const size_t rooms[] = {1, 2, 8, 44};
	char *header;

	if (size == 0)
		return 0;
	header = xstrndup((const char *)data + 1, size - 1);
	look(header, names[data[0] % 4], rooms[data[0] / 4 % 4]);
	free(header);
	return 0;
}
