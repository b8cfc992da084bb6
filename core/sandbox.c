/*
 * sandbox.c - both fences, in their order; see sandbox.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/log.h"
#include "core/sandbox.h"
#include "core/sandbox_private.h"
#include "core/xmalloc.h"

/* A sanitizer reads /proc, starts threads and maps what it likes. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_OFF 1
#else
#define SANDBOX_OFF 0
#endif

struct sandbox {
	unsigned allowed;
	int landlock; /* -1: this kernel has none */
	int abi;
	int error; /* errno of the first thing that failed with it */
};

struct sandbox *
sandbox_new(unsigned allowed)
{
	struct sandbox *s = xcalloc(1, sizeof(*s));

	s->allowed = allowed;
	s->landlock = -1;
	if (!SANDBOX_OFF)
		s->landlock =
		    landlock_open((allowed & SANDBOX_PORTS) != 0, &s->abi);
	if (s->landlock < 0)
		s->error = errno;
	return s;
}

static void
path(struct sandbox *s, const char *name, uint64_t rights)
{
	if (s->landlock >= 0 &&
	    landlock_path(s->landlock, s->abi, name, rights) != 0 &&
	    s->error == 0)
		s->error = errno;
}

void
sandbox_read(struct sandbox *s, const char *name)
{
	path(s, name, LANDLOCK_READ);
}

void
sandbox_write(struct sandbox *s, const char *name)
{
	path(s, name, LANDLOCK_WRITE);
}

static void
path_around(struct sandbox *s, const char *file, uint64_t rights)
{
	const char *slash = strrchr(file, '/');
	char *folder;

	if (slash == NULL)
		return;
	folder = xasprintf("%.*s/", (int)(slash - file), file);
	path(s, folder, rights);
	free(folder);
}

void
sandbox_read_around(struct sandbox *s, const char *file)
{
	path_around(s, file, LANDLOCK_READ);
}

void
sandbox_write_around(struct sandbox *s, const char *file)
{
	path_around(s, file, LANDLOCK_WRITE);
}

void
sandbox_port(struct sandbox *s, uint16_t port)
{
	if (s->landlock >= 0 && landlock_port(s->landlock, s->abi, port) != 0 &&
	    s->error == 0)
		s->error = errno;
}

/* A rule that is missing would close what is needed: then rather none. */
static bool
enter_landlock(const struct sandbox *s)
{
	errno = s->error;
	if (s->landlock >= 0 && s->error == 0 &&
	    landlock_close_in(s->landlock) == 0)
		return true;
	if ((s->allowed & SANDBOX_QUIET) == 0)
		log_warn("sandbox: no Landlock: any file that this user may "
			 "read or write can be");
	return false;
}

static bool
enter_calls(const struct sandbox *s)
{
	if (calls_filter(s->allowed) == 0)
		return true;
	if ((s->allowed & SANDBOX_QUIET) == 0)
		log_warn("sandbox: no seccomp: any system call can be made");
	return false;
}

/* Landlock first: its calls are not on the list of those that may follow. */
void
sandbox_enter(struct sandbox *s)
{
	bool files, calls;

	if (SANDBOX_OFF) {
		free(s);
		return;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		fatal("privileges can't be given up");
	files = enter_landlock(s);
	if (s->landlock >= 0)
		close(s->landlock);
	calls = enter_calls(s);
	if (files && calls && (s->allowed & SANDBOX_QUIET) == 0)
		log_info("sandbox: Landlock ABI %d, seccomp", s->abi);
	free(s);
}
