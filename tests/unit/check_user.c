/*
 * check_user.c - users in config.db: found, changed, and never without a Super
 * Admin.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/role.h"
#include "tests/unit/suites.h"
#include "tests/unit/user_kit.h"
#include "tests/unit/user_more.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct name {
	const char *text;
	bool good;
} names[] = {
    {"alice", true},
    {"A.b_c-d@example.com", true},
    {"1234567890123456789012345678901234567890123456789012345678901234", true},
    {"12345678901234567890123456789012345678901234567890123456789012345",
	false},
    {"", false},
    {"two words", false},
    {"cli:root", false},
    {"sso:alice", false},
    {"al\xc3\xad"
     "ce",
	false},
    {"a\nb", false},
    {"nobody", false},
    {"Worker", false},
    {"workers", true},
};

START_TEST(name)
{
	ck_assert_msg(user_name_is(names[_i].text) == names[_i].good, "%s",
	    names[_i].text);
}
END_TEST

START_TEST(found)
{
	struct user u, list[4];

	ck_assert_int_eq(user_any(config), 0);
	user_made(7, "Bob", "auditor");
	user_made(3, "alice", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(user_any(config), 1);
	ck_assert_int_eq(user_find(config, "bOB", &u), 1);
	ck_assert_int_eq(u.id, 7);
	ck_assert_str_eq(u.name, "Bob");
	/* As the appliance spells it. */
	ck_assert_str_eq(u.role, "Auditor");
	ck_assert_str_eq(u.password, "$argon2id$of-someone");
	ck_assert_int_eq(u.password_at, USER_NOW);
	ck_assert_int_eq(u.created_at, USER_NOW);
	ck_assert_int_eq(u.disabled_at, 0);
	ck_assert_str_eq(u.totp, "");
	ck_assert_int_eq(user_find(config, "carol", &u), 0);
	ck_assert_int_eq(user_load(config, 8, &u), 0);
	ck_assert_int_eq(user_list(config, list, 4), 2);
	ck_assert_str_eq(list[0].name, "alice");
	ck_assert_str_eq(list[1].name, "Bob");
	ck_assert_int_eq(user_list(config, list, 1), 1);
	ck_assert_int_eq(user_audited("user added"), 2);
}
END_TEST

START_TEST(not_added)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);

	u.id = 2;
	snprintf(u.name, sizeof(u.name), "ALICE");
	ck_assert_int_eq(user_add(config, &u, &user_change), 0);
	snprintf(u.name, sizeof(u.name), "bob");
	snprintf(u.role, sizeof(u.role), "King");
	ck_assert_int_eq(user_add(config, &u, &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user"), 1);
	ck_assert_int_eq(user_audited("user added"), 1);
	/* An id is never used twice. */
	u.id = 1;
	snprintf(u.role, sizeof(u.role), "Admin");
	ck_assert_int_eq(user_add(config, &u, &user_change), -1);
}
END_TEST

START_TEST(full)
{
	struct user u = {.id = 5000, .name = "one-more", .role = "Admin"};

	scratch_exec("config.db",
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 1000) INSERT INTO user (id, name, name_key, role,"
	    " password, password_at, created_at, created_by)"
	    " SELECT i, 'u' || i, 'u' || i, 'Admin', '', 1, 1, 'x' FROM n");
	ck_assert_int_eq(USER_MAX, 1000);
	ck_assert_int_eq(user_add(config, &u, &user_change), 0);
	ck_assert_int_eq(user_remove(config, 7, &user_change), 1);
	ck_assert_int_eq(user_add(config, &u, &user_change), 1);
}
END_TEST

/* A new password ends what the old one opened, but for the session at hand. */
START_TEST(password)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN), before = u;
	struct user other = user_made(2, "bob", "Admin");

	user_session(&u, "here");
	user_session(&u, "there");
	user_session(&other, "his");
	ck_assert_int_eq(
	    user_set_password(config, &u, "$new", "here", &user_change), 1);
	ck_assert_int_eq(user_load(config, 1, &u), 1);
	ck_assert_str_eq(u.password, "$new");
	ck_assert_int_gt(u.password_at, before.password_at);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'here'"), 1);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'there'"), 0);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'his'"), 1);
	ck_assert_int_eq(user_audited("password changed"), 1);
	/* Two forms that were filled with the same old one: the first counts.
	 */
	ck_assert_int_eq(
	    user_set_password(config, &before, "$late", NULL, &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user WHERE password = '$new'"), 1);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'here'"), 1);
}
END_TEST

