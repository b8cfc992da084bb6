/*
 * event.c - the rules of a stored event; see event.h.
 *
 * One place says what a sound event is.  Parsers end here, and so does each
 * row that is read from events.db: whoever writes it by SQL has passed no
 * parser.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_json.h"
#include "core/event_parse.h"
#include "core/event_rules.h"
#include "core/utf8.h"

#define FOR_ENTITY 1u
#define FOR_SYSTEM 2u

/*
 * Every string of an event, under its column's name, which is the one that a
 * producer finds in the contract.  A table, so that clearing, lengths and
 * presence can't forget one of them.
 */
static const struct text_rule {
	const char *name;
	size_t offset;
	size_t max_bytes;
	unsigned needed; /* kinds that can't do without it */
} texts[] = {
    {"source", offsetof(struct event, source), EVENT_ID_MAX_BYTES,
	FOR_ENTITY | FOR_SYSTEM},
    {"source_id", offsetof(struct event, source_id), EVENT_ID_MAX_BYTES,
	FOR_ENTITY | FOR_SYSTEM},
    {"entity_id", offsetof(struct event, entity_id), EVENT_ID_MAX_BYTES,
	FOR_ENTITY},
    {"entity_name", offsetof(struct event, entity_name), EVENT_NAME_MAX_BYTES,
	FOR_ENTITY},
    {"check_name", offsetof(struct event, check), EVENT_ID_MAX_BYTES,
	FOR_SYSTEM},
    {"device", offsetof(struct event, device), EVENT_NAME_MAX_BYTES, 0},
    {"status", offsetof(struct event, status), EVENT_ID_MAX_BYTES, 0},
    {"message", offsetof(struct event, message), EVENT_MESSAGE_MAX_BYTES, 0},
    {"url", offsetof(struct event, url), EVENT_URL_MAX_BYTES, 0},
    {"detail", offsetof(struct event, detail), EVENT_DETAIL_MAX_BYTES, 0},
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

/* Where a reason goes. */
struct why {
	char *text;
	size_t bytes;
};

/* Write the reason; false, for the caller to return. */
static bool __attribute__((format(printf, 2, 3)))
refuse(const struct why *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, why->bytes, fmt, ap);
	va_end(ap);
	return false;
}

/*
 * The string that a rule is about: of e to read, of e to free.  By way of an
 * integer, since e is const to those who only read.
 */
static char **
text_of(const struct event *e, const struct text_rule *rule)
{
	return (char **)((uintptr_t)e + rule->offset);
}

/*
 * Zeroed after it: a second call, or one after a failed parse, frees nothing.
 */
void
event_clear(struct event *e)
{
	size_t i;

	for (i = 0; i < TEXTS; i++)
		free(*text_of(e, &texts[i]));
	memset(e, 0, sizeof(*e));
}

enum system_status
event_status(const char *word)
{
	/*
	 * The API says OK and SKIP, syslog success; none of these is a
	 * problem.  The feeds are not relied on to keep to one letter case.
	 */
	static const char *const normal[] = {
	    "ok", "skip", "success", "normal", NULL};
	size_t i;

	if (word == NULL || *word == '\0')
		return STATUS_NONE;
	for (i = 0; normal[i] != NULL; i++)
		if (strcasecmp(word, normal[i]) == 0)
			return STATUS_NORMAL;
	/* A word never seen before is news rather than silence. */
	return STATUS_PROBLEM;
}

/*
 * Empty counts as missing: an entity without an id would share its windows
 * with every other one that lacks it.
 */
static bool
check_texts(const struct event *e, const struct why *why)
{
	unsigned kind = e->kind == EVENT_ENTITY ? FOR_ENTITY : FOR_SYSTEM;
	size_t i;

	for (i = 0; i < TEXTS; i++) {
		const struct text_rule *rule = &texts[i];
		const char *text = *text_of(e, rule);
		size_t len = text == NULL ? 0 : strlen(text);

		if (len == 0 && (rule->needed & kind) != 0)
			return refuse(why, "%s: is missing", rule->name);
		if (len > rule->max_bytes)
			return refuse(why, "%s: %zu bytes are more than %zu",
			    rule->name, len, rule->max_bytes);
	}
	return true;
}

static bool
check_score(const char *name, int score, const struct why *why)
{
	if (score == SCORE_NONE || (score >= 0 && score <= 100))
		return true;
	return refuse(
	    why, "%s: %d is not a whole number from 0 to 100", name, score);
}

/*
 * Half of a quadrant can't be judged: "threat or certainty" would decide on
 * one of them, and the other would be a guess.
 */
