/*
 * check_password.c - which passwords are taken, how they are kept, and the
 * one-time codes.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/code.h"
#include "core/password.h"
#include "core/password_common.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define X8 "xxxxxxxx"
#define X64 X8 X8 X8 X8 X8 X8 X8 X8
#define SMILE8 \
	"\xf0\x9f\x98\x80\xf0\x9f\x98\x81\xf0\x9f\x98\x82\xf0\x9f\x98\x83"

static const struct rule {
	const char *password, *name;
	const char *why; /* a part of the reason; NULL: good */
} rules[] = {
    {"", "alice", "at least 8"},
    {"short7!", "alice", "at least 8"},
    {"longenough plainwords", "alice", NULL},
    {"eight ch", "alice", NULL},
    /* No composition: letters, blanks and digits alone are fine. */
    {"8395017264", "alice", NULL},
    {"    blanks count    ", "alice", NULL},
    /* Characters, not bytes: eight of four bytes, four of four. */
    {SMILE8 SMILE8, "alice", NULL},
    {SMILE8, "alice", "at least 8"},
    {X64, "alice", NULL},
    {X64 X64 X64 X64, "alice", NULL},
    {X64 X64 X64 X64 "x", "alice", "at most 256 bytes"},
    {"bad \xff bytes", "alice", "well-formed"},
    {"cut \xe2\x82 short", "alice", "well-formed"},
    {"password", "alice", "Many people"},
    {"PassWord", "alice", "Many people"},
    {"trustno1", "alice", "Many people"},
    {"1234567890", "alice", "Many people"},
    /* The name, whatever stands around; but not one of three letters. */
    {"xx-ALICE-in-wonderland", "alice", "without your name"},
    {"alicf in wonderland", "alice", NULL},
    {"boba fett and friends", "bob", NULL},
    {"alice in wonderland", "", NULL},
    {"my Tocsin is loud", "alice", "name of this product"},
    {"the VECTRA box", "alice", "name of this product"},
};

START_TEST(rule)
{
	const struct rule *r = &rules[_i];
	char why[PASSWORD_WHY_BYTES] = "";
	bool good = password_good(r->password, r->name, why);

	ck_assert_msg(good == (r->why == NULL), "%s: %s", r->password, why);
	if (r->why != NULL) {
		ck_assert_ptr_nonnull(strstr(why, r->why));
		/* Told without being repeated. */
		if (strlen(r->password) > 8)
			ck_assert_ptr_null(strstr(why, r->password));
	}
}
END_TEST

/* All of the list is found, whatever the letter case; neighbours are not. */
START_TEST(list)
{
	static const char *const words[] = {
#include "common_passwords.h"
	};
	char other[64];
	int i;

	ck_assert_int_ge(COUNT(words), 3000);
	for (i = 0; i < COUNT(words); i++) {
		ck_assert_uint_ge(strlen(words[i]), PASSWORD_CHARS_MIN);
		snprintf(other, sizeof(other), "%s", words[i]);
		other[0] = (char)(other[0] >= 'a' && other[0] <= 'z'
				      ? other[0] - 'a' + 'A'
				      : other[0]);
		ck_assert_msg(password_common(other), "%s", other);
		snprintf(other, sizeof(other), "%s\x01", words[i]);
		ck_assert_msg(!password_common(other), "%s", words[i]);
	}
	ck_assert(!password_common(""));
	ck_assert(!password_common("~~~~~~~~~~~~~~~~~~~~~~~~~~~~"));
}
END_TEST

/* The real cost, twice and no more: each takes 64 MiB. */
START_TEST(kept)
{
	char hash[PASSWORD_HASH_BYTES];

	ck_assert_int_eq(password_hash("correct horse battery", hash), 0);
	ck_assert_int_eq(
	    strncmp(hash, "$argon2id$v=19$m=65536,t=3,p=1$", 31), 0);
	ck_assert(!password_stale(hash));
	ck_assert(password_verify(hash, "correct horse battery"));
}
END_TEST

