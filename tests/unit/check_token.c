/*
 * check_token.c - tokens of event producers in config.db.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "db/token.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1760000000000)

static const struct change change = {.by = "admin", .at_ms = NOW};
static struct db *config;

static void
setup(void)
{
	ck_assert_int_ge(sodium_init(), 0);
	scratch_make();
	config = scratch_db(&schema_config);
}

static void
teardown(void)
{
	db_close(config);
	scratch_remove();
}

/* A new random token of that name; its hash goes to hash. */
static int
add(int64_t id, const char *name, char *hash)
{
	struct token t = {.id = id};
	char secret[SECRET_BYTES];

	snprintf(t.name, sizeof(t.name), "%s", name);
	secret_make(secret);
	secret_hash(secret, "events", hash);
	return token_add(config, &t, hash, &change);
}

#define TOKENS(where) \
	scratch_int("config.db", "SELECT count(*) FROM token" where)

START_TEST(found_by_hash)
{
	char siem[SECRET_HASH_BYTES], poller[SECRET_HASH_BYTES];
	struct token t;

	ck_assert_int_eq(add(7, "siem", siem), 1);
	ck_assert_int_eq(add(8, "poller", poller), 1);
	ck_assert_int_eq(token_find(config, poller, &t), 1);
	ck_assert_int_eq(t.id, 8);
	ck_assert_str_eq(t.name, "poller");
	ck_assert_int_eq(t.created_at, NOW);
	ck_assert_int_eq(token_find(config, siem, &t), 1);
	ck_assert_str_eq(t.name, "siem");
	/* Nearly is not enough. */
	siem[SECRET_HASH_BYTES - 2] ^= 1;
	ck_assert_int_eq(token_find(config, siem, &t), 0);
	ck_assert_int_eq(token_find(config, "", &t), 0);
	ck_assert_int_eq(TOKENS(" WHERE created_by = 'admin'"), 2);
}
END_TEST

/* The hash for one purpose opens nothing of another. */
START_TEST(purposes)
{
	char secret[SECRET_BYTES], hash[SECRET_HASH_BYTES];
	struct token t = {.id = 1, .name = "siem"};

	secret_make(secret);
	secret_hash(secret, "events", hash);
	ck_assert_int_eq(token_add(config, &t, hash, &change), 1);
	secret_hash(secret, "session", hash);
	ck_assert_int_eq(token_find(config, hash, &t), 0);
	ck_assert_int_eq(token_find(config, secret, &t), 0);
	secret_hash(secret, "events", hash);
	ck_assert_int_eq(token_find(config, hash, &t), 1);
}
END_TEST

START_TEST(name_taken)
{
	char first[SECRET_HASH_BYTES], second[SECRET_HASH_BYTES];
	struct token t;

	ck_assert_int_eq(add(1, "siem", first), 1);
	ck_assert_int_eq(add(2, "siem", second), 0);
	/* The first one still counts, the second one never did. */
	ck_assert_int_eq(token_find(config, first, &t), 1);
	ck_assert_int_eq(token_find(config, second, &t), 0);
	ck_assert_int_eq(TOKENS(""), 1);
	/* The same secret under two names: who would it be? */
	t = (struct token){.id = 3, .name = "other"};
	ck_assert_int_eq(token_add(config, &t, first, &change), -1);
	ck_assert_int_eq(db_error(config), DB_CONSTRAINT);
	ck_assert_int_eq(TOKENS(""), 1);
}
END_TEST

START_TEST(removed)
{
	char hash[SECRET_HASH_BYTES], other[SECRET_HASH_BYTES];
	struct token t;

	ck_assert_int_eq(token_remove(config, "siem", &change), 0);
	ck_assert_int_eq(add(1, "siem", hash), 1);
	ck_assert_int_eq(add(2, "poller", other), 1);
	ck_assert_int_eq(token_remove(config, "siem", &change), 1);
	ck_assert_int_eq(token_find(config, hash, &t), 0);
	ck_assert_int_eq(token_find(config, other, &t), 1);
	ck_assert_int_eq(token_remove(config, "siem", &change), 0);
	/* The name is free again, for another secret. */
	ck_assert_int_eq(add(3, "siem", other), 1);
	ck_assert_int_eq(token_find(config, hash, &t), 0);
}
END_TEST

/* The longest names, by name, up to the limit and no further. */
START_TEST(limit)
{
	static struct token list[TOKEN_MAX + 1];
	char hash[SECRET_HASH_BYTES], name[TOKEN_NAME_MAX + 1];
	int i;

	for (i = TOKEN_MAX; i > 0; i--) {
		snprintf(name, sizeof(name), "%0*d", TOKEN_NAME_MAX, i);
		ck_assert_int_eq(add(i, name, hash), 1);
	}
	ck_assert_int_eq(add(1000, "one-more", hash), 0);
	ck_assert_int_eq(token_list(config, list, TOKEN_MAX + 1), TOKEN_MAX);
	for (i = 0; i < TOKEN_MAX; i++) {
		ck_assert_int_eq(list[i].id, i + 1);
		ck_assert_uint_eq(strlen(list[i].name), TOKEN_NAME_MAX);
	}
	ck_assert_int_eq(token_list(config, list, 3), 3);
	ck_assert_int_eq(token_remove(config, name, &change), 1);
	ck_assert_int_eq(add(1000, "one-more", hash), 1);
}
END_TEST

Suite *
suite_token(void)
{
	Suite *s = suite_create("token");
	TCase *t = tcase_create("token");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, found_by_hash);
	tcase_add_test(t, purposes);
	tcase_add_test(t, name_taken);
	tcase_add_test(t, removed);
	tcase_add_test(t, limit);
	suite_add_tcase(s, t);
	return s;
}
