/*
 * check_slack.c - the Slack app: which URLs it takes, and what it says of
 * others.  All ids and secrets are made up.
 */
#include <string.h>

#include "apps/app.h"
#include "tests/unit/slack.h"
#include "tests/unit/suites.h"

extern const struct app app_slack;

#define HOST "https://hooks.slack.com"
#define GOV "https://hooks.slack-gov.com"
#define SECRET "AbCdEfGhIjKlMnOpQrStUvWx"
#define PATH "/services/T01ABCDEF23/B04GHIJKL56/" SECRET

static const char *const good[] = {
    HOST PATH,
    HOST ":443" PATH,
    HOST PATH "/",
    "HTTPS://Hooks.Slack.COM" PATH,
    GOV PATH,
    GOV ":443" PATH,
    HOST "/services/T0/B0/x",
    HOST "/services/E01ABCDEF23/B04GHIJKL56/" SECRET,
    /* What is not asked for is not forbidden. */
    HOST PATH "?x=y",
};

struct bad {
	const char *url;
	const char *says; /* part of the reason */
};

static const char other[] = "not that of a Slack incoming webhook";
static const char workflow[] = "Make an incoming webhook instead";
static const char cut[] = "not a whole webhook";

static const struct bad bad[] = {
    /* Workflow Builder: the old form, and the present one. */
    {HOST "/workflows/T01ABCDEF23/F01/12345/" SECRET, workflow},
    {HOST "/triggers/T01ABCDEF23/12345/" SECRET, workflow},
    {HOST "/triggers/E01ABCDEF23/12345/" SECRET, workflow},
    {GOV "/workflows/T01ABCDEF23/F01/12345/" SECRET, workflow},
    {GOV "/triggers/T01ABCDEF23/12345/" SECRET, workflow},
    {HOST ":443/triggers/x", workflow},
    /* Cut, or more than one. */
    {HOST "/services", cut},
    {HOST "/services/", cut},
    {HOST "/services/T01ABCDEF23", cut},
    {HOST "/services/T01ABCDEF23/B04GHIJKL56", cut},
    {HOST "/services/T01ABCDEF23/B04GHIJKL56/", cut},
    {HOST "/services//B04GHIJKL56/" SECRET, cut},
    {HOST PATH "/more", cut},
    {HOST PATH "//", cut},
    {HOST PATH "%2f", cut},
    {HOST PATH "-", cut},
    {HOST "/services/t01abcdef23/B04GHIJKL56/" SECRET, cut},
    {GOV "/services/T01ABCDEF23", cut},
    /* Other paths of these hosts. */
    {HOST, other},
    {HOST "/", other},
    {HOST "/commands/T01ABCDEF23/12345/" SECRET, other},
    {HOST "/SERVICES/T0/B0/x", other},
    {HOST "/x" PATH, other},
    {HOST "/" PATH, other},
    {HOST "/servicesx/T0/B0/x", other},
    {HOST "/workflowsx/T0/B0/x", other},
    /* Slack's other hosts, and those that look alike. */
    {"https://slack.com/api/chat.postMessage", other},
    {"https://app.slack.com/client/T01ABCDEF23/C01", other},
    {"https://team.slack.com/archives/C01", other},
    {"https://hooks.slack.com.evil.test" PATH, other},
    {"https://evil.test/hooks.slack.com" PATH, other},
    {"https://xhooks.slack.com" PATH, other},
    {"https://x.hooks.slack.com" PATH, other},
    {"https://hooks-slack.com" PATH, other},
    {"https://hooks.slack.co" PATH, other},
    {"https://hooks.slack-gov.com.evil.test" PATH, other},
    {"https://hooks.slack-gov.co" PATH, other},
    {"https://discord.com/api/webhooks/1/x/slack", other},
    /* What no destination may be; the reasons are those of core/url. */
    {"http://hooks.slack.com" PATH, "http://"},
    {"https://u:p@hooks.slack.com" PATH, "user name"},
    {"https://hooks.slack.com@evil.test" PATH, "user name"},
    {HOST PATH "#x", "fragment"},
    {HOST ":8443" PATH, "443"},
    {"https://127.0.0.1" PATH, "IP address"},
    {" " HOST PATH, "blank"},
    {"hooks.slack.com" PATH, "https://"},
    {"xoxb-1-2-x", "https://"},
    {"", "empty"},
};

#define N(list) ((int)(sizeof(list) / sizeof((list)[0])))

START_TEST(test_good)
{
	struct url_judgement j;

	app_recognise(&app_slack, good[_i], NULL, &j);
	ck_assert_msg(j.verdict == URL_OK, "%s: %s", good[_i], j.why);
	ck_assert_str_eq("", j.why);
	ck_assert_ptr_nonnull(strstr(j.host, "hooks.slack"));
}
END_TEST

START_TEST(test_bad)
{
	struct url_judgement j;

	app_recognise(&app_slack, bad[_i].url, NULL, &j);
	ck_assert_msg(j.verdict == URL_REFUSED, "accepted %s", bad[_i].url);
	ck_assert_msg(strstr(j.why, bad[_i].says) != NULL,
	    "%s: no \"%s\" in: %s", bad[_i].url, bad[_i].says, j.why);
	ck_assert_msg(strstr(j.why, "Destination URL") == j.why, "%s: %s",
	    bad[_i].url, j.why);
	/* Whole, and without anything of the URL. */
	ck_assert_uint_lt(strlen(j.why) + 1, APP_WHY_BYTES);
	ck_assert_ptr_null(strstr(j.why, SECRET));
	ck_assert_ptr_null(strstr(j.why, "01ABC"));
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

	tcase_add_loop_test(tc, test_good, 0, N(good));
	tcase_add_loop_test(tc, test_bad, 0, N(bad));
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
	suite_add_tcase(suite, slack_random_case());
	return suite;
}
