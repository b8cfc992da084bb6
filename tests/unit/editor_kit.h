/*
 * editor_kit.h - what the tests of the editor need: keys, a stored
 * destination, URLs that the app takes.
 */
#ifndef TOCSIN_TESTS_EDITOR_KIT_H
#define TOCSIN_TESTS_EDITOR_KIT_H

#include <check.h>

#include "cgi/web.h"
#include "core/destination.h"
#include "core/seal_ring.h"

#define KIT_FORM (INT64_C(1760000000000) << 21)

#define KIT_NOW INT64_C(1760000060000)

/* All fields that a form shows, and whose they are. */
#define KIT_FIELDS (~UINT64_C(0) << FIELD_NAME | FIELD(SHOWN))

/* As they are, and as a form sends them. */
#define KIT_HOST \
	"0123456789abcdef0123456789abcd.ef.environment.api.powerplatform.com"
#define KIT_URL \
	"https://" KIT_HOST "/powerautomate/automations/direct/workflows/" \
	"0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke" \
	"?api-version=1&sp=%2Ftriggers&sig=canary"
#define KIT_URL_SENT \
	"https://" KIT_HOST "/powerautomate/automations/direct/workflows/" \
	"0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke" \
	"?api-version=1%26sp=%252Ftriggers%26sig=canary"
#define KIT_OLD_PATH \
	"https://prod-69.westus.logic.azure.com/workflows/" \
	"0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke" \
	"?api-version=2016-06-01"
#define KIT_OLD KIT_OLD_PATH "&sig=canary"
#define KIT_OLD_SENT KIT_OLD_PATH "%26sig=canary"

/* Its key alone is set. */
extern struct web kit_web;

/* Check fixtures. */
void editor_kit_make(void);
void editor_kit_remove(void);

/* A stored one: id 5, version 4, every number another one. */
void kit_destination(struct destination *d);

/* Change one thing that is shown, for i below KIT_CHANGES. */
#define KIT_CHANGES 16
void kit_change(struct destination *d, size_t i);

/* Its sealed URL opens, for itself alone, to that one. */
void kit_opens(const struct destination *d, const char *url);

/* The worker's keys, which the caller frees with seal_ring_free(). */
void kit_keys(struct seal_ring *keys);

/* editor_apps.c, editor_secrets.c */
TCase *editor_apps_case(void);
TCase *editor_secrets_case(void);

/* input_secrets.c */
TCase *input_secrets_case(void);

/* check_show.c */
TCase *show_case(void);

#endif
