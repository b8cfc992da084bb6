/*
 * check_ring.c - the file of the secret keys: one, and more while they are
 * changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/seal_file.h"
#include "core/xmalloc.h"
#include "tests/unit/rotation_kit.h"
#include "tests/unit/suites.h"

START_TEST(ring_grows)
{
	const struct seal_name name = {7, 3, NULL};
	char *before = seal_text(&old_public, &name, ROTATION_URL), *after;
	struct seal_ring r;
	struct stat st;

	rotation_grow(&r);
	ck_assert_int_eq(r.n, 2);
	ck_assert_str_eq(r.pairs[1].public.id, old_public.id);
	ck_assert_str_ne(r.pairs[0].public.id, old_public.id);
	ck_assert_int_eq(stat(secret_path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0400);
	ck_assert_int_eq(
	    seal_public_replace(public_path, &r.pairs[0].public, rotation_why),
	    0);
	after = seal_text(&r.pairs[0].public, &name, ROTATION_URL);
	/* Who loaded the ring before finds the new key by itself, ... */
	ck_assert(rotation_opens(&old_ring, after, name, ROTATION_URL));
	ck_assert(rotation_opens(&old_ring, before, name, ROTATION_URL));
	ck_assert_int_eq(seal_ring_cut(&r, rotation_why), 0);
	/* ... and forgets the old one only when told to look. */
	ck_assert(rotation_opens(&old_ring, before, name, ROTATION_URL));
	ck_assert_int_eq(seal_ring_refresh(&old_ring, rotation_why), 1);
	ck_assert_int_eq(old_ring.n, 1);
	ck_assert(!rotation_opens(&old_ring, before, name, ROTATION_URL));
	ck_assert(rotation_opens(&old_ring, after, name, ROTATION_URL));
	ck_assert_int_eq(seal_ring_refresh(&old_ring, rotation_why), 0);
	free(before);
	free(after);
	seal_ring_free(&r);
}
END_TEST

/* A key that a row names while the file loses it stays known. */
START_TEST(ring_drops_nothing_at_hand)
{
	const struct seal_name name = {7, 3, NULL};
	char *before = seal_text(&old_public, &name, ROTATION_URL), *after;
	struct seal_ring r;

	rotation_grow(&r);
	after = seal_text(&r.pairs[0].public, &name, ROTATION_URL);
	ck_assert_int_eq(seal_ring_cut(&r, rotation_why), 0);
	ck_assert(rotation_opens(&old_ring, after, name, ROTATION_URL));
	ck_assert(rotation_opens(&old_ring, before, name, ROTATION_URL));
	free(before);
	free(after);
	seal_ring_free(&r);
}
END_TEST

/* However many came and went since the last look, the newest is found. */
START_TEST(ring_has_room)
{
	const struct seal_name name = {7, 3, NULL};
	struct seal_ring r;
	char *sealed;
	int i;

	for (i = 0; i < 2 * SEAL_RING_MAX; i++) {
		rotation_grow(&r);
		ck_assert_int_eq(seal_ring_cut(&r, rotation_why), 0);
		sealed = seal_text(&r.pairs[0].public, &name, ROTATION_URL);
		ck_assert(
		    rotation_opens(&old_ring, sealed, name, ROTATION_URL));
		ck_assert_int_le(old_ring.n, SEAL_RING_MAX);
		free(sealed);
		seal_ring_free(&r);
	}
	ck_assert_int_eq(seal_ring_refresh(&old_ring, rotation_why), 1);
	ck_assert_int_eq(old_ring.n, 1);
}
END_TEST

/* What is no ring is refused, and the keys that were read stay. */
START_TEST(ring_refused)
{
	static const struct {
		const char *what;
		int cut; /* bytes left of the file; -1: all */
		const char *more;
		mode_t mode;
	} cases[] = {
	    {"empty", 0, "", 0400},
	    {"half a line", 30, "", 0400},
	    {"a line and a byte", -1, "x", 0400},
	    {"a second line that is none", -1,
		"tocsin-secret-1 00000000 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAA=\n",
		0400},
	    {"open to the group", -1, "", 0440},
	};
	char file[4 * SEAL_LINE_BYTES];
	struct seal_ring r;
	size_t i, n;
	FILE *f = fopen(secret_path, "re");

	n = fread(file, 1, sizeof(file), f);
	fclose(f);
	ck_assert_uint_eq(n, SEAL_LINE_BYTES);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unlink(secret_path);
		f = fopen(secret_path, "we");
		n = cases[i].cut < 0 ? SEAL_LINE_BYTES : (size_t)cases[i].cut;
		ck_assert_uint_eq(fwrite(file, 1, n, f), n);
		fputs(cases[i].more, f);
		ck_assert_int_eq(fchmod(fileno(f), cases[i].mode), 0);
		fclose(f);
		ck_assert_msg(
		    seal_ring_load(secret_path, &r, rotation_why) == -1, "%s",
		    cases[i].what);
		ck_assert_int_eq(r.n, 0);
		ck_assert_int_eq(
		    seal_ring_refresh(&old_ring, rotation_why), -1);
		ck_assert_int_eq(old_ring.n, 1);
	}
	unlink(secret_path);
	ck_assert_int_eq(seal_ring_refresh(&old_ring, rotation_why), -1);
	ck_assert_int_eq(old_ring.n, 1);
}
END_TEST

/* A kill leaves a file beside it, which is in nobody's way. */
START_TEST(leftover_replaced)
{
	char *left = xasprintf("%s.new", secret_path);
	struct seal_ring r;

	ck_assert_int_eq(symlink("/etc/passwd", left), 0);
	rotation_grow(&r);
	ck_assert_int_eq(access(left, F_OK), -1);
	ck_assert_int_eq(symlink("/etc/passwd", left), 0);
	seal_file_tidy(secret_path);
	ck_assert_int_eq(access(left, F_OK), -1);
	free(left);
	seal_ring_free(&r);
}
END_TEST

Suite *
suite_ring(void)
{
	Suite *s = suite_create("ring");
	TCase *t = tcase_create("ring");

	tcase_add_checked_fixture(t, rotation_make, rotation_remove);
	tcase_add_test(t, ring_grows);
	tcase_add_test(t, ring_drops_nothing_at_hand);
	tcase_add_test(t, ring_has_room);
	tcase_add_test(t, ring_refused);
	tcase_add_test(t, leftover_replaced);
	suite_add_tcase(s, t);
	return s;
}
