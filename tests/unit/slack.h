/*
 * slack.h - the parts of suite_slack, a file each.
 */
#ifndef TOCSIN_TESTS_SLACK_H
#define TOCSIN_TESTS_SLACK_H

#include <check.h>

TCase *slack_answer_case(void); /* slack_answers.c */
TCase *slack_body_case(void);   /* slack_bodies.c */

#endif
