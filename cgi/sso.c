/*
 * sso.c - callers whom a proxy has signed in; see sso.h.
 *
 * Its headers come as REMOTE_USER and REMOTE_GROUPS, which only what stands
 * before a socket can set: what a browser sends is called HTTP_...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/sso.h"
#include "cgi/web.h"
#include "core/text.h"
#include "db/role.h"

/* The trail has "sso:" before it, and room for that. */
#define NAME_MAX_BYTES 250

/* A name that would not be shown as it is could pass for another one. */
static bool
name_is(const char *name)
{
	char *clean = text_clean(name, NAME_MAX_BYTES);
	bool same = *name != '\0' && strlen(name) <= NAME_MAX_BYTES &&
		    strcmp(clean, name) == 0;

	free(clean);
	return same;
}

/* Whether groups, parted by commas, hold the one that has bytes. */
static bool
member(const char *groups, const char *group, size_t bytes)
{
	while (*groups != '\0') {
		size_t n;

		groups += strspn(groups, ", ");
		n = strcspn(groups, ",");
		while (n > 0 && groups[n - 1] == ' ')
			n--;
		if (n == bytes && memcmp(groups, group, n) == 0)
			return true;
		groups += strcspn(groups, ",");
	}
	return false;
}

/* The role of the first line of tocsin.conf that fits, or NULL. */
static const char *
role_of(const struct exchange *x)
{
	const struct conf_list *all = &x->web->conf.sso_role;
	size_t i;

	for (i = 0; i < all->n; i++) {
		const char *colon = strrchr(all->items[i], ':');

		if (member(x->req->sso_groups, all->items[i],
			(size_t)(colon - all->items[i])))
			return colon + 1;
	}
	return NULL;
}

int
sso_know(struct exchange *x)
{
	const char *role;
	int rc = 0;

	if (!name_is(x->req->sso_user))
		return 0;
	role = role_of(x);
	snprintf(
	    x->caller_name, sizeof(x->caller_name), "sso:%s", x->req->sso_user);
	snprintf(x->user.role, sizeof(x->user.role), "%s",
	    role != NULL ? role : "none");
	x->caller.name = x->caller_name;
	x->caller.sso = true;
	if (role != NULL)
		rc = role_permissions(
		    x->web->config, role, &x->caller.permissions);
	x->caller.permissions |= PERMISSION(SIGNED_IN);
	return rc < 0 ? -1 : 0;
}
