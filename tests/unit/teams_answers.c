/*
 * teams_answers.c - what each answer of a workflow endpoint is taken for.
 */
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/teams.h"

extern const struct app app_teams;

#define ERROR(code) \
	"{\"error\":{\"code\":\"" code "\",\"message\":\"for sig=abc\"}}"

static const struct kit_answer rows[] = {
    {200, "", ANSWER_ACCEPTED, "", 0},
    {200, "1", ANSWER_ACCEPTED, "", 0},
    {200, "{\"ok\":true}", ANSWER_ACCEPTED, "", 0},
    {201, "", ANSWER_ACCEPTED, "", 0},
    {202, "", ANSWER_ACCEPTED, "", 0},
    {204, "", ANSWER_ACCEPTED, "", 0},
    {299, "", ANSWER_ACCEPTED, "", 0},
    {202, ERROR("Odd"), ANSWER_ACCEPTED, "Odd", 0},
    {301, "", ANSWER_BROKEN, "", 0},
    {302, "", ANSWER_BROKEN, "", 0},
    {304, "", ANSWER_BROKEN, "", 0},
    {307, "", ANSWER_BROKEN, "", 0},
    {308, "", ANSWER_BROKEN, "", 0},
    {400, "", ANSWER_REFUSED, "", 0},
    {400, ERROR("WorkflowTriggerIsNotEnabled"), ANSWER_BROKEN,
	"WorkflowTriggerIsNotEnabled", 0},
    {400, ERROR("MissingApiVersionParameter"), ANSWER_BROKEN,
	"MissingApiVersionParameter", 0},
    {400, ERROR("TriggerInputSchemaMismatch"), ANSWER_REFUSED,
	"TriggerInputSchemaMismatch", 0},
    {400, ERROR("DirectApiRequestHasMoreThanOneAuthorization"), ANSWER_REFUSED,
	"DirectApiRequestHasMoreThanOneAuthorization", 0},
    {401, ERROR("DirectApiAuthorizationRequired"), ANSWER_BROKEN,
	"DirectApiAuthorizationRequired", 0},
    {401, ERROR("MisMatchingOAuthClaims"), ANSWER_BROKEN,
	"MisMatchingOAuthClaims", 0},
    {401, "", ANSWER_BROKEN, "", 0},
    {402, "", ANSWER_REFUSED, "", 0},
    {403, "", ANSWER_BROKEN, "", 0},
    {404, ERROR("WorkflowNotFound"), ANSWER_BROKEN, "WorkflowNotFound", 0},
    {405, "", ANSWER_REFUSED, "", 0},
    {408, "", ANSWER_RETRY, "", 0},
    {409, "", ANSWER_REFUSED, "", 0},
    {410, "", ANSWER_BROKEN, "", 0},
    {413, "", ANSWER_REFUSED, "", 0},
    {415, "", ANSWER_REFUSED, "", 0},
    {422, "", ANSWER_REFUSED, "", 0},
    {425, "", ANSWER_RETRY, "", 0},
    {429, "", ANSWER_RETRY, "", 0},
    /* Other apps' way to say when: no workflow does. */
    {429, "{\"retry_after\":30}", ANSWER_RETRY, "", 0},
    {429, ERROR("WorkflowTriggerIsNotEnabled"), ANSWER_RETRY,
	"WorkflowTriggerIsNotEnabled", 0},
    {451, "", ANSWER_REFUSED, "", 0},
    {499, "", ANSWER_REFUSED, "", 0},
    {500, "", ANSWER_RETRY, "", 0},
    {502, "", ANSWER_RETRY, "", 0},
    {502, "<html>Bad gateway</html>", ANSWER_RETRY, "", 0},
    {502, ERROR("NoResponse"), ANSWER_UNCERTAIN, "NoResponse", 0},
    {500, ERROR("NoResponse"), ANSWER_RETRY, "NoResponse", 0},
    {503, "", ANSWER_RETRY, "", 0},
    {504, ERROR("GatewayTimeout"), ANSWER_RETRY, "GatewayTimeout", 0},
    {599, "", ANSWER_RETRY, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
    {-1, "", ANSWER_UNCERTAIN, "", 0},
    {101, "", ANSWER_UNCERTAIN, "", 0},
    {600, "", ANSWER_UNCERTAIN, "", 0},
    /* Bodies that aren't what they look like. */
    {400, ERROR("WorkflowTriggerIsNotEnabled") "\r\n ", ANSWER_BROKEN,
	"WorkflowTriggerIsNotEnabled", 0},
    {400, ERROR("WorkflowTriggerIsNotEnabled") "x", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"",
	ANSWER_REFUSED, "", 0},
    {400, "{\"code\":\"WorkflowTriggerIsNotEnabled\"}", ANSWER_REFUSED, "", 0},
    {400, "WorkflowTriggerIsNotEnabled", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":\"WorkflowTriggerIsNotEnabled\"}", ANSWER_REFUSED, "", 0},
    {400, "[{\"error\":{\"code\":\"X\"}}]", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":{\"code\":7}}", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":{\"code\":null}}", ANSWER_REFUSED, "", 0},
    {400, "{\"error\":null}", ANSWER_REFUSED, "", 0},
    {400, "null", ANSWER_REFUSED, "", 0},
    {400, ERROR(""), ANSWER_REFUSED, "", 0},
    {400, ERROR("two words"), ANSWER_REFUSED, "", 0},
    {400, ERROR("https://x/?sig=abc"), ANSWER_REFUSED, "", 0},
    {400, ERROR("a\\u0000b"), ANSWER_REFUSED, "", 0},
    {400, ERROR("a\\nb"), ANSWER_REFUSED, "", 0},
    {400, ERROR("\xc3\xbc"), ANSWER_REFUSED, "", 0},
    {400, ERROR("\xff"), ANSWER_REFUSED, "", 0},
    {400, ERROR("A_b-c.9"), ANSWER_REFUSED, "A_b-c.9", 0},
};

START_TEST(test_rows)
{
	kit_answers(&app_teams, rows, KIT_ROWS(rows));
}
END_TEST

/* The longest code that fits, and one byte more. */
START_TEST(test_code_length)
{
	char body[200] = "{\"error\":{\"code\":\"";
	size_t start = strlen(body);
	struct answer_detail detail;

	memset(body + start, 'x', APP_CODE_BYTES - 1);
	memcpy(body + start + APP_CODE_BYTES - 1, "\"}}", 4);
	app_teams.classify(400, body, strlen(body), &detail);
	ck_assert_uint_eq(APP_CODE_BYTES - 1, strlen(detail.code));
	memset(body + start, 'x', APP_CODE_BYTES);
	memcpy(body + start + APP_CODE_BYTES, "\"}}", 4);
	app_teams.classify(400, body, strlen(body), &detail);
	ck_assert_str_eq("", detail.code);
}
END_TEST

/* A body is bytes: not NUL-ended, and it may be nothing at all. */
START_TEST(test_bytes)
{
	static const char nul[] = "{\"error\":{\"code\":\"a\0b\"}}";
	static const char more[] = ERROR("Cut") "}}}}";
	struct answer_detail detail;

	ck_assert_int_eq(ANSWER_REFUSED,
	    app_teams.classify(400, nul, sizeof(nul) - 1, &detail));
	ck_assert_str_eq("", detail.code);
	app_teams.classify(400, more, sizeof(more) - 5, &detail);
	ck_assert_str_eq("Cut", detail.code);
	ck_assert_int_eq(
	    ANSWER_REFUSED, app_teams.classify(400, NULL, 0, &detail));
	ck_assert_str_eq("", detail.code);
}
END_TEST

TCase *
teams_answer_case(void)
{
	TCase *tc = tcase_create("answers");

	tcase_add_test(tc, test_rows);
	tcase_add_test(tc, test_code_length);
	tcase_add_test(tc, test_bytes);
	return tc;
}