/* Of a cheap hash: what is judged is the same. */
START_TEST(verify)
{
	static const char *const wrong[] = {"", "correct horse batter",
	    "correct horse battery ", "Correct horse battery"};
	char hash[PASSWORD_HASH_BYTES] = {0};
	int i;

	ck_assert_int_eq(crypto_pwhash_str_alg(hash, "correct horse battery",
			     21, 1, 8192, crypto_pwhash_ALG_ARGON2ID13),
	    0);
	ck_assert(password_verify(hash, "correct horse battery"));
	for (i = 0; i < COUNT(wrong); i++)
		ck_assert_msg(!password_verify(hash, wrong[i]), "%d", i);
	ck_assert(password_stale(hash));
	ck_assert(!password_verify("$argon2id$v=19$nonsense", "x"));
	ck_assert(password_stale("nonsense"));
}
END_TEST

/* CPU time of one call. */
static double
cost(const char *hash)
{
	struct timespec a, b;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	ck_assert(!password_verify(hash, "not this one"));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) +
	       (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/*
 * Nobody and somebody cost alike: within a factor of ten, where an answer
 * without argon2 would be a thousand times faster.
 */
START_TEST(nobody)
{
	char hash[PASSWORD_HASH_BYTES];
	double real, none;

	ck_assert_int_eq(password_hash("correct horse battery", hash), 0);
	real = cost(hash);
	none = cost(NULL);
	ck_assert_msg(
	    none > real / 10 && none < real * 10, "%f %f", real, none);
	none = cost("");
	ck_assert_msg(
	    none > real / 10 && none < real * 10, "%f %f", real, none);
}
END_TEST

START_TEST(codes)
{
	char code[CODE_BYTES], other[CODE_BYTES], typed[64];
	char hash[SECRET_HASH_BYTES], again[SECRET_HASH_BYTES];
	size_t i, n = 0;

	code_make(code);
	code_make(other);
	ck_assert_uint_eq(strlen(code), CODE_BYTES - 1);
	ck_assert_str_ne(code, other);
	ck_assert(code_hash(code, "invitation", hash));
	/* As people type it. */
	typed[n++] = ' ';
	for (i = 0; code[i] != '\0'; i++)
		if (code[i] != '-')
			typed[n++] =
			    (char)(code[i] >= 'a' ? code[i] - 32 : code[i]);
	typed[n++] = ' ';
	typed[n] = '\0';
	ck_assert(code_hash(typed, "invitation", again));
	ck_assert_str_eq(hash, again);
	ck_assert(code_hash(code, "recovery", again));
	ck_assert_str_ne(hash, again);
	ck_assert(code_hash(other, "invitation", again));
	ck_assert_str_ne(hash, again);
}
END_TEST

static const char *const no_codes[] = {"", "-", "abcdef-ghijkl-mnopqr-stuvw",
    "abcdef-ghijkl-mnopqr-stuvwxx", "abcdef-ghijkl-mnopqr-stuvw1",
    "abcdef-ghijkl-mnopqr-stuvw\xc3", "abcdef\nghijkl-mnopqr-stuvwx"};

START_TEST(no_code)
{
	char hash[SECRET_HASH_BYTES] = "x";

	ck_assert(!code_hash(no_codes[_i], "invitation", hash));
	ck_assert_str_eq(hash, "");
}
END_TEST

Suite *
suite_password(void)
{
	Suite *s = suite_create("password");
	TCase *t = tcase_create("password");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, rule, 0, COUNT(rules));
	tcase_add_test(t, list);
	tcase_add_test(t, kept);
	tcase_add_test(t, verify);
	tcase_add_test(t, nobody);
	tcase_add_test(t, codes);
	tcase_add_loop_test(t, no_code, 0, COUNT(no_codes));
	suite_add_tcase(s, t);
	return s;
}
