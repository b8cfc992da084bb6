/*
 * listener.h - the socket on which nginx finds us.
 */
#ifndef TOCSIN_CGI_LISTENER_H
#define TOCSIN_CGI_LISTENER_H

struct listener {
	int fd;
	int lock_fd;
	const char *path;
};

/*
 * listener_open(l, path): a listening socket, mode 0660, that does not block.
 * One that a dead process left is replaced; fatal where another tocsin-web
 * listens there, or something else is in the way.  path stays the caller's.
 */
void listener_open(struct listener *l, const char *path);

/* listener_enter(l): in a child: the lock is the parent's alone. */
void listener_enter(struct listener *l);

/* listener_close(l): remove the socket and let the path go. */
void listener_close(struct listener *l);

#endif
