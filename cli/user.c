/*
 * user.c - tocsin user: who may sign in.
 *
 * It works on config.db alone, so it also lets in who is locked out while the
 * web tier is down.
 */
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/user.h"
#include "core/ids.h"
#include "core/log.h"
#include "db/role.h"

#define USAGE_ADD "[-c FILE] user add NAME --role ROLE [--password-file FILE]"
#define USAGE_RESET \
	"[-c FILE] user reset NAME [--second-factor] [--password-file FILE]"

/* What was asked for. */
struct wish {
	const char *name;
	const char *role;
	const char *password_file;
	bool second_factor;
};

static const struct option options[] = {
    {"role", required_argument, NULL, 'r'},
    {"password-file", required_argument, NULL, 'p'},
    {"second-factor", no_argument, NULL, '2'},
    {NULL, 0, NULL, 0},
};

/* NAME may stand before or behind the options; which are taken, allowed says.
 */
static bool
parse(int argc, char **argv, const char *allowed, struct wish *w)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == '?' || strchr(allowed, opt) == NULL)
			return false;
		if (opt == 'r')
			w->role = optarg;
		else if (opt == 'p')
			w->password_file = optarg;
		else
			w->second_factor = true;
	}
	if (optind != argc - 1)
		return false;
	w->name = argv[optind];
	return true;
}

/*
 * The hash of what the file holds, into u; "" where there is no file.  Before
 * the owner of config.db is taken on: the file is the caller's.
 */
static bool
take_password(const struct wish *w, struct user *u)
{
	char password[PASSWORD_BYTES_MAX + 1], why[PASSWORD_WHY_BYTES];
	bool good;

	u->password[0] = '\0';
	if (w->password_file == NULL)
		return true;
	good = user_password_read(w->password_file, password);
	if (good && !password_good(password, w->name, why)) {
		log_warnx("--password-file: %s", why);
		good = false;
	}
	if (good)
		good = password_hash(password, u->password) == 0;
	sodium_memzero(password, sizeof(password));
	return good;
}

/* Why user_add() had no place. */
static void
say_no(struct db *db, const struct user *u)
{
	char spelling[ROLE_NAME_MAX + 1];
	struct user other;

	if (user_find(db, u->name, &other) > 0)
		log_warnx("there is a user %s already", other.name);
	else if (role_spelling(db, u->role, spelling) == 0)
		log_warnx("there is no role %s; 'tocsin role list' shows them",
		    u->role);
	else
		log_warnx(
		    "there are %d users already; remove one first", USER_MAX);
}

static int
add_in(struct db *db, const struct user *u, const struct change *who)
{
	int rc = user_add(db, u, who);

	if (rc == 0)
		say_no(db, u);
	if (rc <= 0)
		return 1;
	if (u->password[0] == '\0')
		return user_invite(db, u, who);
	fprintf(stderr, "%s may sign in with that password.\n", u->name);
	return 0;
}

static int
add(const struct conf *c, int argc, char **argv)
{
	struct wish w = {0};
	struct user u = {0};
	struct change who;
	struct db *db;
	int status;

	if (!parse(argc, argv, "rp", &w) || w.role == NULL)
		return cli_usage(USAGE_ADD);
	if (!user_name_is(w.name)) {
		log_warnx("NAME: give 1 to %d of a-z A-Z 0-9 . _ @ -, and not "
			  "nobody or worker",
		    USER_NAME_MAX);
		return 1;
	}
	snprintf(u.name, sizeof(u.name), "%s", w.name);
	snprintf(u.role, sizeof(u.role), "%s", w.role);
	if (!take_password(&w, &u))
		return 1;
	cli_change(&who);
	u.id = id_new(who.at_ms);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	status = db != NULL ? add_in(db, &u, &who) : 1;
	db_close(db);
	sodium_memzero(&u, sizeof(u));
	return status;
}

static int
invite(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct user u;
	struct db *db;
	int status = 1;

	if (argc != 2)
		return cli_usage("[-c FILE] user invite NAME");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db != NULL && user_named(db, argv[1], &u))
		status = user_invite(db, &u, &who);
	db_close(db);
	return status;
}

/* The old password ends first, so that nothing of it can be left over. */
static int
reset_in(struct db *db, const struct wish *w, const char *password,
    const struct change *who)
{
	struct user u;

	if (!user_named(db, w->name, &u))
		return 1;
	if (user_reset(db, u.id, w->second_factor, who) <= 0)
		return 1;
	if (password[0] == '\0')
		return user_invite(db, &u, who);
	if (!user_named(db, w->name, &u) ||
	    user_set_password(db, &u, password, NULL, who) <= 0)
		return 1;
	fprintf(stderr, "%s may sign in with that password.\n", u.name);
	return 0;
}

static int
reset(const struct conf *c, int argc, char **argv)
{
	struct wish w = {0};
	struct user u = {0};
	struct change who;
	struct db *db;
	int status;

	if (!parse(argc, argv, "p2", &w))
		return cli_usage(USAGE_RESET);
	if (!take_password(&w, &u))
		return 1;
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	status = db != NULL ? reset_in(db, &w, u.password, &who) : 1;
	db_close(db);
	sodium_memzero(&u, sizeof(u));
	return status;
}

static int
first(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct db *db;
	int status = 1;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] user first");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db != NULL)
		status = user_invite(db, NULL, &who);
	db_close(db);
	return status;
}

int
cli_user(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"add", add, USAGE_ADD},
	    {"invite", invite, "[-c FILE] user invite NAME"},
	    {"reset", reset, USAGE_RESET},
	    {"first", first, "[-c FILE] user first"},
	    {"disable", cli_user_disable, "[-c FILE] user disable NAME"},
	    {"enable", cli_user_enable, "[-c FILE] user enable NAME"},
	    {"remove", cli_user_remove, "[-c FILE] user remove NAME"},
	    {"role", cli_user_role, "[-c FILE] user role NAME ROLE"},
	    {"list", cli_user_list, "[-c FILE] user list"},
	    {"sessions", cli_user_sessions, "[-c FILE] user sessions NAME"},
	    {"end", cli_user_end, "[-c FILE] user end NAME [SESSION]"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
