/*
 * check_mattermost.c - the Mattermost app: URLs, answers, messages.  The exact
 * bytes are held in tests/golden/mattermost.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_mattermost;

#define ID "s3cret78901234567890123456"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {"https://chat.example/hooks/" ID, URL_OK, NULL},
	    {"https://chat.example:8065/hooks/" ID, URL_OK, NULL},
	    {"https://Chat.Corp.example/mattermost/hooks/" ID, URL_OK, NULL},
	    {"https://chat.example/a/b-c/hooks/" ID, URL_OK, NULL},
	    {"https://chat.example/hooks/" ID "7", URL_REFUSED, ""},
	    {"https://chat.example/hooks/s3cret", URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "/", URL_REFUSED, ""},
	    {"https://chat.example/hooks/commands/" ID, URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "/s3cret789012345678901234",
		URL_REFUSED, ""},
	    {"https://chat.example/api/v4/hooks/" ID "/x", URL_REFUSED, ""},
	    {"https://chat.example/" ID, URL_REFUSED, ""},
	    {"https://chat.example//hooks/" ID, URL_REFUSED, ""},
	    {"https://chat.example/%2e/hooks/" ID, URL_REFUSED, ""},
	    {"http://chat.example/hooks/" ID, URL_REFUSED, ""},
	    {"https://10.0.0.1/hooks/" ID, URL_REFUSED, ""},
	    {"https://u:s3cret@chat.example/hooks/" ID, URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "#x", URL_REFUSED, ""},
	    {"", URL_REFUSED, ""},
	};

	kit_urls(&app_mattermost, rows, KIT_ROWS(rows));
}
END_TEST

#define ERROR(id) \
	"{\"id\":\"" id "\",\"message\":\"for s3cret\",\"status_code\":400}"

START_TEST(test_answers)
{
	static const char deleted[] =
	    "api.post.create_post.can_not_post_to_deleted.error";
	static const struct kit_answer rows[] = {
	    {200, "ok", ANSWER_ACCEPTED, "", 0},
	    {200, "ok\n", ANSWER_ACCEPTED, "", 0},
	    /* Who answers so is not Mattermost. */
	    {200, "", ANSWER_BROKEN, "", 0},
	    {200, "<html>Log in</html>", ANSWER_BROKEN, "", 0},
	    {200, "okay", ANSWER_BROKEN, "", 0},
	    {204, "", ANSWER_BROKEN, "", 0},
	    {302, "", ANSWER_BROKEN, "", 0},
	    {400, ERROR("web.incoming_webhook.invalid.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.invalid.app_error", 0},
	    {400, ERROR("api.post.create_post.can_not_post_to_deleted.error"),
		ANSWER_BROKEN, deleted, 0},
	    {400, ERROR("web.incoming_webhook.user.app_error"), ANSWER_BROKEN,
		"web.incoming_webhook.user.app_error", 0},
	    {400, ERROR("web.incoming_webhook.parse.app_error"), ANSWER_REFUSED,
		"web.incoming_webhook.parse.app_error", 0},
	    {400, ERROR("web.incoming_webhook.text.length.app_error"),
		ANSWER_REFUSED, "web.incoming_webhook.text.length.app_error",
		0},
	    {403, ERROR("web.incoming_webhook.channel_locked.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.channel_locked.app_error",
		0},
	    {404, ERROR("app.channel.get.existing.app_error"), ANSWER_BROKEN,
		"app.channel.get.existing.app_error", 0},
	    {404, "<html>", ANSWER_BROKEN, "", 0},
	    {413, "", ANSWER_REFUSED, "", 0},
	    {429, "limit exceeded", ANSWER_RETRY, "", 0},
	    {500, ERROR("app.channel.get.find.app_error"), ANSWER_RETRY,
		"app.channel.get.find.app_error", 0},
	    {501, ERROR("web.incoming_webhook.disabled.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.disabled.app_error", 0},
	    {501, "", ANSWER_RETRY, "", 0},
	    {502, "<html>", ANSWER_RETRY, "", 0},
	    {0, "", ANSWER_UNCERTAIN, "", 0},
	    /* Bodies that aren't what they look like. */
	    {400, ERROR("two words"), ANSWER_REFUSED, "", 0},
	    {400, "{\"id\":7}", ANSWER_REFUSED, "", 0},
	    {400, "[\"id\"]", ANSWER_REFUSED, "", 0},
	    {400, "null", ANSWER_REFUSED, "", 0},
	    {400, "{\"id\":\"a\\u0000b\"}", ANSWER_REFUSED, "", 0},
	    {400, "{\"id\":\"web.incoming_webhook.invalid.app_error\"",
		ANSWER_REFUSED, "", 0},
	};

	kit_answers(&app_mattermost, rows, KIT_ROWS(rows));
}
END_TEST

START_TEST(test_host)
{
	char *body = kit_body(&app_mattermost, &kit_host);

	kit_has(body, "\"fallback\":\"\u25c6 Critical: Host desktop01 reached "
		      "urgency 87\"");
	kit_has(body, "\"**\u25c6 Critical:** Host desktop01 reached");
	kit_has(body, "\"color\":\"#d0312d\"");
	kit_has(body, "\"desktop01\\n[Open in the appliance]"
		      "(https://appliance.example/hosts/17)\"");
	kit_has(body, "\"footer\":\"Alert 0001\"");
	kit_has(body, "{\"title\":\"Type\",\"value\":\"Host\",\"short\":true}");
	kit_has_not(body, "Possible repeat");
	free(body);
}
END_TEST

START_TEST(test_system)
{
	char *body = kit_body(&app_mattermost, &kit_check);

	kit_has(body, "Check disk&#95;check reports a problem on "
		      "sensor&#45;1");
	/* What reads the fallback is not known: no name that means something.
	 */
	kit_has(body, "\u25a0 Problem: A system check reports a problem\"");
	kit_has_not(body, "](http");
	free(body);
}
END_TEST

/* Names that mean something, and what stands for them. */
START_TEST(test_hostile)
{
	static const struct kit_name rows[] = {
	    {"@all", "&#64;\u200ball"},
	    {"#tag ~town", "&#35;tag &#126;town"},
	    {":x:", "&#58;x&#58;"},
	    {"[a](b)", "&#91;a&#93;&#40;b&#41;"},
	    {"<!here>", "&#60;&#33;here&#62;"},
	    {"a\\b", "a&#92;b"},
	    {"&lt;", "&#38;lt;"},
	    {"    x", "\u200b    x"},
	    {"\u00a0x", "\u200b\u00a0x"},
	    {"\u4e2d \U0001f4a9", "\u4e2d \U0001f4a9"},
	};
	char *body;

	kit_names(&app_mattermost, rows, KIT_ROWS(rows), "\"value\":\"", "\\n");
	body = kit_named(&app_mattermost, "@all @here");
	kit_has_not(body, "@all");
	kit_has_not(body, "@here");
	free(body);
}
END_TEST

/* As long as is allowed, and no longer than there is to tell. */
START_TEST(test_long)
{
	ck_assert_uint_gt(kit_long(&app_mattermost, 1000), 15000);
	ck_assert_uint_lt(kit_long(&app_mattermost, 10), 4000);
}
END_TEST

Suite *
suite_mattermost(void)
{
	Suite *suite = suite_create("mattermost");
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
