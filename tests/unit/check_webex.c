/*
 * check_webex.c - the Webex app: URLs, answers, messages.  The exact bytes are
 * held in tests/golden/webex.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/few.h"
#include "tests/unit/limits.h"
#include "tests/unit/suites.h"

extern const struct app app_webex;

#define N(list) (sizeof(list) / sizeof((list)[0]))
#define IN "/v1/webhooks/incoming/"
#define TOKEN "s3cretzY29zcGFyazovL3VzL1dFQkhPT0svMTIzNDU2Nzg5MA"

START_TEST(test_urls)
{
	static const char *const good[] = {
	    "https://webexapis.com" IN TOKEN,
	    "https://webexapis.com:443" IN TOKEN "==",
	    "https://WebexAPIs.com" IN TOKEN "/",
	    "https://api-usgov.webex.com" IN TOKEN,
	};
	static const char *const warned[] = {
	    "https://api.ciscospark.com" IN TOKEN,
	};
	static const char *const bad[] = {
	    "https://webexapis.com" IN,
	    "https://webexapis.com/v1/webhooks/" TOKEN,
	    "https://webexapis.com/v1/messages",
	    "https://webexapis.com" IN TOKEN "/x",
	    "https://webexapis.com/x" IN TOKEN,
	    "https://x.webexapis.com" IN TOKEN,
	    "https://webexapis.com.evil.test" IN TOKEN,
	    "https://evilwebexapis.com" IN TOKEN,
	    "https://evil.test/webexapis.com" IN TOKEN,
	    "https://webexapis.com:8443" IN TOKEN,
	    "http://webexapis.com" IN TOKEN,
	    "",
	};

	kit_urls(&app_webex, good, N(good), URL_OK);
	kit_urls(&app_webex, warned, N(warned), URL_WARN);
	kit_urls(&app_webex, bad, N(bad), URL_REFUSED);
}
END_TEST

#define ERROR \
	"{\"message\":\"Failed for s3cret\",\"errors\":[{}]," \
	"\"trackingId\":\"ROUTER_6F_1-a\"}"

START_TEST(test_answers)
{
	static const struct kit_answer rows[] = {
	    {204, "", ANSWER_ACCEPTED, ""},
	    {200, "{\"id\":\"x\"}", ANSWER_ACCEPTED, ""},
	    {302, "", ANSWER_BROKEN, ""},
	    {400, ERROR, ANSWER_REFUSED, "ROUTER_6F_1-a"},
	    {401, ERROR, ANSWER_BROKEN, "ROUTER_6F_1-a"},
	    {403, "", ANSWER_BROKEN, ""},
	    {404, ERROR, ANSWER_BROKEN, "ROUTER_6F_1-a"},
	    {410, "", ANSWER_BROKEN, ""},
	    {413, "", ANSWER_REFUSED, ""},
	    {415, "", ANSWER_REFUSED, ""},
	    {423, "", ANSWER_RETRY, ""},
	    {429, ERROR, ANSWER_RETRY, "ROUTER_6F_1-a"},
	    {429, "{\"retry_after\":30}", ANSWER_RETRY, ""},
	    {500, ERROR, ANSWER_RETRY, "ROUTER_6F_1-a"},
	    {503, "<html>", ANSWER_RETRY, ""},
	    {0, "", ANSWER_UNCERTAIN, ""},
	    {400, "{\"trackingId\":\"two words\"}", ANSWER_REFUSED, ""},
	    {400, "{\"trackingId\":7}", ANSWER_REFUSED, ""},
	    {400, "{\"trackingId\":\"a", ANSWER_REFUSED, ""},
	};

	kit_answers(&app_webex, rows, N(rows));
}
END_TEST

START_TEST(test_host)
{
	char *body = kit_body(&app_webex, &kit_host);

	kit_has(body,
	    "{\"markdown\":\"**\u25c6 Critical:** Host desktop01 reached "
	    "urgency 87\\n\\n- **Name:** desktop01 \u2013 "
	    "[Open in the appliance](https://appliance.example/hosts/17)\\n");
	kit_has(body, "\\n\\nAlert 0001\"}");
	free(body);
}
END_TEST

START_TEST(test_system)
{
	char *body = kit_body(&app_webex, &kit_system);

	kit_has(body, "Check disk&#95;check reports a problem on S1");
	kit_has(body, "- **Message:** RAID degraded");
	kit_has_not(body, "](http");
	free(body);
}
END_TEST

START_TEST(test_hostile)
{
	static const struct {
		const char *name, *shown;
	} rows[] = {
	    {"<@all>", "&#60;&#64;\u200ball&#62;"},
	    {"https://x", "https&#58;/\u200b/\u200bx"},
	    {"*_`~", "&#42;&#95;&#96;&#126;"},
	    {"\\*", "&#92;&#42;"},
	    {"&lt;", "&#38;lt;"},
	};
	char *body, want[100];
	size_t i;

	for (i = 0; i < N(rows); i++) {
		body = kit_named(&app_webex, rows[i].name);
		snprintf(want, sizeof(want), "- **Name:** %s \u2013 [",
		    rows[i].shown);
		kit_has(body, want);
		free(body);
	}
}
END_TEST

/* Never over the limits, */
START_TEST(test_limits)
{
	few_hostile(&app_webex, limits_webex, 10);
}
END_TEST

/* nor much shorter than they allow. */
START_TEST(test_many)
{
	size_t longest = few_hostile(&app_webex, limits_webex, 300);

	ck_assert_uint_gt(longest, 7300);
	ck_assert_uint_gt(kit_long(&app_webex, 8000), 7300);
	ck_assert_uint_le(kit_long(&app_webex, 8000), 7439);
}
END_TEST

Suite *
suite_webex(void)
{
	Suite *suite = suite_create("webex");
	TCase *tc = tcase_create("all"), *many = tcase_create("many");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_answers);
	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_system);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_limits);
	suite_add_tcase(suite, tc);
	/* A second, and a minute under valgrind. */
	tcase_set_tags(many, "slow");
	tcase_add_test(many, test_many);
	suite_add_tcase(suite, many);
	return suite;
}
