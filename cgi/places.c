/*
 * places.c - where passwords are hashed, and who may wait for that; see
 * places.h.
 *
 * A process may be killed at any moment.  The locks are robust: who comes
 * after a dead owner has its place.
 */
#include <errno.h>
#include <time.h>

#include "cgi/places.h"
#include "core/clock.h"
#include "core/log.h"

#define LOOK_AGAIN_MS 5

/* Which place this process has, or -1. */
static int held = -1;

void
places_lock(pthread_mutex_t *m)
{
	pthread_mutexattr_t attr;

	if (pthread_mutexattr_init(&attr) != 0 ||
	    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) != 0 ||
	    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST) != 0 ||
	    pthread_mutex_init(m, &attr) != 0)
		fatalx("a lock that processes share can't be made");
	pthread_mutexattr_destroy(&attr);
}

void
places_make(struct places *p, int processes)
{
	int i;

	p->processes = processes;
	for (i = 0; i < PLACES; i++)
		places_lock(&p->place[i]);
	for (i = 0; i < PLACES_WAITERS_MAX; i++)
		places_lock(&p->waiter[i]);
}

bool
places_taken(pthread_mutex_t *m, int rc)
{
	if (rc == EOWNERDEAD)
		rc = pthread_mutex_consistent(m);
	return rc == 0;
}

/*
 * With those who hash, all but one at most, which goes on answering.  Known
 * ones may wait where strangers do, and have places of their own besides.
 */
int
places_waiters(int processes, bool known)
{
	int all = processes - 1 - PLACES;

	if (all <= 0)
		return 0;
	if (all > PLACES_WAITERS_MAX)
		all = PLACES_WAITERS_MAX;
	return known ? all : (all + 1) / 2;
}

/* The first of n locks that is free; its place, or -1. */
static int
take_one(pthread_mutex_t *m, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (places_taken(&m[i], pthread_mutex_trylock(&m[i])))
			return i;
	return -1;
}

/* Asked again and again: nobody can wait for whichever of two comes first. */
static int
wait_place(struct places *p, int places)
{
	const struct timespec pause = {.tv_nsec = LOOK_AGAIN_MS * 1000000L};
	int64_t until = clock_boot_ms() + PLACES_WAIT_MS;
	int place;

	do {
		(void)nanosleep(&pause, NULL);
		place = take_one(p->place, places);
	} while (place < 0 && clock_boot_ms() < until);
	return place;
}

bool
places_enter(struct places *p, bool known)
{
	int places = known ? PLACES : PLACES - 1, waiter;

	held = take_one(p->place, places);
	if (held >= 0)
		return true;
	waiter = take_one(p->waiter, places_waiters(p->processes, known));
	if (waiter < 0)
		return false;
	held = wait_place(p, places);
	(void)pthread_mutex_unlock(&p->waiter[waiter]);
	return held >= 0;
}

void
places_leave(struct places *p)
{
	if (held >= 0)
		(void)pthread_mutex_unlock(&p->place[held]);
	held = -1;
}
