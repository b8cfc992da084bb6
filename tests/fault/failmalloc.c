/*
 * failmalloc.c - a library to be preloaded that fails allocations on demand.
 *
 * FAILMALLOC names a file of four 64-bit numbers, shared by whoever runs and
 * whoever tests: what to do, at which count, how many were counted, how many
 * failed.  So a test turns it on in a process that runs already, and reads how
 * far it came.
 *
 * Counting by place: an allocation counts where the last calls that led to it
 * were not seen before in this process.  A program makes a hundred thousand
 * allocations from a few thousand places, and one failure at each place shows
 * as much as a hundred thousand runs.
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum mode { OFF, ONCE, EVER, PLACE, PLACE_EVER };

struct shared {
	int64_t mode;
	int64_t at;
	int64_t count;
	int64_t failed;
};

/* Frames that make a place; the first ones are this library's own. */
#define OWN_FRAMES 3
#define FRAMES (OWN_FRAMES + 7)

/* A power of two, far above the places of any program here. */
#define PLACES (1U << 17)

/* The one way to glibc's allocator that is not exchanged below. */
extern void *__libc_memalign(size_t alignment, size_t bytes);

static struct shared *shared;
static bool tracing;
static uint64_t places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Walking the stack may allocate; that is not to be counted. */
static __thread bool busy;

static void __attribute__((constructor)) start(void)
{
	const char *path = getenv("FAILMALLOC");
	void *frames[FRAMES];
	void *map;
	int fd;

	tracing = getenv("FAILMALLOC_TRACE") != NULL;
	/* The first walk loads what it needs. */
	busy = true;
	(void)backtrace(frames, FRAMES);
	busy = false;
	if (path == NULL || (fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
		return;
	map = mmap(
	    NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map != MAP_FAILED)
		shared = map;
}

/* Is this the first time that these calls led here? */
static bool
new_place(void)
{
	uint64_t hash = 14695981039346656037U;
	void *frames[FRAMES];
	int n, i;
	bool found;

	busy = true;
	n = backtrace(frames, FRAMES);
	for (i = OWN_FRAMES; i < n; i++)
		hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211U;
	pthread_mutex_lock(&lock);
	for (i = (int)(hash % PLACES); places[i] != 0 && places[i] != hash;)
		i = (int)(((unsigned)i + 1) % PLACES);
	found = places[i] == hash;
	places[i] = hash;
	pthread_mutex_unlock(&lock);
	busy = false;
	return !found;
}

static void
tell(void)
{
	void *frames[32];

	busy = true;
	backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
	busy = false;
}

static bool
fails(void)
{
	int64_t mode, n;

	if (shared == NULL || busy)
		return false;
	mode = __atomic_load_n(&shared->mode, __ATOMIC_RELAXED);
	if (mode == OFF)
		return false;
	/* From then on: the rest need not be told apart. */
	if (mode == PLACE_EVER && shared->failed > 0)
		return true;
	if (mode >= PLACE && !new_place())
		return false;
	n = __atomic_add_fetch(&shared->count, 1, __ATOMIC_RELAXED);
	if (mode == EVER ? n < shared->at : n != shared->at)
		return false;
	__atomic_add_fetch(&shared->failed, 1, __ATOMIC_RELAXED);
	if (tracing)
		tell();
	return true;
}

/* __libc_*: what programs call that have a malloc() of their own. */
void *
__libc_malloc(size_t bytes)
{
	if (!fails())
		return __libc_memalign(16, bytes);
	errno = ENOMEM;
	return NULL;
}

void *
__libc_calloc(size_t n, size_t bytes)
{
	void *p = NULL;

	if (n == 0 || bytes <= SIZE_MAX / n)
		p = __libc_malloc(n * bytes);
	else
		errno = ENOMEM;
	return p == NULL ? NULL : memset(p, 0, n * bytes);
}

void *
__libc_realloc(void *p, size_t bytes)
{
	size_t had = p == NULL ? 0 : malloc_usable_size(p);
	void *new;

	if (p != NULL && bytes == 0) {
		free(p);
		return NULL;
	}
	new = __libc_malloc(bytes);
	if (new == NULL || p == NULL)
		return new;
	memcpy(new, p, had < bytes ? had : bytes);
	free(p);
	return new;
}

void *
malloc(size_t bytes)
{
	return __libc_malloc(bytes);
}

void *
calloc(size_t n, size_t bytes)
{
	return __libc_calloc(n, bytes);
}

void *
realloc(void *p, size_t bytes)
{
	return __libc_realloc(p, bytes);
}
