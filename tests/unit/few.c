/*
 * few.c - some hundred random hostile alerts; see few.h.
 */
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <json-c/json.h>

#include "apps/app.h"
#include "core/text.h"
#include "core/xmalloc.h"
#include "tests/unit/few.h"

/* The same numbers on every machine, by a well-known recipe. */
static uint64_t state;

static unsigned
below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

/* What means something somewhere, and what grows most. */
static const char *const pieces[] = {"@", "@all ", "/", ":", ":a:", "`", "#",
    "\\", "\"", "&", "<", ">", "[a](https://evil.test)", "*", "_", "~", "    ",
    "\u00a0", "\u200b", "\U0001f4a9", "\u4e2d", "e\u0301", "desktop", "\x01",
    "\n", "\u202e", "\xff", "\xed\xa0\x80"};

#define PIECES (sizeof(pieces) / sizeof(pieces[0]))
/* The last ones are not UTF-8. */
#define NOT_UTF8 2

/* Up to max bytes of the first n pieces, or one of them again and again. */
static char *
text(unsigned max, unsigned n)
{
	unsigned room = below(3) == 0 ? max : below(40);
	unsigned len = 0, one = below(2), pick = below(n);
	char *s = xmalloc(max + 1);

	for (;;) {
		const char *piece = pieces[one ? pick : below(n)];
		unsigned more = (unsigned)strlen(piece);

		if (len + more > room)
			break;
		memcpy(s + len, piece, more);
		len += more;
	}
	s[len] = '\0';
	return s;
}

static struct json_object *
value(unsigned max)
{
	char *s = text(max, PIECES - NOT_UTF8);
	struct json_object *o = json_object_new_string(s);

	free(s);
	return o;
}

static char *
detail(void)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned n = below(10) == 0 ? 400 : below(6);
	char *s;

	while (n-- > 0)
		json_object_array_add(list, value(60));
	json_object_object_add(o, "active_detection_types", list);
	json_object_object_add(o, "urgency_reason", value(9000));
	json_object_object_add(o, "host_ip", value(900));
	json_object_object_add(o, "last_detection_type", value(900));
	json_object_object_add(o, "last_detection_url",
	    json_object_new_string("https://a.example/;(x)"));
	json_object_object_add(o, "attack_rating", json_object_new_int(9));
	json_object_object_add(o, "importance", json_object_new_int(1));
	json_object_object_add(o, "is_prioritized", json_object_new_boolean(1));
	json_object_object_add(o, "privilege", json_object_new_int(1));
	json_object_object_add(o, "version", value(900));
	s = xstrdup(json_object_to_json_string(o));
	json_object_put(o);
	return s;
}

/* A link as long as links may be, of what a link may hold, now and then. */
static char *
link_text(void)
{
	char *s = xcalloc(1, 2049);

	memset(s, below(2) ? ';' : '(', 2048);
	memcpy(s, "https://a.example/", 18);
	s[below(2) ? 2048 : 30] = '\0';
	return s;
}

static void
make_event(struct event *e)
{
	memset(e, 0, sizeof(*e));
	e->kind = below(2) ? EVENT_ENTITY : EVENT_SYSTEM;
	e->entity_type = below(2) ? ENTITY_HOST : ENTITY_ACCOUNT;
	e->source = text(256, PIECES);
	e->entity_id = text(256, PIECES);
	e->entity_name = text(1024, PIECES);
	e->urgency = (int)below(102) - 1;
	e->threat = e->certainty = (int)below(101);
	e->check = text(256, PIECES);
	e->device = text(1024, PIECES);
	e->status = text(256, PIECES);
	e->message = text(8192, PIECES);
	e->url = link_text();
	e->detail = detail();
}

/* Of these events as a digest, or of the first alone, or as a test. */
static void
make_message(struct message *m, struct digest *d, const struct event *e)
{
	unsigned i;

	m->kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
	m->event = e;
	m->possible_repeat = below(2) == 0;
	if (below(4) > 0)
		return;
	m->event = NULL;
	m->kind = below(4) == 0 ? MESSAGE_TEST : MESSAGE_DIGEST;
	d->count = 1000;
	d->link = e->url;
	d->ntop = DIGEST_TOP;
	for (i = 0; i < DIGEST_TOP; i++)
		d->top[i] = &e[i];
	m->digest = d;
}

static size_t
check_body(const struct app *app, const struct message *m, few_limits *limits)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;
	const char *over;
	size_t len;
	char *body = app->format(m, &len);

	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body, (int)len + 1);
	ck_assert_msg(o != NULL && text_utf8(body, len), "%.3000s", body);
	over = limits(o, len);
	ck_assert_msg(over == NULL, "%s: %.3000s", over, body);
	json_object_put(o);
	json_tokener_free(tok);
	free(body);
	return len;
}

static size_t
one_alert(const struct app *app, few_limits *limits)
{
	struct event e[DIGEST_TOP];
	struct digest digest = {0};
	char *destination = text(300, PIECES), *criterion = text(300, PIECES);
	char *alert_id = text(300, PIECES);
	struct message m = {.destination = destination,
	    .criterion = criterion,
	    .alert_id = alert_id};
	size_t len;
	unsigned i;

	for (i = 0; i < DIGEST_TOP; i++)
		make_event(&e[i]);
	make_message(&m, &digest, e);
	len = check_body(app, &m, limits);
	for (i = 0; i < DIGEST_TOP; i++)
		event_clear(&e[i]);
	free(destination);
	free(criterion);
	free(alert_id);
	return len;
}

size_t
few_hostile(const struct app *app, few_limits *limits, unsigned n)
{
	size_t longest = 0, len;
	unsigned i;

	state = 1;
	for (i = 0; i < n; i++) {
		len = one_alert(app, limits);
		longest = len > longest ? len : longest;
	}
	return longest;
}
