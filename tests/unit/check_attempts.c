/*
 * check_attempts.c - how often somebody may try to sign in, whoever shares the
 * account, the address or the machine; and where passwords are hashed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>
#include <sodium.h>

#include "cgi/attempts.h"
#include "cgi/places.h"
#include "core/clock.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define HOUR_MS INT64_C(3600000)

static struct attempts *a;

static void
setup(void)
{
	ck_assert_int_ge(sodium_init(), 0);
	a = attempts_make(4);
}

static void
teardown(void)
{
	attempts_free(a);
}

/* Another address each time, so that only the account counts. */
static const char *
fresh_address(void)
{
	static char text[40];
	static unsigned n;

	n++;
	snprintf(text, sizeof(text), "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255,
	    n & 255);
	return text;
}

static int64_t
guess(const char *account, int64_t device, int64_t now)
{
	const struct attempt t = {fresh_address(), account, device};

	return attempts_begin(a, &t, now);
}

/* Five for nothing, then a second, doubled to a minute; never more. */
START_TEST(delays)
{
	static const int64_t due[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
	int64_t now = 1000;
	int i;

	for (i = 0; i < ATTEMPTS_FREE; i++)
		ck_assert_int_eq(guess("alice", 0, now), 0);
	for (i = 0; i < COUNT(due); i++) {
		/* However often it is asked meanwhile: nothing is added. */
		ck_assert_int_eq(guess("alice", 0, now), due[i] * 1000);
		ck_assert_int_eq(guess("ALICE", 0, now + 1), due[i] * 1000 - 1);
		now += due[i] * 1000;
		ck_assert_int_eq(guess("Alice", 0, now), 0);
	}
	/* Others are not held up, and an hour later it is forgotten. */
	ck_assert_int_eq(guess("bob", 0, now), 0);
	ck_assert_int_eq(guess("alice", 0, now + HOUR_MS + 1), 0);
	ck_assert_int_eq(guess("alice", 0, now + HOUR_MS + 1), 0);
}
END_TEST

/* Who was there before is let in, whatever strangers do to the account. */
START_TEST(devices)
{
	struct attempt t = {"10.0.0.1", "alice", 7};
	int64_t now = 1000;
	int i;

	for (i = 0; i < 100; i++)
		(void)guess("alice", 0, now + i);
	now += 100;
	ck_assert_int_gt(guess("alice", 0, now), 0);
	ck_assert_int_eq(attempts_begin(a, &t, now), 0);
	attempts_passed(a, &t, now);
	/* A stolen one has the same delays, alone. */
	for (i = 0; i < ATTEMPTS_FREE; i++)
		ck_assert_int_eq(guess("alice", 7, now), 0);
	ck_assert_int_eq(guess("alice", 7, now), ATTEMPTS_DELAY_MS);
	ck_assert_int_eq(guess("alice", 8, now), 0);
	/* It passing says nothing of the strangers. */
	ck_assert_int_gt(guess("alice", 0, now), 0);
}
END_TEST

/* 127.0.0.1 tries many names; the next one waits, the neighbour does not. */
START_TEST(addresses)
{
	static const struct {
		const char *one, *other;
		bool same;
	} cases[] = {
	    {"192.0.2.1", "192.0.2.1", true},
	    {"192.0.2.1", "192.0.2.2", false},
	    {"192.0.2.1", "::ffff:192.0.2.1", true},
	    {"2001:db8::1", "2001:db8::ffff:2", true},
	    {"2001:db8::1", "2001:db8:0:1::1", false},
	    {"unix:", "unix:", true},
	};
	struct attempt t = {cases[_i].one, NULL, 0};
	char name[20];
	int i;

	t.account = name;
	for (i = 0; i < ATTEMPTS_BURST; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		ck_assert_int_eq(attempts_begin(a, &t, 5000), 0);
	}
	snprintf(name, sizeof(name), "last");
	ck_assert_int_eq(attempts_begin(a, &t, 5000), ATTEMPTS_REFILL_MS);
	t.address = cases[_i].other;
	ck_assert_int_eq(attempts_begin(a, &t, 5000),
	    cases[_i].same ? ATTEMPTS_REFILL_MS : 0);
	/* A known browser shares no bucket, and pays none. */
	t.address = cases[_i].one;
	t.device = 9;
	ck_assert_int_eq(attempts_begin(a, &t, 5000), 0);
	t.device = 0;
	ck_assert_int_eq(attempts_begin(a, &t, 5000 + ATTEMPTS_REFILL_MS), 0);
}
END_TEST

/* What passed, or came to nothing, costs no try. */
START_TEST(given_back)
{
	struct attempt t = {"192.0.2.1", "alice", 0};
	int i;

	for (i = 0; i < 10 * ATTEMPTS_BURST; i++) {
		ck_assert_int_eq(attempts_begin(a, &t, 1000), 0);
		if (i % 2 == 0)
			attempts_passed(a, &t, 1000);
		else
			attempts_undo(a, &t, 1000);
	}
}
END_TEST

/*
 * Who is known, and right each time, costs a hash each time: an account has 20
 * of these, whichever of its devices it is, and one more in 3 seconds.
 */
START_TEST(right_each_time)
{
	struct attempt t = {"192.0.2.1", "alice", 0}, other = t;
	int i;

	/* Failures of a stolen one use none of it up. */
	for (i = 0; i < ATTEMPTS_BURST; i++)
		(void)guess("alice", 99, 1000);
	for (i = 0; i < ATTEMPTS_BURST; i++) {
		t.device = 7 + i % 2;
		ck_assert_int_eq(attempts_begin(a, &t, 1000), 0);
		attempts_passed(a, &t, 1000);
	}
	ck_assert_int_eq(attempts_begin(a, &t, 1000), ATTEMPTS_REFILL_MS);
	ck_assert_int_eq(attempts_begin(a, &t, 1000 + ATTEMPTS_REFILL_MS), 0);
	attempts_undo(a, &t, 1000 + ATTEMPTS_REFILL_MS);
	/* Nobody else pays: no neighbour, and no other account. */
	other.account = "bob";
	ck_assert_int_eq(attempts_begin(a, &other, 1000), 0);
	other.device = 7;
	ck_assert_int_eq(attempts_begin(a, &other, 1000), 0);
}
END_TEST

/* A million names and addresses: nothing grows, and those who failed most stay.
 */
START_TEST(crowd)
{
	char name[20];
	int64_t now = 1000;
	int i;

	for (i = 0; i < ATTEMPTS_FREE + 3; i++) {
		(void)guess("target", 0, now);
		now += ATTEMPTS_DELAY_MAX_MS;
	}
	for (i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		(void)guess(name, 0, now);
	}
	ck_assert_int_eq(guess("target", 0, now), 0);
	ck_assert_int_gt(guess("target", 0, now), ATTEMPTS_DELAY_MS);
}
END_TEST

/* In a process of its own: enter and stay, or say how it went. */
static pid_t
other_enters(bool known, int *ready)
{
	int pipes[2];
	pid_t pid;
	char c;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		c = attempts_enter(a, known) ? 'y' : 'n';
		if (write(pipes[1], &c, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	*ready = pipes[0];
	return pid;
}

static char
said(int ready)
{
	char c = '?';

	ck_assert_int_eq(read(ready, &c, 1), 1);
	close(ready);
	return c;
}

static void
end(pid_t pid)
{
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

/* Two at once, one of them for known browsers; a death frees its place. */
START_TEST(places)
{
	int one, two;
	pid_t stranger = other_enters(false, &one), known;

	ck_assert_int_eq(said(one), 'y');
	/* The second place is not for strangers: this waits in vain. */
	ck_assert(!attempts_enter(a, false));
	known = other_enters(true, &two);
	ck_assert_int_eq(said(two), 'y');
	ck_assert(!attempts_enter(a, true));
	end(stranger);
	ck_assert(attempts_enter(a, false));
	attempts_leave(a);
	ck_assert(attempts_enter(a, true));
	attempts_leave(a);
	end(known);
}
END_TEST

/* However many processes there are, one goes on answering, from three on. */
START_TEST(one_is_free)
{
	int n, known, strangers;

	for (n = 1; n <= 64; n++) {
		known = places_waiters(n, true);
		strangers = places_waiters(n, false);
		ck_assert_int_ge(strangers, 0);
		ck_assert_int_le(strangers, known);
		ck_assert_int_le(known, n <= PLACES ? 0 : n - 1 - PLACES);
	}
	ck_assert_int_eq(places_waiters(4, false), 1);
	ck_assert_int_eq(places_waiters(8, true), 5);
	ck_assert_int_eq(places_waiters(8, false), 3);
}
END_TEST

/* Who may not wait is sent away at once, known or not. */
START_TEST(sent_away)
{
	int one, two, i;
	pid_t holder[2];
	int64_t before;

	attempts_free(a);
	a = attempts_make(3);
	holder[0] = other_enters(false, &one);
	ck_assert_int_eq(said(one), 'y');
	holder[1] = other_enters(true, &two);
	ck_assert_int_eq(said(two), 'y');
	before = clock_boot_ms();
	for (i = 0; i < 10; i++)
		ck_assert(!attempts_enter(a, true));
	/* Of ten waits not even half of one each. */
	ck_assert_int_lt(clock_boot_ms() - before, 5 * PLACES_WAIT_MS);
	end(holder[0]);
	end(holder[1]);
}
END_TEST

/* Strangers who wait hold up no more than may wait. */
START_TEST(waiters)
{
	int ready[3], i;
	pid_t holder = other_enters(false, &ready[0]), waiting[2];
	int64_t before;

	ck_assert_int_eq(said(ready[0]), 'y');
	for (i = 0; i < 2; i++)
		waiting[i] = other_enters(false, &ready[1 + i]);
	/* Both wait by now, or will have been waiting when we are told. */
	before = clock_boot_ms();
	ck_assert_int_eq(said(ready[1]), 'n');
	ck_assert_int_ge(clock_boot_ms() - before, 0);
	ck_assert_int_eq(said(ready[2]), 'n');
	end(holder);
	for (i = 0; i < 2; i++)
		end(waiting[i]);
	ck_assert(attempts_enter(a, false));
	attempts_leave(a);
}
END_TEST

/* Who is killed with the lock in hand leaves the tables usable. */
START_TEST(killed)
{
	int i, n, ready[2];
	pid_t pid;

	for (i = 0; i < 20; i++) {
		ck_assert_int_eq(pipe(ready), 0);
		pid = fork();
		if (pid == 0)
			for (n = 0;; n++) {
				(void)guess("alice", 0, 1000);
				/* By now they have been too many. */
				if (n == 10)
					(void)!write(ready[1], "y", 1);
			}
		ck_assert_int_eq(said(ready[0]), 'y');
		end(pid);
		close(ready[0]);
		close(ready[1]);
		ck_assert_int_gt(guess("alice", 0, 1000), 0);
		ck_assert_int_eq(guess("bob", 3, 1000 + i * HOUR_MS), 0);
	}
}
END_TEST

Suite *
suite_attempts(void)
{
	Suite *s = suite_create("attempts");
	TCase *t = tcase_create("attempts"), *forks = tcase_create("forks");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, delays);
	tcase_add_test(t, devices);
	tcase_add_loop_test(t, addresses, 0, 6);
	tcase_add_test(t, given_back);
	tcase_add_test(t, right_each_time);
	tcase_add_test(t, one_is_free);
	tcase_add_test(t, crowd);
	suite_add_tcase(s, t);
	/* Not where no test has a process of its own. */
	tcase_set_tags(forks, "forks");
	tcase_add_checked_fixture(forks, setup, teardown);
	tcase_set_timeout(forks, 60);
	tcase_add_test(forks, places);
	tcase_add_test(forks, sent_away);
	tcase_add_test(forks, waiters);
	tcase_add_test(forks, killed);
	suite_add_tcase(s, forks);
	return s;
}
