/*
 * sandbox.h - what a process may still do once it has all that it needs.
 *
 * Two fences, both for good and for all that it starts later: Landlock for
 * files, signals and TCP ports, seccomp for system calls.  The kernel may have
 * neither: then file rights and the unit of systemd are what is left, and the
 * log says so.  Built with a sanitizer there is none, since those open files
 * and start threads of their own.
 */
#ifndef TOCSIN_SANDBOX_H
#define TOCSIN_SANDBOX_H

#include <stdint.h>

/* What is allowed besides files, memory, time and what is open already. */
#define SANDBOX_ACCEPT 1U  /* take connections on a socket that listens */
#define SANDBOX_CONNECT 2U /* sockets of its own: TCP, UDP, unix, netlink */
#define SANDBOX_THREADS 4U /* threads, and code from shared libraries */
#define SANDBOX_FORK 8U    /* processes, and a narrower sandbox in each */
#define SANDBOX_PORTS 16U  /* TCP only to what sandbox_port() names */
#define SANDBOX_QUIET 32U  /* say nothing: the parent has said it */

struct sandbox;

/* sandbox_new(allowed): a sandbox to be filled and entered. */
struct sandbox *sandbox_new(unsigned allowed);

/*
 * sandbox_read(s, path): files below path, or that file, may be read.
 * sandbox_write(s, path): and written, made and removed.  A rule holds for
 * what is there now: a file that takes its place by rename(2) is closed, so
 * name its folder.  What is not there is left out.
 */
void sandbox_read(struct sandbox *s, const char *path);
void sandbox_write(struct sandbox *s, const char *path);

/* sandbox_*_around(s, file): the same for the folder that file is in. */
void sandbox_read_around(struct sandbox *s, const char *file);
void sandbox_write_around(struct sandbox *s, const char *file);

/* sandbox_port(s, port): TCP may go there; only with SANDBOX_PORTS. */
void sandbox_port(struct sandbox *s, uint16_t port);

/*
 * sandbox_enter(s): from here on; s is freed.  To be called while there is one
 * thread.  What the kernel can't do is a warning in the log.
 *
 * A call that only somebody would make who took the process over (execve,
 * ptrace, and those that "allowed" leaves out) ends it by SIGSYS.  Any other
 * one that is not on the list fails by ENOSYS: to libraries that is an older
 * kernel, which they know how to live with, so an update of one of them does
 * not stop alerts.
 */
void sandbox_enter(struct sandbox *s);

#endif
