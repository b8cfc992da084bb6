/*
 * input.c - what a browser sends, decoded and judged; see input.h.
 *
 * Nothing behind this file sees a byte that was not asked for.  All values lie
 * in one block, since some of them are credentials: wiping the block wipes
 * every copy that was made here.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/input.h"
#include "core/text.h"
#include "core/xmalloc.h"

/* How much of a foreign field name is repeated. */
#define NAME_SHOWN 40

/*
 * text_clean() makes at most three bytes of one, and an ellipsis at the end: a
 * value with this much room can be cleaned where it lies.
 */
#define ROOM(bytes) (3 * (bytes) + 4)

#define BAD_BYTES "Type this again: it holds a character that can't be stored."
#define BAD_ESCAPE "Type this again: it did not arrive whole."
#define TOO_LONG "Give a shorter text."

/* The state of one input_read(). */
struct reading {
	struct input *in;
	uint64_t allowed;
	char *scratch; /* one name or value, decoded */
	size_t used;   /* of the store */
	char *why;
};

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * Undo the percent encoding of s into out, which has bytes + 1.  The WHATWG's
 * decoder lets a bad escape stand as it is; here it is an error, as no
 * browser sends one and two readers of it may not agree.  False: out is then
 * what had been decoded up to there.
 */
static bool
decode(const char *s, size_t bytes, char *out, size_t *got)
{
	const char *end = s + bytes;
	size_t n = 0;
	bool good = true;

	while (s < end) {
		int high, low;

		if (*s != '%') {
			out[n++] = *s == '+' ? ' ' : *s;
			s++;
			continue;
		}
		high = end - s > 2 ? hex_digit(s[1]) : -1;
		low = end - s > 2 ? hex_digit(s[2]) : -1;
		good = high >= 0 && low >= 0;
		if (!good)
			break;
		out[n++] = (char)(high << 4 | low);
		s += 3;
	}
	out[n] = '\0';
	*got = n;
	return good;
}

/* 400, with the reason; the name may be anybody's text. */
static int
refuse(
    struct reading *r, const char *before, const char *name, const char *after)
{
	char *shown = text_clean(name, NAME_SHOWN);

	snprintf(r->why, INPUT_WHY_BYTES, "%s \"%s\" %s", before, shown, after);
	free(shown);
	return 400;
}

/* The value's place in the store, where it may be written. */
static char *
place(const struct input *in, enum field_id f)
{
	return in->store + (in->value[f] - in->store);
}

static void
wipe(struct input *in, enum field_id f)
{
	if (in->value[f] != NULL)
		sodium_memzero(place(in, f), strlen(in->value[f]));
}

/*
 * A value at fault stays in its form, so that a slip in one field costs
 * nobody the others.  A credential does not: it is never shown again.
 */
void
input_error(struct input *in, enum field_id f, const char *error)
{
	char *shown;

	if (in->error[f] != NULL)
		return;
	in->error[f] = error;
	if (in->value[f] == NULL)
		return;
	if (fields[f].secret) {
		wipe(in, f);
		return;
	}
	shown = text_clean(in->value[f], fields[f].max_bytes);
	memcpy(place(in, f), shown, strlen(shown) + 1);
	/* Somebody may have pasted a credential into the wrong field. */
	sodium_memzero(shown, strlen(shown));
	free(shown);
}

/*
 * What is wrong with a value of that many bytes, or NULL.  The field's own
 * words come before the general ones for what is too long.
 */
static const char *
judge(const struct field *f, const char *value, size_t bytes)
{
	const char *error;

	if (!text_utf8(value, bytes))
		return BAD_BYTES;
	error = f->check(value);
	return error == NULL && bytes > f->max_bytes ? TOO_LONG : error;
}

/*
 * The decoded value of a field that is taken, for the first time: keep it.
 * The store is zeroed, so each value has its end.
 */
static int
keep(struct reading *r, enum field_id f, size_t bytes, bool whole)
{
	const char *value = r->scratch, *error;

	error = whole ? judge(&fields[f], value, bytes) : BAD_ESCAPE;
	if (error != NULL && fields[f].secret)
		bytes = 0;
	r->in->value[f] = memcpy(r->in->store + r->used, value, bytes);
	r->used += ROOM(bytes);
	if (error == NULL)
		return 0;
	if (f == FIELD_CSRF) {
		/* Not a token at all: the guard treats it as none. */
		input_error(r->in, f, error);
		return 0;
	}
	if (fields[f].hidden)
		return refuse(r, "The field", fields[f].name,
		    "is not as a page of this server sends it: load the page"
		    " again.");
	input_error(r->in, f, error);
	return 0;
}

