/*
 * check_slack.c - the Slack app: which URLs it takes, and what it says of
 * others.  All ids and secrets are made up.
 */
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/slack.h"
#include "tests/unit/suites.h"

extern const struct app app_slack;

#define HOST "https://hooks.slack.com"
#define GOV "https://hooks.slack-gov.com"
#define SECRET "AbCdEfGhIjKlMnOpQrStUvWx"
#define PATH "/services/T01ABCDEF23/B04GHIJKL56/" SECRET

static const char other[] = "not that of a Slack incoming webhook";
static const char workflow[] = "Make an incoming webhook instead";
static const char cut[] = "not a whole webhook";

static const struct kit_url rows[] = {
    {HOST PATH, URL_OK, NULL},
    {HOST ":443" PATH, URL_OK, NULL},
    {HOST PATH "/", URL_OK, NULL},
    {"HTTPS://Hooks.Slack.COM" PATH, URL_OK, NULL},
    {GOV PATH, URL_OK, NULL},
    {GOV ":443" PATH, URL_OK, NULL},
    {HOST "/services/T0/B0/x", URL_OK, NULL},
    {HOST "/services/E01ABCDEF23/B04GHIJKL56/" SECRET, URL_OK, NULL},
    /* What is not asked for is not forbidden. */
    {HOST PATH "?x=y", URL_OK, NULL},
    /* Workflow Builder: the old form, and the present one. */
    {HOST "/workflows/T01ABCDEF23/F01/12345/" SECRET, URL_REFUSED, workflow},
    {HOST "/triggers/T01ABCDEF23/12345/" SECRET, URL_REFUSED, workflow},
    {HOST "/triggers/E01ABCDEF23/12345/" SECRET, URL_REFUSED, workflow},
    {GOV "/workflows/T01ABCDEF23/F01/12345/" SECRET, URL_REFUSED, workflow},
    {GOV "/triggers/T01ABCDEF23/12345/" SECRET, URL_REFUSED, workflow},
    {HOST ":443/triggers/x", URL_REFUSED, workflow},
    /* Cut, or more than one. */
    {HOST "/services", URL_REFUSED, cut},
    {HOST "/services/", URL_REFUSED, cut},
    {HOST "/services/T01ABCDEF23", URL_REFUSED, cut},
    {HOST "/services/T01ABCDEF23/B04GHIJKL56", URL_REFUSED, cut},
    {HOST "/services/T01ABCDEF23/B04GHIJKL56/", URL_REFUSED, cut},
    {HOST "/services//B04GHIJKL56/" SECRET, URL_REFUSED, cut},
    {HOST PATH "/more", URL_REFUSED, cut},
    {HOST PATH "//", URL_REFUSED, cut},
    {HOST PATH "%2f", URL_REFUSED, cut},
    {HOST PATH "-", URL_REFUSED, cut},
    {HOST "/services/t01abcdef23/B04GHIJKL56/" SECRET, URL_REFUSED, cut},
    {GOV "/services/T01ABCDEF23", URL_REFUSED, cut},
    /* Other paths of these hosts. */
    {HOST, URL_REFUSED, other},
    {HOST "/", URL_REFUSED, other},
    {HOST "/commands/T01ABCDEF23/12345/" SECRET, URL_REFUSED, other},
    {HOST "/SERVICES/T0/B0/x", URL_REFUSED, other},
    {HOST "/x" PATH, URL_REFUSED, other},
    {HOST "/" PATH, URL_REFUSED, other},
    {HOST "/servicesx/T0/B0/x", URL_REFUSED, other},
    {HOST "/workflowsx/T0/B0/x", URL_REFUSED, other},
    /* Slack's other hosts, and those that look alike. */
    {"https://slack.com/api/chat.postMessage", URL_REFUSED, other},
    {"https://app.slack.com/client/T01ABCDEF23/C01", URL_REFUSED, other},
    {"https://team.slack.com/archives/C01", URL_REFUSED, other},
    {"https://hooks.slack.com.evil.test" PATH, URL_REFUSED, other},
    {"https://evil.test/hooks.slack.com" PATH, URL_REFUSED, other},
    {"https://xhooks.slack.com" PATH, URL_REFUSED, other},
    {"https://x.hooks.slack.com" PATH, URL_REFUSED, other},
    {"https://hooks-slack.com" PATH, URL_REFUSED, other},
    {"https://hooks.slack.co" PATH, URL_REFUSED, other},
    {"https://hooks.slack-gov.com.evil.test" PATH, URL_REFUSED, other},
    {"https://hooks.slack-gov.co" PATH, URL_REFUSED, other},
    {"https://discord.com/api/webhooks/1/x/slack", URL_REFUSED, other},
    /* What no destination may be; the reasons are those of core/url. */
    {"http://hooks.slack.com" PATH, URL_REFUSED, "http://"},
    {"https://u:p@hooks.slack.com" PATH, URL_REFUSED, "user name"},
    {"https://hooks.slack.com@evil.test" PATH, URL_REFUSED, "user name"},
    {HOST PATH "#x", URL_REFUSED, "fragment"},
    {HOST ":8443" PATH, URL_REFUSED, "443"},
    {"https://127.0.0.1" PATH, URL_REFUSED, "IP address"},
    {" " HOST PATH, URL_REFUSED, "blank"},
    {"hooks.slack.com" PATH, URL_REFUSED, "https://"},
    {"xoxb-1-2-x", URL_REFUSED, "https://"},
    {"", URL_REFUSED, "empty"},
};

START_TEST(test_rows)
{
	kit_urls(&app_slack, rows, KIT_ROWS(rows));
}
END_TEST

/* A gateway of the operator's in front of Slack: the path stays. */
START_TEST(test_operator)
{
	static const char *const more[] = {".corp.example", NULL};
	struct url_judgement j;

	app_recognise(&app_slack, "https://slack.corp.example" PATH, more, &j);
	ck_assert_int_eq(URL_OK, j.verdict);
	app_recognise(&app_slack, "https://slack.corp.example" PATH, NULL, &j);
	ck_assert_int_eq(URL_REFUSED, j.verdict);
	app_recognise(
	    &app_slack, "https://slack.corp.example/triggers/x", more, &j);
	ck_assert_int_eq(URL_REFUSED, j.verdict);
	app_recognise(&app_slack, HOST "/triggers/x", more, &j);
	ck_assert_ptr_nonnull(strstr(j.why, workflow));
}
END_TEST

START_TEST(test_app)
{
	ck_assert_ptr_eq(&app_slack, app_find("slack"));
	ck_assert_ptr_null(app_slack.secret);
	ck_assert_ptr_null(app_slack.option);
	ck_assert(!app_slack.own_host);
	ck_assert_str_eq(
	    "application/json", app_content_type(&app_slack, true));
	ck_assert_uint_eq(60, app_slack.pace.per_minute);
}
END_TEST

static TCase *
url_case(void)
{
	TCase *tc = tcase_create("urls");

	tcase_add_test(tc, test_rows);
	tcase_add_test(tc, test_operator);
	tcase_add_test(tc, test_app);
	return tc;
}

Suite *
suite_slack(void)
{
	Suite *suite = suite_create("slack");

	suite_add_tcase(suite, url_case());
	suite_add_tcase(suite, slack_answer_case());
	suite_add_tcase(suite, slack_body_case());
	return suite;
}
