/*
 * suites.h - every Check suite of the unit tests, one check_NAME.c each.
 */
#ifndef TOCSIN_SUITES_H
#define TOCSIN_SUITES_H

#include <check.h>

Suite *suite_decide(void);
Suite *suite_event(void);
Suite *suite_teams(void);
Suite *suite_text(void);
Suite *suite_url(void);

#endif
