/*
 * cli.h - the commands of `tocsin`, and what they share.
 *
 * Exit status: 0 done, 1 not done (standard error says why), 2 wrong usage;
 * `tocsin ingest` has its own, see docs/events.md.
 */
#ifndef TOCSIN_CLI_H
#define TOCSIN_CLI_H

#include "core/conf.h"
#include "db/change.h"
#include "db/db.h"

/* One command: argv[0] is its own name. */
struct command {
	const char *name;
	int (*run)(const struct conf *c, int argc, char **argv);
	const char *usage; /* one line */
};

int cli_setup(const struct conf *c, int argc, char **argv);
int cli_ingest(const struct conf *c, int argc, char **argv);
int cli_destination(const struct conf *c, int argc, char **argv);
int cli_setting(const struct conf *c, int argc, char **argv);
int cli_token(const struct conf *c, int argc, char **argv);
int cli_audit(const struct conf *c, int argc, char **argv);
int cli_user(const struct conf *c, int argc, char **argv);
int cli_role(const struct conf *c, int argc, char **argv);
int cli_key(const struct conf *c, int argc, char **argv);
int cli_backup(const struct conf *c, int argc, char **argv);
int cli_restore(const struct conf *c, int argc, char **argv);
int cli_config(const struct conf *c, int argc, char **argv);

/* cli_usage(usage): print it to standard error; returns 2. */
int cli_usage(const char *usage);

/*
 * cli_run(commands, c, argc, argv): find argv[1] among the commands (ended by
 * a NULL name) and run it; without it, print their usage and return 2.
 */
int cli_run(const struct command *commands, const struct conf *c, int argc,
    char **argv);

/*
 * become_owner(dir): root takes on the user that owns dir, for good, so that
 * nothing is written there that its owner could not have written.  Everybody
 * else stays who they are.  Fatal where it fails.
 */
void become_owner(const char *dir);

/*
 * cli_open(c, name, schema, mode): become the owner of that database's
 * directory and open it.  NULL, said why, where it can't be.
 */
struct db *cli_open(const struct conf *c, const char *name,
    const struct db_schema *schema, enum db_mode mode);

/*
 * cli_printed(): 0 once all that was printed so far is written to standard
 * output, else -1, said why.
 */
int cli_printed(void);

/*
 * cli_in_child(work, cookie): work(cookie) in a child, which may become
 * somebody else for good while the caller stays who it is.  0 where work
 * returned 0 and what it printed was written, else -1; what went wrong, the
 * child has said.  Blocks until it ends.
 */
int cli_in_child(int (*work)(const void *cookie), const void *cookie);

/* cli_change(out): who is calling, and now; by points to static memory. */
void cli_change(struct change *out);

#endif
