/*
 * destination_list.c - tocsin destination list.
 */
#include <stdio.h>

#include "apps/app.h"
#include "cli/destination.h"
#include "db/destination.h"

static void
print_threshold(const char *what, bool on, const struct threshold *t)
{
	if (on)
		printf("  %s: urgency %d, or threat %d %s certainty %d\n", what,
		    t->urgency, t->threat, t->either ? "or" : "and",
		    t->certainty);
}

int
cli_destination_list(const struct conf *c, int argc, char **argv)
{
	struct destination list[DESTINATION_MAX];
	struct db *db;
	int i, n;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] destination list");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	n = destination_list(db, list);
	db_close(db);
	for (i = 0; i < n; i++) {
		const struct destination *d = &list[i];

		printf("%2d  %s  %s  %s  %s\n", d->slot, d->name, d->app,
		    d->url_host, d->rule.enabled ? "enabled" : "disabled");
		print_threshold("hosts", d->rule.hosts, &d->rule.host);
		print_threshold("accounts", d->rule.accounts, &d->rule.account);
		if (d->rule.system)
			printf("  system alerts\n");
		destination_clear(&list[i]);
	}
	if (n >= 0)
		printf("%d of %d destinations\n", n, DESTINATION_MAX);
	return n < 0 ? 1 : 0;
}

/* By its stored name, with what it needs and may have besides its URL. */
int
cli_destination_apps(const struct conf *c, int argc, char **argv)
{
	const struct app *app;
	unsigned i;

	(void)c;
	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] destination apps");
	for (i = 0; (app = app_at(i)) != NULL; i++)
		printf("%-12s %s%s%s%s%s\n", app->name, app->label,
		    app->secret != NULL ? "; --secret-file: " : "",
		    app->secret != NULL ? app->secret->label : "",
		    app->option != NULL ? "; --option: " : "",
		    app->option != NULL ? app->option->label : "");
	return 0;
}
