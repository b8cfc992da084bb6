/*
 * teams.h - the parts of suite_teams, a file each.
 */
#ifndef TOCSIN_TESTS_TEAMS_H
#define TOCSIN_TESTS_TEAMS_H

#include <check.h>

TCase *teams_url_case(void);    /* teams_urls.c */
TCase *teams_answer_case(void); /* teams_answers.c */
TCase *teams_card_case(void);   /* teams_cards.c */

#endif
