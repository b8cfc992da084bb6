/*
 * discord_url.c - which URLs are a Discord webhook's, and how to get one.
 *
 * Discord shows them without a version and without wait=true, and takes both.
 * Either costs something, and a URL is sent as it was typed: so the admin is
 * told, and nothing is refused that works.
 */
#include <stddef.h>

#include "apps/discord.h"

/* The id is a number; nothing is decoded: none of it is ever encoded. */
#define WEBHOOK "/webhooks/[0-9]+/[A-Za-z0-9_-]+"
#define TODAY "^/api/v(9|[1-9][0-9])" WEBHOOK "$"
#define ENDED "^/api/v[0-5]" WEBHOOK
#define ANY "^/api(/v[0-9]+)?" WEBHOOK

/* Every text is a constant, so that none can repeat a URL. */
static const char why_service[] =
    "Destination URL ends with /slack or /github, where Discord reads other "
    "messages than Tocsin's. Remove that ending; what follows a ? may stay.";
static const char why_ended[] =
    "Destination URL names a version of Discord's API that was switched off. "
    "Write v10 in its place: https://discord.com/api/v10/webhooks/.../...";
/*
 * Without a version the oldest one answers, which gives its waiting times in
 * milliseconds: those are read as seconds.  Without wait=true a message that
 * Discord fails to save is accepted all the same.
 */
static const char why_better[] =
    "Destination URL works, but is better as "
    "https://discord.com/api/v10/webhooks/.../...?wait=true: Discord then "
    "says so when it can't save a message, and tells in seconds how long to "
    "wait after too many. Where a ? is there already, add &wait=true.";

/* In this order: TODAY is a part of ANY, and so is ENDED. */
#define FORMS(host) \
	{host, ANY "/(slack|github)/?$", NULL, URL_REFUSED, why_service}, \
	    {host, ENDED, NULL, URL_REFUSED, why_ended}, \
	    {host, TODAY, "wait", URL_OK, NULL}, \
	{ \
		host, ANY "$", NULL, URL_WARN, why_better \
	}

/* Its old name is still in use, and each has the clients' test channels. */
const struct url_form discord_forms[DISCORD_FORMS] = {
    FORMS("discord.com"),
    FORMS("ptb.discord.com"),
    FORMS("canary.discord.com"),
    FORMS("discordapp.com"),
    FORMS("ptb.discordapp.com"),
    FORMS("canary.discordapp.com"),
};

const char discord_url_wrong[] =
    "Destination URL is not that of a Discord webhook, or was cut. A right "
    "one looks like https://discord.com/api/v10/webhooks/.../...?wait=true; "
    "the address of a channel or an invitation is none.";

static const char *const channel[] = {
    "In Discord, open Edit Channel (the gear beside the channel), choose "
    "Integrations, then Webhooks.",
    "Press New Webhook, open it, and give it a name: alerts appear under it.",
    "Press Copy Webhook URL and paste it here.",
    "In the URL, write /api/v10/webhooks/ for /api/webhooks/ and add "
    "?wait=true to the end.",
    NULL,
};
/* Alerts of a thread are not lost among what people write. */
static const char *const thread[] = {
    "In Discord's User Settings, turn on Developer Mode (under Advanced).",
    "Right-click the thread or the post and choose Copy Thread ID.",
    "Add &thread_id= and that ID to the end of the URL of the channel's "
    "webhook, behind ?wait=true.",
    NULL,
};
static const char *const forum[] = {
    "Make a webhook of the forum channel as above.",
    "For a post of its own for each alert, choose the forum option here. For "
    "all alerts in one post, add its thread_id to the URL instead.",
    NULL,
};

const struct app_help discord_help[] = {
    {"For a channel", channel,
	"It takes the permission Manage Webhooks. Discord accepts the URL "
	"without the last step too, but then a message that it fails to save "
	"is lost unnoticed."},
    {"For a thread", thread, NULL},
    {"For a forum channel", forum,
	"A forum that asks for a tag on each post refuses webhooks' posts: "
	"turn that off, or use one post."},
    {NULL, NULL, NULL},
};
