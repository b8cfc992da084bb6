/*
 * role.c - tocsin role: the appliance's roles, and custom ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "cli/cli.h"
#include "core/log.h"
#include "core/xmalloc.h"
#include "db/role.h"

#define USAGE_ADD "[-c FILE] role add NAME PERMISSION..."

/* A permission by its whole name, or by what follows the area in it. */
static enum permission
permission_of(const char *text)
{
	enum permission p = permission_find(text);
	char *whole;

	if (p != PERMISSION_NONE)
		return p;
	whole = xasprintf("Configuration - %s", text);
	p = permission_find(whole);
	free(whole);
	return p;
}

static void
print_permissions(void)
{
	unsigned p;

	log_warnx("the permissions are:");
	for (p = PERMISSION_VIEW_DESTINATIONS; p < PERMISSION_ROLE__MAX; p++)
		fprintf(stderr, "    \"%s\"\n",
		    permission_name((enum permission)p));
}

/* All of them, or none. */
static bool
parse_set(char **names, int n, unsigned *set)
{
	enum permission p;
	int i;

	for (i = 0; i < n; i++) {
		p = permission_of(names[i]);
		if (p == PERMISSION_NONE) {
			log_warnx("there is no permission \"%s\"", names[i]);
			print_permissions();
			return false;
		}
		*set |= 1U << p;
	}
	return true;
}

static void
say_no(struct db *db, const char *name)
{
	char spelling[ROLE_NAME_MAX + 1];

	if (role_spelling(db, name, spelling) > 0)
		log_warnx("there is a role %s already", spelling);
	else
		log_warnx("there are %d custom roles already; remove one first",
		    ROLE_MAX);
}

static int
add(const struct conf *c, int argc, char **argv)
{
	struct change who;
	unsigned set = 0;
	struct db *db;
	int rc;

	if (argc < 3)
		return cli_usage(USAGE_ADD);
	if (!role_name_is(argv[1])) {
		log_warnx("NAME: give 1 to %d letters, digits, blanks and "
			  ". _ - & ( )",
		    ROLE_NAME_MAX);
		return 1;
	}
	if (!parse_set(argv + 2, argc - 2, &set))
		return 1;
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = role_add(db, argv[1], set, &who);
	if (rc == 0)
		say_no(db, argv[1]);
	db_close(db);
	return rc > 0 ? 0 : 1;
}

static int
remove_one(const struct conf *c, int argc, char **argv)
{
	char spelling[ROLE_NAME_MAX + 1];
	struct change who;
	struct db *db;
	int rc;

	if (argc != 2)
		return cli_usage("[-c FILE] role remove NAME");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = role_remove(db, argv[1], &who);
	if (rc == 0 && role_find(argv[1]) != NULL)
		log_warnx("%s is a role of the appliance: it stays", argv[1]);
	else if (rc == 0 && role_spelling(db, argv[1], spelling) > 0)
		log_warnx("somebody has the role %s: give them another one "
			  "first ('tocsin user role')",
		    spelling);
	else if (rc == 0)
		log_warnx("there is no role %s; 'tocsin role list' shows them",
		    argv[1]);
	db_close(db);
	return rc > 0 ? 0 : 1;
}

static void
print_role(const char *name, unsigned set, const char *kind)
{
	unsigned p;

	printf("%s%s\n", name, kind);
	for (p = PERMISSION_VIEW_DESTINATIONS; p < PERMISSION_ROLE__MAX; p++)
		if ((set & 1U << p) != 0)
			printf("    %s\n", permission_name((enum permission)p));
}

static int
list(const struct conf *c, int argc, char **argv)
{
	struct custom_role *custom;
	const struct role *r;
	struct db *db;
	int i, n;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] role list");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	custom = xcalloc(ROLE_MAX, sizeof(*custom));
	n = role_list(db, custom, ROLE_MAX);
	db_close(db);
	for (r = roles; n >= 0 && r->name != NULL; r++)
		print_role(r->name, permission_complete(r->permissions), "");
	for (i = 0; i < n; i++)
		print_role(custom[i].name, custom[i].permissions, " (custom)");
	free(custom);
	return n < 0 ? 1 : 0;
}

int
cli_role(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"add", add, USAGE_ADD},
	    {"remove", remove_one, "[-c FILE] role remove NAME"},
	    {"list", list, "[-c FILE] role list"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
