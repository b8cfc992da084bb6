/*
 * jsm.h - what the files of the Jira Service Management app share among
 * themselves and with their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_JSM_H
#define TOCSIN_JSM_H

#include <stddef.h>

#include "apps/app.h"

/*
 * Longest members, in characters.  Counted in UTF-16, as Java does, which is
 * never less than code points: so both readings hold.
 */
#define JSM_MESSAGE_UNITS 130
#define JSM_DESCRIPTION_UNITS 15000
#define JSM_DETAILS_UNITS 8000 /* all names and values together */

/* Which URLs and keys it takes, and how to get one. */
#define JSM_FORMS 4
extern const struct url_form jsm_forms[JSM_FORMS];
extern const char jsm_url_wrong[];
extern const struct app_secret jsm_secret;
extern const struct app_help jsm_help[];

/* jsm_suffix, jsm_headers, jsm_classify: as struct app says. */
char *jsm_suffix(const struct message *m);
unsigned jsm_headers(const struct app_sending *s, char *out[APP_HEADERS_MAX]);
enum answer jsm_classify(
    long status, const char *body, size_t len, struct answer_detail *detail);

#endif
