/*
 * audit_kit.h - a worker made by hand with a config.db to take audit rows
 * over from, for the tests of the trail.
 */
#ifndef TOCSIN_TESTS_AUDIT_KIT_H
#define TOCSIN_TESTS_AUDIT_KIT_H

#include <check.h>

#include "db/audit.h"
#include "db/audit_verify.h"
#include "tests/unit/scratch.h"
#include "worker/audit.h"
#include "worker/worker.h"

extern struct worker audit_w;
extern struct db *audit_config; /* as the web tier writes it */

/* Check fixtures. */
void audit_setup(void);
void audit_teardown(void);

/* audit_say(n): the web tier notes n more rows, numbered on. */
void audit_say(int n);

/* audit_sound(a): the verdict, which must be that; a NULL: no anchors. */
void audit_sound(struct audit_anchors *a);

/* audit_found(): the chain is not sound; where. */
int64_t audit_found(void);

/* audit_rows(where): how many rows of the chain, e.g. "WHERE n > 5". */
int64_t audit_rows(const char *where);

/* audit_export.c, audit_tampering.c, audit_web.c */
TCase *audit_export_case(void);
TCase *audit_tampering_case(void);
TCase *audit_web_case(void);

#endif
