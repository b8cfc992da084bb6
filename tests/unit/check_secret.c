/*
 * check_secret.c - random secrets and their hashes.
 */
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define SECRET "0123456789abcdefghijklmnopqrstuvwxyzABCDEF-"

/* No two alike, and each has the form that is asked for elsewhere. */
START_TEST(unlike)
{
	char made[100][SECRET_BYTES];
	int i, j;

	for (i = 0; i < COUNT(made); i++) {
		secret_make(made[i]);
		ck_assert(secret_is(made[i]));
		for (j = 0; j < i; j++)
			ck_assert_str_ne(made[i], made[j]);
	}
}
END_TEST

static const struct form_case {
	const char *text;
	bool good;
} forms[] = {
    {SECRET, true},
    {"", false},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEF", false},
    {SECRET "0", false},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEF+", false},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEF=", false},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEF ", false},
    {"\"123456789abcdefghijklmnopqrstuvwxyzABCDE\"", false},
};

START_TEST(form)
{
	ck_assert_msg(
	    secret_is(forms[_i].text) == forms[_i].good, "%s", forms[_i].text);
}
END_TEST

/*
 * BLAKE2b-256 with the secret as key, as Python's hashlib has it:
 * blake2b(b"session", key=SECRET, digest_size=32).
 */
START_TEST(hashed)
{
	char session[SECRET_HASH_BYTES], again[SECRET_HASH_BYTES];
	char csrf[SECRET_HASH_BYTES];

	secret_hash(SECRET, "session", session);
	ck_assert_str_eq(session, "942abd2a390f66dcdd23be65df25ee14"
				  "c502bf229b2aab1a6a2b8d11e0003b83");
	secret_hash(SECRET, "session", again);
	ck_assert(secret_same(session, again));
	secret_hash(SECRET, "csrf", csrf);
	ck_assert(!secret_same(session, csrf));
	secret_hash("1" SECRET, "session", again);
	ck_assert(!secret_same(session, again));
}
END_TEST

/* No secret at all fits nothing, itself included. */
START_TEST(too_short)
{
	char a[SECRET_HASH_BYTES], b[SECRET_HASH_BYTES];

	secret_hash("", "session", a);
	secret_hash("", "session", b);
	ck_assert_uint_eq(strlen(a), SECRET_HASH_BYTES - 1);
	ck_assert(!secret_same(a, b));
}
END_TEST

/* Each digit counts; a part of a hash, or none, is not the hash. */
START_TEST(same)
{
	char a[SECRET_HASH_BYTES], b[SECRET_HASH_BYTES];
	int i;

	secret_hash(SECRET, "csrf", a);
	for (i = 0; i < SECRET_HASH_BYTES - 1; i++) {
		memcpy(b, a, sizeof(b));
		b[i] = a[i] == '0' ? '1' : '0';
		ck_assert(!secret_same(a, b));
		b[i] = '\0';
		ck_assert(!secret_same(a, b));
		ck_assert(!secret_same(b, a));
		ck_assert(!secret_same(b, b));
	}
	ck_assert(secret_same(a, a));
}
END_TEST

Suite *
suite_secret(void)
{
	Suite *s = suite_create("secret");
	TCase *t = tcase_create("secret");

	tcase_add_test(t, unlike);
	tcase_add_loop_test(t, form, 0, COUNT(forms));
	tcase_add_test(t, hashed);
	tcase_add_test(t, too_short);
	tcase_add_test(t, same);
	suite_add_tcase(s, t);
	return s;
}
