/*
 * user_edit.c - tocsin user disable, enable, remove and role.
 */
#include <stdio.h>
#include <strings.h>

#include "cli/user.h"
#include "core/log.h"
#include "db/role.h"

/* One of db/user.h's changes. */
typedef int change_user(struct db *db, int64_t id, const struct change *c);

/* Why access did not end: the user is there, so it is one of these. */
static int
say_no(const struct user *u, const char *already)
{
	if (strcasecmp(u->role, ROLE_SUPER_ADMIN) == 0 && u->disabled_at == 0)
		log_warnx("%s is the last Super Admin who may sign in: give "
			  "somebody else that role first",
		    u->name);
	else
		log_warnx("%s %s", u->name, already);
	return 1;
}

static int
change(const struct conf *c, const char *name, change_user *make,
    const char *already)
{
	struct change who;
	struct user u;
	struct db *db;
	int rc, status = 1;

	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	if (user_named(db, name, &u)) {
		rc = make(db, u.id, &who);
		status = rc > 0 ? 0 : 1;
		if (rc == 0 && make == user_enable)
			log_warnx("%s %s", u.name, already);
		else if (rc == 0)
			status = say_no(&u, already);
	}
	db_close(db);
	return status;
}

int
cli_user_disable(const struct conf *c, int argc, char **argv)
{
	if (argc != 2)
		return cli_usage("[-c FILE] user disable NAME");
	return change(c, argv[1], user_disable, "is disabled already");
}

int
cli_user_enable(const struct conf *c, int argc, char **argv)
{
	if (argc != 2)
		return cli_usage("[-c FILE] user enable NAME");
	return change(c, argv[1], user_enable, "is enabled already");
}

int
cli_user_remove(const struct conf *c, int argc, char **argv)
{
	if (argc != 2)
		return cli_usage("[-c FILE] user remove NAME");
	return change(c, argv[1], user_remove, "was removed meanwhile");
}

static int
give_role(
    struct db *db, const char *name, const char *role, const struct change *who)
{
	char spelling[ROLE_NAME_MAX + 1];
	struct user u;
	int rc;

	if (!user_named(db, name, &u))
		return 1;
	rc = role_spelling(db, role, spelling);
	if (rc == 0)
		log_warnx(
		    "there is no role %s; 'tocsin role list' shows them", role);
	if (rc <= 0)
		return 1;
	/* Nothing to change is what was wanted. */
	if (strcasecmp(u.role, spelling) == 0)
		return 0;
	rc = user_set_role(db, u.id, role, who);
	if (rc == 0)
		return say_no(&u, "was changed meanwhile; try again");
	return rc > 0 ? 0 : 1;
}

int
cli_user_role(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct db *db;
	int status;

	if (argc != 3)
		return cli_usage("[-c FILE] user role NAME ROLE");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	status = give_role(db, argv[1], argv[2], &who);
	db_close(db);
	return status;
}
