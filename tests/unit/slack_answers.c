/*
 * slack_answers.c - what each answer of a webhook is taken for.
 */
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/slack.h"

extern const struct app app_slack;

#define ERROR(code) "{\"ok\":false,\"error\":\"" code "\"}"
#define LIMITED "{\"retry_after\":30,\"ok\":false,\"error\":\"rate_limited\"}"

static const struct kit_answer rows[] = {
    {200, "ok", ANSWER_ACCEPTED, "", 0},
    {200, "ok\n", ANSWER_ACCEPTED, "", 0},
    /* A 200 that says no. */
    {200, "invalid_token", ANSWER_BROKEN, "invalid_token", 0},
    {200, "no_service", ANSWER_BROKEN, "no_service", 0},
    {200, "channel_is_archived", ANSWER_BROKEN, "channel_is_archived", 0},
    {200, "invalid_blocks", ANSWER_REFUSED, "invalid_blocks", 0},
    {200, "invalid_attachments", ANSWER_REFUSED, "invalid_attachments", 0},
    {200, "rollup_error", ANSWER_RETRY, "rollup_error", 0},
    {200, ERROR("msg_blocks_too_long"), ANSWER_REFUSED, "msg_blocks_too_long",
	0},
    {200, LIMITED, ANSWER_RETRY, "rate_limited", 30000},
    /* Nothing that Slack says of a webhook. */
    {200, "", ANSWER_UNCERTAIN, "", 0},
    {200, "okay", ANSWER_UNCERTAIN, "okay", 0},
    {200, "OK", ANSWER_UNCERTAIN, "OK", 0},
    {200, "ok ok", ANSWER_UNCERTAIN, "", 0},
    {200, "\"ok\"", ANSWER_UNCERTAIN, "", 0},
    {200, "{\"ok\":true}", ANSWER_UNCERTAIN, "", 0},
    {200, ERROR("ok"), ANSWER_UNCERTAIN, "ok", 0},
    {200, "<html>Sign in to the proxy</html>", ANSWER_UNCERTAIN, "", 0},
    {200, "a_new_word", ANSWER_UNCERTAIN, "a_new_word", 0},
    {201, "ok", ANSWER_UNCERTAIN, "ok", 0},
    {202, "", ANSWER_UNCERTAIN, "", 0},
    {204, "", ANSWER_UNCERTAIN, "", 0},
    {302, "", ANSWER_BROKEN, "", 0},
    {400, "invalid_payload", ANSWER_REFUSED, "invalid_payload", 0},
    {400, "invalid_blocks", ANSWER_REFUSED, "invalid_blocks", 0},
    {400, "invalid_blocks_format", ANSWER_REFUSED, "invalid_blocks_format", 0},
    {400, "no_text", ANSWER_REFUSED, "no_text", 0},
    {400, "too_many_attachments", ANSWER_REFUSED, "too_many_attachments", 0},
    {400, "missing_text_or_fallback_or_attachments", ANSWER_REFUSED,
	"missing_text_or_fallback_or_attachments", 0},
    {400, "user_not_found", ANSWER_BROKEN, "user_not_found", 0},
    {400, "posting_to_general_channel_denied", ANSWER_BROKEN,
	"posting_to_general_channel_denied", 0},
    {400, "a_new_word", ANSWER_REFUSED, "a_new_word", 0},
    {400, "", ANSWER_REFUSED, "", 0},
    {400, "ok", ANSWER_REFUSED, "ok", 0},
    {401, "", ANSWER_BROKEN, "", 0},
    {403, "invalid_token", ANSWER_BROKEN, "invalid_token", 0},
    {403, "action_prohibited", ANSWER_BROKEN, "action_prohibited", 0},
    {403, "team_disabled", ANSWER_BROKEN, "team_disabled", 0},
    {403, "<html>", ANSWER_BROKEN, "", 0},
    {404, "no_service", ANSWER_BROKEN, "no_service", 0},
    {404, "no_service_id", ANSWER_BROKEN, "no_service_id", 0},
    {404, "no_active_hooks", ANSWER_BROKEN, "no_active_hooks", 0},
    {404, "no_team", ANSWER_BROKEN, "no_team", 0},
    {404, "channel_not_found", ANSWER_BROKEN, "channel_not_found", 0},
    {404, "", ANSWER_BROKEN, "", 0},
    {405, "", ANSWER_REFUSED, "", 0},
    {408, "", ANSWER_RETRY, "", 0},
    {410, "channel_is_archived", ANSWER_BROKEN, "channel_is_archived", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {429, "", ANSWER_RETRY, "", 0},
    {429, "rate_limited", ANSWER_RETRY, "rate_limited", 0},
    {429, LIMITED, ANSWER_RETRY, "rate_limited", 30000},
    {429, "{\"retry_after\":0.25}", ANSWER_RETRY, "", 250},
    {429, "{\"retry_after\":\"30\"}", ANSWER_RETRY, "", 0},
    {429, "{\"retry_after\":-1}", ANSWER_RETRY, "", 0},
    {429, "invalid_token", ANSWER_RETRY, "invalid_token", 0},
    {500, "rollup_error", ANSWER_RETRY, "rollup_error", 0},
    {500, "no_service", ANSWER_RETRY, "no_service", 0},
    {502, "<html>Bad gateway</html>", ANSWER_RETRY, "", 0},
    {503, "", ANSWER_RETRY, "", 0},
    {0, "ok", ANSWER_UNCERTAIN, "ok", 0},
    {600, "", ANSWER_UNCERTAIN, "", 0},
    /* Bodies that aren't what they look like. */
    {400, " no_service \r\n", ANSWER_BROKEN, "no_service", 0},
    {400, ERROR("no_service") "x", ANSWER_REFUSED, "", 0},
    {400, "[\"no_service\"]", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":7}", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":null}", ANSWER_REFUSED, "", 0},
    {400, ERROR("two words"), ANSWER_REFUSED, "", 0},
    {400, ERROR("https://hooks.slack.com/services/x"), ANSWER_REFUSED, "", 0},
    {400, "/services/T0/B0/secret", ANSWER_REFUSED, "", 0},
};

START_TEST(test_rows)
{
	kit_answers(&app_slack, rows, KIT_ROWS(rows));
}
END_TEST

/* A body is bytes: not NUL-ended, and it may be nothing at all. */
START_TEST(test_bytes)
{
	static const char more[] = "ok, said nobody";
	static const char nul[] = "ok\0";
	struct answer_detail detail;

	ck_assert_int_eq(
	    ANSWER_ACCEPTED, app_slack.classify(200, more, 2, &detail));
	ck_assert_int_eq(
	    ANSWER_UNCERTAIN, app_slack.classify(200, more, 3, &detail));
	ck_assert_int_eq(
	    ANSWER_UNCERTAIN, app_slack.classify(200, nul, 3, &detail));
	ck_assert_int_eq(
	    ANSWER_UNCERTAIN, app_slack.classify(200, NULL, 0, &detail));
	ck_assert_str_eq("", detail.code);
}
END_TEST

TCase *
slack_answer_case(void)
{
	TCase *tc = tcase_create("answers");

	tcase_add_test(tc, test_rows);
	tcase_add_test(tc, test_bytes);
	return tc;
}
