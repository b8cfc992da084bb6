/*
 * app_tables.c - tables of names, URLs, secrets and answers; see app_kit.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"

void
kit_names(const struct app *app, const struct kit_name *rows, size_t n,
    const char *before, const char *behind)
{
	char *body, *want;
	size_t i;

	for (i = 0; i < n; i++) {
		body = kit_named(app, rows[i].name);
		want = xasprintf("%s%s%s", before, rows[i].shown, behind);
		kit_has(body, want);
		free(want);
		free(body);
	}
}

static char said[1000];

/* What is wrong, in the one place for it. */
__attribute__((format(printf, 1, 2))) static const char *
say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(said, sizeof(said), format, ap);
	va_end(ap);
	return said;
}

/*
 * Of ids and secrets in the tables: no reason may have anything of them, for
 * it goes to pages and logs.
 */
static const char *
repeated(const char *why)
{
	static const char *const secrets[] = {
	    "s3cret", "1234567", "AbCdEf", "01ABC", "0011", "0123456789abcdef"};
	size_t i;

	for (i = 0; i < KIT_ROWS(secrets); i++)
		if (strstr(why, secrets[i]) != NULL)
			return secrets[i];
	return NULL;
}

/* A whole sentence that says what is wrong with which field. */
static const char *
why_fault(const struct kit_url *row, const char *why)
{
	size_t len = strlen(why);

	if (strstr(why, row->says) == NULL)
		return say("%s: no \"%s\" in: %s", row->url, row->says, why);
	if (row->verdict == URL_REFUSED &&
	    strncmp(why, "Destination URL", 15) != 0)
		return say("%s: begins otherwise: %s", row->url, why);
	if (len + 1 >= APP_WHY_BYTES || why[len - 1] != '.')
		return say("%s: cut: %s", row->url, why);
	if (repeated(why) != NULL)
		return say("%s: repeated: %s", row->url, why);
	return NULL;
}

const char *
kit_url_fault(const struct app *app, const struct kit_url *row)
{
	struct url_judgement j;

	memset(&j, 'x', sizeof(j));
	app_recognise(app, row->url, NULL, &j);
	if (j.verdict != row->verdict)
		return say("%s: %d, not %d: %s", row->url, (int)j.verdict,
		    (int)row->verdict, j.why);
	if (j.verdict == URL_OK &&
	    (j.host[0] == '\0' || strcasestr(row->url, j.host) == NULL))
		return say("%s: host %s", row->url, j.host);
	if ((row->says == NULL) != (j.why[0] == '\0'))
		return say("%s: reason %s", row->url, j.why);
	return row->says == NULL ? NULL : why_fault(row, j.why);
}

void
kit_urls(const struct app *app, const struct kit_url *rows, size_t n)
{
	const char *fault;
	size_t i;

	for (i = 0; i < n; i++) {
		fault = kit_url_fault(app, &rows[i]);
		ck_assert_msg(fault == NULL, "%s", fault);
	}
}

const char *
kit_answer_fault(const struct app *app, const struct kit_answer *row)
{
	int64_t retry = row->retry_after_ms == 0 ? -1 : row->retry_after_ms;
	struct answer_detail detail;
	enum answer answer;

	memset(&detail, 'x', sizeof(detail));
	answer =
	    app->classify(row->status, row->body, strlen(row->body), &detail);
	if (answer != row->answer)
		return say("%ld %s: %d, not %d", row->status, row->body,
		    (int)answer, (int)row->answer);
	if (strcmp(row->code, detail.code) != 0)
		return say("%ld %s: code %.79s, not %s", row->status, row->body,
		    detail.code, row->code);
	if (retry != detail.retry_after_ms)
		return say("%ld %s: after %lld", row->status, row->body,
		    (long long)detail.retry_after_ms);
	return NULL;
}

void
kit_answers(const struct app *app, const struct kit_answer *rows, size_t n)
{
	struct answer_detail detail;
	const char *fault;
	size_t i;

	for (i = 0; i < n; i++) {
		fault = kit_answer_fault(app, &rows[i]);
		ck_assert_msg(fault == NULL, "%s", fault);
	}
	ck_assert_int_ne(ANSWER_ACCEPTED, app->classify(500, NULL, 0, &detail));
	ck_assert_str_eq("", detail.code);
}

void
kit_secrets(
    const struct app *app, const char *const *secrets, size_t n, bool good)
{
	size_t i;

	for (i = 0; i < n; i++)
		ck_assert_msg(
		    (app_secret_fault(app, secrets[i]) == NULL) == good, "%s",
		    secrets[i]);
}
