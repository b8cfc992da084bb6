/*
 * main.c - tocsin-web: options, what must hold before a start, the children.
 *
 * DIAGNOSTICS: whatever keeps it from starting ends it with status 1 and a
 * line that says what to do.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgi/audit.h"
#include "cgi/confine.h"
#include "cgi/keeper.h"
#include "cgi/listener.h"
#include "cgi/serve.h"
#include "cgi/supervise.h"
#include "cgi/view.h"
#include "cgi/web.h"
#include "core/log.h"
#include "core/process.h"
#include "core/xmalloc.h"

/*
 * Address space of a child: libfcgi allocates what a record says, up to two
 * gigabytes, before anything of it has come.
 */
#define CHILD_BYTES (UINT64_C(512) << 20)

/* For the socket of a proxy that signs people in. */
#define SSO_PROCESSES 2

/* Files of a process: databases, a connection, and room. */
#define FILES_MAX 256

struct program {
	struct web web; /* the databases are opened in the children alone */
	struct listener listener;
	struct listener sso; /* where one is set */
};

static bool
has_sso(const struct program *p)
{
	return *p->web.conf.sso_socket != '\0';
}

static void
limit(int what, rlim_t most)
{
	struct rlimit r = {most, most};

	if (setrlimit((__rlimit_resource_t)what, &r) != 0)
		fatal("setrlimit");
}

/* The sanitizers reserve terabytes that they never touch. */
static void
job_enter(void *context)
{
	struct program *p = context;

	listener_enter(&p->listener);
	/* Nobody of this user is started by it; root has no such limit. */
	limit(RLIMIT_NPROC, 0);
	if (has_sso(p))
		listener_enter(&p->sso);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	limit(RLIMIT_AS, CHILD_BYTES);
#endif
	confine_child(&p->web.conf);
}

/* All that a process which serves will need: better missed here, once. */
static int
job_check(void *context)
{
	struct program *p = context;
	int status = keeper_check(&p->web.conf);

	web_open(&p->web);
	web_close(&p->web);
	return status;
}

static int
job_keep(void *context)
{
	const struct program *p = context;

	return keeper_run(&p->web.conf);
}

/* A process of one socket has no hold of the other one. */
static int
job_serve(void *context)
{
	struct program *p = context;

	if (has_sso(p))
		close(p->sso.fd);
	return serve_run(&p->web, p->listener.fd);
}

static int
job_serve_sso(void *context)
{
	struct program *p = context;

	close(p->listener.fd);
	p->web.sso = true;
	return serve_run(&p->web, p->sso.fd);
}

static void
usage(void)
{
	fprintf(stderr,
	    "usage: tocsin-web [-d] [-c tocsin.conf]\n"
	    "  -c FILE  settings of this machine (default " TOCSIN_CONF ")\n"
	    "  -d       log more\n");
	exit(2);
}

static const char *
options(int argc, char **argv)
{
	const char *conf = TOCSIN_CONF;
	int opt;

	while ((opt = getopt(argc, argv, "c:d")) != -1)
		switch (opt) {
		case 'c':
			conf = optarg;
			break;
		case 'd':
			log_debug_on(true);
			break;
		default:
			usage();
		}
	if (optind != argc)
		usage();
	return conf;
}

/*
 * Without a name of its own the site could not tell a request for it from one
 * for a name that merely resolves here: so there is no default.
 */
static void
load_conf(struct conf *c, const char *path)
{
	char why[CONF_WHY_BYTES];

	if (conf_load(path, c, why) != 0)
		fatalx("%s", why);
	if (c->origin.n == 0)
		fatalx("%s: origin is not set; name the pages as browsers do, "
		       "in [web]: origin = https://HOST",
		    path);
}

static int
run(struct program *p)
{
	const struct conf *c = &p->web.conf;
	struct supervise_jobs jobs = {
	    .processes = (int)strtol(c->processes, NULL, 10),
	    .enter = job_enter,
	    .check = job_check,
	    .keep = job_keep,
	    .serve = job_serve,
	    .more = has_sso(p) ? SSO_PROCESSES : 0,
	    .serve_more = job_serve_sso,
	    .context = p,
	};
	char *started = xasprintf("%d processes, socket %s, SQLite %s, "
				  "libsodium %s",
	    jobs.processes, c->socket, db_version(), sodium_version_string());
	int status;

	jobs.started = started;
	status = supervise(&jobs);
	free(started);
	return status;
}

int
main(int argc, char **argv)
{
	static struct program p;
	const char *conf;
	int status;

	log_init("tocsin-web");
	conf = options(argc, argv);
	process_guard();
	umask(027);
	if (sodium_init() < 0)
		fatalx("libsodium can't be used");
	limit(RLIMIT_NOFILE, FILES_MAX);
	load_conf(&p.web.conf, conf);
	views_load(p.web.conf.templates);
	audit_limit_share();
	listener_open(&p.listener, p.web.conf.socket);
	if (has_sso(&p))
		listener_open(&p.sso, p.web.conf.sso_socket);
	p.web.attempts =
	    attempts_make((int)strtol(p.web.conf.processes, NULL, 10));
	confine_parent(&p.web.conf);
	status = run(&p);
	listener_close(&p.listener);
	if (has_sso(&p))
		listener_close(&p.sso);
	attempts_free(p.web.attempts);
	views_free();
	conf_free(&p.web.conf);
	if (status == 0)
		log_info("stopped");
	return status;
}
