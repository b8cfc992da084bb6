/*
 * ops_hostile.c - random alerts whose every text was chosen by an attacker; see
 * ops_kit.h.  The same ones each time.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/xmalloc.h"
#include "tests/unit/ops_kit.h"

#define ALERTS 300

/* A linear congruential generator: its high bits are good enough here. */
static uint64_t state;

static unsigned
below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (unsigned)((state >> 33) % n);
}

static const char *const pieces[] = {"\"", "\\", "@@SECRET@@", "@", "<b>",
    "<a href=\"https://evil.test\">", "&lt;", "&", "{{", "\x01", "\x7f", "\n",
    "\t", " ", "\xe2\x80\xae", "\xe2\x80\xa8", "\xf0\x9f\x92\xa9",
    "\xef\xbf\xbd", "e\xcc\x81", "desktop", "/", "%00", "\\u0000",
    "routing_key", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x80"};

#define PIECES (sizeof(pieces) / sizeof(pieces[0]))
#define NOT_UTF8 4

/* Random text of up to max bytes; some goes all the way, of one piece. */
static char *
text(unsigned max, unsigned in_use)
{
	bool one = below(6) == 0;
	unsigned room = one ? max : below(max < 60 ? max : 60), n = 0;
	unsigned pick = below(in_use);
	char *s = xmalloc(max + 1);

	for (;;) {
		const char *piece = pieces[one ? pick : below(in_use)];
		size_t len = strlen(piece);

		if (n + len > room)
			break;
		memcpy(s + n, piece, len);
		n += (unsigned)len;
	}
	s[n] = '\0';
	return s;
}

static void
add(struct json_object *o, const char *name, unsigned max)
{
	char *s = text(max, PIECES - NOT_UTF8);

	json_object_object_add(o, name, json_object_new_string(s));
	free(s);
}

static char *
detail(void)
{
	struct json_object *o = json_object_new_object();
	struct json_object *last = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned n = below(12) == 0 ? 900 : below(9);
	char *s;

	add(o, "urgency_reason", 12000);
	add(o, "host_ip", 2000);
	add(o, "version", 2000);
	add(last, "type", 2000);
	json_object_object_add(last, "url",
	    json_object_new_string("https://a.example/@@SECRET@@?a=b&c=d"));
	json_object_object_add(o, "last_detection", last);
	while (n-- > 0) {
		s = text(40, PIECES - NOT_UTF8);
		json_object_array_add(list, json_object_new_string(s));
		free(s);
	}
	json_object_object_add(o, "active_detection_types", list);
	s = xstrdup(json_object_to_json_string(o));
	json_object_put(o);
	return s;
}

/* As long as links may be, every other time. */
static char *
link_text(void)
{
	char *s = xmalloc(2049);

	memset(s, '~', 2048);
	memcpy(s, "https://a.example/@@SECRET@@", 28);
	s[below(2) == 0 ? 2048 : 40] = '\0';
	return s;
}

static void
make_event(struct event *e, enum event_kind kind)
{
	static const char *const states[] = {"OK", "failure", "", NULL};

	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->source = text(256, PIECES);
	if (e->source[strspn(e->source, " \t\n")] == '\0') {
		free(e->source);
		e->source = xstrdup("feed");
	}
	e->event_at = below(3) ? (int64_t)below(1u << 30) * 2000
			       : (int64_t)(state ^ (state << 32));
	e->entity_type = below(2) ? ENTITY_HOST : ENTITY_ACCOUNT;
	e->entity_id = text(256, PIECES);
	e->entity_name = text(1024, PIECES);
	e->urgency = (int)below(102) - 1;
	e->threat = (int)below(101);
	e->certainty = (int)below(101);
	e->check = text(256, PIECES);
	e->device = text(1024, PIECES);
	e->status = xstrdup_null(states[below(4)]);
	e->message = text(8192, PIECES);
	e->url = link_text();
	e->detail = below(4) ? detail() : text(200, PIECES);
}

static void
check(const struct app *app, const struct message *m, limits_of *limits)
{
	size_t len, again_len;
	char *body = app->format(m, &len), *again;

	json_object_put(ops_read(body, len, limits));
	if (below(10) == 0) {
		again = app->format(m, &again_len);
		ck_assert_uint_eq(len, again_len);
		ck_assert_str_eq(body, again);
		free(again);
	}
	free(body);
}

static void
one_alert(const struct app *app, limits_of *limits, enum message_kind kind)
{
	struct event e[DIGEST_TOP];
	struct digest d = {.count = 99, .link = "https://t.example/"};
	char *destination = text(300, PIECES), *criterion = text(300, PIECES);
	char *alert_id = text(100, PIECES);
	struct message m = {.kind = kind,
	    .digest = &d,
	    .destination = destination,
	    .criterion = below(4) ? criterion : NULL,
	    .alert_id = alert_id,
	    .possible_repeat = below(2) == 0,
	    .sent_at = (int64_t)below(1u << 30) * 1000};
	unsigned i, n = kind == MESSAGE_DIGEST ? DIGEST_TOP : 1;

	for (i = 0; i < n; i++) {
		make_event(&e[i],
		    kind == MESSAGE_SYSTEM ? EVENT_SYSTEM : EVENT_ENTITY);
		d.top[d.ntop++] = &e[i];
	}
	if (kind == MESSAGE_ENTITY || kind == MESSAGE_SYSTEM)
		m.event = &e[0];
	check(app, &m, limits);
	for (i = 0; i < n; i++)
		event_clear(&e[i]);
	free(destination);
	free(criterion);
	free(alert_id);
}

void
ops_hostile(const struct app *app, limits_of *limits)
{
	static const enum message_kind kinds[] = {MESSAGE_ENTITY,
	    MESSAGE_ENTITY, MESSAGE_SYSTEM, MESSAGE_SYSTEM, MESSAGE_DIGEST,
	    MESSAGE_TEST};
	unsigned i;

	state = 1;
	for (i = 0; i < ALERTS; i++)
		one_alert(
		    app, limits, kinds[i % (sizeof(kinds) / sizeof(kinds[0]))]);
}
