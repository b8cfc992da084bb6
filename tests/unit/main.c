/*
 * main.c - run all Check suites.  CK_RUN_SUITE picks one, CK_FORK=no keeps
 * them in this process for valgrind.
 */
#include <stdlib.h>

#include "tests/unit/suites.h"

int
main(void)
{
	Suite *(*const suites[])(void) = {
	    suite_answer,
	    suite_apps,
	    suite_audit,
	    suite_backoff,
	    suite_ballast,
	    suite_breaker,
	    suite_chain,
	    suite_clock,
	    suite_conf,
	    suite_copy,
	    suite_db,
	    suite_decide,
	    suite_delivery,
	    suite_destination,
	    suite_discord,
	    suite_draft,
	    suite_editor,
	    suite_escape,
	    suite_event,
	    suite_events_body,
	    suite_googlechat,
	    suite_guard,
	    suite_attempts,
	    suite_prove,
	    suite_matrix,
	    suite_incident,
	    suite_input,
	    suite_invitation,
	    suite_jsm,
	    suite_kit,
	    suite_match,
	    suite_mattermost,
	    suite_migration,
	    suite_netguard,
	    suite_outcome,
	    suite_pace,
	    suite_pagerduty,
	    suite_password,
	    suite_permit,
	    suite_plan,
	    suite_retry_after,
	    suite_ring,
	    suite_rocketchat,
	    suite_role,
	    suite_seal,
	    suite_rotation,
	    suite_secret,
	    suite_session,
	    suite_sign_in,
	    suite_settings,
	    suite_slack,
	    suite_splunk,
	    suite_sum,
	    suite_sweep,
	    suite_teams,
	    suite_tell,
	    suite_text,
	    suite_token,
	    suite_url,
	    suite_user,
	    suite_view,
	    suite_webex,
	    suite_webhook,
	};
	SRunner *runner = srunner_create(NULL);
	size_t i;
	int failed;

	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
