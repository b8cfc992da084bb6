/*
 * check_rocketchat.c - the Rocket.Chat app: URLs, answers, messages.  The
 * exact bytes are held in tests/golden/rocketchat.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/few.h"
#include "tests/unit/limits.h"
#include "tests/unit/suites.h"

extern const struct app app_rocketchat;

#define N(list) (sizeof(list) / sizeof((list)[0]))
#define ID "A9qSw8LcJaYcuDxQM"
#define TOKEN "s3cretG2JNJDPoabKf7qvkzRbGhJcXgt4pDZAHNQGccMZWnQkojJ5"

START_TEST(test_urls)
{
	static const char *const good[] = {
	    "https://chat.example/hooks/" ID "/" TOKEN,
	    "https://chat.example:3000/hooks/" ID "/" TOKEN,
	    "https://chat.example/rocket/hooks/" ID "/" TOKEN,
	    "https://chat.example/hooks/64f0c0ffee64f0c0ffee1234/" TOKEN,
	    /* As they once were. */
	    "https://chat.example/hooks/" ID "/rocket.cat/" TOKEN,
	    "https://chat.example/hooks/" ID "/" TOKEN "%2Fub7zt%3D",
	};
	static const char *const bad[] = {
	    "https://chat.example/hooks/" ID,
	    "https://chat.example/hooks/" ID "/",
	    "https://chat.example/hooks/" ID "/s3cret",
	    "https://chat.example/hooks/" ID "/" TOKEN "/",
	    "https://chat.example/hooks/s3cret78901234567890123456",
	    "https://chat.example/hooks/sample/x/" ID "/" TOKEN,
	    "https://chat.example/api/v1/chat.postMessage",
	    "https://chat.example/hook/" ID "/" TOKEN,
	    "http://chat.example/hooks/" ID "/" TOKEN,
	    "https://[::1]/hooks/" ID "/" TOKEN,
	    "",
	};

	kit_urls(&app_rocketchat, good, N(good), URL_OK);
	kit_urls(&app_rocketchat, bad, N(bad), URL_REFUSED);
}
END_TEST

#define NO(error) "{\"success\":false,\"error\":\"" error "\"}"

START_TEST(test_answers)
{
	static const struct kit_answer rows[] = {
	    {200, "{\"success\":true}", ANSWER_ACCEPTED, ""},
	    {200, "{\"a\":1,\"success\":true}\n", ANSWER_ACCEPTED, ""},
	    /* A 2xx that means no. */
	    {200, NO("invalid-channel"), ANSWER_BROKEN, "invalid-channel"},
	    {200, NO("unknown-error"), ANSWER_REFUSED, "unknown-error"},
	    {200, "{\"success\":false}", ANSWER_REFUSED, ""},
	    /* Who answers so is not Rocket.Chat. */
	    {200, "", ANSWER_BROKEN, ""},
	    {200, "ok", ANSWER_BROKEN, ""},
	    {200, "<html>", ANSWER_BROKEN, ""},
	    {200, "{\"success\":\"true\"}", ANSWER_BROKEN, ""},
	    {204, "", ANSWER_BROKEN, ""},
	    {301, "", ANSWER_BROKEN, ""},
	    {400, NO("Invalid integration id or token provided."),
		ANSWER_BROKEN, "invalid-integration"},
	    {404, NO("Invalid integration id or token provided."),
		ANSWER_BROKEN, "invalid-integration"},
	    {400, NO("Not enough permission"), ANSWER_BROKEN,
		"not-enough-permission"},
	    {400, NO("You can't send messages because the room is readonly."),
		ANSWER_BROKEN, "room-readonly"},
	    {400, NO("room_is_archived"), ANSWER_BROKEN, "room_is_archived"},
	    {400, NO("error-not-allowed"), ANSWER_BROKEN, "error-not-allowed"},
	    {400, NO("error-message-size-exceeded"), ANSWER_REFUSED,
		"error-message-size-exceeded"},
	    {400, NO("Invalid href value provided"), ANSWER_REFUSED, ""},
	    {400,
		"{\"success\":false,\"error\":\"Error, too many requests. "
		"[error-too-many-requests]\",\"errorType\":"
		"\"error-too-many-requests\"}",
		ANSWER_RETRY, "error-too-many-requests"},
	    {401,
		"{\"status\":\"error\",\"message\":\"You must be logged in"
		" to do this.\"}",
		ANSWER_BROKEN, ""},
	    {403, "", ANSWER_BROKEN, ""},
	    {404, "", ANSWER_BROKEN, ""},
	    {413, "", ANSWER_REFUSED, ""},
	    {429, "{\"success\":false}", ANSWER_RETRY, ""},
	    {500, "", ANSWER_RETRY, ""},
	    /* Switched off, and merely away. */
	    {503, NO("Service Unavailable"), ANSWER_BROKEN,
		"integration-disabled"},
	    {200, NO("Service Unavailable"), ANSWER_BROKEN,
		"integration-disabled"},
	    {503, "Service Unavailable", ANSWER_RETRY, ""},
	    {0, "", ANSWER_UNCERTAIN, ""},
	    {400, "{\"error\":7}", ANSWER_REFUSED, ""},
	    {400, "[1]", ANSWER_REFUSED, ""},
	    {400, NO("a\\u0000b"), ANSWER_REFUSED, ""},
	    {400, NO("Service Unavailable\\u0000"), ANSWER_REFUSED, ""},
	};

	kit_answers(&app_rocketchat, rows, N(rows));
}
END_TEST

