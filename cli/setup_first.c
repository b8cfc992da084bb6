/*
 * setup_first.c - the code by which the first user comes in.
 */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/setup.h"
#include "cli/user.h"
#include "db/invitation.h"

/* One that was made and not used yet is not replaced: somebody has it. */
static int
first_code(const void *cookie)
{
	const struct conf *c = cookie;
	struct change who;
	struct db *db;
	int rc, status = 1;

	cli_change(&who);
	db = cli_open(c, "config", &schema_config, DB_OWN);
	if (db == NULL)
		return 1;
	rc = user_any(db);
	if (rc == 0)
		rc = invitation_first(db, who.at_ms);
	if (rc >= 0)
		status = rc > 0 ? 0 : user_invite(db, NULL, &who);
	db_close(db);
	return status;
}

/* In a child: taking on the owner of config.db is for good. */
void
setup_first_code(const struct conf *c)
{
	if (cli_in_child(first_code, c) != 0)
		exit(1);
}
