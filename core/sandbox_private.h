/*
 * sandbox_private.h - the two halves of sandbox.c: files and calls.
 */
#ifndef TOCSIN_SANDBOX_PRIVATE_H
#define TOCSIN_SANDBOX_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

/* The rights of Landlock that a rule gives; see linux/landlock.h. */
#define LANDLOCK_READ (LL_READ_FILE | LL_READ_DIR)
#define LANDLOCK_WRITE \
	(LANDLOCK_READ | LL_WRITE_FILE | LL_REMOVE_FILE | LL_MAKE_REG | \
	    LL_TRUNCATE)

/* Debian 12's headers end at ABI 2, so the numbers stand here. */
#define LL_WRITE_FILE (UINT64_C(1) << 1)
#define LL_READ_FILE (UINT64_C(1) << 2)
#define LL_READ_DIR (UINT64_C(1) << 3)
#define LL_REMOVE_FILE (UINT64_C(1) << 5)
#define LL_MAKE_REG (UINT64_C(1) << 8)
#define LL_TRUNCATE (UINT64_C(1) << 14)

/*
 * landlock_open(ports, abi): a ruleset that closes all that this kernel knows;
 * its descriptor and the kernel's ABI, or -1 with errno where there is none.
 */
int landlock_open(bool ports, int *abi);

/*
 * landlock_path(fd, abi, path, rights), landlock_port(fd, abi, port): open
 * that again.  0, or -1 with errno; a path that is not there is none.
 */
int landlock_path(int fd, int abi, const char *path, uint64_t rights);
int landlock_port(int fd, int abi, uint16_t port);

/* landlock_close_in(fd): enforce it on this thread; 0, or -1 with errno. */
int landlock_close_in(int fd);

/*
 * calls_filter(allowed): let go of all system calls but those that the
 * SANDBOX_* bits need.  0, or -1 with errno.
 */
int calls_filter(unsigned allowed);

#endif
