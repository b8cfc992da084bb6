/*
 * input_secrets.c - credentials that a browser sends: how long they may be, and
 * that none is left where it is not wanted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/input.h"
#include "core/xmalloc.h"
#include "tests/unit/editor_kit.h"

#define ALL (FIELD(_MAX) - 1)

/* "url=" and that many bytes; blanks at both ends are not counted. */
static const char *
url_error(size_t bytes, const char *blanks)
{
	char *url = xmalloc(bytes + 1), *text, why[INPUT_WHY_BYTES];
	const char *error;
	struct input in;

	memset(url, 'u', bytes);
	url[bytes] = '\0';
	text = xasprintf("url=%s%s%s", blanks, url, blanks);
	ck_assert_int_eq(input_read(&in, ALL, text, strlen(text), why), 0);
	error = in.error[FIELD_URL];
	if (error != NULL)
		ck_assert_str_eq(in.value[FIELD_URL], "");
	input_clear(&in);
	free(text);
	free(url);
	return error;
}

START_TEST(long_url)
{
	ck_assert_ptr_null(url_error(4096, ""));
	ck_assert_ptr_null(url_error(4096, "++%0D%0A"));
	ck_assert_ptr_nonnull(strstr(url_error(4097, ""), "4,096"));
	ck_assert_ptr_nonnull(strstr(url_error(5000, ""), "4,096"));
	ck_assert_ptr_nonnull(strstr(url_error(60000, ""), "4,096"));
}
END_TEST

static bool
holds(const char *store, size_t bytes, const char *text)
{
	return memmem(store, bytes, text, strlen(text)) != NULL;
}

/* A URL with a fault is nowhere in the block: the form can't show it again. */
START_TEST(url_forgotten)
{
	static const char text[] = "name=x&url=https://a/b?sig=CANARY%00";
	static const char good[] = "name=x&url=https://a/b?sig=CANARY";
	char why[INPUT_WHY_BYTES];
	struct input in;

	ck_assert_int_eq(input_read(&in, ALL, text, sizeof(text) - 1, why), 0);
	ck_assert(!holds(in.store, in.store_bytes, "CANARY"));
	input_clear(&in);
	ck_assert_int_eq(input_read(&in, ALL, good, sizeof(good) - 1, why), 0);
	ck_assert(holds(in.store, in.store_bytes, "CANARY"));
	/* Another field's fault leaves it, a verdict on itself does not. */
	input_error(&in, FIELD_NAME, "no");
	ck_assert(holds(in.store, in.store_bytes, "CANARY"));
	input_error(&in, FIELD_URL, "no");
	ck_assert(!holds(in.store, in.store_bytes, "CANARY"));
	ck_assert_str_eq(in.value[FIELD_URL], "");
	input_clear(&in);
}
END_TEST

/* Without the blanks around; dropped, it is nowhere either. */
START_TEST(secret_taken)
{
	static const char text[] = "name=%09&secret=%0a+CANARY+s%0d";
	char why[INPUT_WHY_BYTES], *trimmed;
	struct input in;

	ck_assert_int_eq(input_read(&in, ALL, text, sizeof(text) - 1, why), 0);
	trimmed = input_trimmed(&in, FIELD_SECRET);
	ck_assert_str_eq(trimmed, "CANARY s");
	free(trimmed);
	ck_assert_ptr_null(input_trimmed(&in, FIELD_URL));
	ck_assert(holds(in.store, in.store_bytes, "CANARY"));
	input_drop(&in, FIELD_SECRET);
	ck_assert(!holds(in.store, in.store_bytes, "CANARY"));
	ck_assert_ptr_null(in.value[FIELD_SECRET]);
	ck_assert(input_faulty(&in));
	input_forgive(&in);
	ck_assert(!input_faulty(&in));
	input_clear(&in);
}
END_TEST

TCase *
input_secrets_case(void)
{
	TCase *t = tcase_create("secrets");

	tcase_add_test(t, long_url);
	tcase_add_test(t, url_forgotten);
	tcase_add_test(t, secret_taken);
	return t;
}
