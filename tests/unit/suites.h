/*
 * suites.h - every Check suite of the unit tests, one check_NAME.c each.
 */
#ifndef TOCSIN_SUITES_H
#define TOCSIN_SUITES_H

#include <check.h>

Suite *suite_backoff(void);
Suite *suite_clock(void);
Suite *suite_conf(void);
Suite *suite_db(void);
Suite *suite_decide(void);
Suite *suite_delivery(void);
Suite *suite_destination(void);
Suite *suite_event(void);
Suite *suite_match(void);
Suite *suite_netguard(void);
Suite *suite_outcome(void);
Suite *suite_seal(void);
Suite *suite_settings(void);
Suite *suite_teams(void);
Suite *suite_text(void);
Suite *suite_url(void);

#endif
