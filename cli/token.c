/*
 * token.c - tocsin token: who may send events by HTTP.
 *
 * The token is random and shown once, on standard output alone, so that a
 * script can put it where it belongs; everything else is said on standard
 * error.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/secret.h"
#include "core/text.h"
#include "db/token.h"

/* Plain letters: the name is the source of events, and stands in messages. */
static bool
check_name(const char *name)
{
	size_t bytes = strlen(name);

	if (bytes > 0 && bytes <= TOKEN_NAME_MAX &&
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "abcdefghijklmnopqrstuvwxyz0123456789._-") == bytes)
		return true;
	log_warnx("NAME: give 1 to %d of a-z A-Z 0-9 . _ -", TOKEN_NAME_MAX);
	return false;
}

/* Why token_add() had no place for it. */
static void
say_no(struct db *db, const char *name)
{
	static struct token list[TOKEN_MAX];
	int i, n = token_list(db, list, TOKEN_MAX);

	for (i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0) {
			log_warnx("there is a token %s already; remove it "
				  "first, or choose another name",
			    name);
			return;
		}
	log_warnx("there are %d tokens already; remove one first", TOKEN_MAX);
}

/* It is stored by now; lost on the way, it is of no use to anybody. */
static int
show(const char *name, const char *secret)
{
	if (printf("%s\n", secret) < 0 || fflush(stdout) != 0) {
		log_warn("the token could not be written; remove %s and add "
			 "it again",
		    name);
		return 1;
	}
	fprintf(stderr,
	    "This is the token of %s. Keep it: it is not shown again.\n", name);
	return 0;
}

static int
store(const struct conf *c, const char *name, const char *secret)
{
	char hash[SECRET_HASH_BYTES];
	struct token t = {0};
	struct change who;
	struct db *db;
	int rc;

	cli_change(&who);
	t.id = id_new(who.at_ms);
	snprintf(t.name, sizeof(t.name), "%s", name);
	secret_hash(secret, "events", hash);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return -1;
	rc = token_add(db, &t, hash, &who);
	if (rc == 0)
		say_no(db, name);
	db_close(db);
	return rc;
}

static int
add(const struct conf *c, int argc, char **argv)
{
	char secret[SECRET_BYTES];
	int status = 1;

	if (argc != 2)
		return cli_usage("[-c FILE] token add NAME");
	if (!check_name(argv[1]))
		return 1;
	secret_make(secret);
	if (store(c, argv[1], secret) > 0)
		status = show(argv[1], secret);
	sodium_memzero(secret, sizeof(secret));
	return status;
}

static int
list(const struct conf *c, int argc, char **argv)
{
	static struct token tokens[TOKEN_MAX];
	char time[TEXT_TIME_BYTES];
	struct db *db;
	int i, n;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] token list");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	n = token_list(db, tokens, TOKEN_MAX);
	db_close(db);
	for (i = 0; i < n; i++)
		printf("%-24s since %s\n", tokens[i].name,
		    text_time(tokens[i].created_at, time));
	return n < 0 ? 1 : 0;
}

static int
remove_one(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct db *db;
	int rc;

	if (argc != 2)
		return cli_usage("[-c FILE] token remove NAME");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = token_remove(db, argv[1], &who);
	db_close(db);
	if (rc == 0)
		log_warnx("there is no token %s; 'tocsin token list' shows "
			  "them",
		    argv[1]);
	return rc > 0 ? 0 : 1;
}

int
cli_token(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"add", add, "[-c FILE] token add NAME"},
	    {"list", list, "[-c FILE] token list"},
	    {"remove", remove_one, "[-c FILE] token remove NAME"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
