/*
 * check_invitation.c - one-time codes that let somebody set a password.
 */
#include <check.h>
#include <stdio.h>

#include "db/invitation.h"
#include "tests/unit/suites.h"
#include "tests/unit/user_kit.h"

/* user_change's time plus ms. */
static struct change
after(int64_t ms)
{
	struct change c = user_change;

	c.at_ms += ms;
	return c;
}

START_TEST(used_once)
{
	struct user u = user_made(1, "alice", ROLE_SUPER_ADMIN);
	struct invitation i;

	user_session(&u, "hers");
	ck_assert_int_eq(invitation_make(config, 1, "code", &user_change), 1);
	ck_assert_int_eq(invitation_find(config, "code", USER_NOW, &i), 1);
	ck_assert_int_eq(i.user_id, 1);
	ck_assert_int_eq(i.until, USER_NOW + INVITATION_LIFE_MS);
	ck_assert_int_eq(invitation_find(config, "other", USER_NOW, &i), 0);
	ck_assert_int_eq(
	    invitation_use(config, "other", "$n", &user_change), 0);
	/* Nobody becomes the first user by one of a user's. */
	u.id = 9;
	ck_assert_int_eq(
	    invitation_use_first(config, "code", &u, &user_change), 0);
	ck_assert_int_eq(invitation_use(config, "code", "$n", &user_change), 1);
	ck_assert_int_eq(invitation_use(config, "code", "$m", &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user WHERE password = '$n'"), 1);
	ck_assert_int_eq(USER_COUNT("session WHERE user_id = 1"), 0);
	ck_assert_int_eq(user_audited("user invited"), 1);
	ck_assert_int_eq(user_audited("password changed"), 1);
	/* The code itself is nowhere. */
	ck_assert_int_eq(USER_COUNT("audit WHERE detail LIKE '%code%'"), 0);
}
END_TEST

START_TEST(expires)
{
	const struct change in_time = after(INVITATION_LIFE_MS - 1);
	const struct change late = after(INVITATION_LIFE_MS);
	struct invitation i;

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(invitation_make(config, 1, "code", &user_change), 1);
	ck_assert_int_eq(invitation_find(config, "code", late.at_ms, &i), 0);
	ck_assert_int_eq(invitation_use(config, "code", "$n", &late), 0);
	ck_assert_int_eq(invitation_prune(config, in_time.at_ms), 0);
	ck_assert_int_eq(invitation_use(config, "code", "$n", &in_time), 1);
	ck_assert_int_eq(invitation_make(config, 1, "code", &user_change), 1);
	ck_assert_int_eq(invitation_prune(config, late.at_ms), 1);
	ck_assert_int_eq(USER_COUNT("invitation"), 0);
}
END_TEST

/* A new one ends the former; none is made for who is not there. */
START_TEST(replaced)
{
	struct invitation i;

	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", "Admin");
	ck_assert_int_eq(invitation_make(config, 3, "x", &user_change), 0);
	ck_assert_int_eq(invitation_make(config, 1, "a", &user_change), 1);
	ck_assert_int_eq(invitation_make(config, 2, "b", &user_change), 1);
	ck_assert_int_eq(invitation_make(config, 1, "c", &user_change), 1);
	ck_assert_int_eq(invitation_find(config, "a", USER_NOW, &i), 0);
	ck_assert_int_eq(invitation_find(config, "b", USER_NOW, &i), 1);
	ck_assert_int_eq(invitation_find(config, "c", USER_NOW, &i), 1);
}
END_TEST

/* Who may not sign in does not come in by a code either. */
START_TEST(shut_out)
{
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	user_made(2, "bob", "Admin");
	ck_assert_int_eq(invitation_make(config, 2, "b", &user_change), 1);
	ck_assert_int_eq(user_disable(config, 2, &user_change), 1);
	ck_assert_int_eq(invitation_use(config, "b", "$n", &user_change), 0);
	ck_assert_int_eq(invitation_make(config, 2, "b", &user_change), 1);
	ck_assert_int_eq(invitation_use(config, "b", "$n", &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user WHERE password = '$n'"), 0);
	/* Not used up: enabled again, it counts. */
	ck_assert_int_eq(user_enable(config, 2, &user_change), 1);
	ck_assert_int_eq(invitation_use(config, "b", "$n", &user_change), 1);
}
END_TEST

START_TEST(first)
{
	struct user u = {.id = 5, .name = "alice", .role = "Auditor"};
	struct user other = {.id = 6, .name = "mallory", .role = "Auditor"};

	ck_assert_int_eq(invitation_first(config, USER_NOW), 0);
	ck_assert_int_eq(
	    invitation_use_first(config, "code", &u, &user_change), 0);
	ck_assert_int_eq(invitation_make(config, 0, "code", &user_change), 1);
	ck_assert_int_eq(invitation_first(config, USER_NOW), 1);
	ck_assert_int_eq(
	    invitation_first(config, USER_NOW + INVITATION_LIFE_MS), 0);
	/* It sets no user's password. */
	ck_assert_int_eq(invitation_use(config, "code", "$n", &user_change), 0);
	snprintf(u.password, sizeof(u.password), "$n");
	ck_assert_int_eq(
	    invitation_use_first(config, "code", &u, &user_change), 1);
	ck_assert_int_eq(USER_COUNT("user WHERE role = 'Super Admin'"), 1);
	ck_assert_int_eq(USER_COUNT("invitation"), 0);
	ck_assert_int_eq(
	    invitation_use_first(config, "code", &other, &user_change), 0);
	ck_assert_int_eq(invitation_make(config, 0, "code", &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user"), 1);
	ck_assert_int_eq(user_audited("first-run code made"), 1);
}
END_TEST

/* One that is older than the first user, who came by the command line. */
START_TEST(first_too_late)
{
	struct user u = {.id = 5, .name = "mallory"};

	ck_assert_int_eq(invitation_make(config, 0, "code", &user_change), 1);
	user_made(1, "alice", ROLE_SUPER_ADMIN);
	ck_assert_int_eq(
	    invitation_use_first(config, "code", &u, &user_change), 0);
	ck_assert_int_eq(USER_COUNT("user"), 1);
}
END_TEST

Suite *
suite_invitation(void)
{
	Suite *s = suite_create("invitation");
	TCase *t = tcase_create("invitation");

	tcase_add_checked_fixture(t, user_setup, user_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, used_once);
	tcase_add_test(t, expires);
	tcase_add_test(t, replaced);
	tcase_add_test(t, shut_out);
	tcase_add_test(t, first);
	tcase_add_test(t, first_too_late);
	suite_add_tcase(s, t);
	return s;
}
