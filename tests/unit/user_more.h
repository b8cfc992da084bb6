/*
 * user_more.h - the other files of the suite of users.
 */
#ifndef TOCSIN_TESTS_USER_MORE_H
#define TOCSIN_TESTS_USER_MORE_H

#include <check.h>

TCase *user_more_case(void);
TCase *user_race_case(void);

#endif
