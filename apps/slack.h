/*
 * slack.h - what the files of the Slack app share among themselves.
 */
#ifndef TOCSIN_SLACK_H
#define TOCSIN_SLACK_H

#include <stddef.h>

#include "apps/app.h"

struct facts;
struct json_object;

/* slack_format: as struct app says. */
char *slack_format(const struct message *m, size_t *len);

/* slack_weight(text): what it counts at worst, whichever way Slack counts. */
size_t slack_weight(const char *text);

/* slack_typed(type): a new object of that type, the caller's. */
struct json_object *slack_typed(const char *type);

/*
 * slack_facts(blocks, facts): the facts, a line each, in blocks of rich text
 * that are appended to blocks; slack_note(blocks, note): a block of one
 * sentence.
 */
void slack_facts(struct json_object *blocks, const struct facts *facts);
void slack_note(struct json_object *blocks, const char *note);

#endif
