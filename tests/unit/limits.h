/*
 * limits.h - what each app's service takes, counted independently of the
 * formatters: NULL, or what is over a limit in a body of so many bytes.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

const char *limits_discord(struct json_object *body, size_t bytes);
const char *limits_googlechat(struct json_object *body, size_t bytes);
const char *limits_jsm(struct json_object *body, size_t bytes);
const char *limits_mattermost(struct json_object *body, size_t bytes);
const char *limits_pagerduty(struct json_object *body, size_t bytes);
const char *limits_rocketchat(struct json_object *body, size_t bytes);
const char *limits_slack(struct json_object *body, size_t bytes);
const char *limits_splunk(struct json_object *body, size_t bytes);
const char *limits_teams(struct json_object *body, size_t bytes);
const char *limits_webex(struct json_object *body, size_t bytes);
const char *limits_webhook(struct json_object *body, size_t bytes);

#endif
