/*
 * listener.c - the socket on which nginx finds us.
 *
 * A file system socket outlives who made it, and connecting to see whether
 * somebody answers would race with another start: so a lock file beside it
 * says who owns the path.  The lock goes with the process, however it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cgi/listener.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* Waiting connections: a burst is queued, not turned away. */
#define BACKLOG 512

static int
take_lock(const char *path)
{
	char *lock = xasprintf("%s.lock", path);
	int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		fatal("%s can't be made; its directory must exist and be "
		      "writable for this user",
		    lock);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			fatalx("%s: another tocsin-web listens there; stop it "
			       "first, or set another socket in [web]",
			    path);
		fatal("%s", lock);
	}
	free(lock);
	return fd;
}

/* Under the lock: a socket that is there was left by somebody who is gone. */
static void
remove_stale(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0) {
		if (errno != ENOENT)
			fatal("%s", path);
		return;
	}
	if (!S_ISSOCK(st.st_mode))
		fatalx("%s is in the way and no socket; move it away", path);
	if (unlink(path) != 0)
		fatal("%s can't be replaced", path);
}

/*
 * Whoever can connect is believed about the address a request came from, so
 * the mode is right from the first moment on: by umask, not by chmod(2).
 */
static int
bind_and_listen(const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	mode_t mask;
	int fd;

	if (strlen(path) >= sizeof(addr.sun_path))
		fatalx("%s: a socket's path has at most %zu bytes", path,
		    sizeof(addr.sun_path) - 1);
	memcpy(addr.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		fatal("socket");
	mask = umask(0117);
	if (bind(fd, (const struct sockaddr *)(const void *)&addr,
		sizeof(addr)) != 0 ||
	    listen(fd, BACKLOG) != 0)
		fatal("%s", path);
	umask(mask);
	return fd;
}

void
listener_open(struct listener *l, const char *path)
{
	l->path = path;
	l->lock_fd = take_lock(path);
	remove_stale(path);
	l->fd = bind_and_listen(path);
}

/* A child that outlives its parent must not keep the next one from starting. */
void
listener_enter(struct listener *l)
{
	close(l->lock_fd);
	l->lock_fd = -1;
}

/* The lock file stays: removing it would let two starts hold two of them. */
void
listener_close(struct listener *l)
{
	if (unlink(l->path) != 0)
		log_warn("%s can't be removed", l->path);
	close(l->fd);
	close(l->lock_fd);
}
