/*
 * attempts.c - how often somebody may try to sign in; see attempts.h.
 *
 * Two tables of fixed size, looked up by a keyed hash, so that nobody can
 * choose what shares a set with what.  A full set gives up what tells least:
 * the address that has all its tries left, the account that failed least.
 *
 * A process may be killed at any moment: who comes after has the lock, and one
 * entry half written harms nobody.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>

#include "cgi/attempts.h"
#include "cgi/places.h"
#include "core/log.h"

#define SETS 512
#define WAYS 8

/* Without a new attempt for so long, the failures of an account are old. */
#define FORGET_MS INT64_C(3600000)

#define KEY_BYTES crypto_shorthash_KEYBYTES

/* What is left to an address; one that is not there has all of it. */
struct bucket {
	uint64_t key;
	int64_t used_ms; /* tries that it has used, as time to get them back */
	int64_t at_ms;   /* when that was so */
};

/* The failures of an account, or of one known browser in it. */
struct lane {
	uint64_t key;
	int64_t at_ms; /* the last one */
	unsigned failures;
};

struct attempts {
	unsigned char key[KEY_BYTES];
	pthread_mutex_t lock; /* of both tables */
	struct places places;
	struct bucket bucket[SETS][WAYS];
	struct lane lane[SETS][WAYS];
};

struct attempts *
attempts_make(int processes)
{
	struct attempts *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (a == MAP_FAILED)
		fatal("no memory to share");
	randombytes_buf(a->key, sizeof(a->key));
	places_lock(&a->lock);
	places_make(&a->places, processes);
	return a;
}

void
attempts_free(struct attempts *a)
{
	if (munmap(a, sizeof(*a)) != 0)
		log_warn("shared memory");
}

static void
lock(struct attempts *a)
{
	if (!places_taken(&a->lock, pthread_mutex_lock(&a->lock)))
		fatalx("the lock on attempts to sign in is broken");
}

static void
unlock(struct attempts *a)
{
	(void)pthread_mutex_unlock(&a->lock);
}

/* Never 0, which marks a free entry. */
static uint64_t
key_of(const struct attempts *a, const void *bytes, size_t n)
{
	unsigned char sum[crypto_shorthash_BYTES];
	uint64_t key;

	crypto_shorthash(sum, bytes, n, a->key);
	memcpy(&key, sum, sizeof(key));
	return key | 1;
}

/*
 * Whoever has an IPv6 address has 2^64 of them, so the network counts; an IPv4
 * address is the same in either notation.
 */
static uint64_t
address_key(const struct attempts *a, const char *address)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, address, &four) == 1)
		return key_of(a, &four, sizeof(four));
	if (inet_pton(AF_INET6, address, &six) != 1)
		return key_of(a, address, strlen(address));
	if (IN6_IS_ADDR_V4MAPPED(&six))
		return key_of(a, six.s6_addr + 12, sizeof(four));
	return key_of(a, six.s6_addr, 8);
}

/*
 * Of an account by its name, whether there is such a user or not: both have
 * the same lanes.  Whoever is not known to it shares one.
 */
static uint64_t
lane_key(const struct attempts *a, const struct attempt *t)
{
	crypto_generichash_state h;
	unsigned char sum[crypto_generichash_BYTES];
	const char *p;

	crypto_generichash_init(&h, a->key, sizeof(a->key), sizeof(sum));
	crypto_generichash_update(
	    &h, (const unsigned char *)&t->device, sizeof(t->device));
	for (p = t->account; *p != '\0'; p++) {
		unsigned char c = (unsigned char)tolower((unsigned char)*p);

		crypto_generichash_update(&h, &c, 1);
	}
	crypto_generichash_final(&h, sum, sizeof(sum));
	return key_of(a, sum, sizeof(sum));
}

/*
 * What the known browsers of an account pass together: whoever has one, and the
 * right password, could have passwords hashed without end.  Failures do not
 * count here, so a stolen device can't use it up.
 */
static uint64_t
passed_key(const struct attempts *a, const struct attempt *t)
{
	const struct attempt all = {.account = t->account, .device = -1};

	return lane_key(a, &all);
}

/* What of its tries an address has not got back by now. */
static int64_t
used_now(const struct bucket *b, int64_t now)
{
	int64_t used = b->used_ms - (now - b->at_ms);

	return b->key != 0 && used > 0 ? used : 0;
}

