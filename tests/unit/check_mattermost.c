/*
 * check_mattermost.c - the Mattermost app: URLs, answers, messages.  The exact
 * bytes are held in tests/golden/mattermost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/few.h"
#include "tests/unit/limits.h"
#include "tests/unit/suites.h"

extern const struct app app_mattermost;

#define N(list) (sizeof(list) / sizeof((list)[0]))
#define ID "s3cret78901234567890123456"

START_TEST(test_urls)
{
	static const char *const good[] = {
	    "https://chat.example/hooks/" ID,
	    "https://chat.example:8065/hooks/" ID,
	    "https://Chat.Corp.example/mattermost/hooks/" ID,
	    "https://chat.example/a/b-c/hooks/" ID,
	};
	static const char *const bad[] = {
	    "https://chat.example/hooks/" ID "7",
	    "https://chat.example/hooks/s3cret",
	    "https://chat.example/hooks/" ID "/",
	    "https://chat.example/hooks/commands/" ID,
	    "https://chat.example/hooks/" ID "/s3cret789012345678901234",
	    "https://chat.example/api/v4/hooks/" ID "/x",
	    "https://chat.example/" ID,
	    "https://chat.example//hooks/" ID,
	    "https://chat.example/%2e/hooks/" ID,
	    "http://chat.example/hooks/" ID,
	    "https://10.0.0.1/hooks/" ID,
	    "https://u:s3cret@chat.example/hooks/" ID,
	    "https://chat.example/hooks/" ID "#x",
	    "",
	};

	kit_urls(&app_mattermost, good, N(good), URL_OK);
	kit_urls(&app_mattermost, bad, N(bad), URL_REFUSED);
}
END_TEST

#define ERROR(id) \
	"{\"id\":\"" id "\",\"message\":\"for s3cret\",\"status_code\":400}"

START_TEST(test_answers)
{
	static const char deleted[] =
	    "api.post.create_post.can_not_post_to_deleted.error";
	static const struct kit_answer rows[] = {
	    {200, "ok", ANSWER_ACCEPTED, ""},
	    {200, "ok\n", ANSWER_ACCEPTED, ""},
	    /* Who answers so is not Mattermost. */
	    {200, "", ANSWER_BROKEN, ""},
	    {200, "<html>Log in</html>", ANSWER_BROKEN, ""},
	    {200, "okay", ANSWER_BROKEN, ""},
	    {204, "", ANSWER_BROKEN, ""},
	    {302, "", ANSWER_BROKEN, ""},
	    {400, ERROR("web.incoming_webhook.invalid.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.invalid.app_error"},
	    {400, ERROR("api.post.create_post.can_not_post_to_deleted.error"),
		ANSWER_BROKEN, deleted},
	    {400, ERROR("web.incoming_webhook.user.app_error"), ANSWER_BROKEN,
		"web.incoming_webhook.user.app_error"},
	    {400, ERROR("web.incoming_webhook.parse.app_error"), ANSWER_REFUSED,
		"web.incoming_webhook.parse.app_error"},
	    {400, ERROR("web.incoming_webhook.text.length.app_error"),
		ANSWER_REFUSED, "web.incoming_webhook.text.length.app_error"},
	    {403, ERROR("web.incoming_webhook.channel_locked.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.channel_locked.app_error"},
	    {404, ERROR("app.channel.get.existing.app_error"), ANSWER_BROKEN,
		"app.channel.get.existing.app_error"},
	    {404, "<html>", ANSWER_BROKEN, ""},
	    {413, "", ANSWER_REFUSED, ""},
	    {429, "limit exceeded", ANSWER_RETRY, ""},
	    {500, ERROR("app.channel.get.find.app_error"), ANSWER_RETRY,
		"app.channel.get.find.app_error"},
	    {501, ERROR("web.incoming_webhook.disabled.app_error"),
		ANSWER_BROKEN, "web.incoming_webhook.disabled.app_error"},
	    {501, "", ANSWER_RETRY, ""},
	    {502, "<html>", ANSWER_RETRY, ""},
	    {0, "", ANSWER_UNCERTAIN, ""},
	    /* Bodies that aren't what they look like. */
	    {400, ERROR("two words"), ANSWER_REFUSED, ""},
	    {400, "{\"id\":7}", ANSWER_REFUSED, ""},
	    {400, "[\"id\"]", ANSWER_REFUSED, ""},
	    {400, "null", ANSWER_REFUSED, ""},
	    {400, "{\"id\":\"a\\u0000b\"}", ANSWER_REFUSED, ""},
	    {400, "{\"id\":\"web.incoming_webhook.invalid.app_error\"",
		ANSWER_REFUSED, ""},
	};

	kit_answers(&app_mattermost, rows, N(rows));
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
	char *body = kit_body(&app_mattermost, &kit_system);

	kit_has(body, "Check disk&#95;check reports a problem on S1");
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
	static const struct {
		const char *name, *shown;
	} rows[] = {
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
	char *body, want[100];
	size_t i;

	for (i = 0; i < N(rows); i++) {
		body = kit_named(&app_mattermost, rows[i].name);
		snprintf(
		    want, sizeof(want), "\"value\":\"%s\\n", rows[i].shown);
		kit_has(body, want);
		kit_has_not(body, "@all");
		free(body);
	}
}
END_TEST

/* Never over the limits, */
START_TEST(test_limits)
{
	few_hostile(&app_mattermost, limits_mattermost, 10);
}
END_TEST

/* nor much shorter than they allow. */
START_TEST(test_many)
{
	size_t longest = few_hostile(&app_mattermost, limits_mattermost, 300);

	ck_assert_uint_gt(longest, 16000);
	ck_assert_uint_gt(kit_long(&app_mattermost, 1000), 15000);
	ck_assert_uint_lt(kit_long(&app_mattermost, 10), 4000);
}
END_TEST

Suite *
suite_mattermost(void)
{
	Suite *suite = suite_create("mattermost");
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
