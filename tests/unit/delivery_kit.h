/*
 * delivery_kit.h - what the tests of deliveries share: an outbox.db and ways
 * to bring a delivery into it.
 */
#ifndef TOCSIN_TESTS_DELIVERY_KIT_H
#define TOCSIN_TESTS_DELIVERY_KIT_H

#include <check.h>

#include "db/delivery.h"
#include "tests/unit/scratch.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define NOW INT64_C(1760000000000)
#define LIFETIME INT64_C(86400000)
#define D 5 /* the destination of every test, where one is enough */

extern struct db *outbox;

/* Check fixtures: outbox is open in between. */
void delivery_setup(void);
void delivery_teardown(void);

/* An alert (request 0) or a test; created and due at `at`. */
void one_add(int64_t id, int64_t destination, int64_t request, int64_t at);

/* A digest without members; it outlives all alerts. */
#define DIGEST 1000
void one_digest(int64_t id, int64_t destination);

/* D's alerts but keep into DIGEST, at most max: how many. */
int one_join(int keep, int max);

/* queued -> sending, for the first time. */
void one_claim(int64_t id);

/* Delivery 1 from sending on; at NOW + 9, due again at NOW + 99. */
void one_finish(enum delivery_state to);

/* Bring delivery 1, with a window of its own, to a state. */
void one_bring(enum delivery_state to);

/* What delivery 1 stands at, as a number of the enum. */
int one_state(void);

/* D's window about the one entity: open it by a delivery; is it there? */
void one_window(int64_t delivery_id);
bool one_window_there(void);

/* A number about delivery 1. */
#define OF_1(column) \
	scratch_int("outbox.db", "SELECT " column " FROM delivery WHERE id = 1")

/* delivery_rows.c */
TCase *delivery_rows_case(void);

/* delivery_many.c */
TCase *delivery_many_case(void);

#endif
