/*
 * destination.c - tocsin destination: add, remove, enable, disable.
 *
 * Looking is in destination_list.c; what has to do with the worker (test,
 * retry) in destination_ask.c.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"
#include "cli/cli.h"
#include "cli/destination.h"
#include "cli/destination_seal.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/seal.h"
#include "core/text.h"
#include "core/xmalloc.h"
#include "db/destination.h"

#define USAGE_ADD \
	"[-c FILE] destination add --name NAME [--app APP]" \
	" [--secret-file FILE] [--option]" \
	"\n        " \
	" [--types hosts,accounts,system]" \
	"\n         [--urgency N] [--host-urgency N] [--account-urgency N]" \
	"\n         [--threat N] [--certainty N] [--either] [--disabled]" \
	" < URL"

#define USAGE_SECRET "[-c FILE] destination secret NAME [SECRET-FILE]"

/* What was typed; NULL and -1 where nothing was. */
struct typed {
	const char *name, *app, *types, *secret_file;
	struct threshold host, account;
	bool disabled, option;
};

/* Whole numbers only: 5.5 is a mistake to tell, not one to round. */
static bool
score(const char *option, const char *text, int *out)
{
	int64_t value;

	if (!text_int(text, 0, 100, &value)) {
		log_warnx("--%s: give a whole number from 0 to 100", option);
		return false;
	}
	*out = (int)value;
	return true;
}

static const struct option add_options[] = {
    {"name", required_argument, NULL, 'n'},
    {"app", required_argument, NULL, 'a'},
    {"secret-file", required_argument, NULL, 's'},
    {"option", no_argument, NULL, 'o'},
    {"types", required_argument, NULL, 't'},
    {"urgency", required_argument, NULL, 'u'},
    {"host-urgency", required_argument, NULL, 'h'},
    {"account-urgency", required_argument, NULL, 'c'},
    {"threat", required_argument, NULL, 'T'},
    {"certainty", required_argument, NULL, 'C'},
    {"either", no_argument, NULL, 'e'},
    {"disabled", no_argument, NULL, 'd'},
    {NULL, 0, NULL, 0},
};

/* One option with a value: a text is kept, a score is set. */
static bool
take_option(struct typed *t, int opt, const char *name)
{
	struct threshold *h = &t->host, *a = &t->account;
	int v = 0;

	switch (opt) {
	case 'n':
		t->name = optarg;
		return true;
	case 'a':
		t->app = optarg;
		return true;
	case 's':
		t->secret_file = optarg;
		return true;
	case 'o':
		t->option = true;
		return true;
	case 't':
		t->types = optarg;
		return true;
	case 'e':
		h->either = a->either = true;
		return true;
	case 'd':
		t->disabled = true;
		return true;
	default:
		break;
	}
	if (opt == '?' || !score(name, optarg, &v))
		return false;
	if (opt == 'u' || opt == 'h')
		h->urgency = v;
	if (opt == 'u' || opt == 'c')
		a->urgency = v;
	if (opt == 'T')
		h->threat = a->threat = v;
	if (opt == 'C')
		h->certainty = a->certainty = v;
	return true;
}

/* Thresholds of 50 are those of the appliance's own critical quadrant. */
static bool
parse_options(int argc, char **argv, struct typed *t)
{
	const struct threshold usual = {
	    THRESHOLD_DEFAULT, THRESHOLD_DEFAULT, THRESHOLD_DEFAULT, false};
	int opt, i = 0;

	*t = (struct typed){.app = app_at(0)->name,
	    .types = "hosts,accounts,system",
	    .host = usual,
	    .account = usual};
	while ((opt = getopt_long(argc, argv, "", add_options, &i)) != -1)
		if (!take_option(t, opt, add_options[i].name))
			return false;
	return t->name != NULL && optind == argc;
}

/* A word that is none of these is refused, not passed over. */
static bool
parse_types(const char *text, struct rule *r)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	bool good = true;

	while ((word = strsep(&rest, ",")) != NULL)
		if (strcmp(word, "hosts") == 0)
			r->hosts = true;
		else if (strcmp(word, "accounts") == 0)
			r->accounts = true;
		else if (strcmp(word, "system") == 0)
			r->system = true;
		else
			good = false;
	free(copy);
	if (!good)
		log_warnx("--types: choose from hosts,accounts,system");
	return good;
}

/* A name that people can read and tell apart: nothing hidden in it. */
static bool
check_name(const char *name)
{
	char *clean = text_clean(name, DESTINATION_NAME_MAX);
	bool good = name[0] != '\0' && name[0] != ' ' &&
		    name[strlen(name) - 1] != ' ' && strcmp(clean, name) == 0;

	free(clean);
	if (!good)
		log_warnx("Name: give 1 to %d characters, no control "
			  "characters, no blank at either end",
		    DESTINATION_NAME_MAX);
	return good;
}

/* What to do, not only what is wrong. */
static const char *
no_text(enum destination_no no)
{
	static const char *const texts[] = {
	    [DESTINATION_NAME_TAKEN] = "Name: another destination has it",
	    [DESTINATION_NO_SLOT] = "there are 24 destinations already; "
				    "remove one first",
	    [DESTINATION_STALE] = "somebody else changed it just now; "
				  "look again",
	    [DESTINATION_GONE] = "it was deleted meanwhile",
	    [DESTINATION_EXISTS] = "its id is taken; try again",
	    [DESTINATION_RESEALED] = "the keys were changed just now; "
				     "try again",
	};

	return texts[no];
}

/* 0 for done, else 1 with the reason said. */
static int
conclude(int rc, enum destination_no no)
{
	if (rc == 0)
		log_warnx("%s", no_text(no));
	return rc > 0 ? 0 : 1;
}