START_TEST(test_host)
{
	char *body = kit_body(&app_rocketchat, &kit_host);

	kit_has(body,
	    "{\"text\":\"\u25c6 Critical: Host desktop01 reached urgency 87\"");
	/* It is said already. */
	kit_has_not(body, "`Host desktop01 reached");
	kit_has(body, "\"`desktop01`\\n[Open in the appliance]"
		      "(https://appliance.example/hosts/17)\"");
	kit_has(body, "\"`Alert 0001`\"");
	kit_has_not(body, "footer");
	kit_has_not(body, "fallback");
	free(body);
}
END_TEST

START_TEST(test_system)
{
	char *body = kit_body(&app_rocketchat, &kit_system);

	kit_has(body, "\u25a0 Problem: A system check reports a problem\"");
	kit_has(
	    body, "\"text\":\"`Check disk_check reports a problem on S1`\"");
	kit_has_not(body, "](http");
	free(body);
}
END_TEST

START_TEST(test_hostile)
{
	static const struct {
		const char *name, *shown;
	} rows[] = {
	    {"@all", "@all"},
	    {"a`b``", "a\u02cbb\u02cb\u02cb"},
	    {":a::b:", ":\u200ba::\u200bb:"},
	    {"x:+1:", "x:\u200b+1:"},
	    {":100:", ":\u200b100:"},
	    {"09:41:07", "09:41:07"},
	    {"O365:jo", "O365:jo"},
	    {"<a>&", "<a>&"},
	    {"[a](b)", "[a](b)"},
	};
	char *body, want[100];
	size_t i;

	for (i = 0; i < N(rows); i++) {
		body = kit_named(&app_rocketchat, rows[i].name);
		snprintf(
		    want, sizeof(want), "\"value\":\"`%s`\\n", rows[i].shown);
		kit_has(body, want);
		free(body);
	}
}
END_TEST

/* Never over the limits, */
START_TEST(test_limits)
{
	few_hostile(&app_rocketchat, limits_rocketchat, 10);
}
END_TEST

/* nor much shorter than they allow. */
START_TEST(test_many)
{
	size_t longest = few_hostile(&app_rocketchat, limits_rocketchat, 300);

	ck_assert_uint_gt(longest, 4900);
	ck_assert_uint_gt(kit_long(&app_rocketchat, 4000), 4900);
}
END_TEST

Suite *
suite_rocketchat(void)
{
	Suite *suite = suite_create("rocketchat");
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
