/*
 * event_shapes.c - what the members of each shape mean; see event_shapes.h.
 * Telling the shapes apart is event_detect.c's.
 *
 * Each fill_* is a plain list of members: event_take.c remembers the first
 * failure and ignores what follows, so no call looks at the outcome of the one
 * before.
 *
 * The shapes are the feeds' and not ours to choose.  Where two of them name
 * one thing differently, both names end in the same member of struct event,
 * and from there on nobody knows which feed it came from.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_detail.h"
#include "core/event_shapes.h"
#include "core/event_take.h"
#include "core/xmalloc.h"

/* A name that the feed left out: the id still says who it is about. */
static void
take_name(struct take *t, struct event *e, const char *member)
{
	e->entity_name = take_text(t, member, EVENT_NAME_MAX_BYTES);
	if (e->entity_name == NULL)
		e->entity_name = xstrdup_null(e->entity_id);
}

/* The word host or account, of either letter case. */
static bool
type_word(const char *word, enum entity_type *type)
{
	*type = strcasecmp(word, "host") == 0 ? ENTITY_HOST : ENTITY_ACCOUNT;
	return *type == ENTITY_HOST || strcasecmp(word, "account") == 0;
}

static void
take_type(struct take *t, struct event *e, const char *member)
{
	char *word = take_text(t, member, EVENT_ID_MAX_BYTES);

	take_need(t, member, word);
	if (word != NULL && !type_word(word, &e->entity_type))
		take_fail(t, "%s: is neither \"host\" nor \"account\"", member);
	free(word);
}

/*
 * All three scores are optional here; which of them must stand together is
 * event_validate()'s to say, for every shape alike.
 */
static void
fill_own_entity(struct take *t, struct event *e)
{
	e->kind = EVENT_ENTITY;
	take_type(t, e, "type");
	e->entity_id = take_id(t, "id");
	take_need(t, "id", e->entity_id);
	take_name(t, e, "name");
	e->urgency = take_score(t, "urgency");
	e->threat = take_score(t, "threat");
	e->certainty = take_score(t, "certainty");
	e->decreased = take_flag(t, "decreased");
}

/*
 * Only the check must be there: what is missing beside it makes the message
 * shorter, not wrong.
 */
static void
fill_own_system(struct take *t, struct event *e)
{
	e->kind = EVENT_SYSTEM;
	e->check = take_text(t, "check", EVENT_ID_MAX_BYTES);
	take_need(t, "check", e->check);
	e->device = take_text(t, "device", EVENT_NAME_MAX_BYTES);
	e->status = take_text(t, "status", EVENT_ID_MAX_BYTES);
	e->message = take_text(t, "message", EVENT_MESSAGE_MAX_BYTES);
}

/* Tocsin's own shape names what the channel names for the others. */
static void
fill_own(struct take *t, struct event *e)
{
	const char *kind = json_object_get_string(take_peek(t, "kind"));

	if (strcmp(kind, event_kind_name(EVENT_ENTITY)) == 0)
		fill_own_entity(t, e);
	else
		fill_own_system(t, e);
	take_drop(t, "kind");
	e->event_at = take_time(t, "at", e->event_at);
	e->url = take_url(t, "url");
	e->source = take_text(t, "source", EVENT_ID_MAX_BYTES);
	e->source_id = take_id(t, "source_id");
	/* Last: by now `rest` holds what no rule above has taken. */
	event_detail_merge(t);
}

/*
 * The API numbers its events per type: host 1111 is not account 1111.  Without
 * the stream in the id the second of the two would be dropped as a duplicate.
 */
static void
take_source_id(struct take *t, struct event *e, const char *stream)
{
	char *id = take_id(t, "id");

	if (id != NULL)
		e->source_id = xasprintf("%s:%s", stream, id);
	free(id);
}

/*
 * type is what counts: category names the other type at times, and is only
 * asked where neither type nor entity_type (v3.3) is there.
 */
static void
take_api_type(struct take *t, struct event *e)
{
	const char *category;

	if (take_peek(t, "type") != NULL) {
		take_type(t, e, "type");
		take_drop(t, "entity_type");
	} else if (take_peek(t, "entity_type") != NULL) {
		take_type(t, e, "entity_type");
	} else {
		category = json_object_get_string(take_peek(t, "category"));
		if (category == NULL)
			take_fail(t, "type: is missing");
		else if (strncasecmp(category, "HOST", 4) == 0)
			e->entity_type = ENTITY_HOST;
		else if (strncasecmp(category, "ACCOUNT", 7) == 0)
			e->entity_type = ENTITY_ACCOUNT;
		else
			take_fail(t, "type: is missing");
	}
}

/*
 * Beside an urgency, half a threat and certainty is no reason to refuse: it
 * stays in the detail.
 */
