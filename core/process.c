/*
 * process.c - what every program that holds a secret does first.
 */
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/log.h"
#include "core/process.h"

void
process_guard(void)
{
	struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		fatal("core dumps can't be switched off");
}
