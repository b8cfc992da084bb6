/*
 * rotation_kit.c - see rotation_kit.h.
 */
#include <string.h>

#include "tests/unit/rotation_kit.h"

char public_path[SCRATCH_PATH_BYTES], secret_path[SCRATCH_PATH_BYTES];
char rotation_why[SEAL_WHY_BYTES];
struct seal_public old_public;
struct seal_ring old_ring;
struct db *rotation_config;

void
rotation_make(void)
{
	scratch_make();
	scratch_path("public.key", public_path);
	scratch_path("worker.key", secret_path);
	ck_assert_int_eq(
	    seal_keys_generate(public_path, secret_path, rotation_why), 0);
	ck_assert_int_eq(
	    seal_public_load(public_path, &old_public, rotation_why), 0);
	ck_assert_int_eq(
	    seal_ring_load(secret_path, &old_ring, rotation_why), 0);
	rotation_config = scratch_db(&schema_config);
}

void
rotation_remove(void)
{
	db_close(rotation_config);
	seal_ring_free(&old_ring);
	scratch_remove();
}

/* Whether text opens by that ring, as the secret `what` of it. */
bool
rotation_opens(struct seal_ring *r, const char *sealed, struct seal_name name,
    const char *what)
{
	char *text;
	bool same;

	if (seal_ring_open(r, sealed, &name, &text, rotation_why) != 0)
		return false;
	same = strcmp(text, what) == 0;
	seal_forget(&text);
	return same;
}

/* A second program's ring, as the file is now. */
void
rotation_grow(struct seal_ring *r)
{
	ck_assert_int_eq(seal_ring_load(secret_path, r, rotation_why), 0);
	ck_assert_msg(seal_ring_grow(r, rotation_why) == 0, "%s", rotation_why);
}
