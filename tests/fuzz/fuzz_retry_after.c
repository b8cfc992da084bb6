/*
 * fuzz_retry_after.c - any bytes as the value of Retry-After, and as a body.
 *
 * The result is a hint within its bounds or none; a date never moves with the
 * time at which it is read, but for the bounds.
 */
#include <stdlib.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "core/retry_after.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_be_hint(int64_t ms)
{
	if (ms != RETRY_AFTER_NONE && (ms < 0 || ms > RETRY_AFTER_MAX_MS))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t now = INT64_C(1795867200000);
	const char *text = (const char *)data;
	struct json_object *o = answer_parse(text, size);
	int64_t a = retry_after_header(text, size, now);
	int64_t b = retry_after_header(text, size, now + 1000);

	must_be_hint(a);
	must_be_hint(b);
	must_be_hint(answer_retry_after(o));
	json_object_put(o);
	/* A number says the same, a date is a second nearer. */
	if (a > 1000 && a < RETRY_AFTER_MAX_MS && a != b && a - b != 1000)
		abort();
	if ((a == RETRY_AFTER_NONE) != (b == RETRY_AFTER_NONE))
		abort();
	return 0;
}
