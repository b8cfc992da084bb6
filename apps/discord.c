/*
 * discord.c - Discord by a channel's webhook: the app itself, and what its
 * answers mean.
 */
#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/discord.h"

/*
 * Discord's words are numbers.  What the status alone says of them is left
 * out: 10015, an unknown webhook, is a 404, and 50027, a wrong token, a 401.
 */
static const struct answer_rule known[] = {
    /* A forum channel without a thread or a name for one; with both. */
    {400, "220001", ANSWER_BROKEN},
    {400, "220002", ANSWER_BROKEN},
    /* A name for a thread where the channel is no forum. */
    {400, "220003", ANSWER_BROKEN},
    /* The forum wants a tag on each post; webhooks' users can't know any. */
    {400, "40067", ANSWER_BROKEN},
    /* The thread is locked, or archived for good. */
    {400, "160005", ANSWER_BROKEN},
    {400, "50083", ANSWER_BROKEN},
    /* No channel for messages; a version that was switched off. */
    {400, "50008", ANSWER_BROKEN},
    {400, "50024", ANSWER_BROKEN},
    {400, "50041", ANSWER_BROKEN},
    /* Overloaded, switched off for a time, or limited in other ways. */
    {0, "130000", ANSWER_RETRY},
    {0, "40004", ANSWER_RETRY},
    {0, "40006", ANSWER_RETRY},
    {0, "40062", ANSWER_RETRY},
    {0, "20016", ANSWER_RETRY},
    {0, "20028", ANSWER_RETRY},
    {0, "20029", ANSWER_RETRY},
};

/* A limit over all that this machine sends has no number. */
static void
name_global(struct json_object *o, char *code)
{
	static const char word[] = "global";
	struct json_object *v;

	if (code[0] == '\0' && json_object_object_get_ex(o, word, &v) &&
	    json_object_get_boolean(v))
		answer_word(word, sizeof(word) - 1, code);
}

/*
 * {"message":"...","code":N}, and for a limit "retry_after" in seconds.  An
 * accepted message comes back whole, or as nothing: neither is read.
 */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o;

	answer_none(detail);
	if (status < 400)
		return answer_by_status(status);
	o = answer_parse(body, len);
	answer_number(o, "code", detail->code);
	if (status == 429) {
		detail->retry_after_ms = answer_retry_after(o);
		name_global(o, detail->code);
	}
	json_object_put(o);
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}

/*
 * Where it is chosen each message carries a name for a thread, which every
 * other kind of channel refuses.
 */
static const struct app_option forum = {
    .label = "Forum channel: each alert opens a post",
    .hint = "Only for a webhook of a forum or media channel, and a URL "
	    "without thread_id. Any other channel refuses such messages.",
    .content_type = "application/json",
};

extern const struct app app_discord;

const struct app app_discord = {
    .name = "discord",
    .label = "Discord",
    .icon = "brand-discord",
    .hue = "blue",
    .content_type = "application/json",
    /*
     * Not documented, for it may change: 5 in 2 seconds for a webhook and 30 a
     * minute for its channel, by what its people say and others measured.
     */
    .pace = {30, 5},
    .forms = discord_forms,
    .forms_count = DISCORD_FORMS,
    .url_wrong = discord_url_wrong,
    .url_hint = "Paste the webhook's URL.",
    .option = &forum,
    .help = discord_help,
    .complete = discord_complete,
    .format = discord_format,
    .classify = classify,
};