/* The app that is meant, if it is used as it can be; else NULL, said why. */
static const struct app *
app_of(const struct typed *t)
{
	const struct app *app = app_find(t->app);

	if (app == NULL)
		log_warnx("--app: there is no app %s; 'tocsin destination "
			  "apps' shows them",
		    t->app);
	else if (t->option && app->option == NULL)
		log_warnx("--option: %s has none", app->label);
	else
		return app;
	return NULL;
}

/*
 * Everything is judged before the database is opened: a refused one leaves no
 * trace, and the lock is held for one commit.
 */
static int
add(const struct conf *c, int argc, char **argv)
{
	struct destination d = {0};
	enum destination_no no = DESTINATION_GONE;
	const struct app *app;
	struct change who;
	struct typed t;
	char *made = NULL;
	struct db *db;
	int rc = 0;

	if (!parse_options(argc, argv, &t))
		return cli_usage(USAGE_ADD);
	app = app_of(&t);
	if (app == NULL || !check_name(t.name) ||
	    !parse_types(t.types, &d.rule))
		return 1;
	cli_change(&who);
	d.id = id_new(who.at_ms);
	d.seal_id = id_new(who.at_ms);
	d.secret_id = app->secret != NULL ? id_new(who.at_ms) : 0;
	d.option = t.option;
	d.name = xstrdup(t.name);
	d.app = xstrdup(t.app);
	d.rule.enabled = !t.disabled;
	d.rule.host = t.host;
	d.rule.account = t.account;
	if (destination_seal(c, t.secret_file, &d, &made) &&
	    (db = cli_open(c, "config", &schema_config, DB_OWN)) != NULL) {
		rc = destination_add(db, &d, &who, &no);
		db_close(db);
		if (rc > 0)
			printf("added %s in slot %d, %s\n", d.name, d.slot,
			    d.url_host);
		destination_tell(&d, rc, &made);
		rc = conclude(rc, no);
	} else {
		rc = 1;
	}
	seal_forget(&made);
	destination_clear(&d);
	return rc;
}

/*
 * By its exact Name: a guess that removes the wrong one is worse than a
 * question.
 */
bool
destination_named(struct db *db, const char *name, struct destination *out)
{
	struct destination list[DESTINATION_MAX];
	int i, n = destination_list(db, list);
	bool found = false;

	for (i = 0; i < n; i++)
		if (!found && strcmp(list[i].name, name) == 0) {
			*out = list[i];
			found = true;
		} else {
			destination_clear(&list[i]);
		}
	if (n >= 0 && !found)
		log_warnx("there is no destination %s; 'tocsin destination "
			  "list' shows them",
		    name);
	return found;
}

/* Open config.db and find the one that is named; NULL where there is none. */
static struct db *
open_named(const struct conf *c, const char *name, struct destination *d)
{
	struct db *db = cli_open(c, "config", &schema_config, DB_OWN);

	if (db != NULL && !destination_named(db, name, d)) {
		db_close(db);
		db = NULL;
	}
	return db;
}

/* Its rows stay for the record of past decisions; its URL does not. */
static int
remove_one(const struct conf *c, int argc, char **argv)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;
	struct change who;
	struct db *db;
	int rc;

	if (argc != 2)
		return cli_usage("[-c FILE] destination remove NAME");
	cli_change(&who);
	if ((db = open_named(c, argv[1], &d)) == NULL)
		return 1;
	rc = destination_remove(db, d.id, d.version, &who, &no);
	db_close(db);
	destination_clear(&d);
	return conclude(rc, no);
}

/* enable NAME and disable NAME; argv[0] tells which. */
static int
switch_one(const struct conf *c, int argc, char **argv)
{
	bool on = strcmp(argv[0], "enable") == 0;
	enum destination_no no = DESTINATION_GONE;
	struct destination d;
	struct change who;
	struct db *db;
	int rc = 1;

	if (argc != 2)
		return cli_usage("[-c FILE] destination enable|disable NAME");
	cli_change(&who);
	if ((db = open_named(c, argv[1], &d)) == NULL)
		return 1;
	if (d.rule.enabled != on) {
		d.rule.enabled = on;
		rc = destination_save(db, &d, &who, &no);
	}
	db_close(db);
	destination_clear(&d);
	return conclude(rc, no);
}

/* secret NAME [FILE]: a new one beside the same URL. */
static int
replace_secret(const struct conf *c, int argc, char **argv)
{
	enum destination_no no = DESTINATION_GONE;
	struct destination d;
	struct change who;
	char *made = NULL;
	struct db *db;
	int rc = 1;

	if (argc != 2 && argc != 3)
		return cli_usage(USAGE_SECRET);
	cli_change(&who);
	if ((db = open_named(c, argv[1], &d)) == NULL)
		return 1;
	if (destination_reseal(c, argv[2], &d, who.at_ms, &made)) {
		rc = destination_save(db, &d, &who, &no);
		destination_tell(&d, rc, &made);
		rc = conclude(rc, no);
	}
	db_close(db);
	destination_clear(&d);
	return rc;
}

int
cli_destination(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"add", add, USAGE_ADD},
	    {"apps", cli_destination_apps, "[-c FILE] destination apps"},
	    {"list", cli_destination_list, "[-c FILE] destination list"},
	    {"secret", replace_secret, USAGE_SECRET},
	    {"remove", remove_one, "[-c FILE] destination remove NAME"},
	    {"enable", switch_one, "[-c FILE] destination enable NAME"},
	    {"disable", switch_one, "[-c FILE] destination disable NAME"},
	    {"test", cli_destination_test, "[-c FILE] destination test NAME"},
	    {"retry", cli_destination_retry,
		"[-c FILE] destination retry NAME"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
