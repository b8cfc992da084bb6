/*
 * setting.c - tocsin setting: the settings of config.db.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "core/log.h"
#include "db/setting.h"

/* Nothing at all would look like a slip of the list. */
static const char *
shown(const char *value)
{
	return value[0] != '\0' ? value : "(none)";
}

static int
list(const struct conf *c, int argc, char **argv)
{
	struct db *db;
	const struct setting *t;
	char value[SETTING_TEXT_BYTES];
	struct settings s;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] setting list");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	if (settings_load(db, &s) < 0) {
		db_close(db);
		return 1;
	}
	db_close(db);
	for (t = settings_table; t->key != NULL; t++)
		printf("%-12s %-8s (default %s)  %s\n", t->key,
		    shown(settings_text(&s, t, value)), shown(t->initial),
		    t->help);
	return 0;
}

static int
set(const struct conf *c, int argc, char **argv)
{
	char why[SETTING_WHY_BYTES];
	struct settings s;
	struct change who;
	struct db *db;
	int rc;

	if (argc != 3)
		return cli_usage("[-c FILE] setting set KEY VALUE");
	settings_default(&s);
	if (!settings_set(&s, argv[1], argv[2], why)) {
		log_warnx("%s", why);
		return 1;
	}
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = settings_store(db, argv[1], argv[2], &who);
	db_close(db);
	return rc > 0 ? 0 : 1;
}

int
cli_setting(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"list", list, "[-c FILE] setting list"},
	    {"set", set, "[-c FILE] setting set KEY VALUE"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
