/*
 * common.c - what the commands share; see cli.h.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/process.h"
#include "core/xmalloc.h"

int
cli_usage(const char *usage)
{
	fprintf(stderr, "usage: tocsin %s\n", usage);
	return 2;
}

int
cli_run(
    const struct command *commands, const struct conf *c, int argc, char **argv)
{
	const struct command *k;

	for (k = commands; k->name != NULL; k++)
		if (argc > 1 && strcmp(k->name, argv[1]) == 0)
			return k->run(c, argc - 1, argv + 1);
	for (k = commands; k->name != NULL; k++)
		cli_usage(k->usage);
	return 2;
}

void
become_owner(const char *dir)
{
	const struct passwd *pw;
	struct stat st;
	gid_t gid;
	int rc;

	if (geteuid() != 0)
		return;
	if (stat(dir, &st) != 0)
		fatal("%s; run 'tocsin setup' first", dir);
	if (st.st_uid == 0)
		return;
	pw = getpwuid(st.st_uid);
	/* A user without a passwd entry has a group of the same number. */
	gid = pw != NULL ? pw->pw_gid : st.st_uid;
	rc = pw != NULL ? initgroups(pw->pw_name, gid) : setgroups(0, NULL);
	if (rc != 0 || setresgid(gid, gid, gid) != 0 ||
	    setresuid(st.st_uid, st.st_uid, st.st_uid) != 0)
		fatal("the user that owns %s can't be taken on", dir);
	/* That may have opened the process to debuggers of that user. */
	process_guard();
}

/*
 * The owner is taken on before the file is touched, so that not even -shm can
 * come to belong to root.
 */
struct db *
cli_open(const struct conf *c, const char *name, const struct db_schema *schema,
    enum db_mode mode)
{
	char *dir = xasprintf("%s/%s", c->data, name);
	char *path = conf_database(c, name), why[DB_WHY_BYTES];
	struct db *db;

	become_owner(dir);
	if (db_open(path, schema, mode, &db, why) != DB_OPENED)
		log_warnx("%s; has 'tocsin setup' been run?", why);
	/* As the owner: what an I/O error may have hidden shows now. */
	if (db != NULL && mode == DB_OWN && db_checkpoint(db, 0) < 0) {
		db_close(db);
		db = NULL;
	}
	free(path);
	free(dir);
	return db;
}

int
cli_printed(void)
{
	/* Of a write that failed before, fflush() says nothing any more. */
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	log_warn("standard output");
	return -1;
}

/*
 * How a child ended.  One that works as another user can be stopped by that
 * user: it must not hold up root for ever, so it is ended then.
 */
static int
child_end(pid_t pid)
{
	int status = 0;

	for (;;) {
		if (waitpid(pid, &status, WUNTRACED) < 0) {
			if (errno != EINTR)
				fatal("waitpid");
		} else if (WIFSTOPPED(status)) {
			log_warnx("somebody stopped the process that does "
				  "this, so it is ended");
			kill(pid, SIGKILL);
		} else if (WIFSIGNALED(status)) {
			log_warnx("the process that does this was ended by "
				  "signal %d",
			    WTERMSIG(status));
			return -1;
		} else {
			return WEXITSTATUS(status) == 0 ? 0 : -1;
		}
	}
}

int
cli_in_child(int (*work)(const void *cookie), const void *cookie)
{
	pid_t pid;
	int rc;

	/* What is buffered would be printed twice. */
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		/* A terminal stops us, and the child ends its work. */
		signal(SIGTSTP, SIG_IGN);
		signal(SIGTTOU, SIG_IGN);
		rc = work(cookie);
		_exit(cli_printed() == 0 && rc == 0 ? 0 : 1);
	}
	if (pid < 0) {
		log_warn("no process can be started");
		return -1;
	}
	return child_end(pid);
}

void
cli_change(struct change *out)
{
	static char by[80];
	const struct passwd *pw = getpwuid(getuid());
	const char *sudo = getenv("SUDO_USER");

	/* Before become_owner(): afterwards everybody looks like the owner. */
	if (by[0] == '\0')
		snprintf(by, sizeof(by), "cli:%s",
		    sudo != NULL ? sudo
		    : pw != NULL ? pw->pw_name
				 : "unknown");
	*out = (struct change){
	    .by = by,
	    .at_ms = clock_wall_ms(),
	    .via = "cli",
	};
}
