/*
 * chat_kit.c - what the tests of chat apps share; see chat_kit.h.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/url.h"
#include "core/xmalloc.h"
#include "tests/unit/chat_kit.h"

const struct event chat_host = {
    .source = (char[]){"appliance"},
    .source_id = (char[]){"host:1"},
    .event_at = INT64_C(1795000000000),
    .kind = EVENT_ENTITY,
    .entity_type = ENTITY_HOST,
    .entity_id = (char[]){"17"},
    .entity_name = (char[]){"desktop01"},
    .urgency = 87,
    .threat = SCORE_NONE,
    .certainty = SCORE_NONE,
    .url = (char[]){"https://appliance.example/hosts/17"},
};

const struct message chat_about = {
    .kind = MESSAGE_ENTITY,
    .event = &chat_host,
    .destination = "SOC",
    .criterion = "urgency 80 or higher",
    .alert_id = "0001",
};

char *
chat_body(const struct app *app, const struct message *m)
{
	size_t len;
	char *body = app->format(m, &len);

	ck_assert_uint_eq(len, strlen(body));
	ck_assert(text_utf8(body, len));
	return body;
}

struct json_object *
chat_parse(const char *body)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body, (int)strlen(body) + 1);
	ck_assert_msg(json_tokener_get_error(tok) == json_tokener_success,
	    "%.3000s", body);
	json_tokener_free(tok);
	return o;
}

void
chat_has(const char *body, const char *text)
{
	ck_assert_msg(
	    strstr(body, text) != NULL, "no %s in %.3000s", text, body);
}

void
chat_has_not(const char *body, const char *text)
{
	ck_assert_msg(strstr(body, text) == NULL, "%s in %.3000s", text, body);
}

void
chat_check_url(const struct app *app, const struct chat_url *row)
{
	struct url_judgement j;

	app_recognise(app, row->url, NULL, &j);
	ck_assert_msg(j.verdict == row->verdict, "%s: %d %s", row->url,
	    (int)j.verdict, j.why);
	if (row->says == NULL) {
		ck_assert_str_eq("", j.why);
		return;
	}
	ck_assert_msg(strstr(j.why, row->says) != NULL, "%s: no \"%s\" in: %s",
	    row->url, row->says, j.why);
	ck_assert_ptr_eq(j.why, strstr(j.why, "Destination URL"));
	/* All of it came through, and none of the URL did. */
	ck_assert_uint_lt(strlen(j.why) + 1, APP_WHY_BYTES);
	ck_assert_int_eq('.', j.why[strlen(j.why) - 1]);
	ck_assert_ptr_null(strstr(j.why, "s3cret"));
	ck_assert_ptr_null(strstr(j.why, "1234567"));
}

void
chat_check_answer(const struct app *app, const struct chat_answer *row)
{
	struct answer_detail detail;
	enum answer answer;

	memset(&detail, 'x', sizeof(detail));
	answer =
	    app->classify(row->status, row->body, strlen(row->body), &detail);
	ck_assert_msg(answer == row->answer, "%ld %s: %d, not %d", row->status,
	    row->body, (int)answer, (int)row->answer);
	ck_assert_str_eq(row->code, detail.code);
	ck_assert_int_eq(row->retry_after_ms, detail.retry_after_ms);
}

/* splitmix64: the same numbers on every machine. */
static uint64_t state;

static unsigned
below(unsigned n)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ (z >> 31)) % n);
}

/* What means something somewhere, and what grows when it is escaped. */
static const char *const pieces[] = {"\"", "\\", "&", "<", "'", "*", "_", "`",
    "||", "[a](https://evil.test)", "@everyone", "<@1>", "<users/all>",
    "<!channel>", "https://evil.test/", "www.", ":smile:", "<b>", "&lt;", "\n",
    "\t", " ", "\x01", "\x7f", "\xe2\x80\xae", "\xf0\x9f\x92\xa9",
    "\xef\xbf\xbd", "e\xcc\x81", "desktop", "(", ")", "\xff", "\xc0\x80",
    "\xed\xa0\x80", "\xe2\x80"};

/* The last of them, which no JSON reader takes. */
#define NOT_UTF8 4
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

