/*
 * permit_writes.h - every function of db/ that writes config.db, with what its
 * caller must hold.
 */
#ifndef TOCSIN_TESTS_PERMIT_WRITES_H
#define TOCSIN_TESTS_PERMIT_WRITES_H

#include "db/destination.h"
#include "db/permit_judge.h"

/* No page may call it, whoever asks. */
#define PERMIT_NOBODY (1U << 31)

struct permit_write {
	const char *name;
	unsigned needs;
	int (*run)(struct db *db); /* on permit_scene(): over 0 if it may */
	const char *scene;         /* more of a scene, as SQL, or NULL */
};

extern const struct permit_write permit_writes[];
extern const int permit_writes_n;

/*
 * permit_scene(w): something of everything in config.db, so that each of them
 * finds what it is about; written past the wall.
 */
void permit_scene(const struct permit_write *w);

/* permit_destination(id, name): one in version 1; the caller clears it. */
struct destination permit_destination(int64_t id, const char *name);

/* A number that changes with whatever one of them changes. */
extern const char permit_sum[];

#endif
