/*
 * rocketchat.c - Rocket.Chat by an incoming integration.
 *
 * Its web client reads attachments by one parser and its phones by another;
 * neither has an escape for all that the other reads.  Both show what stands
 * in a code span as it is, so that is where foreign text goes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/attachments.h"
#include "apps/escape.h"
#include "apps/fit.h"
#include "core/xmalloc.h"

/*
 * Message_MaxAllowedSize is 5,000 unless it was changed.  It is kept for all of
 * the body: which of its texts are counted depends on the version.
 */
#define ROCKETCHAT_MAX_UNITS 5000

/*
 * A colon that an emoji code may start with: ":smile:".  None has one or two
 * digits alone, and times do.
 */
static size_t
emoji(const char *at)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-";
	size_t len = at[0] == ':' ? strspn(at + 1, set) : 0;

	if (len == 0 || at[1 + len] != ':')
		return 0;
	return len > 2 || strspn(at + 1, "0123456789") < len;
}

/*
 * Nothing ends a code span but a backtick, so it becomes an accent that looks
 * alike.  The web client draws emoji even inside of one: a zero-width space
 * ends that.
 */
static char *
shown(const char *text)
{
	char *broken = escape_break(text, emoji);
	char *quiet = escape_backtick(broken);
	char *span = xasprintf("`%s`", quiet);

	free(quiet);
	free(broken);
	return span;
}

static const struct attachment_style style = {
    .shown = shown, .summary_above = true, .footer = false};

static struct json_object *
build(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	return attachments_build(&style, m, detail, limits);
}

static char *
format(const struct message *m, size_t *len)
{
	static const struct fit fit = {
	    .build = build,
	    .length = attachments_units,
	    .max = ROCKETCHAT_MAX_UNITS,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

/*
 * Some reasons are words and some are sentences, which no log takes; code is
 * what stands for those.
 */
static const struct reason {
	const char *says;
	const char *code;
} sentences[] = {
    {"Service Unavailable", "integration-disabled"},
    {"Invalid integration id or token provided.", "invalid-integration"},
    {"Not enough permission", "not-enough-permission"},
    {"You can't send messages because the room is readonly.", "room-readonly"},
};

static const struct answer_rule known[] = {
    /* Switched off by its owner; a gateway's 503 has no such body. */
    {0, "integration-disabled", ANSWER_BROKEN},
    {0, "invalid-integration", ANSWER_BROKEN},
    {0, "not-enough-permission", ANSWER_BROKEN},
    {0, "room-readonly", ANSWER_BROKEN},
    /* The room was deleted or renamed, or its user lost it. */
    {0, "invalid-channel", ANSWER_BROKEN},
    {0, "error-invalid-room", ANSWER_BROKEN},
    {0, "error-invalid-channel", ANSWER_BROKEN},
    {0, "room_is_archived", ANSWER_BROKEN},
    {0, "room_is_blocked", ANSWER_BROKEN},
    {0, "error-not-allowed", ANSWER_BROKEN},
    {0, "You_have_been_muted", ANSWER_BROKEN},
    /* Before there was a 429. */
    {0, "error-too-many-requests", ANSWER_RETRY},
};

/* The code of a sentence, by its length: a NUL inside would hide the rest. */
static const char *
sentence_code(const char *says, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (strlen(sentences[i].says) == len &&
		    memcmp(sentences[i].says, says, len) == 0)
			return sentences[i].code;
	return "";
}

/* The app's word for what went wrong, wherever it has it. */
static void
find_code(struct json_object *o, char *code)
{
	struct json_object *v;

	answer_member(o, "errorType", code);
	if (code[0] == '\0')
		answer_member(o, "error", code);
	if (code[0] == '\0' && json_object_object_get_ex(o, "error", &v) &&
	    json_object_is_type(v, json_type_string))
		snprintf(code, APP_CODE_BYTES, "%s",
		    sentence_code(json_object_get_string(v),
			(size_t)json_object_get_string_len(v)));
}

/* What a 2xx means: "success" alone says that there is a message. */
static enum answer
by_success(struct json_object *o, const char *code)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, "success", &v) ||
	    !json_object_is_type(v, json_type_boolean))
		/* Somebody in front of Rocket.Chat, or in its place. */
		return ANSWER_BROKEN;
	if (json_object_get_boolean(v))
		return ANSWER_ACCEPTED;
	/* Read as the 400 that newer versions make of it. */
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), 400, code);
}

static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);
	enum answer answer;

	answer_none(detail);
	find_code(o, detail->code);
	if (status >= 200 && status < 300)
		answer = by_success(o, detail->code);
	else
		answer = answer_by_rule(known, sizeof(known) / sizeof(known[0]),
		    status, detail->code);
	json_object_put(o);
	return answer;
}

/*
 * An id and a token; once the user's id stood between them.  Old tokens have
 * encoded slashes and equal signs.
 */
static const struct url_form forms[] = {
    {NULL,
	"^(/[A-Za-z0-9._~-]+)*/hooks/[A-Za-z0-9]{8,32}(/[A-Za-z0-9._-]+)?"
	"/[A-Za-z0-9_=%-]{16,}$",
	NULL, URL_OK, NULL},
};

static const char *const steps[] = {
    "In Rocket.Chat, open Administration, choose Workspace, then "
    "Integrations, and press New.",
    "Under Incoming, switch Enabled on, and give a name, the channel to "
    "post to and the user to post as. Leave Script off.",
    "Press Save and copy the Webhook URL that is shown then.",
    NULL,
};
static const struct app_help help[] = {
    {"For a channel", steps,
	"The user has to be a member of a private channel. The choice Enabled "
	"is off in a new integration."},
    {NULL, NULL, NULL},
};

extern const struct app app_rocketchat;

const struct app app_rocketchat = {
    .name = "rocketchat",
    .label = "Rocket.Chat",
    .icon = "rocket",
    .hue = "red",
    .content_type = "application/json",
    /*
     * Its rate limiter takes 10 calls in 60 seconds unless it was changed;
     * with two at once no such minute has more.
     */
    .pace = {8, 2},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong = "Destination URL is not that of a Rocket.Chat incoming "
		 "integration. A right one looks like https://your-server/"
		 "hooks/.../..., with an id and a token at its end.",
    .url_hint = "Paste the Webhook URL that Rocket.Chat shows once the "
		"integration is saved.",
    .own_host = true,
    .help = help,
    .format = format,
    .classify = classify,
};
