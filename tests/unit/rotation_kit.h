/*
 * rotation_kit.h - what the tests of a change of keys share: a pair of keys
 * and a config.db in a folder of its own.
 */
#ifndef TOCSIN_TESTS_ROTATION_KIT_H
#define TOCSIN_TESTS_ROTATION_KIT_H

#include <check.h>
#include <stdbool.h>

#include "core/seal_ring.h"
#include "db/db.h"
#include "tests/unit/scratch.h"

#define ROTATION_URL "https://canary.example/hook?sig=canary-url"

extern char public_path[SCRATCH_PATH_BYTES], secret_path[SCRATCH_PATH_BYTES];
extern char rotation_why[SEAL_WHY_BYTES];
extern struct seal_public old_public; /* as it is before any rotation */
extern struct seal_ring old_ring;     /* likewise, of another program */
extern struct db *rotation_config;

/* As Check fixtures. */
void rotation_make(void);
void rotation_remove(void);

/* Whether that opens with the ring, under that name, as what it was. */
bool rotation_opens(struct seal_ring *r, const char *sealed,
    struct seal_name name, const char *what);

/* A second program's ring, with a new key in the file and in it. */
void rotation_grow(struct seal_ring *r);

#endif
