/*
 * scratch.h - a folder of its own for a test that needs real databases.
 */
#ifndef TOCSIN_TESTS_SCRATCH_H
#define TOCSIN_TESTS_SCRATCH_H

#include <stdint.h>

#include "db/db.h"

#define SCRATCH_PATH_BYTES 300

/*
 * scratch_make(): a new empty folder under TMPDIR or /tmp; one at a time.
 * scratch_remove(): delete it with every file in it.  As Check fixtures.
 */
void scratch_make(void);
void scratch_remove(void);

/* scratch_path(name, out): where name stands; out has SCRATCH_PATH_BYTES. */
const char *scratch_path(const char *name, char *out);

/* scratch_db(schema): make that database there and open it as its owner. */
struct db *scratch_db(const struct db_schema *schema);

/* scratch_open(schema, mode): open it once more; the test fails otherwise. */
struct db *scratch_open(const struct db_schema *schema, enum db_mode mode);

/*
 * scratch_int(file, sql): the first number that sql answers there, read by a
 * plain SQLite connection of its own, so that a test does not ask the code
 * under test about itself.  NULL reads as INT64_MIN; no row ends the test.
 */
int64_t scratch_int(const char *file, const char *sql);

/* scratch_text(file, sql, out, bytes): the same for a text; NULL: "(null)". */
const char *scratch_text(
    const char *file, const char *sql, char *out, int bytes);

/* scratch_exec(file, sql): run sql there; the test fails if it fails. */
void scratch_exec(const char *file, const char *sql);

#endif
