/*
 * check_rocketchat.c - the Rocket.Chat app: URLs, answers, messages.  The
 * exact bytes are held in tests/golden/rocketchat.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

extern const struct app app_rocketchat;

#define ID "A9qSw8LcJaYcuDxQM"
#define TOKEN "s3cretG2JNJDPoabKf7qvkzRbGhJcXgt4pDZAHNQGccMZWnQkojJ5"

START_TEST(test_urls)
{
	static const struct kit_url rows[] = {
	    {"https://chat.example/hooks/" ID "/" TOKEN, URL_OK, NULL},
	    {"https://chat.example:3000/hooks/" ID "/" TOKEN, URL_OK, NULL},
	    {"https://chat.example/rocket/hooks/" ID "/" TOKEN, URL_OK, NULL},
	    {"https://chat.example/hooks/64f0c0ffee64f0c0ffee1234/" TOKEN,
		URL_OK, NULL},
	    /* As they once were. */
	    {"https://chat.example/hooks/" ID "/rocket.cat/" TOKEN, URL_OK,
		NULL},
	    {"https://chat.example/hooks/" ID "/" TOKEN "%2Fub7zt%3D", URL_OK,
		NULL},
	    {"https://chat.example/hooks/" ID, URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "/", URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "/s3cret", URL_REFUSED, ""},
	    {"https://chat.example/hooks/" ID "/" TOKEN "/", URL_REFUSED, ""},
	    {"https://chat.example/hooks/s3cret78901234567890123456",
		URL_REFUSED, ""},
	    {"https://chat.example/hooks/sample/x/" ID "/" TOKEN, URL_REFUSED,
		""},
	    {"https://chat.example/api/v1/chat.postMessage", URL_REFUSED, ""},
	    {"https://chat.example/hook/" ID "/" TOKEN, URL_REFUSED, ""},
	    {"http://chat.example/hooks/" ID "/" TOKEN, URL_REFUSED, ""},
	    {"https://[::1]/hooks/" ID "/" TOKEN, URL_REFUSED, ""},
	    {"", URL_REFUSED, ""},
	};

	kit_urls(&app_rocketchat, rows, KIT_ROWS(rows));
}
END_TEST

#define NO(error) "{\"success\":false,\"error\":\"" error "\"}"

START_TEST(test_answers)
{
	static const struct kit_answer rows[] = {
	    {200, "{\"success\":true}", ANSWER_ACCEPTED, "", 0},
	    {200, "{\"a\":1,\"success\":true}\n", ANSWER_ACCEPTED, "", 0},
	    /* A 2xx that means no. */
	    {200, NO("invalid-channel"), ANSWER_BROKEN, "invalid-channel", 0},
	    {200, NO("unknown-error"), ANSWER_REFUSED, "unknown-error", 0},
	    {200, "{\"success\":false}", ANSWER_REFUSED, "", 0},
	    /* Who answers so is not Rocket.Chat. */
	    {200, "", ANSWER_BROKEN, "", 0},
	    {200, "ok", ANSWER_BROKEN, "", 0},
	    {200, "<html>", ANSWER_BROKEN, "", 0},
	    {200, "{\"success\":\"true\"}", ANSWER_BROKEN, "", 0},
	    {204, "", ANSWER_BROKEN, "", 0},
	    {301, "", ANSWER_BROKEN, "", 0},
	    {400, NO("Invalid integration id or token provided."),
		ANSWER_BROKEN, "invalid-integration", 0},
	    {404, NO("Invalid integration id or token provided."),
		ANSWER_BROKEN, "invalid-integration", 0},
	    {400, NO("Not enough permission"), ANSWER_BROKEN,
		"not-enough-permission", 0},
	    {400, NO("You can't send messages because the room is readonly."),
		ANSWER_BROKEN, "room-readonly", 0},
	    {400, NO("room_is_archived"), ANSWER_BROKEN, "room_is_archived", 0},
	    {400, NO("error-not-allowed"), ANSWER_BROKEN, "error-not-allowed",
		0},
	    {400, NO("error-message-size-exceeded"), ANSWER_REFUSED,
		"error-message-size-exceeded", 0},
	    {400, NO("Invalid href value provided"), ANSWER_REFUSED, "", 0},
	    {400,
		"{\"success\":false,\"error\":\"Error, too many requests. "
		"[error-too-many-requests]\",\"errorType\":"
		"\"error-too-many-requests\"}",
		ANSWER_RETRY, "error-too-many-requests", 0},
	    {401,
		"{\"status\":\"error\",\"message\":\"You must be logged in"
		" to do this.\"}",
		ANSWER_BROKEN, "", 0},
	    {403, "", ANSWER_BROKEN, "", 0},
	    {404, "", ANSWER_BROKEN, "", 0},
	    {413, "", ANSWER_REFUSED, "", 0},
	    {429, "{\"success\":false}", ANSWER_RETRY, "", 0},
	    {500, "", ANSWER_RETRY, "", 0},
	    /* Switched off, and merely away. */
	    {503, NO("Service Unavailable"), ANSWER_BROKEN,
		"integration-disabled", 0},
	    {200, NO("Service Unavailable"), ANSWER_BROKEN,
		"integration-disabled", 0},
	    {503, "Service Unavailable", ANSWER_RETRY, "", 0},
	    {0, "", ANSWER_UNCERTAIN, "", 0},
	    {400, "{\"error\":7}", ANSWER_REFUSED, "", 0},
	    {400, "[1]", ANSWER_REFUSED, "", 0},
	    {400, NO("a\\u0000b"), ANSWER_REFUSED, "", 0},
	    {400, NO("Service Unavailable\\u0000"), ANSWER_REFUSED, "", 0},
	};

	kit_answers(&app_rocketchat, rows, KIT_ROWS(rows));
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
	char *body = kit_body(&app_rocketchat, &kit_check);

	kit_has(body, "\u25a0 Problem: A system check reports a problem\"");
	kit_has(body, "\"text\":\"`Check disk_check reports a problem on "
		      "sensor-1`\"");
	kit_has_not(body, "](http");
	free(body);
}
END_TEST

START_TEST(test_hostile)
{
	static const struct kit_name rows[] = {
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

	kit_names(
	    &app_rocketchat, rows, KIT_ROWS(rows), "\"value\":\"`", "`\\n");
}
END_TEST

/* As long as is allowed. */
START_TEST(test_long)
{
	ck_assert_uint_gt(kit_long(&app_rocketchat, 4000), 4900);
}
END_TEST

Suite *
suite_rocketchat(void)
{
	Suite *suite = suite_create("rocketchat");
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
