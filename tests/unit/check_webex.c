/*
 * check_webex.c - the Webex app: URLs, answers, messages.  The exact bytes are
 * held in tests/golden/webex.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_webex;

#define IN "/v1/webhooks/incoming/"
#define TOKEN "s3cretzY29zcGFyazovL3VzL1dFQkhPT0svMTIzNDU2Nzg5MA"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {"https://webexapis.com" IN TOKEN, URL_OK, NULL},
	    {"https://webexapis.com:443" IN TOKEN "==", URL_OK, NULL},
	    {"https://WebexAPIs.com" IN TOKEN "/", URL_OK, NULL},
	    {"https://api-usgov.webex.com" IN TOKEN, URL_OK, NULL},
	    {"https://api.ciscospark.com" IN TOKEN, URL_WARN, ""},
	    {"https://webexapis.com" IN, URL_REFUSED, ""},
	    {"https://webexapis.com/v1/webhooks/" TOKEN, URL_REFUSED, ""},
	    {"https://webexapis.com/v1/messages", URL_REFUSED, ""},
	    {"https://webexapis.com" IN TOKEN "/x", URL_REFUSED, ""},
	    {"https://webexapis.com/x" IN TOKEN, URL_REFUSED, ""},
	    {"https://x.webexapis.com" IN TOKEN, URL_REFUSED, ""},
	    {"https://webexapis.com.evil.test" IN TOKEN, URL_REFUSED, ""},
	    {"https://evilwebexapis.com" IN TOKEN, URL_REFUSED, ""},
	    {"https://evil.test/webexapis.com" IN TOKEN, URL_REFUSED, ""},
	    {"https://webexapis.com:8443" IN TOKEN, URL_REFUSED, ""},
	    {"http://webexapis.com" IN TOKEN, URL_REFUSED, ""},
	    {"", URL_REFUSED, ""},
	};

	kit_urls(&app_webex, rows, KIT_ROWS(rows));
}
END_TEST

#define ERROR \
	"{\"message\":\"Failed for s3cret\",\"errors\":[{}]," \
	"\"trackingId\":\"ROUTER_6F_1-a\"}"

START_TEST(test_answers)
{
	static const struct kit_answer rows[] = {
	    {204, "", ANSWER_ACCEPTED, "", 0},
	    {200, "{\"id\":\"x\"}", ANSWER_ACCEPTED, "", 0},
	    {302, "", ANSWER_BROKEN, "", 0},
	    {400, ERROR, ANSWER_REFUSED, "ROUTER_6F_1-a", 0},
	    {401, ERROR, ANSWER_BROKEN, "ROUTER_6F_1-a", 0},
	    {403, "", ANSWER_BROKEN, "", 0},
	    {404, ERROR, ANSWER_BROKEN, "ROUTER_6F_1-a", 0},
	    {410, "", ANSWER_BROKEN, "", 0},
	    {413, "", ANSWER_REFUSED, "", 0},
	    {415, "", ANSWER_REFUSED, "", 0},
	    {423, "", ANSWER_RETRY, "", 0},
	    {429, ERROR, ANSWER_RETRY, "ROUTER_6F_1-a", 0},
	    {429, "{\"retry_after\":30}", ANSWER_RETRY, "", 0},
	    {500, ERROR, ANSWER_RETRY, "ROUTER_6F_1-a", 0},
	    {503, "<html>", ANSWER_RETRY, "", 0},
	    {0, "", ANSWER_UNCERTAIN, "", 0},
	    {400, "{\"trackingId\":\"two words\"}", ANSWER_REFUSED, "", 0},
	    {400, "{\"trackingId\":7}", ANSWER_REFUSED, "", 0},
	    {400, "{\"trackingId\":\"a", ANSWER_REFUSED, "", 0},
	};

	kit_answers(&app_webex, rows, KIT_ROWS(rows));
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
	char *body = kit_body(&app_webex, &kit_check);

	kit_has(body, "Check disk&#95;check reports a problem on "
		      "sensor&#45;1");
	kit_has(body, "- **Message:** Disk 3 is missing&#46;");
	kit_has_not(body, "](http");
	free(body);
}
END_TEST

START_TEST(test_hostile)
{
	static const struct kit_name rows[] = {
	    {"<@all>", "&#60;&#64;\u200ball&#62;"},
	    {"https://x", "https&#58;/\u200b/\u200bx"},
	    {"*_`~", "&#42;&#95;&#96;&#126;"},
	    {"\\*", "&#92;&#42;"},
	    {"&lt;", "&#38;lt;"},
	};

	kit_names(
	    &app_webex, rows, KIT_ROWS(rows), "- **Name:** ", " \u2013 [");
}
END_TEST

/* As long as is allowed. */
START_TEST(test_long)
{
	ck_assert_uint_gt(kit_long(&app_webex, 8000), 7300);
	ck_assert_uint_le(kit_long(&app_webex, 8000), 7439);
}
END_TEST

Suite *
suite_webex(void)
{
	Suite *suite = suite_create("webex");
	TCase *tc = tcase_create("all");

	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_answers);
	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_system);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_long);
	suite_add_tcase(suite, tc);
	return suite;
}
