/*
 * pagerduty.h - what the files of the PagerDuty app share among themselves and
 * with their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_PAGERDUTY_H
#define TOCSIN_PAGERDUTY_H

#include "apps/app.h"

/* Which URLs and keys it takes, and how to get one. */
#define PAGERDUTY_FORMS 4
extern const struct url_form pagerduty_forms[PAGERDUTY_FORMS];
extern const char pagerduty_url_wrong[];
extern const struct app_secret pagerduty_secret;
extern const struct app_help pagerduty_help[];

#endif
