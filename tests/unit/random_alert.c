/*
 * random_alert.c - random hostile alerts; see random_alert.h.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/url.h"
#include "core/xmalloc.h"
#include "tests/unit/random_alert.h"

/* splitmix64: a few lines, and the same numbers on every machine. */
static uint64_t state;

static uint64_t
next(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static unsigned
below(unsigned n)
{
	return (unsigned)(next() % n);
}

/*
 * What has broken somebody's formatter before, and what costs most bytes.
 * The last ones are not UTF-8, and no JSON reader takes a detail with them.
 */
static const char *const pieces[] = {"\"", "\\", "{{", "{", "}}",
    "{{DATE(2026-01-01T00:00:00Z, SHORT)}}", "[a](javascript:alert(1))",
    "[a](https://evil.test)", "**b**", "*", "_", "`", "~", "#", "||", "'",
    "<script>", "<b>", "<a href=\"https://evil.test\">", "</at>", "<", ">", "&",
    "&lt;", "(", ")", ":", ":smile:", ":a:", "@", "@all ", "@everyone", "<@1>",
    "<!channel>", "<users/all>", "https://evil.test/", "www.", "/", "%00",
    "\\u0000", APP_SECRET_MARK, "routing_key", "\x01", "\x1f", "\x7f", "\n",
    "\t", " ", "    ", "\u00a0", "\xc2\x85", "\u200b", "\u202e", "\u2028",
    "\ufffd", "\u4e2d", "e\u0301", "\U0001f4a9", "desktop", "a", "\xff",
    "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x80"};

#define PIECES (sizeof(pieces) / sizeof(pieces[0]))
#define NOT_UTF8 5

/* How many of them are in use, and whether every text is as long as can be. */
static unsigned in_use = PIECES;
static bool full;

void
random_seed(uint64_t seed)
{
	state = seed;
}

/* Random text of up to max bytes; most is short, some goes all the way. */
static char *
text(unsigned max)
{
	unsigned room =
	    full || below(16) == 0 ? max : below(max < 60 ? max : 60);
	unsigned n = 0, pick = below(in_use);
	bool one = below(room == max ? 2 : 4) == 0;
	char *s = xmalloc(max + 1);

	for (;;) {
		const char *piece = pieces[one ? pick : below(in_use)];
		unsigned len = (unsigned)strlen(piece);

		if (n + len > room)
			break;
		memcpy(s + n, piece, len);
		n += len;
	}
	s[n] = '\0';
	return s;
}

/* A JSON value that is no list and may well be of the wrong type. */
static struct json_object *
value(unsigned max)
{
	struct json_object *o;
	char *s;

	switch (below(9)) {
	case 0:
		return NULL;
	case 1:
		return json_object_new_int64((int64_t)next());
	case 2:
		return json_object_new_boolean(true);
	case 3:
		return json_object_new_double(1.5);
	case 4:
		return json_object_new_object();
	default:
		s = text(max);
		o = json_object_new_string(s);
		free(s);
		return o;
	}
}

/* A list of such values, now and then a long one. */
static struct json_object *
values(void)
{
	struct json_object *o = json_object_new_array();
	unsigned n = full || below(20) == 0 ? below(2000) : below(6);

	while (n-- > 0)
		json_object_array_add(o, value(40));
	return o;
}

/* A link, of what a link may hold; now and then as long as one may be. */
static char *
link_text(void)
{
	static const char fill[] = "~(;&'@";
	char *s;

	if (below(3) == 0)
		return text(3000);
	s = xmalloc(URL_LINK_MAX_BYTES + 1);
	memset(s, fill[below(sizeof(fill) - 1)], URL_LINK_MAX_BYTES);
	memcpy(s, "https://a.example/" APP_SECRET_MARK, 28);
	if (below(4) > 0)
		memset(s + 18, 'x', 10);
	s[below(3) == 0 ? URL_LINK_MAX_BYTES : 40] = '\0';
	return s;
}

/* Every other one is no link at all. */
static struct json_object *
link_value(void)
{
	struct json_object *o;
	char *s;

	if (below(2) == 0)
		return value(100);
	s = link_text();
	o = json_object_new_string(s);
	free(s);
	return o;
}

static char *
detail(void)
{
	struct json_object *o = json_object_new_object();
	struct json_object *last = json_object_new_object();
	char *s;

	in_use = below(10) ? PIECES - NOT_UTF8 : PIECES;
	json_object_object_add(o, "attack_rating",
	    below(2) ? value(9) : json_object_new_int((int)below(12)));
	json_object_object_add(o, "importance",
	    below(2) ? value(9) : json_object_new_int((int)below(4)));
	json_object_object_add(o, "is_prioritized", value(9));
	json_object_object_add(o, "urgency_reason", value(12000));
	json_object_object_add(o, "host_ip", value(2000));
	json_object_object_add(o, "privilege", value(9));
	json_object_object_add(o, "version", value(2000));
	json_object_object_add(last, "type", value(2000));
	json_object_object_add(last, "url", link_value());
	json_object_object_add(
	    o, "last_detection", below(4) ? json_object_get(last) : value(9));
	json_object_object_add(o, "last_detection_type", value(2000));
	json_object_object_add(o, "last_detection_url", link_value());
	json_object_object_add(
	    o, "active_detection_types", below(4) ? values() : value(9));
	in_use = PIECES;
	s = xstrdup(json_object_to_json_string(o));
	json_object_put(last);
	json_object_put(o);
	return s;
}

static void
make_event(struct event *e, enum event_kind kind)
{
	static const char *const states[] = {"OK", "failure", "", NULL};

	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->source = text(256);
	e->event_at = (int64_t)next();
	e->entity_type = below(2) ? ENTITY_HOST : ENTITY_ACCOUNT;
	e->entity_id = text(256);
	e->entity_name = text(1024);
	e->urgency = (int)below(102) - 1;
	e->threat = (int)below(101);
	e->certainty = (int)below(101);
	e->check = text(256);
	e->device = text(1024);
	e->status = below(2) ? text(256) : xstrdup_null(states[below(4)]);
	e->message = text(8192);
	e->url = link_text();
	e->detail = below(3) ? detail() : text(200);
}

static void
make_digest(struct random_alert *a)
{
	unsigned i, n = below(DIGEST_TOP + 1);

	for (i = 0; i < n; i++) {
		make_event(&a->more[i], below(3) ? EVENT_ENTITY : EVENT_SYSTEM);
		a->digest.top[i] = &a->more[i];
	}
	a->digest.ntop = n;
	/* One that tells of none is none. */
	a->digest.count = n > 0 && below(2) ? n : (int64_t)(next() >> 1);
	a->link = link_text();
	a->digest.link = a->link;
	a->m.kind = MESSAGE_DIGEST;
	a->m.digest = &a->digest;
	a->m.event = NULL;
}

void
random_alert(struct random_alert *a)
{
	enum event_kind kind = below(3) ? EVENT_ENTITY : EVENT_SYSTEM;

	memset(a, 0, sizeof(*a));
	full = below(16) == 0;
	make_event(&a->event, kind);
	a->destination = text(300);
	a->criterion = text(300);
	a->alert_id = text(100);
	a->m = (struct message){
	    .kind = kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM,
	    .event = &a->event,
	    .destination = a->destination,
	    .criterion = below(4) ? a->criterion : NULL,
	    .alert_id = a->alert_id,
	    .destination_id = (int64_t)next(),
	    .sent_at = (int64_t)next(),
	    .option = below(2) == 0,
	    .possible_repeat = below(2) == 0};
	if (below(50) == 0) {
		a->m.kind = MESSAGE_TEST;
		a->m.event = NULL;
	} else if (below(20) == 0) {
		make_digest(a);
	}
}

void
random_clear(struct random_alert *a)
{
	unsigned i;

	for (i = 0; i < DIGEST_TOP; i++)
		event_clear(&a->more[i]);
	event_clear(&a->event);
	free(a->link);
	free(a->destination);
	free(a->criterion);
	free(a->alert_id);
	memset(a, 0, sizeof(*a));
}
