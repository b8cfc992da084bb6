/*
 * suites.h - every Check suite of the unit tests, one check_NAME.c each.
 */
#ifndef TOCSIN_SUITES_H
#define TOCSIN_SUITES_H

#include <check.h>

Suite *suite_answer(void);
Suite *suite_apps(void);
Suite *suite_audit(void);
Suite *suite_backoff(void);
Suite *suite_ballast(void);
Suite *suite_breaker(void);
Suite *suite_chain(void);
Suite *suite_clock(void);
Suite *suite_conf(void);
Suite *suite_copy(void);
Suite *suite_db(void);
Suite *suite_decide(void);
Suite *suite_delivery(void);
Suite *suite_destination(void);
Suite *suite_discord(void);
Suite *suite_draft(void);
Suite *suite_editor(void);
Suite *suite_escape(void);
Suite *suite_event(void);
Suite *suite_events_body(void);
Suite *suite_googlechat(void);
Suite *suite_guard(void);
Suite *suite_attempts(void);
Suite *suite_prove(void);
Suite *suite_matrix(void);
Suite *suite_incident(void);
Suite *suite_input(void);
Suite *suite_invitation(void);
Suite *suite_jsm(void);
Suite *suite_kit(void);
Suite *suite_match(void);
Suite *suite_mattermost(void);
Suite *suite_migration(void);
Suite *suite_netguard(void);
Suite *suite_outcome(void);
Suite *suite_pace(void);
Suite *suite_pagerduty(void);
Suite *suite_password(void);
Suite *suite_permit(void);
Suite *suite_plan(void);
Suite *suite_retry_after(void);
Suite *suite_ring(void);
Suite *suite_rocketchat(void);
Suite *suite_role(void);
Suite *suite_seal(void);
Suite *suite_rotation(void);
Suite *suite_secret(void);
Suite *suite_session(void);
Suite *suite_sign_in(void);
Suite *suite_settings(void);
Suite *suite_slack(void);
Suite *suite_splunk(void);
Suite *suite_sum(void);
Suite *suite_sweep(void);
Suite *suite_teams(void);
Suite *suite_tell(void);
Suite *suite_text(void);
Suite *suite_token(void);
Suite *suite_url(void);
Suite *suite_user(void);
Suite *suite_view(void);
Suite *suite_webex(void);
Suite *suite_webhook(void);

#endif
