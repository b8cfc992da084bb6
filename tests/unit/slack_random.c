/*
 * slack_random.c - 300 random hostile alerts: Slack takes each of them.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/app.h"
#include "core/text.h"
#include "core/xmalloc.h"
#include "tests/unit/limits.h"
#include "tests/unit/slack.h"

extern const struct app app_slack;

/* splitmix64: a few lines, and the same numbers on every machine. */
static uint64_t state = 1;

static unsigned
below(unsigned n)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ (z >> 31)) % n);
}

/* The last ones are not UTF-8, and no JSON reader takes a detail with them. */
static const char *const pieces[] = {"&", "<", ">", "<!channel>", "\"", "\\",
    "\x01", "\xe2\x80\xae", "\xf0\x9f\x92\xa9", "\xe4\xb8\xad", "a", " ", "\n",
    "https://evil.test/", "\xff", "\xed\xa0\x80"};

#define PIECES 16
#define UTF8 14

/* Random text of the first n pieces; now and then as long as can be. */
static char *
text(unsigned max, unsigned n)
{
	unsigned one = below(n), same = below(2), used = 0;
	unsigned room = below(8) == 0 ? max : below(60), len;
	const char *piece;
	char *s = xcalloc(1, max + 1);

	for (;;) {
		piece = pieces[same ? one : below(n)];
		len = (unsigned)strlen(piece);
		if (used + len > room || used + len > max)
			return s;
		memcpy(s + used, piece, len);
		used += len;
	}
}

static void
add(struct json_object *o, const char *name, unsigned max)
{
	char *s = text(max, below(10) == 0 ? PIECES : UTF8);

	json_object_object_add(o, name, json_object_new_string(s));
	free(s);
}

/* What costs most: a long reason and many detections. */
static char *
detail(void)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned n = below(8) == 0 ? below(900) : below(9);
	char *copy;

	while (n-- > 0)
		json_object_array_add(list, json_object_new_string("<D&\">"));
	add(o, "urgency_reason", 9000);
	add(o, "host_ip", 2000);
	add(o, "last_detection_type", 2000);
	json_object_object_add(o, "last_detection_url",
	    json_object_new_string("https://a.example/?a=1&b=2"));
	json_object_object_add(o, "attack_rating", json_object_new_int(7));
	json_object_object_add(o, "active_detection_types", list);
	copy = xstrdup(json_object_to_json_string(o));
	json_object_put(o);
	return copy;
}

/* Its length. */
static size_t
check_body(const struct message *m)
{
	size_t len;
	char *body = app_slack.format(m, &len);
	struct json_object *o = json_tokener_parse(body);
	const char *over;

	ck_assert_ptr_nonnull(o);
	ck_assert(text_utf8(body, len));
	over = limits_slack(o, len);
	ck_assert_msg(over == NULL, "%s: %.3000s", over, body);
	json_object_put(o);
	free(body);
	return len;
}

START_TEST(test_random)
{
	struct event e;
	struct message m;
	char *criterion, *destination;
	unsigned i, long_ones = 0;

	for (i = 0; i < 300; i++) {
		criterion = text(300, PIECES);
		destination = text(300, PIECES);
		e = (struct event){.source = text(256, PIECES),
		    .event_at = (int64_t)below(2000000000) * 1000,
		    .kind = below(3) ? EVENT_ENTITY : EVENT_SYSTEM,
		    .entity_id = text(256, PIECES),
		    .entity_name = text(1024, PIECES),
		    .urgency = (int)below(102) - 1,
		    .threat = (int)below(101),
		    .certainty = (int)below(101),
		    .check = text(256, PIECES),
		    .device = text(1024, PIECES),
		    .status = text(256, PIECES),
		    .message = text(8192, PIECES),
		    .url = xstrdup("https://a.example/"),
		    .detail = below(4) ? detail() : text(200, PIECES)};
		m = (struct message){.kind = e.kind == EVENT_ENTITY
						 ? MESSAGE_ENTITY
						 : MESSAGE_SYSTEM,
		    .event = &e,
		    .destination = destination,
		    .criterion = criterion,
		    .alert_id = "0001",
		    .possible_repeat = below(2) == 0};
		long_ones += check_body(&m) > 6000;
		event_clear(&e);
		free(criterion);
		free(destination);
	}
	/* Nothing is proved unless many had to be shortened. */
	ck_assert_uint_gt(long_ones, 20);
}
END_TEST

TCase *
slack_random_case(void)
{
	TCase *tc = tcase_create("random");

	tcase_add_test(tc, test_random);
	return tc;
}
