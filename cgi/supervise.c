/*
 * supervise.c - the parent: starts the others, and starts them again.
 *
 * Signals are blocked and taken one by one by sigtimedwait(2): no handler
 * runs, and none can slip in between a look and a wait.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cgi/supervise.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* Who lived shorter than this may fall again at once ... */
#define YOUNG_MS 1000

/* ... so the next one waits: a loop of falls leaves the processor alone. */
#define PAUSE_MS 50

/* Without memory or processes to fork, before the next try. */
#define FORK_AGAIN_MS 1000

/* Between a store that broke and its next check: it may break each time. */
#define CHECK_PAUSE_MS 1000

/* A request under way may end for so long; systemd would wait longer. */
#define STOP_MS 10000

/* What stands for one child: who it is now, or when the next one comes. */
struct slot {
	const char *name;
	int (*run)(void *);
	pid_t pid;        /* 0: none */
	int64_t born_ms;  /* boot clock */
	int64_t start_ms; /* not before */
};

struct parent {
	const struct supervise_jobs *jobs;
	struct slot *slots; /* the keeper, then those that serve */
	int nslots;
	sigset_t signals;
	bool stopping; /* asked to */
	bool broken;   /* the store is */
};

/*
 * The kernel tells a child of its parent's death, but only after prctl(2):
 * a parent that died before is somebody else now.
 */
static void __attribute__((noreturn))
be_child(const struct parent *p, int (*run)(void *), pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		fatal("prctl");
	if (getppid() != parent)
		_exit(0);
	p->jobs->enter(p->jobs->context);
	exit(run(p->jobs->context));
}

static void
start(struct parent *p, struct slot *s)
{
	pid_t self = getpid();

	s->born_ms = clock_boot_ms();
	s->pid = fork();
	if (s->pid == 0)
		be_child(p, s->run, self);
	if (s->pid > 0)
		return;
	log_warn("no process for %s; trying again in %d s", s->name,
	    FORK_AGAIN_MS / 1000);
	s->pid = 0;
	s->start_ms = s->born_ms + FORK_AGAIN_MS;
}

/* Starts who is due; returns milliseconds until the next one, -1 for none. */
static int64_t
start_due(struct parent *p)
{
	int64_t now = clock_boot_ms(), wait_ms = -1;
	int i;

	for (i = 0; i < p->nslots; i++) {
		struct slot *s = &p->slots[i];

		if (s->pid == 0 && s->start_ms <= now)
			start(p, s);
		if (s->pid == 0 && (wait_ms < 0 || s->start_ms - now < wait_ms))
			wait_ms = s->start_ms - now;
	}
	return wait_ms;
}

/* The next signal, or as long as that (-1: without an end). */
static void
wait_signal(struct parent *p, int64_t ms)
{
	struct timespec t = {
	    .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
	int sig = sigtimedwait(&p->signals, NULL, ms < 0 ? NULL : &t);

	if (sig == SIGTERM || sig == SIGINT) {
		if (!p->stopping)
			log_info("stopping");
		p->stopping = true;
	} else if (sig < 0 && errno != EAGAIN && errno != EINTR) {
		fatal("sigtimedwait");
	}
}

static void
log_end(const struct slot *s, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_STORE_BROKEN)
		log_warnx("%s %ld ended: config.db or another database failed",
		    s->name, (long)s->pid);
	else if (WIFSIGNALED(status))
		log_warnx("%s %ld ended by signal %d (%s); another one follows",
		    s->name, (long)s->pid, WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else
		log_warnx("%s %ld ended with status %d; another one follows",
		    s->name, (long)s->pid, WEXITSTATUS(status));
}

/* One that ended frees its slot; while we stop, that is no news. */
static void
bury(struct parent *p, struct slot *s, int status)
{
	int64_t now = clock_boot_ms();

	if (!p->stopping && !p->broken) {
		p->broken = WIFEXITED(status) &&
			    WEXITSTATUS(status) == EXIT_STORE_BROKEN;
		log_end(s, status);
	}
	s->start_ms = now - s->born_ms < YOUNG_MS ? now + PAUSE_MS : now;
	s->pid = 0;
}

/* Several ends can be one SIGCHLD: ask until nobody is left to bury. */
static void
reap(struct parent *p)
{
	int status, i;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < p->nslots; i++)
			if (p->slots[i].pid == pid)
				bury(p, &p->slots[i], status);
}

static int
signal_all(const struct parent *p, int sig)
{
	int i, alive = 0;

	for (i = 0; i < p->nslots; i++)
		if (p->slots[i].pid > 0) {
			(void)kill(p->slots[i].pid, sig);
			alive++;
		}
	return alive;
}

/*
 * Once is enough: SIGTERM stays pending in a child until it is ready to hear
 * it.  After an I/O error there is no time for manners: what a child
 * acknowledges now may be lost (DESIGN.md, SQLite).
 */
static void
end_all(struct parent *p)
{
	int64_t kill_ms = clock_boot_ms() + STOP_MS, left;
	int sig = p->broken ? SIGKILL : SIGTERM;

	while (signal_all(p, sig) > 0) {
		do {
			left = kill_ms - clock_boot_ms();
			wait_signal(p, left > 0 ? left : PAUSE_MS);
			reap(p);
		} while (left > 0 && signal_all(p, 0) > 0);
		sig = SIGKILL;
	}
}

/*
 * In a child of its own: an owner's connection to the store must not live on
 * across a fork, and a disk that hangs must not hang the parent.
 */
static bool
store_is_sound(struct parent *p)
{
	pid_t self = getpid(), pid = fork();
	int status = -1;

	if (pid < 0)
		fatal("no process for the check of the store");
	if (pid == 0)
		be_child(p, p->jobs->check, self);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		wait_signal(p, -1);
		if (p->stopping)
			(void)kill(pid, SIGKILL);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* From a sound store to one that broke, or to a stop. */
static void
run(struct parent *p)
{
	int i;

	p->broken = false;
	log_info("started: %s", p->jobs->started);
	for (i = 0; i < p->nslots; i++)
		p->slots[i].start_ms = 0;
	while (!p->stopping && !p->broken) {
		wait_signal(p, start_due(p));
		reap(p);
	}
	end_all(p);
}

static void
make_slots(struct parent *p)
{
	int i;

	p->nslots = p->jobs->processes + p->jobs->more + 1;
	p->slots = xcalloc((size_t)p->nslots, sizeof(*p->slots));
	p->slots[0] = (struct slot){.name = "keeper", .run = p->jobs->keep};
	for (i = 1; i < p->nslots; i++)
		p->slots[i] = (struct slot){.name = "web process",
		    .run = i <= p->jobs->processes ? p->jobs->serve
						   : p->jobs->serve_more};
}

int
supervise(const struct supervise_jobs *jobs)
{
	struct parent p = {.jobs = jobs};
	bool sound;

	sigemptyset(&p.signals);
	sigaddset(&p.signals, SIGTERM);
	sigaddset(&p.signals, SIGINT);
	sigaddset(&p.signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &p.signals, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	make_slots(&p);
	while ((sound = store_is_sound(&p)) && !p.stopping) {
		run(&p);
		if (p.stopping)
			break;
		log_warnx("the store can't be trusted: all processes were "
			  "ended; it is checked again");
		wait_signal(&p, CHECK_PAUSE_MS);
	}
	free(p.slots);
	if (!sound && !p.stopping)
		log_warnx("config.db did not pass its check; see the line "
			  "above, then start again");
	return sound || p.stopping ? 0 : 1;
}
