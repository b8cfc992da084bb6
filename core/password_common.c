/*
 * password_common.c - the passwords that most people have.
 *
 * The list comes from zxcvbn at build (packaging/passwords.mjs).  Of one width
 * each and in order: found in 14 steps, without a pointer that the loader would
 * have to set for each.
 */
#include <stdlib.h>
#include <strings.h>

#include "core/password_common.h"

#define WIDTH 24

static const char common[][WIDTH] = {
#include "common_passwords.h"
};

static int
compare(const void *key, const void *entry)
{
	return strcasecmp(key, entry);
}

bool
password_common(const char *password)
{
	return bsearch(password, common, sizeof(common) / WIDTH, WIDTH,
		   compare) != NULL;
}
