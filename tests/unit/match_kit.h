/*
 * match_kit.h - what the tests of match() share: a worker made by hand, its
 * outbox.db, and rows to feed it.
 */
#ifndef TOCSIN_TESTS_MATCH_KIT_H
#define TOCSIN_TESTS_MATCH_KIT_H

#include <check.h>

#include "tests/unit/scratch.h"
#include "worker/worker.h"

#define HOUR INT64_C(3600000)
#define ENTITIES 5

extern struct worker match_w;
extern int64_t match_start; /* long enough ago that all of a test is past */
extern char match_problem[], match_normal[]; /* status words */

/* Check fixtures: match_w has its outbox in between, and no target. */
void match_setup(void);
void match_teardown(void);

/* Target i, id 100 + i: everything on, thresholds 50; its rule to change. */
struct rule *match_target(int i);

/* A host's urgency; the entity by index.  A health check's status. */
struct event_row match_host(int64_t seq, int64_t at, int entity, int urgency);
struct event_row match_health(int64_t seq, int64_t at, char *status);

/* Decide one row; it must work. */
void match_feed(struct event_row r);

/* How many rows; what may have a WHERE. */
int64_t match_count(const char *what);

/* match_model.c, match_edges.c, clock_boot.c */
TCase *match_model_case(void);
TCase *match_edges_case(void);
TCase *clock_boot_case(void);

#endif
