/*
 * event_detect.c - which shape is it?  Told by members alone, since a relay
 * may cut the syslog header and a file may mix feeds; see event_shapes.h.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "core/event.h"
#include "core/event_parse.h"
#include "core/event_shapes.h"

/* Records of the same feeds that never alert, by a member of theirs alone. */
static const struct other {
	const char *member;
	const char *what;
} others[] = {
    {"detection_id", "a detection"},
    {"d_type", "a detection"},
    {"d_type_vname", "a detection"},
    {"campaign_id", "a campaign record"},
    {"campaign_name", "a campaign record"},
    {"will_retry", "a lockdown record"},
    {"alert_signature", "a signature match"},
    {"alert_signature_id", "a signature match"},
    {"event_action", "an audit record"},
    {"event_object", "an audit record"},
    {"user", "an audit record"},
};

/* The member is there; it may be null. */
static bool
has(struct json_object *o, const char *name)
{
	return json_object_object_get_ex(o, name, NULL);
}

/* The member is there and says something. */
static bool
says(struct json_object *o, const char *name)
{
	return json_object_object_get(o, name) != NULL;
}

/* A member's string, "" for any other type. */
static const char *
word(struct json_object *o, const char *name)
{
	struct json_object *v = json_object_object_get(o, name);

	return json_object_is_type(v, json_type_string)
		   ? json_object_get_string(v)
		   : "";
}

/* HOST SCORING, HOST_SCORING, ACCOUNT SCORING. */
static bool
category_scores(struct json_object *o)
{
	static const char end[] = "SCORING";
	const char *category = word(o, "category");
	size_t len = strlen(category), n = sizeof(end) - 1;

	return len >= n && strcasecmp(category + len - n, end) == 0;
}

/* A score record for certain: which of the three? */
static enum event_shape
score_shape(struct json_object *o)
{
	bool host = says(o, "host_id"), account = says(o, "account_id");

	if (says(o, "entity_id") || says(o, "urgency_score"))
		return SHAPE_API_ENTITY;
	if (host && account)
		account = strncasecmp(word(o, "category"), "ACC", 3) == 0;
	if (account || (!host && has(o, "account_uid")))
		return SHAPE_SYSLOG_ACCOUNT;
	return host || has(o, "host_name") ? SHAPE_SYSLOG_HOST
					   : SHAPE_API_ENTITY;
}

/* Scores, and somebody whom they are about. */
static bool
looks_scored(struct json_object *o)
{
	return (says(o, "threat") || says(o, "certainty")) &&
	       (says(o, "entity_id") || says(o, "host_id") ||
		   says(o, "account_id"));
}

/* Syslog's health has no category; audit is told from it by its user. */
static bool
looks_healthy(struct json_object *o)
{
	return has(o, "type") && (has(o, "result") || has(o, "message")) &&
	       (has(o, "vectra_timestamp") || has(o, "dvchost") ||
		   has(o, "headend_addr"));
}

/* Nothing fits: say the most helpful thing about it. */
static void
explain(struct json_object *o, char *why)
{
	if (*word(o, "kind") != '\0')
		snprintf(why, EVENT_WHY_BYTES,
		    "kind: is neither \"entity\" nor \"system\"");
	else if (has(o, "results") || has(o, "events"))
		snprintf(why, EVENT_WHY_BYTES,
		    "a page of records; give what it lists one by one");
	else
		snprintf(why, EVENT_WHY_BYTES,
		    "not a known kind of event: no kind, entity_id, host_id, "
		    "account_id or health_check_name");
}

static bool
alerts_never(struct json_object *o, char *why)
{
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!has(o, others[i].member))
			continue;
		snprintf(why, EVENT_WHY_BYTES, "%s is not alert material",
		    others[i].what);
		return true;
	}
	return false;
}

/*
 * The order matters: detections carry a threat and a certainty of their own,
 * so they go before what merely looks scored, and audit before health.
 */
enum event_shape
event_shape_of(struct json_object *o, char *why)
{
	const char *kind = word(o, "kind");

	if (strcmp(kind, event_kind_name(EVENT_ENTITY)) == 0 ||
	    strcmp(kind, event_kind_name(EVENT_SYSTEM)) == 0)
		return SHAPE_OWN;
	if (has(o, "health_check_name"))
		return SHAPE_API_HEALTH;
	if (category_scores(o) || says(o, "urgency_score"))
		return score_shape(o);
	if (alerts_never(o, why))
		return SHAPE_NONE;
	if (looks_scored(o))
		return score_shape(o);
	if (looks_healthy(o))
		return SHAPE_SYSLOG_HEALTH;
	explain(o, why);
	return SHAPE_NONE;
}
