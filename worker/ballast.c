/*
 * ballast.c - space kept aside beside outbox.db; see ballast.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "worker/ballast.h"

/*
 * More than the ballast must be free before it is taken again: it was just
 * given back, and would otherwise be taken from the outcomes at once.
 */
#define SPARE_BYTES (INT64_C(4) << 20)

/* Between two looks whether the space is back: while it is urgent, and not. */
#define LOW_MS 1000
#define IDLE_MS 60000

/* Whoever reads the log from its end should see it. */
#define TELL_MS 60000

/* What the file system would give us; 0 where it can't be told. */
static int64_t
free_bytes(const struct ballast *b)
{
	struct statvfs fs;

	if (statvfs(b->path, &fs) != 0)
		return 0;
	return (int64_t)(fs.f_bavail * fs.f_frsize);
}

/*
 * Held means allocated: a file with a hole would be no space at all.  A try
 * that ran out half way gives back what it got.
 */
static int
allocate(const struct ballast *b)
{
	int fd = open(b->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (fd < 0)
		return errno;
	error = posix_fallocate(fd, 0, BALLAST_BYTES);
	if (error != 0 && ftruncate(fd, 0) != 0)
		log_warn("%s", b->path);
	close(fd);
	return error;
}

/*
 * A file that is there was held by an earlier worker, and given back if it is
 * empty: then the disk is full still.  Without one, this disk never had room.
 */
void
ballast_open(struct ballast *b, const char *data)
{
	int64_t now = clock_boot_ms();
	bool had;
	int error;

	b->path = xasprintf("%s/outbox/ballast", data);
	had = access(b->path, F_OK) == 0;
	error = allocate(b);
	b->have = error == 0;
	b->low = had && error == ENOSPC;
	b->again = now + (b->low ? LOW_MS : IDLE_MS);
	b->told = now - TELL_MS;
	if (b->have || b->low)
		return;
	errno = error;
	log_warn("%s: %lld MiB can't be kept aside; running without, so a "
		 "full disk stops everything until there is space",
	    b->path, (long long)(BALLAST_BYTES >> 20));
	/* Left there, it would be taken for one that was given back. */
	if (!had)
		(void)unlink(b->path);
}

bool
ballast_lift(struct ballast *b)
{
	if (!b->have)
		return false;
	/*
	 * Cut, not removed: a full disk may have no room for a new name.
	 */
	if (truncate(b->path, 0) != 0) {
		log_warn("%s", b->path);
		return false;
	}
	b->have = false;
	b->low = true;
	b->told = clock_boot_ms();
	b->again = b->told + LOW_MS;
	log_warnx("outbox.db: the disk is full: new events wait in events.db "
		  "until there is space; what is queued goes on in %lld MiB "
		  "that were kept aside",
	    (long long)(BALLAST_BYTES >> 20));
	return true;
}

/* Still low: an operator has to make space, or nobody is told of anything. */
static void
remind(struct ballast *b, int64_t now)
{
	if (!b->low || now - b->told < TELL_MS)
		return;
	b->told = now;
	log_warnx("outbox.db: the disk is still full: %lld MiB are free, and "
		  "%lld are needed before new events are decided",
	    (long long)(free_bytes(b) >> 20),
	    (long long)((BALLAST_BYTES + SPARE_BYTES) >> 20));
}

void
ballast_watch(struct ballast *b)
{
	int64_t now = clock_boot_ms();

	if (b->have || now < b->again)
		return;
	b->again = now + (b->low ? LOW_MS : IDLE_MS);
	if (free_bytes(b) < BALLAST_BYTES + SPARE_BYTES || allocate(b) != 0) {
		remind(b, now);
		return;
	}
	log_info("%s: %lld MiB are kept aside again%s", b->path,
	    (long long)(BALLAST_BYTES >> 20),
	    b->low ? "; new events are decided again" : "");
	b->have = true;
	b->low = false;
}

bool
ballast_low(const struct ballast *b)
{
	return b->low;
}

void
ballast_close(struct ballast *b)
{
	free(b->path);
	memset(b, 0, sizeof(*b));
}
