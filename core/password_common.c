/*
 * password_common.c - the passwords that most people have.
 */
#include <stdlib.h>
#include <strings.h>

#include "core/password_common.h"

static const char *const common[] = {"password"};

static int
compare(const void *key, const void *entry)
{
	return strcasecmp(key, *(const char *const *)entry);
}

bool
password_common(const char *password)
{
	return bsearch(password, common, sizeof(common) / sizeof(common[0]),
		   sizeof(common[0]), compare) != NULL;
}
