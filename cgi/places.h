/*
 * places.h - where passwords are hashed: two at once in the whole system, one
 * of them kept for known browsers.  Memory that processes share, as all of
 * cgi/attempts.h, which it is a part of.
 */
#ifndef TOCSIN_CGI_PLACES_H
#define TOCSIN_CGI_PLACES_H

#include <pthread.h>
#include <stdbool.h>

/* One for anybody, one for known browsers. */
#define PLACES 2
#define PLACES_WAITERS_MAX 32

/* Longest wait for one. */
#define PLACES_WAIT_MS 2000

struct places {
	pthread_mutex_t place[PLACES]; /* held while a password is hashed */
	pthread_mutex_t waiter[PLACES_WAITERS_MAX];
	int processes;
};

/* places_make(p, processes): all free, before these are forked. */
void places_make(struct places *p, int processes);

/*
 * places_waiters(processes, known): how many may wait at once: such that one
 * process stays free for pages, where there are more than there are places.
 */
int places_waiters(int processes, bool known);

/* places_enter(), places_leave(): see attempts_enter(). */
bool places_enter(struct places *p, bool known);
void places_leave(struct places *p);

/*
 * places_lock(m): a lock that processes share and that survives their death;
 * fatal where that can't be.  places_taken(m, rc): whether rc of a lock or
 * trylock means that it is ours.
 */
void places_lock(pthread_mutex_t *m);
bool places_taken(pthread_mutex_t *m, int rc);

#endif
