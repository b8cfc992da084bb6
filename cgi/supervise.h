/*
 * supervise.h - the parent: starts the others, and starts them again.
 *
 * It holds no database and reads nothing that anybody sent, so that nothing
 * can make it fall; everything that can go wrong happens in a child.
 */
#ifndef TOCSIN_CGI_SUPERVISE_H
#define TOCSIN_CGI_SUPERVISE_H

/*
 * A child's exit status: a database can't be trusted after an I/O error or
 * damage.  Nobody may go on before the store has been checked.
 */
#define EXIT_STORE_BROKEN 3

/* What the children do; each returns its exit status. */
struct supervise_jobs {
	int processes;         /* that serve */
	int more;              /* that serve_more, or 0 */
	const char *started;   /* for the line in the log */
	void (*enter)(void *); /* first of all, in each child */
	int (*check)(void *);  /* alone, before the others: 0 is fine */
	int (*keep)(void *);   /* one of these */
	int (*serve)(void *);
	int (*serve_more)(void *);
	void *context; /* given to each of them */
};

/*
 * supervise(jobs): run the children until SIGTERM or SIGINT.  SIGHUP is
 * ignored.  A child must end by SIGTERM, which is blocked when it begins; it
 * gets one as well when the parent dies.  Returns the program's exit status,
 * with no child left: 0 after a signal, 1 where the check failed.
 */
int supervise(const struct supervise_jobs *jobs);

#endif
