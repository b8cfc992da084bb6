/*
 * fuzz_body.c - any bytes as the body of a call with events.
 *
 * The first byte chooses between JSON and lines.  Whatever the rest is: what
 * is taken is sound, what is refused has a reason and a place that exists, and
 * of a body that is refused as a whole nothing is left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/events_body.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
broken(const char *what)
{
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

static void
check_reason(const char *why)
{
	if (*why == '\0' || !text_utf8(why, strlen(why)))
		broken("a reason that is none");
}

static void
check_refusals(const struct events_body *b, size_t lines)
{
	size_t i, item = 0, line = 1;

	for (i = 0; i < b->refused_total && i < BODY_REFUSED_MAX; i++) {
		const struct body_refusal *r = &b->refused[i];

		check_reason(r->why);
		if (r->item <= item || r->line < line || r->line > lines)
			broken("a refusal out of its place");
		if (r->item > b->count + b->refused_total)
			broken("a refusal of an item that is not there");
		item = r->item;
		line = r->line;
	}
}

static void
check_read(const struct events_body *b, size_t lines)
{
	char why[EVENT_WHY_BYTES];
	size_t i;

	if (b->count + b->refused_total == 0 ||
	    b->count + b->refused_total > BODY_EVENTS_MAX)
		broken("the number of events");
	for (i = 0; i < b->count; i++)
		if (!event_validate(&b->events[i], why, sizeof(why)))
			broken("an event that is not sound");
	check_refusals(b, lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct event_origin origin = {"fuzz", INT64_C(1795435200000)};
	struct events_body b;
	enum body_kind kind;
	enum body_got got;
	const char *text;
	size_t lines = 1, i;

	if (size == 0)
		return 0;
	kind = data[0] % 2 == 0 ? BODY_JSON : BODY_NDJSON;
	text = (const char *)data + 1;
	for (i = 1; i < size; i++)
		lines += data[i] == '\n';
	got = events_body_read(&b, kind, text, size - 1, &origin);
	if (got == BODY_READ)
		check_read(&b, lines);
	else if (b.count != 0 || b.refused_total != 0 || b.events != NULL)
		broken("something is left of a refused body");
	if (got == BODY_BROKEN) {
		check_reason(b.why);
		if (b.broken_line < 1 || b.broken_line > lines)
			broken("a line that is not there");
	}
	events_body_clear(&b);
	return 0;
}
