/*
 * landlock.c - the kernel's Landlock: which files, ports and signals.
 *
 * By the system calls themselves, since glibc has no functions for them.  Each
 * kernel knows a number of rights and refuses those that it does not know: so
 * they are cut to its ABI.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/sandbox_private.h"

#define CREATE_VERSION 1U

enum { RULE_PATH = 1, RULE_PORT = 2 };

#define NET_BIND UINT64_C(1)
#define NET_CONNECT UINT64_C(2)
#define SCOPE_ABSTRACT_SOCKET UINT64_C(1)
#define SCOPE_SIGNAL UINT64_C(2)

/* First ABI that has them. */
#define ABI_NET 4
#define ABI_SCOPE 6

/* As linux/landlock.h has them; a kernel takes a longer one that ends in 0. */
struct ruleset {
	uint64_t files;
	uint64_t net;
	uint64_t scoped;
};

struct path_rule {
	uint64_t rights;
	int32_t fd;
} __attribute__((packed));

struct port_rule {
	uint64_t rights;
	uint64_t port;
};

/* Every right on files of an ABI: one bit each, and more with each version. */
static uint64_t
file_rights(int abi)
{
	static const int bits[] = {0, 13, 14, 15, 15, 16};
	const int newest = (int)(sizeof(bits) / sizeof(bits[0])) - 1;

	return (UINT64_C(1) << bits[abi < newest ? abi : newest]) - 1;
}

int
landlock_open(bool ports, int *abi)
{
	struct ruleset all = {0};
	long known = syscall(
	    SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_VERSION);

	*abi = 0;
	if (known < 1)
		return -1;
	*abi = (int)known;
	all.files = file_rights(*abi);
	/* Nobody listens by TCP here, whoever may connect. */
	if (*abi >= ABI_NET)
		all.net = NET_BIND | (ports ? NET_CONNECT : 0);
	if (*abi >= ABI_SCOPE)
		all.scoped = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
	return (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0U);
}

/* A file has no rights of a folder, and the kernel refuses to give it any. */
int
landlock_path(int fd, int abi, const char *path, uint64_t rights)
{
	struct path_rule rule = {.rights = rights & file_rights(abi)};
	struct stat st;
	int rc = 0;

	rule.fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -1;
	if (fstat(rule.fd, &st) != 0)
		rc = -1;
	else if (!S_ISDIR(st.st_mode))
		rule.rights &= LL_WRITE_FILE | LL_READ_FILE | LL_TRUNCATE;
	if (rc == 0)
		rc = (int)syscall(
		    SYS_landlock_add_rule, fd, RULE_PATH, &rule, 0U);
	close(rule.fd);
	return rc;
}

int
landlock_port(int fd, int abi, uint16_t port)
{
	struct port_rule rule = {.rights = NET_CONNECT, .port = port};

	if (abi < ABI_NET)
		return 0;
	return (int)syscall(SYS_landlock_add_rule, fd, RULE_PORT, &rule, 0U);
}

int
landlock_close_in(int fd)
{
	return (int)syscall(SYS_landlock_restrict_self, fd, 0U);
}