static struct bucket *
find_bucket(struct attempts *a, uint64_t key, int64_t now)
{
	struct bucket *set = a->bucket[key / 2 % SETS], *least = &set[0];
	int i;

	for (i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (used_now(&set[i], now) < used_now(least, now))
			least = &set[i];
	}
	*least = (struct bucket){.key = key, .at_ms = now};
	return least;
}

static unsigned
failures_now(const struct lane *l, int64_t now)
{
	return l->key == 0 || now - l->at_ms > FORGET_MS ? 0 : l->failures;
}

static struct lane *
find_lane(struct attempts *a, uint64_t key, int64_t now)
{
	struct lane *set = a->lane[key / 2 % SETS], *least = &set[0];
	int i;

	for (i = 0; i < WAYS; i++) {
		if (set[i].key == key) {
			set[i].failures = failures_now(&set[i], now);
			return &set[i];
		}
		if (failures_now(&set[i], now) < failures_now(least, now))
			least = &set[i];
	}
	*least = (struct lane){.key = key, .at_ms = now};
	return least;
}

/* How long a lane has to wait: 1 s, 2 s, 4 s, ... up to a minute. */
static int64_t
lane_wait(const struct lane *l, int64_t now)
{
	unsigned over = l->failures - ATTEMPTS_FREE;
	int64_t delay = ATTEMPTS_DELAY_MAX_MS, left;

	if (l->failures < ATTEMPTS_FREE)
		return 0;
	if (over < 6)
		delay = (int64_t)ATTEMPTS_DELAY_MS << over;
	left = l->at_ms + delay - now;
	return left > 0 ? left : 0;
}

/* Everything that one attempt is counted in. */
struct counted {
	struct bucket
	    *address;      /* of a known browser: what its account passed */
	struct lane *lane; /* NULL: of no account */
};

static struct counted
find(struct attempts *a, const struct attempt *t, int64_t now)
{
	struct counted c = {0};

	c.address = find_bucket(a,
	    t->device != 0 ? passed_key(a, t) : address_key(a, t->address),
	    now);
	if (t->account != NULL)
		c.lane = find_lane(a, lane_key(a, t), now);
	return c;
}

static int64_t
wait_of(const struct counted *c, int64_t now)
{
	int64_t wait = c->lane != NULL ? lane_wait(c->lane, now) : 0, more;

	more = used_now(c->address, now) -
	       (int64_t)(ATTEMPTS_BURST - 1) * ATTEMPTS_REFILL_MS;
	return more > wait ? more : wait;
}

/* ms below 0: it is given back. */
static void
charge(struct counted *c, int64_t ms, int64_t now)
{
	int64_t used = used_now(c->address, now) + ms;

	c->address->used_ms = used > 0 ? used : 0;
	c->address->at_ms = now;
}

/*
 * Counted as it begins: else as many as there are processes would pass in the
 * time that one password takes, and a process that is killed would not count.
 */
int64_t
attempts_begin(struct attempts *a, const struct attempt *t, int64_t now)
{
	struct counted c;
	int64_t wait;

	lock(a);
	c = find(a, t, now);
	wait = wait_of(&c, now);
	if (wait == 0) {
		if (t->device == 0)
			charge(&c, ATTEMPTS_REFILL_MS, now);
		if (c.lane != NULL) {
			c.lane->failures++;
			c.lane->at_ms = now;
		}
	}
	unlock(a);
	return wait;
}

void
attempts_passed(struct attempts *a, const struct attempt *t, int64_t now)
{
	struct counted c;

	lock(a);
	c = find(a, t, now);
	charge(
	    &c, t->device != 0 ? ATTEMPTS_REFILL_MS : -ATTEMPTS_REFILL_MS, now);
	if (c.lane != NULL)
		c.lane->failures = 0;
	unlock(a);
}

void
attempts_undo(struct attempts *a, const struct attempt *t, int64_t now)
{
	struct counted c;

	lock(a);
	c = find(a, t, now);
	if (t->device == 0)
		charge(&c, -ATTEMPTS_REFILL_MS, now);
	if (c.lane != NULL && c.lane->failures > 0)
		c.lane->failures--;
	unlock(a);
}

bool
attempts_enter(struct attempts *a, bool known)
{
	return places_enter(&a->places, known);
}

void
attempts_leave(struct attempts *a)
{
	places_leave(&a->places);
}
