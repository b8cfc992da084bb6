/*
 * wake.c - inotify on the directories of events.db and config.db.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "worker/wake.h"

struct wake {
	int fd;
	int events_watch;
	int config_watch;
};

/* IN_MODIFY on a directory reports writes to the files in it. */
static int
watch(int fd, const char *data, const char *name)
{
	char *dir = xasprintf("%s/%s", data, name);
	int wd = inotify_add_watch(fd, dir,
	    IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_ONLYDIR);

	if (wd < 0)
		log_warn("%s can't be watched; new rows are seen by the slow "
			 "poll only",
		    dir);
	free(dir);
	return wd;
}

struct wake *
wake_new(const char *data)
{
	struct wake *k = xcalloc(1, sizeof(*k));

	k->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (k->fd < 0) {
		log_warn("inotify; new rows are seen by the slow poll only");
		return k;
	}
	k->events_watch = watch(k->fd, data, "events");
	k->config_watch = watch(k->fd, data, "config");
	return k;
}

void
wake_free(struct wake *k)
{
	if (k == NULL)
		return;
	if (k->fd >= 0)
		close(k->fd);
	free(k);
}

int
wake_fd(const struct wake *k)
{
	return k->fd;
}

/* Which file it was does not matter: a look costs microseconds. */
int
wake_read(struct wake *k)
{
	char buf[4096] __attribute__((aligned(8)));
	const struct inotify_event *ev;
	ssize_t n, at;
	int what = 0;

	while ((n = read(k->fd, buf, sizeof(buf))) > 0)
		for (at = 0; at < n; at += (ssize_t)(sizeof(*ev) + ev->len)) {
			ev = (const struct inotify_event *)(void *)(buf + at);
			if (ev->mask & IN_Q_OVERFLOW)
				what |= WAKE_EVENTS | WAKE_CONFIG;
			else if (ev->wd == k->events_watch)
				what |= WAKE_EVENTS;
			else if (ev->wd == k->config_watch)
				what |= WAKE_CONFIG;
		}
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		log_warn("inotify");
	return what;
}
