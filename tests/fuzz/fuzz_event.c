/*
 * fuzz_event.c - libFuzzer over event_parse_line(): any bytes are safe, a
 * refusal says why and leaves nothing behind, and an accepted event is valid
 * and comes back the same from its own JSON.
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -I. -D_GNU_SOURCE \
 *	    tests/fuzz/fuzz_event.c core/event.c core/event_*.c core/text.c \
 *	    core/utf8.c core/xmalloc.c core/log.c -ljson-c -lsodium -o fuzz
 *	./fuzz -max_len=8192 NEW_INPUTS tests/fuzz/corpus/event
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/event.h"
#include "core/event_parse.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
broken(const char *what, const char *text)
{
	fprintf(stderr, "broken: %s: %s\n", what, text);
	abort();
}

static void
same_text(const char *name, const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		broken("did not come back the same", name);
}

static void
same(const struct event *a, const struct event *b)
{
	same_text("source", a->source, b->source);
	same_text("source_id", a->source_id, b->source_id);
	same_text("entity_id", a->entity_id, b->entity_id);
	same_text("entity_name", a->entity_name, b->entity_name);
	same_text("check", a->check, b->check);
	same_text("device", a->device, b->device);
	same_text("status", a->status, b->status);
	same_text("message", a->message, b->message);
	same_text("url", a->url, b->url);
	same_text("detail", a->detail, b->detail);
	if (a->kind != b->kind || a->entity_type != b->entity_type ||
	    a->urgency != b->urgency || a->threat != b->threat ||
	    a->certainty != b->certainty || a->decreased != b->decreased ||
	    a->event_at != b->event_at)
		broken("did not come back the same", "a number");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct event zero;
	const struct event_origin origin = {"fuzz", INT64_C(1795435200000)};
	char why[EVENT_WHY_BYTES], why2[EVENT_WHY_BYTES];
	struct event e, back;
	char *json;

	if (event_parse_line((const char *)data, size, &origin, &e, why) != 0) {
		if (*why == '\0' || !text_utf8(why, strlen(why)))
			broken("a refusal without a readable reason", why);
		if (memcmp(&e, &zero, sizeof(e)) != 0)
			broken("a refused event is not empty", why);
		return 0;
	}
	if (!event_validate(&e, why2, sizeof(why2)))
		broken("an accepted event is not valid", why2);
	json = event_to_json(&e);
	if (!text_utf8(json, strlen(json)))
		broken("not well-formed UTF-8", json);
	if (event_parse_line(json, strlen(json), &origin, &back, why) != 0)
		broken("its own JSON is refused", why);
	same(&e, &back);
	event_clear(&back);
	event_clear(&e);
	free(json);
	return 0;
}