static void
take_api_scores(struct take *t, struct event *e)
{
	bool both =
	    take_peek(t, "threat") != NULL && take_peek(t, "certainty") != NULL;

	e->urgency = take_score(t, "urgency_score");
	if (e->urgency == SCORE_NONE || both) {
		e->threat = take_score(t, "threat");
		e->certainty = take_score(t, "certainty");
	}
	e->decreased = take_flag(t, "score_decreases");
}

/*
 * The feed's severity and is_prioritized stay in the detail: the first does
 * not follow the score, and the second is told by the appliance's threshold
 * while a destination has its own.
 */
static void
fill_api_entity(struct take *t, struct event *e)
{
	e->kind = EVENT_ENTITY;
	take_api_type(t, e);
	e->entity_id = take_id(t, "entity_id");
	take_need(t, "entity_id", e->entity_id);
	take_name(t, e, "name");
	take_api_scores(t, e);
	e->event_at = take_time(t, "event_timestamp", e->event_at);
	e->url = take_url(t, "url");
	take_source_id(t, e, entity_type_name(e->entity_type));
	event_detail_fold(t);
}

/*
 * The API calls the device entity_name here, though it is no entity of ours.
 */
static void
fill_api_health(struct take *t, struct event *e)
{
	e->kind = EVENT_SYSTEM;
	e->check = take_text(t, "health_check_name", EVENT_ID_MAX_BYTES);
	take_need(t, "health_check_name", e->check);
	e->device = take_text(t, "entity_name", EVENT_NAME_MAX_BYTES);
	e->status = take_text(t, "status", EVENT_ID_MAX_BYTES);
	e->message = take_text(t, "message", EVENT_MESSAGE_MAX_BYTES);
	e->event_at = take_time(t, "event_timestamp", e->event_at);
	e->url = take_url(t, "url");
	take_source_id(t, e, "health");
}

/* The number in href is that of another table at times: only a link. */
static void
fill_syslog_score(struct take *t, struct event *e)
{
	bool host = e->entity_type == ENTITY_HOST;
	const char *id = host ? "host_id" : "account_id";

	e->kind = EVENT_ENTITY;
	e->entity_id = take_id(t, id);
	take_need(t, id, e->entity_id);
	take_name(t, e, host ? "host_name" : "account_uid");
	e->threat = take_score(t, "threat");
	e->certainty = take_score(t, "certainty");
	e->decreased = take_flag(t, "score_decreases");
	e->event_at = take_time(t, "vectra_timestamp", e->event_at);
	e->url = take_url(t, "href");
	event_detail_syslog(t);
	event_detail_fold(t);
}

static void
fill_syslog_host(struct take *t, struct event *e)
{
	e->entity_type = ENTITY_HOST;
	fill_syslog_score(t, e);
}

static void
fill_syslog_account(struct take *t, struct event *e)
{
	e->entity_type = ENTITY_ACCOUNT;
	fill_syslog_score(t, e);
}

/*
 * A record need not have all three; the first that says something is taken, in
 * the order of DESIGN.md.  Those behind it stay in the detail.
 */
static void
fill_syslog_health(struct take *t, struct event *e)
{
	static const char *const devices[] = {
	    "source_ip", "dvchost", "headend_addr"};
	size_t i;

	e->kind = EVENT_SYSTEM;
	e->check = take_text(t, "type", EVENT_ID_MAX_BYTES);
	take_need(t, "type", e->check);
	for (i = 0; i < 3 && e->device == NULL; i++)
		e->device = take_text(t, devices[i], EVENT_NAME_MAX_BYTES);
	e->status = take_text(t, "result", EVENT_ID_MAX_BYTES);
	e->message = take_text(t, "message", EVENT_MESSAGE_MAX_BYTES);
	e->event_at = take_time(t, "vectra_timestamp", e->event_at);
	e->url = take_url(t, "href");
	event_detail_syslog(t);
}

void
event_shape_fill(enum event_shape shape, struct take *t, struct event *e)
{
	static void (*const fill[SHAPE__MAX])(struct take *, struct event *) = {
	    [SHAPE_OWN] = fill_own,
	    [SHAPE_API_ENTITY] = fill_api_entity,
	    [SHAPE_API_HEALTH] = fill_api_health,
	    [SHAPE_SYSLOG_HOST] = fill_syslog_host,
	    [SHAPE_SYSLOG_ACCOUNT] = fill_syslog_account,
	    [SHAPE_SYSLOG_HEALTH] = fill_syslog_health,
	};

	fill[shape](t, e);
	/* No device named: the appliance as a whole. */
	if (e->kind == EVENT_SYSTEM && e->device == NULL)
		e->device = xstrdup("");
}
