/*
 * splunk.h - what the files of the Splunk app share among themselves and with
 * their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_SPLUNK_H
#define TOCSIN_SPLUNK_H

#include <stddef.h>

#include "apps/app.h"

/*
 * Splunk takes far more.  But where nobody says otherwise, its TRUNCATE is
 * 10,000 bytes, and a search looks for fields in not much more: an event that
 * is longer may be cut in two, and is found by none of its last fields.
 */
#define SPLUNK_MAX_BYTES 10000

/* Which URLs and tokens it takes, and how to get one. */
#define SPLUNK_FORMS 2
extern const struct url_form splunk_forms[SPLUNK_FORMS];
extern const char splunk_url_wrong[];
extern const struct app_secret splunk_secret;
extern const struct app_help splunk_help[];

/* splunk_headers, splunk_classify: as struct app says. */
unsigned splunk_headers(
    const struct app_sending *s, char *out[APP_HEADERS_MAX]);
enum answer splunk_classify(
    long status, const char *body, size_t len, struct answer_detail *detail);

#endif
