/*
 * googlechat.c - Google Chat by a space's webhook: the app itself, its URLs,
 * and what its answers mean.
 */
#include <string.h>

#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/googlechat.h"

/* Spaces of all kinds, and of consumers, have one host. */
static const struct url_form forms[] = {
    {"chat.googleapis.com", "^/v1/spaces/[A-Za-z0-9_-]+/messages$", "key token",
	URL_OK, NULL},
};

/* Every text is a constant, so that none can repeat a URL. */
static const char url_wrong[] =
    "Destination URL is not that of a Google Chat webhook. A right one looks "
    "like https://chat.googleapis.com/v1/spaces/.../messages?key=...&"
    "token=...; the address of the space itself is none.";
static const char url_cut[] =
    "Destination URL lacks its key or its token. Copy it again, to its very "
    "end: ...?key=...&token=... Where it reads &amp; it was copied out of "
    "a page's source: write & in its place.";

static const char *const space[] = {
    "Open Google Chat in a browser: its mobile app has no webhooks.",
    "Open the space, press the arrow beside its name and choose Apps & "
    "integrations.",
    "Press Add webhooks, enter a name, which alerts appear under, and press "
    "Save.",
    "Press More (\u22ee) beside the new webhook, choose Copy link, and paste "
    "it here.",
    NULL,
};
/* Without the second parameter the first is ignored. */
static const char *const thread[] = {
    "Add &threadKey=tocsin&messageReplyOption="
    "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD to the end of the URL.",
    NULL,
};

static const struct app_help help[] = {
    {"For a space", space,
	"Webhooks are for spaces, not for direct messages, and the Google "
	"Workspace administrator has to allow them."},
    {"To keep all alerts in one thread", thread, NULL},
    {NULL, NULL, NULL},
};

/* Words of google.rpc.Code, and of its ErrorInfo. */
static const struct answer_rule known[] = {
    /* The key in the URL; a wrong token is a 403. */
    {400, "API_KEY_INVALID", ANSWER_BROKEN},
    /* By its definition nothing helps until somebody changes the place. */
    {400, "FAILED_PRECONDITION", ANSWER_BROKEN},
    {409, "ABORTED", ANSWER_RETRY},
    /* Both may be told of what was done all the same. */
    {499, "CANCELLED", ANSWER_UNCERTAIN},
    {504, "DEADLINE_EXCEEDED", ANSWER_UNCERTAIN},
};

/* The reason is the more exact word of the two. */
static void
read_reason(struct json_object *error, char *code)
{
	struct json_object *details, *first;
	char reason[APP_CODE_BYTES];

	if (!json_object_object_get_ex(error, "details", &details) ||
	    !json_object_is_type(details, json_type_array))
		return;
	first = json_object_array_get_idx(details, 0);
	answer_member(first, "reason", reason);
	if (reason[0] != '\0')
		memcpy(code, reason, sizeof(reason));
}

/*
 * {"error":{"code":N,"message":"...","status":"...","details":[{"reason":
 * "..."}]}}; an accepted message comes back and is not read.  No body says
 * when to come back.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o, *error = NULL;

	answer_none(detail);
	if (status < 400)
		return answer_by_status(status);
	o = answer_parse(body, len);
	json_object_object_get_ex(o, "error", &error);
	answer_member(error, "status", detail->code);
	read_reason(error, detail->code);
	json_object_put(o);
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}

extern const struct app app_googlechat;

const struct app app_googlechat = {
    .name = "googlechat",
    .label = "Google Chat",
    .icon = "brand-google",
    .hue = "green",
    .content_type = "application/json; charset=UTF-8",
    /*
     * Usage limits of the Chat API: one message a second in a space, shared
     * by all that post there.
     */
    .pace = {60, 1},
    .forms = forms,
    .forms_count = sizeof(forms) / sizeof(forms[0]),
    .url_wrong = url_wrong,
    .url_cut = url_cut,
    .url_hint = "Paste the whole link that the webhook's menu copies.",
    .help = help,
    .format = googlechat_format,
    .classify = classify,
};
