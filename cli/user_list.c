/*
 * user_list.c - tocsin user list, sessions and end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/user.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/text.h"
#include "core/xmalloc.h"
#include "db/session.h"

/* What somebody who looks after users asks first. */
static void
print_user(const struct user *u)
{
	char time[TEXT_TIME_BYTES];

	printf("%s  %s", u->name, u->role);
	if (u->disabled_at != 0)
		printf("  disabled");
	if (u->password[0] == '\0')
		printf("  no password yet");
	if (u->totp[0] != '\0')
		printf("  second factor");
	if (u->signed_in_at != 0)
		printf("  last signed in %s", text_time(u->signed_in_at, time));
	if (u->failed != 0)
		printf("  %lld refused since", (long long)u->failed);
	printf("\n");
}

int
cli_user_list(const struct conf *c, int argc, char **argv)
{
	struct user *users;
	struct db *db;
	int i, n;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] user list");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	users = xcalloc(USER_MAX, sizeof(*users));
	n = user_list(db, users, USER_MAX);
	db_close(db);
	for (i = 0; i < n; i++)
		print_user(&users[i]);
	free(users);
	return n < 0 ? 1 : 0;
}

/* The browser's name is foreign text: cleaned, so that no terminal obeys it. */
static void
print_session(const struct session_row *r)
{
	char since[TEXT_TIME_BYTES], seen[TEXT_TIME_BYTES], id[ID_BYTES];
	char *agent = text_clean(r->agent, 60);

	printf("%s  since %s  last seen %s  %s  %s\n", id_text(r->shown_id, id),
	    text_time(r->created_at, since), text_time(r->seen_at, seen),
	    r->address, agent);
	free(agent);
}

#define SHOWN_MAX 100

int
cli_user_sessions(const struct conf *c, int argc, char **argv)
{
	struct session_row *rows;
	struct user u;
	struct db *db;
	int i, n = -1;

	if (argc != 2)
		return cli_usage("[-c FILE] user sessions NAME");
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	rows = xcalloc(SHOWN_MAX, sizeof(*rows));
	if (user_named(db, argv[1], &u))
		n = session_list_user(
		    db, u.id, clock_wall_ms(), rows, SHOWN_MAX);
	db_close(db);
	for (i = 0; i < n; i++)
		print_session(&rows[i]);
	free(rows);
	return n < 0 ? 1 : 0;
}

/* As print_session() writes it: 16 hex digits; 0 where it is none. */
static int64_t
session_id(const char *text)
{
	char again[ID_BYTES], *end;
	int64_t id = (int64_t)strtoull(text, &end, 16);

	return *end == '\0' && strcmp(id_text(id, again), text) == 0 ? id : 0;
}

static int
end_in(struct db *db, const struct user *u, const char *session,
    const struct change *who)
{
	int n;

	if (session == NULL) {
		n = session_end_user(db, u->id, NULL, who);
		if (n >= 0)
			printf("%d sessions ended\n", n);
		return n < 0 ? 1 : 0;
	}
	n = session_end(db, u->id, session_id(session), who);
	if (n == 0)
		log_warnx("%s has no session %s; 'tocsin user sessions %s' "
			  "shows them",
		    u->name, session, u->name);
	return n > 0 ? 0 : 1;
}

int
cli_user_end(const struct conf *c, int argc, char **argv)
{
	struct change who;
	struct user u;
	struct db *db;
	int status = 1;

	if (argc != 2 && argc != 3)
		return cli_usage("[-c FILE] user end NAME [SESSION]");
	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db != NULL && user_named(db, argv[1], &u))
		status = end_in(db, &u, argc == 3 ? argv[2] : NULL, &who);
	db_close(db);
	return status;
}
