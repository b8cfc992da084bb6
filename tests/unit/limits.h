/*
 * limits.h - what each app's service takes, counted independently of the
 * formatters.
 */
#ifndef TOCSIN_TESTS_LIMITS_H
#define TOCSIN_TESTS_LIMITS_H

#include <stddef.h>

struct json_object;

/*
 * limits_fault(app, body, bytes): what is over a limit of the app of that name
 * in a body of so many bytes; NULL where nothing is.
 */
const char *limits_fault(
    const char *app, struct json_object *body, size_t bytes);

/*
 * limits_near(app): bytes of a body that must have been shortened, or of the
 * longest that there are.
 */
size_t limits_near(const char *app);

/* The same for each app. */
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

/*
 * What they count by.  limits_text(o, name): the string member name of o, NULL
 * where it is none, empty, or has a NUL inside.  limits_points(s): code points;
 * limits_units(s): UTF-16, as JavaScript and Java count.
 */
const char *limits_text(struct json_object *o, const char *name);
size_t limits_points(const char *s);
size_t limits_units(const char *s);

#endif
