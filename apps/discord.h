/*
 * discord.h - what the files of the Discord app share among themselves and
 * with their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_DISCORD_H
#define TOCSIN_DISCORD_H

#include <stddef.h>

#include "apps/app.h"

/*
 * Discord's own limits, in characters.  Its people say that code points are
 * counted; here UTF-16 units are, which are never fewer.
 */
#define DISCORD_DESCRIPTION_MAX 4096
#define DISCORD_THREAD_NAME_MAX 100

/*
 * A longer link is not offered: all of an embed's text is bounded, and it
 * would push out what the alert tells.
 */
#define DISCORD_LINK_MAX 512

/* What a webhook's URLs look like, and how to get one. */
#define DISCORD_FORMS 12
extern const struct url_form discord_forms[DISCORD_FORMS];
extern const char discord_url_wrong[];
extern const struct app_help discord_help[];

/* discord_format, discord_complete: as struct app says. */
char *discord_complete(const char *url);
char *discord_format(const struct message *m, size_t *len);

#endif
