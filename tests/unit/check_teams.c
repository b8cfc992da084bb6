/*
 * check_teams.c - the Microsoft Teams app: URLs, answers, cards.
 */
#include "tests/unit/suites.h"
#include "tests/unit/teams.h"

Suite *
suite_teams(void)
{
	Suite *suite = suite_create("teams");

	suite_add_tcase(suite, teams_url_case());
	suite_add_tcase(suite, teams_answer_case());
	suite_add_tcase(suite, teams_card_case());
	return suite;
}