/* The allowed field of that name, or FIELD__MAX. */
static enum field_id
find(const struct reading *r, const char *name)
{
	enum field_id f;

	for (f = 0; f < FIELD__MAX; f++)
		if ((r->allowed >> f & 1) != 0 &&
		    strcmp(fields[f].name, name) == 0)
			break;
	return f;
}

/* One NAME=VALUE; without the sign it is a name with an empty value. */
static int
read_pair(struct reading *r, const char *pair, size_t bytes)
{
	const char *sign = memchr(pair, '=', bytes);
	size_t name_bytes = sign == NULL ? bytes : (size_t)(sign - pair);
	size_t from = sign == NULL ? bytes : name_bytes + 1, got;
	enum field_id f;
	bool whole;

	whole = decode(pair, name_bytes, r->scratch, &got);
	if (!whole || !text_utf8(r->scratch, got))
		return refuse(r, "A field's name,", r->scratch, "is not text.");
	f = find(r, r->scratch);
	if (f == FIELD__MAX)
		return refuse(r, "There is no field", r->scratch, "here.");
	if (r->in->value[f] != NULL)
		return refuse(
		    r, "The field", r->scratch, "must be given only once.");
	whole = decode(pair + from, bytes - from, r->scratch, &got);
	return keep(r, f, got, whole);
}

int
input_read(struct input *in, uint64_t allowed, const char *text, size_t bytes,
    char *why)
{
	struct reading r = {.in = in, .allowed = allowed, .why = why};
	const char *end = text + bytes;
	int status = 0;

	memset(in, 0, sizeof(*in));
	/* Scratch first, then each field's value with room to be cleaned. */
	r.used = bytes + 1;
	in->store_bytes = r.used + ROOM(bytes) + (size_t)FIELD__MAX * ROOM(0);
	in->store = xcalloc(1, in->store_bytes);
	r.scratch = in->store;
	while (text < end && status == 0) {
		const char *cut = memchr(text, '&', (size_t)(end - text));
		const char *stop = cut == NULL ? end : cut;

		/* Browsers skip empty pairs, and so do we. */
		if (stop > text)
			status = read_pair(&r, text, (size_t)(stop - text));
		text = stop + (cut != NULL);
	}
	/* A credential may have come through here. */
	sodium_memzero(r.scratch, bytes + 1);
	return status;
}

void
input_clear(struct input *in)
{
	if (in->store != NULL)
		sodium_memzero(in->store, in->store_bytes);
	free(in->store);
	memset(in, 0, sizeof(*in));
}

bool
input_faulty(const struct input *in)
{
	enum field_id f;

	for (f = 0; f < FIELD__MAX; f++)
		if (in->error[f] != NULL)
			return true;
	return false;
}

void
input_drop(struct input *in, enum field_id f)
{
	if (fields[f].secret)
		wipe(in, f);
	in->value[f] = NULL;
	in->error[f] = NULL;
}

void
input_forgive(struct input *in)
{
	memset(in->error, 0, sizeof(in->error));
}

char *
input_trimmed(const struct input *in, enum field_id f)
{
	static const char blanks[] = " \t\r\n";
	const char *s = in->value[f];
	size_t n;

	if (s == NULL)
		return NULL;
	s += strspn(s, blanks);
	n = strlen(s);
	while (n > 0 && strchr(blanks, s[n - 1]) != NULL)
		n--;
	return n > 0 ? xstrndup(s, n) : NULL;
}

/* A browser sends a box that is ticked and leaves the others out. */
bool
input_on(const struct input *in, enum field_id f)
{
	return in->value[f] != NULL && in->error[f] == NULL;
}

int
input_number(const struct input *in, enum field_id f)
{
	int64_t n;

	if (in->value[f] == NULL || in->error[f] != NULL ||
	    !text_int(in->value[f], 0, 100, &n))
		return -1;
	return (int)n;
}

/* Ids are written as people see them, in hex; versions count in decimal. */
int64_t
input_id(const struct input *in, enum field_id f)
{
	int64_t version;

	if (in->value[f] == NULL || in->error[f] != NULL)
		return 0;
	if (f == FIELD_VERSION)
		return text_int(in->value[f], 1, INT64_MAX, &version) ? version
								      : 0;
	return (int64_t)strtoull(in->value[f], NULL, 16);
}
