/*
 * check_role.c - the appliance's roles and custom ones.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/role.h"
#include "tests/unit/suites.h"
#include "tests/unit/user_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define VIEW PERMISSION(VIEW_DESTINATIONS)
#define EDIT PERMISSION(EDIT_DESTINATIONS)
#define AUDIT PERMISSION(VIEW_AUDIT)
#define IN PERMISSION(SIGNED_IN)

/* As documented: destinations are for two of them alone. */
static const struct known {
	const char *name;
	unsigned set;
} known[] = {
    {"Super Admin", IN | VIEW | EDIT | AUDIT},
    {"Restricted Admin", IN | VIEW | EDIT},
    {"Admin", IN},
    {"Setting Admin", IN},
    {"Security Analyst", IN},
    {"Global Analyst", IN},
    {"Read-Only", IN},
    {"Auditor", IN | AUDIT},
    {"Vectra MDR", IN},
};

START_TEST(of_appliance)
{
	unsigned set = 0;

	ck_assert_int_eq(role_permissions(config, known[_i].name, &set), 1);
	ck_assert_uint_eq(set, known[_i].set);
	ck_assert_str_eq(roles[_i].name, known[_i].name);
	ck_assert_ptr_null(roles[COUNT(known)].name);
	/* Nobody takes its name. */
	ck_assert_int_eq(
	    role_add(config, known[_i].name, EDIT, &user_change), 0);
	ck_assert_int_eq(role_remove(config, known[_i].name, &user_change), 0);
}
END_TEST

START_TEST(custom)
{
	struct custom_role list[3];
	char spelling[ROLE_NAME_MAX + 1];
	unsigned set = 1;

	ck_assert_int_eq(role_permissions(config, "Watch", &set), 0);
	ck_assert_uint_eq(set, 0);
	ck_assert_int_eq(role_add(config, "Watch", VIEW, &user_change), 1);
	ck_assert_int_eq(role_add(config, "WATCH", EDIT, &user_change), 0);
	/* Editing implies viewing. */
	ck_assert_int_eq(role_add(config, "Change", EDIT, &user_change), 1);
	ck_assert_int_eq(role_permissions(config, "wATCH", &set), 1);
	ck_assert_uint_eq(set, IN | VIEW);
	ck_assert_int_eq(role_permissions(config, "Change", &set), 1);
	ck_assert_uint_eq(set, IN | VIEW | EDIT);
	ck_assert_int_eq(role_spelling(config, "wATCH", spelling), 1);
	ck_assert_str_eq(spelling, "Watch");
	ck_assert_int_eq(role_list(config, list, 3), 2);
	ck_assert_str_eq(list[0].name, "Change");
	ck_assert_uint_eq(list[0].permissions, VIEW | EDIT);
	ck_assert_str_eq(list[1].name, "Watch");
	ck_assert_uint_eq(list[1].permissions, VIEW);
	ck_assert_int_eq(user_audited("role added"), 2);
}
END_TEST

/* What no role can give is given by none, whoever wrote the row. */
START_TEST(unknown_permission)
{
	unsigned set;

	ck_assert_int_eq(role_add(config, "Watch", VIEW, &user_change), 1);
	scratch_exec("config.db",
	    "INSERT INTO role_permission VALUES ('watch', 'Send events'),"
	    " ('watch', 'Everything'), ('watch', 'Signed in'),"
	    " ('watch', 'none')");
	ck_assert_int_eq(role_permissions(config, "Watch", &set), 1);
	ck_assert_uint_eq(set, IN | VIEW);
}
END_TEST

START_TEST(removed)
{
	unsigned set;

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(role_remove(config, "Watch", &user_change), 0);
	ck_assert_int_eq(role_add(config, "Watch", VIEW, &user_change), 1);
	user_made(2, "bob", "watch");
	ck_assert_int_eq(role_remove(config, "watch", &user_change), 0);
	ck_assert_int_eq(role_permissions(config, "watch", &set), 1);
	ck_assert_uint_eq(set, IN | VIEW);
	ck_assert_int_eq(user_remove(config, 2, &user_change), 1);
	ck_assert_int_eq(role_remove(config, "watch", &user_change), 1);
	ck_assert_int_eq(USER_COUNT("role_permission"), 0);
	ck_assert_int_eq(user_audited("role removed"), 1);
}
END_TEST

START_TEST(limit)
{
	char name[32];
	int i;

	for (i = 0; i < ROLE_MAX; i++) {
		snprintf(name, sizeof(name), "role %d", i);
		ck_assert_int_eq(role_add(config, name, VIEW, &user_change), 1);
	}
	ck_assert_int_eq(role_add(config, "more", VIEW, &user_change), 0);
}
END_TEST

static const struct name {
	const char *text;
	bool good;
} names[] = {
    {"a", true},
    {"Watch & See (night)", true},
    {"1234567890123456789012345678901234567890123456789012345678901234", true},
    {"12345678901234567890123456789012345678901234567890123456789012345",
	false},
    {"", false},
    {" a", false},
    {"a ", false},
    {"a\tb", false},
    {"a<b", false},
    {"\xc3\xa4", false},
};

START_TEST(name)
{
	ck_assert_msg(role_name_is(names[_i].text) == names[_i].good, "%s",
	    names[_i].text);
}
END_TEST

Suite *
suite_role(void)
{
	Suite *s = suite_create("role");
	TCase *t = tcase_create("role");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, of_appliance, 0, COUNT(known));
	tcase_add_test(t, custom);
	tcase_add_test(t, unknown_permission);
	tcase_add_test(t, removed);
	tcase_add_test(t, limit);
	tcase_add_loop_test(t, name, 0, COUNT(names));
	suite_add_tcase(s, t);
	return s;
}