static bool
check_scores(const struct event *e, const struct why *why)
{
	if (!check_score("urgency", e->urgency, why) ||
	    !check_score("threat", e->threat, why) ||
	    !check_score("certainty", e->certainty, why))
		return false;
	if (e->threat != SCORE_NONE && e->certainty == SCORE_NONE)
		return refuse(why, "certainty: is missing beside threat");
	if (e->certainty != SCORE_NONE && e->threat == SCORE_NONE)
		return refuse(why, "threat: is missing beside certainty");
	if (e->urgency == SCORE_NONE && e->threat == SCORE_NONE)
		return refuse(why,
		    "urgency: is missing, and so are threat and certainty");
	return true;
}

/*
 * received_at may come from a clock that was never set, so only its absence
 * is refused; event_at is judged where it says something of its own.
 */
static bool
check_times(const struct event *e, const struct why *why)
{
	if (e->received_at <= 0)
		return refuse(why, "received_at: is missing");
	if (e->event_at != e->received_at && !event_at_ok(e->event_at))
		return refuse(why,
		    "event_at: %lld is not epoch milliseconds within the "
		    "years 2000 to 2100",
		    (long long)e->event_at);
	return true;
}

/*
 * Outside SQL can store bytes that are no UTF-8.  They are cleaned wherever
 * they are shown, so here they are no reason to drop an alert.
 */
static bool
check_detail(const char *detail, const struct why *why)
{
	char reason[EVENT_WHY_BYTES];
	char *text = utf8_scrub(detail);
	struct json_object *o;
	bool object;

	o = event_json_read(text, strlen(text), EVENT_DEPTH_MAX, reason);
	object = json_object_is_type(o, json_type_object);
	if (o == NULL)
		refuse(why, "detail: %s", reason);
	else if (!object)
		refuse(why, "detail: is not a JSON object");
	json_object_put(o);
	free(text);
	return object;
}

bool
event_at_ok(int64_t ms)
{
	return ms >= EVENT_AT_MIN && ms <= EVENT_AT_MAX;
}

/*
 * The link becomes a button that people click.  A relative one leads nowhere
 * and makes some apps refuse the message; other schemes could run something.
 */
bool
event_url_ok(const char *url)
{
	const char *p = url;

	if (strncasecmp(p, "https://", 8) == 0)
		p += 8;
	else if (strncasecmp(p, "http://", 7) == 0)
		p += 7;
	else
		return false;
	/* The host comes first: a name, an address, or [IPv6]. */
	if (*p == '\0' || strchr("/?#:@", *p) != NULL)
		return false;
	for (; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return false;
	return strlen(url) <= EVENT_URL_MAX_BYTES;
}

/*
 * From the cheap to the dear: the detail is parsed only when all else is
 * sound.
 */
bool
event_validate(const struct event *e, char *why_text, unsigned why_bytes)
{
	const struct why why = {why_text, why_bytes};

	if (e->kind != EVENT_ENTITY && e->kind != EVENT_SYSTEM)
		return refuse(&why, "kind: is neither entity nor system");
	if (!check_texts(e, &why) || !check_times(e, &why))
		return false;
	if (e->kind == EVENT_ENTITY) {
		if (e->entity_type != ENTITY_HOST &&
		    e->entity_type != ENTITY_ACCOUNT)
			return refuse(
			    &why, "entity_type: is neither host nor account");
		if (!check_scores(e, &why))
			return false;
	} else if (e->device == NULL) {
		/* It is part of a key; "" is a device like any other. */
		return refuse(&why, "device: is missing; give \"\" for none");
	}
	if (e->url != NULL && !event_url_ok(e->url))
		return refuse(&why, "url: is not an absolute http(s) URL");
	return e->detail == NULL || check_detail(e->detail, &why);
}

/*
 * These words are stored and are part of keys; a change of one would be a
 * migration.
 */
const char *
entity_type_name(enum entity_type type)
{
	return type == ENTITY_HOST ? "host" : "account";
}

const char *
event_kind_name(enum event_kind kind)
{
	return kind == EVENT_ENTITY ? "entity" : "system";
}

/* A hundredth of a point is enough to tell threats apart by certainty. */
int64_t
event_rank(const struct event *e)
{
	if (e->kind == EVENT_SYSTEM)
		return event_status(e->status) == STATUS_PROBLEM ? 5000 : 0;
	if (e->urgency != SCORE_NONE)
		return e->urgency * INT64_C(100);
	return e->threat * INT64_C(100) + e->certainty;
}
