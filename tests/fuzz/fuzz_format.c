/*
 * fuzz_format.c - any bytes as the texts of an alert, formatted for each app.
 *
 * Lines are name, message, destination and alert id, then detail.  Each body
 * must be strict JSON and UTF-8, and the same when it is made again.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"
#include "core/text.h"
#include "core/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_be_json(const char *body, size_t len)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body, (int)len);
	if (json_tokener_get_error(tok) != json_tokener_success ||
	    !text_utf8(body, len))
		abort();
	json_object_put(o);
	json_tokener_free(tok);
}

static void
format_all(const struct message *m)
{
	const struct app *app;
	char *body, *again;
	size_t len, len2;
	unsigned i;

	for (i = 0; (app = app_at(i)) != NULL; i++) {
		body = app->format(m, &len);
		again = app->format(m, &len2);
		must_be_json(body, len);
		if (len != len2 || memcmp(body, again, len) != 0)
			abort();
		free(body);
		free(again);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *rest = text;
	char *line[5];
	struct event e = {.source = (char[]){"appliance"},
	    .entity_id = (char[]){"7"},
	    .urgency = 81,
	    .threat = SCORE_NONE,
	    .certainty = SCORE_NONE,
	    .event_at = INT64_C(1795426867000)};
	struct message m = {.event = &e};
	unsigned i;

	for (i = 0; i < 5; i++) {
		line[i] = rest != NULL ? strsep(&rest, "\n") : NULL;
		if (line[i] == NULL)
			line[i] = text + strlen(text);
	}
	e.entity_name = e.check = line[0];
	e.message = e.device = e.status = line[1];
	e.url = line[1];
	e.detail = line[4];
	m.destination = line[2];
	m.alert_id = m.criterion = line[3];
	/* One kind each, chosen by what the input says anyway. */
	e.kind = size % 2 == 0 ? EVENT_ENTITY : EVENT_SYSTEM;
	m.kind = size % 2 == 0 ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
	m.option = m.possible_repeat = size % 4 > 1;
	format_all(&m);
	free(text);
	return 0;
}
