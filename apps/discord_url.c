/*
 * discord_url.c - which URLs are a Discord webhook's, what they lack, and how
 * to get one.
 *
 * Discord shows them without a version and without wait=true.  Without a
 * version the oldest one answers, which gives its waiting times in
 * milliseconds; without wait=true a message that Discord fails to save is
 * accepted all the same.  So both are put in when a request is sent.
 */
#include <stdlib.h>
#include <string.h>

#include "apps/discord.h"
#include "core/xmalloc.h"

/* The id is a number; nothing is decoded: none of it is ever encoded. */
#define WEBHOOK "^/api(/v[0-9]+)?/webhooks/[0-9]+/[A-Za-z0-9_-]+"

/* Constant, so that it can't repeat a URL. */
static const char why_service[] =
    "Destination URL ends with /slack or /github, where Discord reads other "
    "messages than Tocsin's. Remove that ending; what follows a ? may stay.";

#define FORMS(host) \
	{host, WEBHOOK "/(slack|github)/?$", NULL, URL_REFUSED, why_service}, \
	{ \
		host, WEBHOOK "$", NULL, URL_OK, NULL \
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

/*
 * The version in whose terms answers are read.  A newer one that somebody wrote
 * on purpose stays.
 */
#define VERSION "v10"
#define OLDEST_OF_USE 9

/* Past the version that p starts with and its slash; *number is 0 for none. */
static const char *
past_version(const char *p, int *number)
{
	size_t digits = *p == 'v' ? strspn(p + 1, "0123456789") : 0, i;

	*number = 0;
	if (digits == 0 || p[1 + digits] != '/')
		return p;
	for (i = 1; i <= digits && *number < 1000; i++)
		*number = 10 * *number + (p[i] - '0');
	return p + digits + 2;
}

/* The query without any wait of its own, ending in "&" if there is any. */
static char *
other_members(const char *query)
{
	char *out = xcalloc(1, strlen(query) + 2), *to = out;
	size_t len;

	for (; *query != '\0'; query += len + (query[len] == '&')) {
		len = strcspn(query, "&");
		if (len == 0 || strncmp(query, "wait=", 5) == 0 ||
		    (len == 4 && strncmp(query, "wait", 4) == 0))
			continue;
		memcpy(to, query, len);
		to += len;
		*to++ = '&';
	}
	return out;
}

/* One of the forms above was met, so "/api/" is where the path starts. */
char *
discord_complete(const char *url)
{
	static const char api[] = "/api/";
	const char *path = strstr(url, api), *rest, *query;
	char *others, *full;
	int version;

	if (path == NULL)
		return xstrdup(url);
	path += sizeof(api) - 1;
	rest = past_version(path, &version);
	query = rest + strcspn(rest, "?");
	others = other_members(*query == '?' ? query + 1 : query);
	full = xasprintf("%.*s%.*s%.*s?%swait=true", (int)(path - url), url,
	    (int)(version >= OLDEST_OF_USE ? rest - path : 4),
	    version >= OLDEST_OF_USE ? path : VERSION "/", (int)(query - rest),
	    rest, others);
	explicit_bzero(others, strlen(others));
	free(others);
	return full;
}

const char discord_url_wrong[] =
    "Destination URL is not that of a Discord webhook, or was cut. A right "
    "one looks like https://discord.com/api/webhooks/.../...; "
    "the address of a channel or an invitation is none.";

static const char *const channel[] = {
    "In Discord, open Edit Channel (the gear beside the channel), choose "
    "Integrations, then Webhooks.",
    "Press New Webhook, open it, and give it a name: alerts appear under it.",
    "Press Copy Webhook URL and paste it here.",
    NULL,
};
/* Alerts of a thread are not lost among what people write. */
static const char *const thread[] = {
    "In Discord's User Settings, turn on Developer Mode (under Advanced).",
    "Right-click the thread or the post and choose Copy Thread ID.",
    "Add ?thread_id= and that ID to the end of the URL of the channel's "
    "webhook.",
    NULL,
};
static const char *const forum[] = {
    "Make a webhook of the forum channel as above.",
    "For a post of its own for each alert, choose the forum option here. For "
    "all alerts in one post, add its thread_id to the URL instead.",
    NULL,
};

const struct app_help discord_help[] = {
    {"For a channel", channel, "It takes the permission Manage Webhooks."},
    {"For a thread", thread, NULL},
    {"For a forum channel", forum,
	"A forum that asks for a tag on each post refuses webhooks' posts: "
	"turn that off, or use one post."},
    {NULL, NULL, NULL},
};
