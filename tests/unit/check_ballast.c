/*
 * check_ballast.c - worker/ballast.c: space that is kept aside.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "worker/ballast.h"

static struct ballast b;
static char data[SCRATCH_PATH_BYTES], outbox[SCRATCH_PATH_BYTES];
static char file[SCRATCH_PATH_BYTES];

static void
setup(void)
{
	scratch_make();
	scratch_path(".", data);
	ck_assert_int_eq(mkdir(scratch_path("outbox", outbox), 0700), 0);
	scratch_path("outbox/ballast", file);
}

static void
teardown(void)
{
	ballast_close(&b);
	if (unlink(file) != 0)
		(void)rmdir(file);
	ck_assert_int_eq(rmdir(outbox), 0);
	scratch_remove();
}

/* What the file takes on the disk, not what it says. */
static int64_t
held(void)
{
	struct stat st;

	return stat(file, &st) == 0 ? (int64_t)st.st_blocks * 512 : -1;
}

START_TEST(lift_and_hold)
{
	ballast_open(&b, data);
	ck_assert(!ballast_low(&b));
	ck_assert_int_ge(held(), BALLAST_BYTES);
	ck_assert(ballast_lift(&b));
	ck_assert(ballast_low(&b));
	ck_assert_int_eq(held(), 0);
	/* There is nothing more to give, and no look before its time. */
	ck_assert(!ballast_lift(&b));
	ballast_watch(&b);
	ck_assert(ballast_low(&b));
	b.again = 0;
	ballast_watch(&b);
	ck_assert(!ballast_low(&b));
	ck_assert_int_ge(held(), BALLAST_BYTES);
}
END_TEST

/* The next worker finds it held. */
START_TEST(stays)
{
	ballast_open(&b, data);
	ballast_close(&b);
	ck_assert_int_ge(held(), BALLAST_BYTES);
	ballast_open(&b, data);
	ck_assert(ballast_lift(&b));
	/* Given back, and there is space again by now. */
	ballast_close(&b);
	ballast_open(&b, data);
	ck_assert(!ballast_low(&b));
	ck_assert_int_ge(held(), BALLAST_BYTES);
}
END_TEST

/* The worker runs without, and new events do not wait for ever. */
START_TEST(cannot)
{
	ck_assert_int_eq(mkdir(file, 0700), 0);
	ballast_open(&b, data);
	ck_assert(!ballast_low(&b));
	ck_assert(!ballast_lift(&b));
	ck_assert(!ballast_low(&b));
}
END_TEST

Suite *
suite_ballast(void)
{
	Suite *s = suite_create("ballast");
	TCase *t = tcase_create("ballast");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, lift_and_hold);
	tcase_add_test(t, stays);
	tcase_add_test(t, cannot);
	suite_add_tcase(s, t);
	return s;
}
