/*
 * fuzz_form.c - any bytes as a form's body or a query.
 *
 * The first byte chooses which fields are taken: all, one, or every second
 * one.  A refusal has a reason; what is taken is text of its field and no
 * longer than it may be, and is read the same again when it is sent back.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/input.h"
#include "core/text.h"
#include "core/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
broken(const char *what, enum field_id f)
{
	fprintf(stderr, "broken: %s: %s\n", what,
	    f < FIELD__MAX ? fields[f].name : "");
	abort();
}

static void
check_value(const struct input *in, enum field_id f, uint64_t allowed)
{
	const char *value = in->value[f], *error = in->error[f];

	if (value == NULL && error != NULL)
		broken("a fault of what was not sent", f);
	if (value == NULL)
		return;
	if ((allowed >> f & 1) == 0)
		broken("taken, and not allowed", f);
	if (!text_utf8(value, strlen(value)))
		broken("no text", f);
	if (error != NULL && fields[f].secret && *value != '\0')
		broken("a credential at fault is still there", f);
	if (error == NULL && strlen(value) > fields[f].max_bytes)
		broken("too long", f);
	if (error == NULL && fields[f].check(value) != NULL)
		broken("its own check refuses it", f);
}

/* NAME=VALUE of all that is sound, every byte of a value as %XX. */
static char *
sent_again(const struct input *in)
{
	size_t room = 1, at = 0;
	enum field_id f;
	char *text;

	for (f = 0; f < FIELD__MAX; f++)
		if (in->value[f] != NULL)
			room += strlen(fields[f].name) + 2 +
				3 * strlen(in->value[f]);
	text = xcalloc(1, room + 1);
	for (f = 0; f < FIELD__MAX; f++) {
		const char *p = in->value[f];

		if (p == NULL || in->error[f] != NULL)
			continue;
		at += (size_t)snprintf(
		    text + at, room - at, "&%s=", fields[f].name);
		for (; *p != '\0'; p++)
			at += (size_t)snprintf(text + at, room + 1 - at,
			    "%%%02x", (unsigned)(unsigned char)*p);
	}
	return text;
}

static void
read_again(const struct input *in, uint64_t allowed)
{
	char *text = sent_again(in), why[INPUT_WHY_BYTES];
	struct input again;
	enum field_id f;

	if (input_read(&again, allowed, text, strlen(text), why) != 0)
		broken("not taken a second time", FIELD__MAX);
	for (f = 0; f < FIELD__MAX; f++)
		if (in->value[f] != NULL && in->error[f] == NULL &&
		    (again.value[f] == NULL || again.error[f] != NULL ||
			strcmp(in->value[f], again.value[f]) != 0))
			broken("another value the second time", f);
	input_clear(&again);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[INPUT_WHY_BYTES] = "";
	struct input in;
	enum field_id f;
	uint64_t allowed;
	int status;

	if (size == 0)
		return 0;
	allowed = data[0] % 4 == 0   ? UINT64_C(0x5555555555555555)
		  : data[0] % 4 == 1 ? UINT64_C(1) << data[0] / 4 % FIELD__MAX
				     : UINT64_MAX;
	status =
	    input_read(&in, allowed, (const char *)data + 1, size - 1, why);
	if (status != 0 && status != 400)
		broken("a status that nobody expects", FIELD__MAX);
	if (status == 400 && (*why == '\0' || !text_utf8(why, strlen(why))))
		broken("a refusal without a reason", FIELD__MAX);
	if (status == 0) {
		for (f = 0; f < FIELD__MAX; f++)
			check_value(&in, f, allowed);
		read_again(&in, allowed);
	}
	input_clear(&in);
	if (in.store != NULL || in.store_bytes != 0)
		broken("something is left", FIELD__MAX);
	return 0;
}