START_TEST(rehash)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN), before = u;

	user_session(&u, "here");
	ck_assert_int_eq(user_rehash(config, &u, "$dearer"), 1);
	ck_assert_int_eq(user_load(config, 1, &u), 1);
	ck_assert_str_eq(u.password, "$dearer");
	/* Nobody chose anything: what was open stays open. */
	ck_assert_int_eq(u.password_at, before.password_at);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'here'"), 1);
	ck_assert_int_eq(user_rehash(config, &before, "$late"), 0);
	/* It is no other password: the form that proved it sets a new one. */
	ck_assert_int_eq(
	    user_set_password(config, &before, "$new", NULL, &user_change), 1);
	ck_assert_int_eq(
	    user_set_password(config, &u, "$newer", NULL, &user_change), 0);
}
END_TEST

/* The last one who may sign in as Super Admin stays that. */
START_TEST(last_admin)
{
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", "Restricted Admin");
	ck_assert_int_eq(user_disable(config, 1, &user_change), 0);
	ck_assert_int_eq(user_remove(config, 1, &user_change), 0);
	ck_assert_int_eq(user_set_role(config, 1, "Admin", &user_change), 0);
	ck_assert_int_eq(user_audited("user disabled"), 0);
	/* Others come and go. */
	ck_assert_int_eq(user_disable(config, 2, &user_change), 1);
	ck_assert_int_eq(user_disable(config, 2, &user_change), 0);
	/* A second one who is disabled can't stand in for the first. */
	ck_assert_int_eq(
	    user_set_role(config, 2, "super admin", &user_change), 1);
	ck_assert_int_eq(user_disable(config, 1, &user_change), 0);
	ck_assert_int_eq(user_enable(config, 2, &user_change), 1);
	ck_assert_int_eq(user_enable(config, 2, &user_change), 0);
	ck_assert_int_eq(user_set_role(config, 1, "Admin", &user_change), 1);
	ck_assert_int_eq(user_remove(config, 2, &user_change), 0);
	ck_assert_int_eq(user_remove(config, 1, &user_change), 1);
	ck_assert_int_eq(user_audited("user changed"), 2);
	ck_assert_int_eq(USER_COUNT("audit WHERE detail = '{\"role\":{\"old\":"
				    "\"Super Admin\",\"new\":\"Admin\"}}'"),
	    1);
}
END_TEST

START_TEST(role_of)
{
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", "Admin");
	ck_assert_int_eq(user_set_role(config, 2, "King", &user_change), 0);
	ck_assert_int_eq(user_set_role(config, 2, "admin", &user_change), 0);
	ck_assert_int_eq(user_set_role(config, 3, "Admin", &user_change), 0);
	ck_assert_int_eq(role_add(config, "King", PERMISSION(VIEW_DESTINATIONS),
			     &user_change),
	    1);
	ck_assert_int_eq(user_set_role(config, 2, "king", &user_change), 1);
	ck_assert_int_eq(USER_COUNT("user WHERE role = 'King'"), 1);
}
END_TEST

/* What opened anything goes; the row stays, and the name is free again. */
START_TEST(removed)
{
	char hashes[1][SECRET_HASH_BYTES] = {"one"};
	struct user u;

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	u = user_made(2, "bob", "Admin");
	user_session(&u, "his");
	ck_assert_int_eq(user_set_totp(config, 2, "seed", 5, &user_change), 1);
	ck_assert_int_eq(
	    recovery_replace(config, 2, hashes, 1, &user_change), 1);
	ck_assert_int_eq(user_remove(config, 2, &user_change), 1);
	ck_assert_int_eq(user_remove(config, 2, &user_change), 0);
	ck_assert_int_eq(user_find(config, "bob", &u), 0);
	ck_assert_int_eq(user_load(config, 2, &u), 0);
	ck_assert_int_eq(USER_COUNT("session WHERE id_hash = 'his'"), 0);
	ck_assert_int_eq(USER_COUNT("recovery_code"), 0);
	ck_assert_int_eq(
	    USER_COUNT("user WHERE id = 2 AND password = '' AND totp = ''"
		       " AND disabled_at IS NOT NULL AND name = 'bob'"),
	    1);
	ck_assert_int_eq(user_enable(config, 2, &user_change), 0);
	user_made(3, "Bob", "Admin");
}
END_TEST

Suite *
suite_user(void)
{
	Suite *s = suite_create("user");
	TCase *t = tcase_create("user");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, name, 0, COUNT(names));
	tcase_add_test(t, found);
	tcase_add_test(t, not_added);
	tcase_add_test(t, full);
	tcase_add_test(t, password);
	tcase_add_test(t, rehash);
	tcase_add_test(t, last_admin);
	tcase_add_test(t, role_of);
	tcase_add_test(t, removed);
	suite_add_tcase(s, t);
	suite_add_tcase(s, user_more_case());
	suite_add_tcase(s, user_race_case());
	return s;
}