/* Up to max bytes: a few of all pieces, or one of them as often as it goes. */
static char *
text(unsigned max, unsigned in_use)
{
	unsigned room = below(4) ? below(max < 60 ? max : 60) : max;
	unsigned one = below(2), pick = below(in_use), n = 0, len;
	char *s = xmalloc(max + 1);

	for (;;) {
		const char *piece = pieces[one ? pick : below(in_use)];

		len = (unsigned)strlen(piece);
		if (n + len > room)
			break;
		memcpy(s + n, piece, len);
		n += len;
	}
	s[n] = '\0';
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
	struct json_object *last = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned n = below(4) ? below(4) : below(900);
	char *s;

	while (n-- > 0)
		json_object_array_add(list, value(40));
	json_object_object_add(o, "active_detection_types", list);
	json_object_object_add(o, "attack_rating", json_object_new_int(8));
	json_object_object_add(o, "importance", json_object_new_int(2));
	json_object_object_add(
	    o, "is_prioritized", json_object_new_boolean(true));
	json_object_object_add(o, "privilege", json_object_new_int(7));
	json_object_object_add(o, "urgency_reason", value(9000));
	json_object_object_add(o, "host_ip", value(900));
	json_object_object_add(o, "version", value(900));
	json_object_object_add(last, "type", value(900));
	json_object_object_add(
	    last, "url", json_object_new_string("https://a.example/(1)"));
	json_object_object_add(o, "last_detection", last);
	s = xstrdup(json_object_to_json_string(o));
	json_object_put(o);
	return s;
}

/* A link, half of them as long as one may be. */
static char *
link_text(void)
{
	char *s = xmalloc(URL_LINK_MAX_BYTES + 1);

	memset(s, below(2) ? '~' : '(', URL_LINK_MAX_BYTES);
	memcpy(s, "https://a.example/", 18);
	s[below(2) ? URL_LINK_MAX_BYTES : 40] = '\0';
	return s;
}

static void
make_event(struct event *e)
{
	memset(e, 0, sizeof(*e));
	e->kind = below(3) ? EVENT_ENTITY : EVENT_SYSTEM;
	e->source = text(256, PIECES);
	e->event_at = INT64_C(1795000000000);
	e->entity_type = below(2) ? ENTITY_HOST : ENTITY_ACCOUNT;
	e->entity_id = text(256, PIECES);
	e->entity_name = text(1024, PIECES);
	e->urgency = (int)below(102) - 1;
	e->threat = (int)below(101);
	e->certainty = (int)below(101);
	e->check = text(256, PIECES);
	e->device = text(1024, PIECES);
	e->status = text(256, PIECES);
	e->message = text(8192, PIECES);
	e->url = link_text();
	e->detail = detail();
}

/* The message is checked as it is, and made twice. */
static void
check_one(const struct app *app, chat_limits *limits, const struct message *m)
{
	char *body = chat_body(app, m), *again = chat_body(app, m);
	struct json_object *o = chat_parse(body);
	const char *fault = limits(o, strlen(body));

	ck_assert_str_eq(body, again);
	ck_assert_msg(fault == NULL, "%s: %.3000s", fault, body);
	json_object_put(o);
	free(again);
	free(body);
}

/* The events as one alert, as a digest of them, or none: the test alert. */
static void
check_kinds(const struct app *app, chat_limits *limits, const struct event *e,
    struct message *m)
{
	struct digest d = {.count = 7000000, .link = e->url};

	for (d.ntop = 0; d.ntop < DIGEST_TOP; d.ntop++)
		d.top[d.ntop] = &e[d.ntop];
	m->event = e;
	m->kind = e->kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
	check_one(app, limits, m);
	m->event = NULL;
	m->kind = MESSAGE_TEST;
	check_one(app, limits, m);
	m->kind = MESSAGE_DIGEST;
	m->digest = &d;
	check_one(app, limits, m);
}

void
chat_check_random(const struct app *app, chat_limits *limits, unsigned n)
{
	struct event e[DIGEST_TOP];
	unsigned i;

	for (state = 1; n > 0; n--) {
		char *destination = text(320, PIECES);
		char *criterion = text(300, PIECES), *id = text(300, PIECES);
		struct message m = {.destination = destination,
		    .criterion = below(4) ? criterion : NULL,
		    .alert_id = id,
		    .option = below(2) == 0,
		    .possible_repeat = below(2) == 0,
		    .sent_at = INT64_C(1795000000000)};

		for (i = 0; i < DIGEST_TOP; i++)
			make_event(&e[i]);
		check_kinds(app, limits, e, &m);
		for (i = 0; i < DIGEST_TOP; i++)
			event_clear(&e[i]);
		free(id);
		free(criterion);
		free(destination);
	}
}
